"""How calm a hall wants it: what is one incident, and how often people are alerted."""

from typing import Annotated

from pydantic import Field

from api.site_parts import SitePart
from vision.calm.limits import CalmLimits

DAY_S = 86_400
DEFAULT = CalmLimits()
OrNone = Annotated[int, Field(ge=0, le=DAY_S)]


class CalmEntry(SitePart):
    """One incident per cause, and no more alerts than anybody can answer."""

    gap_s: OrNone = Field(
        default=DEFAULT.gap_ms // 1000,
        description="whole seconds, 0 to 86400: findings of one cause with less time between them are one incident",
    )
    push_gap_s: OrNone = Field(
        default=DEFAULT.push_gap_ms // 1000,
        description="whole seconds, 0 to 86400, until people are alerted of a counter again, unless it got graver",
    )
    pushes_a_day: Annotated[int, Field(ge=0, le=1_000)] = Field(
        default=DEFAULT.pushes_a_day,
        description="how many alerts the hall sends on a day, a count, 0 to 1000; the rest goes into the digest",
    )

    @property
    def limits(self) -> CalmLimits:
        """As judgement reads it."""
        return CalmLimits(self.gap_s * 1000, self.push_gap_s * 1000, self.pushes_a_day)
