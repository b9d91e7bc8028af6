"""Times of arrival under clocks that are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.arrival import SLEWED_MS, SLOWEST, ArrivalClock

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


def date_of(arrivals: ArrivalClock, clocks: Clocks) -> int:
    at_ms = arrivals.at_ms(clocks.steady)
    assert at_ms is not None
    return at_ms


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
        (-30_000, SLOWEST * 1000),
        (-SLEWED_MS - 50, SLOWEST * 1000),
        (-SLEWED_MS - 51, None),
        (-HOUR_MS, None),
    ],
)
def test_a_clock_that_is_set_never_takes_time_back(set_by_ms: int, gap_ms: float | None) -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    first = date_of(arrivals, clocks)
    clocks.go_on(1.0)
    clocks.wall += set_by_ms
    at_ms = arrivals.at_ms(clocks.steady)
    assert (at_ms is not None and at_ms - first) == (gap_ms is not None and gap_ms)


def test_after_a_clock_was_set_back_it_is_reached_again() -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    arrivals.at_ms(clocks.steady)
    clocks.wall -= 1000
    for _ in range(25):
        clocks.go_on(1.0)
        last = arrivals.at_ms(clocks.steady)
    assert last == clocks.wall


def test_after_a_clock_was_set_back_far_nothing_has_a_date_until_it_is_reached_again() -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    last_ms = date_of(arrivals, clocks)
    clocks.wall -= 90_000
    dates = []
    for second in range(1, 101):
        clocks.go_on(1.0)
        dates.append(arrivals.at_ms(clocks.steady))
        assert arrivals.set_back_ms == max(0, 90_001 - second * 1000)
    assert dates == [None] * 90 + [last_ms + second * 1000 for second in range(1, 11)]


def test_a_clock_that_is_set_right_again_gives_dates_at_once() -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    date_of(arrivals, clocks)
    for set_by_ms, dated in ((-HOUR_MS, False), (HOUR_MS, True), (-HOUR_MS, False), (HOUR_MS - 5_000, False)):
        clocks.go_on(1.0)
        clocks.wall += set_by_ms
        assert (arrivals.at_ms(clocks.steady) == clocks.wall) is dated


def test_what_the_steady_clock_shows_at_a_date() -> None:
    clocks = Clocks()
    clocks.go_on(2.0)
    assert clocks.arrivals().steady_s_at(1_000_000_000_500) == pytest.approx(100.5)


def test_of_several_readings_of_two_clocks_the_quickest_counts() -> None:
    steady = iter([1.0, 1.5, 2.0, 2.001, 3.0, 3.3])  # the process was interrupted in the first and the last one
    wall = iter([1_000, 2_000, 3_000])
    assert ArrivalClock(lambda: next(wall), lambda: next(steady)).at_ms(2.0005) == 2_000


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(-HOUR_MS, HOUR_MS)), max_size=30))
def test_times_strictly_increase_and_are_about_right_whatever_is_done_to_the_clock(
    steps: list[tuple[float, int]],
) -> None:
    clocks = Clocks()
    arrivals = clocks.arrivals()
    times = []
    for by_s, set_by_ms in steps:
        clocks.go_on(by_s)
        clocks.wall += set_by_ms
        at_ms = arrivals.at_ms(clocks.steady)
        assert at_ms is None or 0 <= at_ms - clocks.wall <= SLEWED_MS + 1, "a wrong date"
        times.append(at_ms)
    dated = [at_ms for at_ms in times if at_ms is not None]
    assert dated == sorted(set(dated))
