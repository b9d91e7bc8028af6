"""The life of a supervised process, read off its table."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.supervisor.states import (
    DISPLACED,
    DISPLACED_S,
    FIRST_STARTS,
    PATIENCE_S,
    PUT_RIGHT,
    RESTARTS,
    SETTLED_S,
    TABLE,
    ChildState,
    Deed,
    Place,
    Sign,
    Stage,
    advance,
    due_signs,
    sign_of_end,
)
from api.worker.running import TAKEN_OVER
from cameras.backoff import GOOD_S

DOWN, STARTING, UP, HUNG, STOPPING, KILLED, OVER = Stage
DUE, ANSWERED, ENDED, REFUSED, HOPELESS, LOST_NAME, HANGS, STOP, OVERDUE = Sign
NOTHING, START, TERMINATE, KILL = Deed

ENDS = (9.0, ENDED, OVER, NOTHING)
Story = Sequence[tuple[float, Sign, Stage, Deed]]


@pytest.mark.parametrize(
    "story",
    [
        [(0, DUE, STARTING, START), (1, ANSWERED, UP, NOTHING), (9, STOP, STOPPING, TERMINATE), ENDS],
        [(0, DUE, STARTING, START), (1, ENDED, DOWN, NOTHING), (2, DUE, STARTING, START), (3, ANSWERED, UP, NOTHING)],
        [(0, DUE, STARTING, START), (1, REFUSED, OVER, NOTHING), (2, DUE, OVER, NOTHING)],
        [(0, DUE, STARTING, START), (1, STOP, STOPPING, TERMINATE), (5, OVERDUE, KILLED, KILL), ENDS],
        [(0, STOP, OVER, NOTHING), (1, DUE, OVER, NOTHING), (2, STOP, OVER, NOTHING)],
        [(0, ANSWERED, DOWN, NOTHING), (0, ENDED, DOWN, NOTHING), (0, OVERDUE, DOWN, NOTHING)],
        [(0, DUE, STARTING, START), (1, ANSWERED, UP, NOTHING), (2, REFUSED, UP, NOTHING), (3, ANSWERED, UP, NOTHING)],
        [(0, DUE, STARTING, START), (1, ANSWERED, UP, NOTHING), (5, HANGS, HUNG, KILL), (6, ENDED, DOWN, NOTHING)],
        [(0, DUE, STARTING, START), (9, HANGS, HUNG, KILL), (9, STOP, KILLED, NOTHING), ENDS],
        [(0, DUE, STARTING, START), (1, HOPELESS, OVER, NOTHING), (2, DUE, OVER, NOTHING)],
        [(0, DUE, STARTING, START), (9, HANGS, HUNG, KILL), (9, HOPELESS, OVER, NOTHING)],
        [(0, DUE, STARTING, START), (1, LOST_NAME, DOWN, NOTHING), (61, DUE, STARTING, START)],
    ],
    ids=["a day", "a crash", "refused", "does not end", "stopped before its start", "not there", "not meant for it",
         "hangs", "hangs as it starts and all are to end", "never starts", "always hangs as it starts", "displaced"],
)  # fmt: skip
def test_a_life(story: Story) -> None:
    state = ChildState()
    for now_s, sign, stage, deed in story:
        state, done = advance(state, sign, now_s, 1.0)
        assert (state.stage, done) == (stage, deed)


def crashed(lasted_s: Sequence[float]) -> ChildState:
    """After it was up for each of ``lasted_s`` and died."""
    state, now_s = ChildState(), 0.0
    for up_s in lasted_s:
        state, _ = advance(state, DUE, now_s, 1.0)
        state, _ = advance(state, ANSWERED, now_s, 1.0)
        now_s += up_s
        state, _ = advance(state, ENDED, now_s, 1.0)
    return state


@pytest.mark.parametrize(
    ("lasted_s", "wait_s"),
    [
        ([1], 0.5),
        ([1, 1], 1.0),
        ([1, 1, 1], 2.0),
        ([1] * 20, 10.0),
        ([1, 1, GOOD_S], 0.5),
        ([1, 1, GOOD_S, 1], 1.0),
    ],
)
def test_who_dies_again_and_again_is_waited_for_longer_until_it_has_held(
    lasted_s: Sequence[float], wait_s: float
) -> None:
    state = crashed(lasted_s)
    assert state.due_s - state.since_s == wait_s


def test_who_lost_its_name_waits_for_long_and_that_is_no_failure() -> None:
    for stage in (STARTING, UP):
        after, _ = advance(replace(ChildState(), stage=stage, failures=2), LOST_NAME, 5.0, 0.0)
        assert (after.stage, after.due_s, after.failures) == (DOWN, 5.0 + DISPLACED_S, 2)


@pytest.mark.parametrize(("up_s", "failures"), [(GOOD_S - 1, 4), (GOOD_S, 0)])
def test_who_hung_after_a_stable_while_is_started_as_soon_as_who_crashed(up_s: float, failures: int) -> None:
    state = replace(ChildState(), stage=UP, failures=3, known=True)
    for sign in (HANGS, ENDED):
        state, _ = advance(state, sign, up_s, 1.0)
    assert state.failures == failures


def test_a_start_that_takes_long_and_fails_is_no_stable_while() -> None:
    state = replace(ChildState(), stage=STARTING, failures=3)
    assert advance(state, ENDED, 10 * GOOD_S, 1.0)[0].failures == 4


@pytest.mark.parametrize(
    ("state", "code", "sign"),
    [
        (ChildState(STARTING), PUT_RIGHT, REFUSED),
        (ChildState(STARTING), 1, ENDED),
        (ChildState(STARTING), -9, ENDED),
        (ChildState(STARTING, known=True), PUT_RIGHT, ENDED),
        (ChildState(UP, known=True), PUT_RIGHT, ENDED),
        (ChildState(STOPPING), PUT_RIGHT, ENDED),
    ],
)
def test_only_the_first_start_is_given_up_and_only_where_a_person_must_help(
    state: ChildState, code: int, sign: Sign
) -> None:
    assert sign_of_end(state, code) is sign


@pytest.mark.parametrize(
    ("state", "code", "answers", "sign"),
    [
        (ChildState(STARTING, failures=FIRST_STARTS - 3), 1, True, ENDED),
        (ChildState(STARTING, failures=FIRST_STARTS - 2), 1, True, HOPELESS),
        (ChildState(HUNG, failures=FIRST_STARTS - 2), -9, True, HOPELESS),
        (ChildState(STARTING, failures=99), 1, False, ENDED),
        (ChildState(STARTING, failures=99, known=True), 1, True, ENDED),
        (ChildState(STARTING), DISPLACED, False, LOST_NAME),
        (ChildState(UP, known=True), DISPLACED, False, LOST_NAME),
        (ChildState(UP, known=True), DISPLACED, True, ENDED),
        (ChildState(STOPPING), DISPLACED, False, ENDED),
        (ChildState(HUNG, known=True), DISPLACED, False, ENDED),
    ],
)
def test_what_an_end_means_for_who_answers_and_who_has_a_name(
    state: ChildState, code: int, answers: bool, sign: Sign
) -> None:
    assert sign_of_end(state, code, answers=answers) is sign


def test_the_code_is_the_workers_own() -> None:
    assert DISPLACED == TAKEN_OVER


def household(api: ChildState, worker: ChildState) -> list[Place]:
    return [Place(api, "api", answers=True), Place(worker, "worker", after="api")]


GONE, FRESH = ChildState(OVER), ChildState()
RUNS = ChildState(UP, known=True)


@pytest.mark.parametrize(
    ("api", "worker", "now_s", "stopping", "signs"),
    [
        (FRESH, FRESH, 0, False, [("api", DUE)]),
        (ChildState(STARTING), FRESH, 99, False, []),
        (RUNS, FRESH, 0, False, [("worker", DUE)]),
        (ChildState(DOWN, due_s=5, known=True), FRESH, 4.9, False, [("worker", DUE)]),
        (ChildState(DOWN, due_s=5, known=True), RUNS, 5, False, [("api", DUE)]),
        (RUNS, ChildState(STARTING, since_s=1), 1 + SETTLED_S, False, [("worker", ANSWERED)]),
        (RUNS, ChildState(STARTING, since_s=1), SETTLED_S, False, []),
        (RUNS, RUNS, 0, True, [("worker", STOP)]),
        (RUNS, ChildState(STOPPING, due_s=3), 2.9, True, []),
        (RUNS, ChildState(STOPPING, due_s=3), 3, True, [("worker", OVERDUE)]),
        (RUNS, ChildState(KILLED), 9, True, []),
        (RUNS, GONE, 0, True, [("api", STOP)]),
        (FRESH, FRESH, 0, True, [("worker", STOP)]),
        (GONE, GONE, 0, True, []),
    ],
)
def test_who_leans_on_another_starts_after_it_and_ends_before_it(
    api: ChildState, worker: ChildState, now_s: float, stopping: bool, signs: list[tuple[str, Sign]]
) -> None:
    assert due_signs(household(api, worker), now_s, stopping=stopping) == signs


@given(st.lists(st.sampled_from(Sign), max_size=30), st.floats(0, 1))
def test_there_is_always_a_way_to_the_end(signs: list[Sign], drawn: float) -> None:
    state = ChildState()
    for now_s, sign in enumerate(signs):
        state, _ = advance(state, sign, now_s, drawn)
    for sign in (STOP, OVERDUE, ENDED):
        state, _ = advance(state, sign, 99.0, drawn)
    assert state.stage is OVER


def test_every_stage_but_the_last_is_left_and_every_sign_means_something() -> None:
    assert {stage for stage, _ in TABLE} == set(Stage) - {OVER}
    assert {sign for _, sign in TABLE} == set(Sign)


def test_two_ends_in_a_row_stay_within_what_a_container_is_given() -> None:
    assert 2 * PATIENCE_S < 10
    assert RESTARTS.first_s <= 1
