"""The messages of the coverage ledger: where a counter's time went, day by day.

Version 1, as in ``api.contract``. Seconds are exact to the millisecond.
"""

from typing import Annotated

from pydantic import Field

from api.contract import Message
from vision.datatypes import BlindReason

Seconds = Annotated[float, Field(ge=0)]


class DayCoverage(Message):
    """A day of the hall's calendar: present, absent, blind, private, unscheduled and unrecorded are all of it."""

    day: Annotated[str, Field(description="the date in the hall, as 2026-03-01")]
    from_ms: Annotated[int, Field(description="when it begins there, ms UTC")]
    to_ms: Annotated[int, Field(description="when it ends there, ms UTC: 23 or 25 hours later where clocks change")]
    watched_s: Annotated[Seconds, Field(description="in service, and somebody or nobody was seen to be there, s")]
    present_s: Annotated[Seconds, Field(description="of that: staffed, s")]
    absent_s: Annotated[Seconds, Field(description="of that: unstaffed, s")]
    blind_s: Annotated[
        dict[BlindReason, Seconds], Field(description="in service, and could not be judged, s by reason; none left out")
    ]
    in_service_s: Annotated[Seconds, Field(description="watched or blind, s")]
    private_s: Annotated[Seconds, Field(description="not looked at because it was private, s")]
    unscheduled_s: Annotated[Seconds, Field(description="outside service hours, s")]
    unrecorded_s: Annotated[Seconds, Field(description="before it was watched, or not judged yet, s")]
    coverage: Annotated[
        float | None, Field(ge=0, le=1, description="share of service time that was watched, 0 to 1; null: no service")
    ]


class Coverage(Message):
    """A counter's coverage ledger."""

    counter: Annotated[str, Field(description="id of the counter")]
    time_zone: Annotated[str, Field(description="whose calendar its days are of, an IANA name")]
    settled_until_ms: Annotated[int, Field(description="until when everything is certain, ms UTC")]
    days: Annotated[tuple[DayCoverage, ...], Field(description="in order")]
