"""Where a counter's time went: present, absent, blind and unscheduled always add up to all of it."""

from dataclasses import dataclass, field

from vision.datatypes import Presence, SettledSpan
from vision.rules.context import Context


@dataclass(frozen=True, slots=True)
class Coverage:
    """Milliseconds per state."""

    ms: dict[Presence, int] = field(default_factory=lambda: dict.fromkeys(Presence, 0))

    def plus(self, span: SettledSpan, context: Context) -> "Coverage":
        """With ``span`` booked: out of service hours as unscheduled, else as what its staff state says."""
        booked = self
        for start, end, in_service in context.service_pieces(span.from_ms, span.to_ms):
            booked = booked.booked(span.staff if in_service else Presence.UNSCHEDULED, end - start)
        return booked

    def booked(self, state: Presence, lasts_ms: int) -> "Coverage":
        """With ``lasts_ms`` more in ``state``."""
        ms = self.ms.copy()
        ms[state] += lasts_ms
        return Coverage(ms)

    @property
    def total_ms(self) -> int:
        """All time booked."""
        return sum(self.ms.values())
