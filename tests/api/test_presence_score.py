"""Scoring settled time against hand-made truth: tables of single cases, and what holds of any truth."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.presence_score import CELL_MS, UNSCORED_START_MS, Score, Stretch, Window, changes, score, true_changes
from vision.datatypes import Presence

P, A, B, U = Presence.PRESENT, Presence.ABSENT, Presence.BLIND, Presence.UNSCHEDULED
TOLERANCE_MS = 1_000


def timeline(*moments: float | Presence) -> list[Stretch]:
    """``timeline(0, P, 10, A, 30)``: present for 10 s, then absent until 30 s."""
    edges = [round(1000 * at) for at in moments[::2] if not isinstance(at, Presence)]
    states = [state for state in moments[1::2] if isinstance(state, Presence)]
    return [Stretch(a, b, state) for (a, b), state in zip(pairwise(edges), states, strict=True)]


def gap(before: list[Stretch], after: list[Stretch]) -> list[Stretch]:
    return [*before, *after]


def right(result: Score) -> float:
    scored = sum(cell[0] for cell in result.cells)
    return sum(cell[1] for cell in result.cells) / scored if scored else math.nan


TRUTH = timeline(0, P, 20, A, 40, P, 60)
GAP = [*timeline(0, P, 20), *timeline(26, A, 60)]
"""Present, then 6 s that nobody labelled, then absent."""

TABLE = [
    # name, truth, found, (changes, on time, false), share right
    ("perfect", TRUTH, TRUTH, (2, 2, 0), 1.0),
    ("within tolerance", TRUTH, timeline(0, P, 21, A, 39, P, 60), (2, 2, 0), 1.0),
    ("one late", TRUTH, timeline(0, P, 21.001, A, 40, P, 60), (2, 1, 1), None),
    ("one early", TRUTH, timeline(0, P, 20, A, 38.999, P, 60), (2, 1, 1), None),
    ("both missed", TRUTH, timeline(0, P, 60), (2, 0, 0), 36 / 54),
    ("upside down", TRUTH, timeline(0, A, 20, P, 40, A, 60), (2, 0, 2), 0.0),
    ("never seen", TRUTH, timeline(0, B, 60), (2, 0, 0), 0.0),
    ("nothing found", TRUTH, [], (2, 0, 0), 0.0),
    ("blind for a while", TRUTH, timeline(0, P, 5, B, 8, P, 20, A, 40, P, 60), (2, 2, 0), 51 / 54),
    ("blind over a change", TRUTH, timeline(0, P, 19, B, 21, A, 40, P, 60), (2, 2, 0), 1.0),
    ("out of service is wrong", TRUTH, timeline(0, U, 60), (2, 0, 0), 0.0),
    ("undecided at first", TRUTH, timeline(0, B, 2, P, 20, A, 40, P, 60), (2, 2, 0), 1.0),
    ("wrong at first", TRUTH, timeline(0, A, 1.5, P, 20, A, 40, P, 60), (2, 2, 0), 1.0),
    ("wrong for 3 s", TRUTH, timeline(0, A, 3, P, 20, A, 40, P, 60), (2, 2, 1), 53 / 54),
    ("a flap", TRUTH, timeline(0, P, 10, A, 10.5, P, 20, A, 40, P, 60), (2, 2, 2), 53.5 / 54),
    ("a flap at a change", TRUTH, timeline(0, P, 19.8, A, 20.1, P, 20.3, A, 40, P, 60), (2, 2, 2), 1.0),
    ("across a gap, at its begin", GAP, timeline(0, P, 19, A, 60), (1, 1, 0), 1.0),
    ("across a gap, at its end", GAP, timeline(0, P, 27, A, 60), (1, 1, 0), 1.0),
    ("across a gap, too early", GAP, timeline(0, P, 18.9, A, 60), (1, 0, 1), None),
    ("a flap within a gap is nobody's", GAP, timeline(0, P, 21, A, 23, P, 24, A, 60), (1, 1, 0), 1.0),
    ("no truth", [], timeline(0, P, 10, A, 20), (0, 0, 0), math.nan),
    ("truth of one state", timeline(5, A, 15), timeline(0, A, 60), (0, 0, 0), 1.0),
    ("what comes after the truth is not scored", timeline(0, P, 20), timeline(0, P, 20, A, 60), (0, 0, 0), 1.0),
    ("alike across a gap is no change", [*timeline(0, P, 9), *timeline(12, P, 20)], timeline(0, P, 20), (0, 0, 0), 1.0),
]


@pytest.mark.parametrize(("truth", "found", "counts", "share"), [t[1:] for t in TABLE], ids=[t[0] for t in TABLE])
def test_what_counts(
    truth: list[Stretch], found: list[Stretch], counts: tuple[int, int, int], share: float | None
) -> None:
    result = score(truth, found, [], TOLERANCE_MS)
    assert (result.changes, result.changes_on_time, result.false_changes) == counts
    if share is not None:
        assert right(result) == pytest.approx(share, nan_ok=True)


def test_a_change_of_the_other_direction_meets_nothing() -> None:
    result = score(timeline(0, P, 20, A, 40), timeline(0, A, 20, P, 40), [], TOLERANCE_MS)
    assert (result.changes_on_time, result.false_changes) == (0, 1)


def test_windows() -> None:
    assert true_changes(TRUTH, TOLERANCE_MS) == [Window(19_000, 21_000, A, 20_000), Window(39_000, 41_000, P, 40_000)]
    assert true_changes(GAP, TOLERANCE_MS) == [Window(19_000, 27_000, A, None)]


def test_moves_are_between_present_and_absent_only() -> None:
    found = timeline(0, B, 2, P, 5, B, 6, P, 8, B, 9, A, 12, U, 14, A, 15, P, 20)
    assert changes(found) == [(9_000, A), (15_000, P)]


LIVE = [
    # name, live state, delays
    ("at once", TRUTH, (0.0, 0.0)),
    ("late", timeline(0, P, 21.5, A, 43, P, 60), (1.5, 3.0)),
    ("early, within tolerance", timeline(0, P, 19.5, A, 40, P, 60), (0.0, 0.0)),
    ("shown for a moment, within tolerance", timeline(0, P, 19.5, A, 19.8, P, 23, A, 40, P, 60), (0.0, 0.0)),
    ("one never shown", timeline(0, P, 60), (0.0,)),
    ("never shown", timeline(0, B, 60), ()),
    ("shown after the next change only", timeline(0, P, 45, A, 46, P, 60), (0.0,)),
]


@pytest.mark.parametrize(("live", "delays"), [t[1:] for t in LIVE], ids=[t[0] for t in LIVE])
def test_how_late_the_live_state_is(live: list[Stretch], delays: tuple[float, ...]) -> None:
    assert score(TRUTH, [], live, TOLERANCE_MS).delays_s == delays


def test_a_change_across_a_gap_has_no_delay() -> None:
    assert score(GAP, [], timeline(0, P, 23, A, 60), TOLERANCE_MS).delays_s == ()


def test_cells_are_stretches_of_ten_seconds() -> None:
    assert score(TRUTH, TRUTH, [], TOLERANCE_MS).cells == tuple(
        (ms, ms) for ms in (10_000 - UNSCORED_START_MS, 9_000, 9_000, 9_000, 9_000, 10_000)
    )


# --- what holds of any truth ------------------------------------------------------------------------

DURATIONS = st.lists(st.integers(2 * TOLERANCE_MS + 1, 40_000), min_size=1, max_size=10)


def alternating(lasts_ms: Sequence[int], first: Presence = P) -> list[Stretch]:
    done, at_ms, state = [], 0, first
    for lasts in lasts_ms:
        done.append(Stretch(at_ms, at_ms + lasts, state))
        at_ms, state = at_ms + lasts, A if state is P else P
    return done


def moved(truth: Sequence[Stretch], by_ms: int) -> list[Stretch]:
    """Every change ``by_ms`` later."""
    return [
        Stretch(s.from_ms + by_ms if s.from_ms else 0, s.to_ms + by_ms if s is not truth[-1] else s.to_ms, s.state)
        for s in truth
    ]


@given(DURATIONS, st.sampled_from([P, A]))
def test_a_perfect_answer_is_all_right(lasts_ms: list[int], first: Presence) -> None:
    truth = alternating(lasts_ms, first)
    result = score(truth, truth, truth, TOLERANCE_MS)
    assert (result.changes, result.changes_on_time, result.false_changes) == (len(truth) - 1, len(truth) - 1, 0)
    assert all(scored == good for scored, good in result.cells)
    assert result.delays_s == (0.0,) * (len(truth) - 1)


@given(
    st.lists(st.integers(10_000, 40_000), min_size=2, max_size=8), st.integers(-3_000, 3_000), st.sampled_from([P, A])
)
def test_changes_within_tolerance_are_on_time_and_later_ones_false(
    lasts_ms: list[int], by_ms: int, first: Presence
) -> None:
    truth = alternating(lasts_ms, first)
    result = score(truth, moved(truth, by_ms), moved(truth, max(0, by_ms)), TOLERANCE_MS)
    count = len(truth) - 1
    on_time = abs(by_ms) <= TOLERANCE_MS
    assert (result.changes_on_time, result.false_changes) == ((count, 0) if on_time else (0, count))
    wrong = sum(scored - good for scored, good in result.cells)
    assert wrong == count * max(0, abs(by_ms) - TOLERANCE_MS)
    assert result.delays_s == (max(0, by_ms) / 1000,) * count


@given(DURATIONS, DURATIONS, st.sampled_from([P, A]))
def test_counts_stay_within_what_there_is(truth_ms: list[int], found_ms: list[int], first: Presence) -> None:
    truth, found = alternating(truth_ms), alternating(found_ms, first)
    result = score(truth, found, found, TOLERANCE_MS)
    assert 0 <= result.changes_on_time <= min(result.changes, len(found) - 1)
    assert 0 <= result.false_changes <= len(found) - 1 - result.changes_on_time
    assert all(0 <= good <= scored <= CELL_MS for scored, good in result.cells)
    near = 2 * TOLERANCE_MS * (len(truth) - 1)
    assert sum(scored for scored, _ in result.cells) >= max(0, sum(truth_ms) - UNSCORED_START_MS - near)


@given(DURATIONS, st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 5_000)), max_size=5))
def test_blind_time_is_never_right_and_never_a_change(lasts_ms: list[int], dark: list[tuple[int, int]]) -> None:
    truth = alternating(lasts_ms)
    edges = sorted(
        {0, sum(lasts_ms), *(s.from_ms for s in truth), *(min(sum(lasts_ms), x) for a, d in dark for x in (a, a + d))}
    )
    found = []
    for start, stop in pairwise(edges):
        blind = any(a <= start and stop <= a + d for a, d in dark)
        state = next(s.state for s in truth if s.from_ms <= start < s.to_ms)
        found.append(Stretch(start, stop, B if blind else state))
    result, perfect = score(truth, found, [], TOLERANCE_MS), score(truth, truth, [], TOLERANCE_MS)
    assert [cell[0] for cell in result.cells] == [cell[0] for cell in perfect.cells]
    dark_ms = sum(s.to_ms - s.from_ms for s in found if s.state is B)
    lost = sum(scored - good for scored, good in result.cells)
    assert lost <= dark_ms
    if not dark_ms:
        assert (result.changes_on_time, result.false_changes) == (perfect.changes, 0)
