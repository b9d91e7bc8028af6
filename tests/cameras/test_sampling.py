"""Which frames are taken, and when each was taken."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.sampling import LATEST_MS, FrameTimes, Sampler

TAKEN = [
    # frames a second asked for, native interval, times of the frames, those taken
    (None, 40, [0, 40, 80], [0, 40, 80]),
    (2, 100, range(0, 2000, 100), [0, 500, 1000, 1500]),
    (2, 40, range(0, 1100, 40), [0, 480, 1000]),
    (10, 100, range(0, 500, 100), [0, 100, 200, 300, 400]),
    (30, 100, range(0, 500, 100), [0, 100, 200, 300, 400]),
    (2, 100, [0, 130, 470, 540, 1010, 1490], [0, 470, 1010, 1490]),  # jitter of less than half a frame
    (2, 100, [0, 440, 560, 1000], [0, 560, 1000]),  # earlier than half a frame: not yet
    (1, 100, [0, 5300, 5400, 6000, 7000], [0, 5300, 6000, 7000]),  # a gap does not shift the grid
    (0.1, 100, range(0, 30_000, 100), [0, 10_000, 20_000]),
]


@pytest.mark.parametrize(("asked", "interval_ms", "times_ms", "taken_ms"), TAKEN)
def test_the_first_frame_at_or_after_each_due_time_is_taken(
    asked: float | None, interval_ms: float, times_ms: list[int], taken_ms: list[int]
) -> None:
    sampler = Sampler(asked, interval_ms)
    assert [at_ms for at_ms in times_ms if sampler.takes(at_ms)] == taken_ms


@given(st.floats(0.1, 30), st.lists(st.integers(1, 400), min_size=50, max_size=200))
def test_never_more_than_asked_for(asked: float, gaps_ms: list[int]) -> None:
    times_ms = [sum(gaps_ms[:n]) for n in range(len(gaps_ms))]
    sampler = Sampler(asked, sum(gaps_ms) / len(gaps_ms))
    taken = [at_ms for at_ms in times_ms if sampler.takes(at_ms)]
    assert taken[0] == 0
    assert len(taken) <= times_ms[-1] / 1000 * asked + 2


@pytest.mark.parametrize("asked", [0.0, -2.0, float("nan")])
def test_a_rate_that_is_none_is_refused(asked: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Sampler(asked, 40)


TICK = Fraction(1, 1000)
PLACED = [
    # timestamps in ms, times given (None: the frame is left out)
    ([0, 40, 80], [0, 40, 80]),
    ([5000, 5040], [0, 40]),
    ([-80, -40, 0], [0, 40, 80]),
    ([None, None, None], [0, 40, 80]),
    ([0, None, 80, None], [0, 40, 80, 120]),
    ([None, 1000, 1040], [0, None, 40]),  # the first stamp says where the stream has come to
    ([0, 40, 40, 20, 80], [0, 40, None, None, 80]),
    ([100, 0, 140], [0, None, 40]),
    ([0, LATEST_MS + 1, 2**62, 40], [0, None, None, 40]),
]


@pytest.mark.parametrize(("stamps_ms", "times_ms"), PLACED)
def test_times_follow_the_stamps_and_never_run_back(stamps_ms: list[int | None], times_ms: list[int | None]) -> None:
    times = FrameTimes(40.0)
    assert [times.of(stamp, TICK) for stamp in stamps_ms] == times_ms


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=30), st.fractions(Fraction(1, 10**9), 1000))
def test_times_increase_whatever_the_stamps(stamps: list[int | None], tick: Fraction) -> None:
    times = FrameTimes(40.0)
    given_ms = [at_ms for stamp in stamps if (at_ms := times.of(stamp, tick)) is not None]
    assert all(0 <= a < b <= LATEST_MS for a, b in pairwise(given_ms))
