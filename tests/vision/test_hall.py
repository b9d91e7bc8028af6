"""A hall is judged the same in whatever order its counters are told of, and wherever its time is cut."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vision.rules.hall_builders import COUNTERS, GROUP, SETUP, changes_of, in_use, judged
from vision.datatypes import Event, Phase
from vision.fold import Change
from vision.hall import HallSetup, HallState, fold
from vision.rules.hall_queue_long import TYPE as QUEUE

LETTERS = st.lists(
    st.tuples(st.integers(0, 4_000_000), st.sampled_from(".xbw")), max_size=8, unique_by=lambda run: run[0]
)
STORIES = st.fixed_dictionaries(dict.fromkeys(COUNTERS, LETTERS))
PERIODS = st.tuples(st.integers(0, 2_000_000), st.integers(1, 2_000_000)).map(lambda p: ((p[0], p[0] + p[1]),))


@st.composite
def setups(draw: st.DrawFn) -> HallSetup:
    contexts = {
        name: replace(context, breaks=draw(PERIODS), approved_closings=draw(PERIODS))
        for name, context in SETUP.counters.items()
    }
    two = replace(GROUP, id="two", counters=("7", "8"), minimum=draw(st.integers(1, 2)))
    return replace(SETUP, counters=contexts, groups=(GROUP, two))


def as_changes(told: dict[str, list[tuple[int, str]]]) -> list[Change]:
    return changes_of({name: [(at_ms / 1000, letter) for at_ms, letter in runs] for name, runs in told.items()})


@settings(max_examples=40, deadline=None)
@given(STORIES, setups(), st.lists(st.integers(1, 3_999_999)), st.randoms(use_true_random=False))
def test_order_and_cuts_do_not_matter(
    told: dict[str, list[tuple[int, str]]], setup: HallSetup, cuts: list[int], chance: Random
) -> None:
    changes = as_changes(told)
    whole = judged(changes, setup=setup, until_ms=4_100_000)
    chance.shuffle(changes)
    names = list(setup.counters)
    chance.shuffle(names)
    other = replace(setup, counters={name: setup.counters[name] for name in names}, groups=setup.groups[::-1])
    assert judged(changes, setup=other, until_ms=4_100_000, cuts=cuts) == whole


@settings(max_examples=40, deadline=None)
@given(STORIES, setups())
def test_what_started_ends_once(told: dict[str, list[tuple[int, str]]], setup: HallSetup) -> None:
    changes = as_changes(told)
    steps: dict[str, list[Event]] = {}
    for event in judged(changes, setup=setup, until_ms=4_100_000):
        steps.setdefault(event.id, []).append(event)
    for of_one in steps.values():
        assert [event.phase for event in of_one] == [Phase.STARTED, Phase.ENDED]
        assert all(event.observed_s >= 300 for event in of_one)


@settings(max_examples=20, deadline=None)
@given(STORIES)
def test_of_counters_in_service_that_are_blind_none_is_missed(told: dict[str, list[tuple[int, str]]]) -> None:
    blind = as_changes({name: [(at_ms, "b") for at_ms, _ in runs] for name, runs in told.items()})
    assert judged(blind) == []


def test_time_that_is_judged_is_not_judged_again() -> None:
    state = HallState(1_000)
    assert fold(state, (), 1_000, SETUP) == (state, [])


def test_a_change_beyond_what_is_known_is_refused() -> None:
    with pytest.raises(ValueError, match="changes before 2000 were wanted, got one at 2000"):
        fold(HallState(0), changes_of({"7": [(2, "x")]}), 2_000, SETUP)


def test_of_a_counter_that_has_left_the_hall_nothing_is_remembered() -> None:
    """What it settles meanwhile is not followed: should it come back, nobody knows."""
    state, _ = fold(HallState(0), changes_of({c: [(0, "x")] for c in "789"}), 1_000, SETUP)
    fewer = replace(SETUP, counters={name: SETUP.counters[name] for name in ("7", "8")}, groups=())
    state, _ = fold(state, (), 2_000, fewer)
    assert state.seen.keys() == {"7", "8"}


IDLE: tuple[tuple[str, HallSetup, bool], ...] = (
    ("as it is", SETUP, False),
    ("no group", replace(SETUP, groups=()), True),
    ("no group, but a rule without groups", replace(SETUP, groups=(), rules={QUEUE: in_use(QUEUE)}), False),
    ("no rule", replace(SETUP, rules={}), True),
    ("no counter", replace(SETUP, counters={}), True),
)


@pytest.mark.parametrize(("setup", "idle"), [case[1:] for case in IDLE], ids=[case[0] for case in IDLE])
def test_where_no_rule_can_find_anything_it_is_idle(setup: HallSetup, idle: bool) -> None:
    assert setup.idle is idle
