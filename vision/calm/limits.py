"""How calm a hall wants it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalmLimits:
    """Times in ms. Raises ValueError for what is below zero.

    ``gap_ms``: two findings of one cause at one place with less time between them are one incident; a clerk who sits
    down for a moment and goes again is one absence to handle. ``push_gap_ms``: about one place nobody is alerted again
    sooner, unless it got graver. ``pushes_a_day``: so many alerts a hall sends on a day (the rule book's 10); the rest
    goes into the digest.
    """

    gap_ms: int = 60_000
    push_gap_ms: int = 300_000
    pushes_a_day: int = 10

    def __post_init__(self) -> None:
        """Refuse negative times and counts."""
        if min(self.gap_ms, self.push_gap_ms, self.pushes_a_day) < 0:
            msg = f"gap_ms, push_gap_ms and pushes_a_day must be 0 or more, got {self}"
            raise ValueError(msg)
