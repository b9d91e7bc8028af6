"""How long somebody who guesses must wait."""

import pytest

from api.server.access.throttle import MOST_KEPT, Policy, Throttle, Tries, tried, wait_ms

POLICY = Policy(free=3, first_ms=1_000, cap_ms=8_000, forget_ms=60_000)
NOW_MS = 1_772_330_400_000


@pytest.mark.parametrize(
    ("count", "ago_ms", "wait"),
    [
        (0, 0, 0),
        (2, 0, 0),
        (3, 0, 1_000),
        (3, 400, 600),
        (3, 1_000, 0),
        (4, 0, 2_000),
        (6, 0, 8_000),
        (7, 0, 8_000),
        (10_000, 0, 8_000),
        (10_000, 60_000, 0),
        (10_000, -1_000_000, 8_000),  # the clock was set back
    ],
)
def test_the_wait_doubles_up_to_its_cap(count: int, ago_ms: int, wait: int) -> None:
    assert wait_ms(Tries(count, NOW_MS - ago_ms), NOW_MS, POLICY) == wait


def test_what_is_long_ago_is_forgotten() -> None:
    assert tried(Tries(5, NOW_MS), NOW_MS + 59_999, POLICY) == Tries(6, NOW_MS + 59_999)
    assert tried(Tries(5, NOW_MS), NOW_MS + 60_000, POLICY) == Tries(1, NOW_MS + 60_000)


def test_each_key_counts_by_itself_and_the_longest_wait_holds() -> None:
    throttle = Throttle((POLICY, Policy(free=5, first_ms=30_000, cap_ms=30_000)))
    assert [throttle.begin(NOW_MS, "a", "here") for _ in range(4)] == [0, 0, 0, 1_000]
    assert [throttle.begin(NOW_MS, "b", "here") for _ in range(3)] == [0, 0, 30_000]
    assert throttle.begin(NOW_MS, "b", "there") == 0
    throttle.succeeded("a", "here")
    assert throttle.begin(NOW_MS, "a", "here") == 0


def test_a_refused_try_does_not_count() -> None:
    throttle = Throttle((POLICY,))
    for _ in range(3):
        throttle.begin(NOW_MS, "a")
    assert {throttle.begin(NOW_MS, "a") for _ in range(100)} == {1_000}
    assert throttle.begin(NOW_MS + 1_000, "a") == 0


def test_memory_has_an_end() -> None:
    throttle = Throttle((POLICY,))
    for _ in range(3):
        throttle.begin(NOW_MS, "a")
    for number in range(MOST_KEPT):
        throttle.begin(NOW_MS, str(number))
    assert throttle.begin(NOW_MS, "a") == 0
