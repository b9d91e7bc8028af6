"""What rules read and never compute: where and when they judge."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


def elapsed(at_ms: int) -> str:
    """``at_ms`` as hours, minutes and seconds since zero: for a clip, whose clock nobody knows."""
    seconds = at_ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


DAY_MS = 86_400_000


def day_since_begin(at_ms: int) -> int:
    """Which day of a clip it is, from 0."""
    return at_ms // DAY_MS


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one counter.

    ``service``: sorted, disjoint ``(from_ms, to_ms)`` in which it should be staffed, None for always.
    ``clock`` writes a moment as the hall's clock shows it, ``day`` numbers the days of its calendar. Names are
    (zh, en).
    """

    hall: str
    name: tuple[str, str]
    service: tuple[tuple[int, int], ...] | None = None
    clock: Callable[[int], str] = elapsed
    day: Callable[[int], int] = day_since_begin

    def serves(self, from_ms: int, to_ms: int) -> bool:
        """Whether all of ``[from_ms, to_ms)`` lies in service."""
        return self.service is None or any(opens <= from_ms and to_ms <= closes for opens, closes in self.service)

    def service_pieces(self, from_ms: int, to_ms: int) -> Iterator[tuple[int, int, bool]]:
        """``[from_ms, to_ms)`` cut at the borders of service: (from, to, in service)."""
        if self.service is None:
            yield from_ms, to_ms, True
            return
        at_ms = from_ms
        for opens_ms, closes_ms in self.service:
            start, end = max(opens_ms, at_ms), min(closes_ms, to_ms)
            if start >= end:
                continue
            if at_ms < start:
                yield at_ms, start, False
            yield start, end, True
            at_ms = end
        if at_ms < to_ms:
            yield at_ms, to_ms, False
