"""Times of arrival under clocks that are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.arrival import SLOWEST, ArrivalClock

HOUR_MS = 3_600_000


class Clocks:
    """A steady clock, and a wall clock somebody sets."""

    def __init__(self) -> None:
        self.steady, self.wall = 100.0, 1_000_000_000_000

    def go_on(self, by_s: float) -> None:
        self.steady += by_s
        self.wall += round(by_s * 1000)

    def arrivals(self) -> ArrivalClock:
        return ArrivalClock(lambda: self.wall, lambda: self.steady)


def test_a_picture_is_stamped_with_when_it_came_not_with_when_it_was_looked_at() -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    clocks.go_on(0.3)
    assert arrivals.at_ms(100.1) == 1_000_000_000_100


@pytest.mark.parametrize(
    ("set_by_ms", "gap_ms"),
    [
        # how far the wall clock is set between two pictures that come 1 s apart; how far apart their times are
        (0, 1000),
        (HOUR_MS, HOUR_MS + 1000),
        (-20, 980),
        (-HOUR_MS, SLOWEST * 1000),
    ],
)
def test_a_clock_that_is_set_never_takes_time_back(set_by_ms: int, gap_ms: float) -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    first = arrivals.at_ms(clocks.steady)
    clocks.go_on(1.0)
    clocks.wall += set_by_ms
    assert arrivals.at_ms(clocks.steady) - first == gap_ms


def test_after_a_clock_was_set_back_it_is_reached_again() -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    arrivals.at_ms(clocks.steady)
    clocks.wall -= 1000
    for _ in range(25):
        clocks.go_on(1.0)
        last = arrivals.at_ms(clocks.steady)
    assert last == clocks.wall


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(-HOUR_MS, HOUR_MS)), max_size=30))
def test_times_strictly_increase_whatever_is_done_to_the_clock(steps: list[tuple[float, int]]) -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    times = []
    for by_s, set_by_ms in steps:
        clocks.go_on(by_s)
        clocks.wall += set_by_ms
        times.append(arrivals.at_ms(clocks.steady))
    assert times == sorted(set(times))
