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
        booked = dict(self.ms)
        for start, end, in_service in context.service_pieces(span.from_ms, span.to_ms):
            booked[span.staff if in_service else Presence.UNSCHEDULED] += end - start
        return Coverage(booked)

    @property
    def total_ms(self) -> int:
        """All time booked."""
        return sum(self.ms.values())
