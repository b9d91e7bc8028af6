"""When a picture arrived, by a wall clock that somebody may set while we watch."""

import time
from collections.abc import Callable

SLOWEST = 0.95
"""After the wall clock was set back a little, time passes so slowly (and never stops) until it is reached."""

SLEWED_MS = 60_000
"""Set back by more, the wall clock is followed at once: slewing would give wrong dates for hours."""

READINGS = 3
"""Two clocks are not read at one moment; of so many tries the quickest counts."""


def wall_ms() -> int:
    """Milliseconds UTC by the machine's clock."""
    return time.time_ns() // 1_000_000


class ArrivalClock:
    """Times in milliseconds UTC that follow ``wall`` and strictly increase, never more than ``SLEWED_MS`` ahead of it.

    A wall clock set forward is followed at once: what it skipped is a gap. Set back by up to ``SLEWED_MS``
    it is approached slowly. Set back further, what arrives has no date until the wall clock has passed the
    last date given, or was set near it: two moments never share one. ``steady_s`` is the clock that
    arrivals are given in; nobody sets it.
    """

    def __init__(self, wall: Callable[[], int] = wall_ms, steady_s: Callable[[], float] = time.monotonic) -> None:
        """Begin without a past."""
        self._wall = wall
        self._steady_s = steady_s
        self._last: tuple[int, float] | None = None
        self._behind_ms = 0

    @property
    def set_back_ms(self) -> int:
        """How far what arrived last was behind the last date given; 0 while dates are given."""
        return self._behind_ms

    def at_ms(self, arrived_s: float) -> int | None:
        """UTC time of what arrived at ``arrived_s`` of the steady clock, None for what has no date.

        Calls must be in order of arrival; the first one always gives a date.
        """
        by_wall_ms = round(self._ahead_ms() + arrived_s * 1000)
        at_ms = self._dated(by_wall_ms, arrived_s)
        if at_ms is not None:
            self._last, self._behind_ms = (at_ms, arrived_s), 0
        return at_ms

    def steady_s_at(self, at_ms: int) -> float:
        """What the steady clock shows when the wall clock, as it goes now, shows ``at_ms`` (UTC)."""
        return (at_ms - self._ahead_ms()) / 1000

    def _dated(self, by_wall_ms: int, arrived_s: float) -> int | None:
        if self._last is None:
            return by_wall_ms
        last_ms, last_s = self._last
        least_ms = last_ms + max(1, int(SLOWEST * (arrived_s - last_s) * 1000))
        if by_wall_ms >= least_ms or (self._behind_ms and by_wall_ms > last_ms):
            return by_wall_ms
        if least_ms - by_wall_ms <= SLEWED_MS:
            return least_ms
        self._behind_ms = last_ms + 1 - by_wall_ms
        return None

    def _ahead_ms(self) -> float:
        """How far the wall clock is ahead of the steady one."""
        readings = []
        for _ in range(READINGS):
            before_s, wall, after_s = self._steady_s(), self._wall(), self._steady_s()
            readings.append((after_s - before_s, wall - (before_s + after_s) * 500))
        return min(readings)[1]
