"""When a picture arrived, by a wall clock that somebody may set while we watch."""

import time
from collections.abc import Callable

SLOWEST = 0.95
"""After the wall clock was set back, time passes so slowly (and never stops) until the wall clock is reached."""


def wall_ms() -> int:
    """Milliseconds UTC by the machine's clock."""
    return time.time_ns() // 1_000_000


class ArrivalClock:
    """Times in milliseconds UTC that follow ``wall`` and strictly increase.

    A wall clock set forward is followed at once: what it skipped is a gap. ``steady_s`` is the clock that
    arrivals are given in; nobody sets it.
    """

    def __init__(self, wall: Callable[[], int] = wall_ms, steady_s: Callable[[], float] = time.monotonic) -> None:
        """Begin without a past."""
        self._wall = wall
        self._steady_s = steady_s
        self._last: tuple[int, float] | None = None

    def at_ms(self, arrived_s: float) -> int:
        """UTC time of what arrived at ``arrived_s`` of the steady clock; calls must be in order of arrival."""
        at_ms = round(self._wall() - (self._steady_s() - arrived_s) * 1000)
        if self._last is not None:
            last_ms, last_s = self._last
            at_ms = max(at_ms, last_ms + max(1, int(SLOWEST * (arrived_s - last_s) * 1000)))
        self._last = (at_ms, arrived_s)
        return at_ms
