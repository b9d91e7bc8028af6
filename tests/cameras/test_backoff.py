"""How long until a camera is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.backoff import GOOD_S, REFUSED, Backoff, attempt_after, next_delay


@pytest.mark.parametrize(
    ("attempt", "drawn", "delay_s"),
    [
        (0, 1.0, 0.5),
        (0, 0.0, 0.25),
        (1, 1.0, 1.0),
        (2, 0.5, 1.5),
        (3, 1.0, 4.0),
        (4, 1.0, 5.0),
        (4, 0.0, 2.5),
        (1000, 1.0, 5.0),
    ],
)
def test_delays_double_up_to_five_seconds(attempt: int, drawn: float, delay_s: float) -> None:
    assert next_delay(attempt, drawn) == delay_s


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0.001, 10), st.floats(10, 1000))
def test_a_delay_is_never_longer_than_the_cap_nor_shorter_than_half_the_first(
    attempt: int, drawn: float, first_s: float, cap_s: float
) -> None:
    assert first_s / 2 <= next_delay(attempt, drawn, Backoff(first_s, cap_s)) <= cap_s


def test_a_refused_password_is_not_tried_often_enough_to_lock_an_account() -> None:
    delays_s = [next_delay(attempt, 0.0, REFUSED) for attempt in range(6)]
    assert sum(delays_s[:4]) > 5 * 60


@pytest.mark.parametrize(
    ("attempt", "good_s", "then"), [(-1, 0.0, 0), (0, 0.0, 1), (4, GOOD_S - 0.1, 5), (4, GOOD_S, 0)]
)
def test_a_minute_of_good_pictures_begins_anew(attempt: int, good_s: float, then: int) -> None:
    assert attempt_after(attempt, good_s) == then


@pytest.mark.parametrize(("first_s", "cap_s"), [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0)])
def test_delays_that_are_none_are_refused(first_s: float, cap_s: float) -> None:
    with pytest.raises(ValueError, match="delays must be"):
        Backoff(first_s, cap_s)
