"""Whose turn it is: a table, and that everybody's comes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.worker.scheduling import next_camera

NAMES = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("looked_s", "waiting", "turn"),
    [
        ({}, {}, None),
        ({"a": 1.0}, {"a": False}, None),
        ({"a": 1.0, "b": 2.0}, {"a": True, "b": True}, "a"),
        ({"a": 3.0, "b": 2.0}, {"a": True, "b": True}, "b"),
        ({"a": 1.0, "b": 2.0}, {"a": False, "b": True}, "b"),
        ({"a": 1.0}, {"a": True, "new": True}, "new"),
    ],
)
def test_the_one_that_has_waited_longest(
    looked_s: dict[str, float], waiting: dict[str, bool], turn: str | None
) -> None:
    assert next_camera(looked_s, waiting) == turn


@given(st.lists(st.sets(st.sampled_from(NAMES)), min_size=40, max_size=80))
def test_who_always_waits_is_never_more_than_a_round_behind(others: list[set[str]]) -> None:
    looked_s: dict[str, float] = {}
    turns: Counter[str] = Counter()
    for moment, also in enumerate(others):
        name = next_camera(looked_s, {one: one in also or one == "a" for one in NAMES})
        assert name is not None
        looked_s[name] = float(moment)
        turns[name] += 1
    assert turns["a"] >= len(others) // len(NAMES)
