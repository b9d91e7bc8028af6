"""Judgement as a fold: cutting, splitting, coverage and blindness, over spans of one and of two views."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Covers, Event, Outcome, Phase, Presence, Severity, Span
from vision.fold import Change, CounterSetup, CounterState, end, fold
from vision.rules.context import Context
from vision.rules.presence import AbsenceLimits

LIMITS = AbsenceLimits(((4_000, Severity.NOTICE), (9_000, Severity.WARNING)), blind_ends_after_ms=6_000)
SETUP = CounterSetup("7", {"front": Covers.FULL}, Context("hall", ("7号", "Window 7")), LIMITS)
SERVED = replace(SETUP, context=replace(SETUP.context, service=((5_000, 31_000), (40_000, 90_000))))
SOMEBODY, NOBODY, STILL, DARK = 12, -4, None, BlindReason.DARK

Run = tuple[int, int | BlindReason | None]
"""For so many ms: evidence, still (None), or blind."""

RUNS = st.lists(
    st.tuples(st.integers(1, 20_000), st.sampled_from([SOMEBODY, NOBODY, NOBODY, 3, -1, 0, STILL, DARK])),
    min_size=1,
    max_size=12,
)
SETUPS = st.sampled_from([SETUP, SERVED])


def spans(runs: Sequence[Run], view: str = "front") -> list[Span]:
    done, at_ms = [], 0
    for lasts_ms, what in runs:
        blind, evidence = (what, None) if isinstance(what, BlindReason) else (None, what)
        done.append(Span(view, at_ms, at_ms + lasts_ms, blind, evidence))
        at_ms += lasts_ms
    return done


def cut(whole: Sequence[Span], places: Sequence[int]) -> list[Span]:
    """Every span cut wherever one of ``places`` lies in it."""
    pieces = []
    for span in whole:
        edges = sorted({span.from_ms, span.to_ms, *(p for p in places if span.from_ms < p < span.to_ms)})
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


Judged = tuple[CounterState, list[Change], list[Event]]


def judged(these: Sequence[Span], setup: CounterSetup = SETUP) -> Judged:
    state, changes, events = CounterState.at(setup, 0), [], []
    for span in these:
        state, found = fold(state, span, setup)
        changes += found[0]
        events += found[1]
    state, found = end(state, setup)
    return state, changes + found[0], events + found[1]


# --- what is told -----------------------------------------------------------------------------------

ABSENCE: tuple[Run, ...] = ((10_000, SOMEBODY), (15_000, NOBODY), (10_000, SOMEBODY))


def test_an_absence_is_dated_back_told_in_steps_and_ended() -> None:
    _, changes, events = judged(spans(ABSENCE))
    assert [(c.at_ms, c.state) for c in changes[1:]] == [(10_000, Presence.ABSENT), (25_000, Presence.PRESENT)]
    told = [(e.phase, e.at_ms, e.severity) for e in events]
    assert told == [
        (Phase.STARTED, 14_000, Severity.NOTICE),
        (Phase.GRAVER, 19_000, Severity.WARNING),
        (Phase.ENDED, 25_000, Severity.WARNING),
    ]
    assert {e.id for e in events} == {"hall/7/presence.absent/10000"}
    assert [e.revision for e in events] == [1, 2, 3]
    assert (events[-1].outcome, events[-1].observed_s) == (Outcome.RETURNED, 15.0)


def test_before_anything_is_known_the_counter_is_undecided() -> None:
    _, changes, _ = judged(spans([(500, 0), (9_500, SOMEBODY)]))
    assert changes[0] == Change("7", 0, Presence.BLIND, Presence.BLIND, BlindReason.UNDECIDED)
    assert changes[1].state is Presence.PRESENT


def test_a_change_says_why_it_is_blind() -> None:
    _, changes, _ = judged(spans([(5_000, SOMEBODY), (5_000, DARK), (5_000, SOMEBODY)]))
    assert [(c.state, c.blind_reason) for c in changes] == [
        (Presence.PRESENT, None),
        (Presence.BLIND, BlindReason.DARK),
        (Presence.PRESENT, None),
    ]


def test_out_of_service_nothing_else_is_told() -> None:
    _, changes, events = judged(spans([(35_000, NOBODY)]), SERVED)
    assert [(c.at_ms, c.state) for c in changes if c.at_ms >= 5_000] == [
        (5_000, Presence.ABSENT),
        (31_000, Presence.UNSCHEDULED),
    ]
    assert changes[0].state is Presence.UNSCHEDULED
    assert [(e.phase, e.start_ms, e.outcome) for e in events][-1] == (Phase.ENDED, 5_000, Outcome.CLOSED)


def test_visitors_change_without_the_staff() -> None:
    whole = [replace(span, customer_evidence=12 if span.from_ms else -8) for span in spans([(8_000, 12), (8_000, 12)])]
    _, changes, _ = judged(whole)
    assert [(c.state, c.customer) for c in changes][-2:] == [
        (Presence.PRESENT, Presence.ABSENT),
        (Presence.PRESENT, Presence.PRESENT),
    ]


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (Span("back", 0, 500), "one of \\['front'\\]"),
        (Span("front", 400, 500), "without gap"),
    ],
)
def test_spans_of_another_view_or_after_a_gap_are_refused(span: Span, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        fold(CounterState.at(SETUP, 0), span, SETUP)


# --- what always holds ------------------------------------------------------------------------------


@given(RUNS, st.lists(st.integers(0, 120_000), max_size=20), SETUPS)
def test_cutting_spans_anywhere_changes_nothing(runs: list[Run], places: list[int], setup: CounterSetup) -> None:
    whole = spans(runs)
    assert judged(cut(whole, places), setup)[1:] == judged(whole, setup)[1:]


@given(RUNS, st.integers(0, 120_000), SETUPS)
def test_splitting_anywhere_and_resuming_changes_nothing(runs: list[Run], place: int, setup: CounterSetup) -> None:
    pieces = cut(spans(runs), [place])
    first = [span for span in pieces if span.to_ms <= place]
    state, told = CounterState.at(setup, 0), []
    for span in first:
        state, found = fold(state, span, setup)
        told += found[1]
    kept = replace(state)  # all that is carried over
    for span in pieces[len(first) :]:
        kept, found = fold(kept, span, setup)
        told += found[1]
    kept, found = end(kept, setup)
    state, _, events = judged(spans(runs), setup)
    assert told + found[1] == events
    assert kept.coverage == state.coverage


@given(RUNS, SETUPS)
def test_every_millisecond_is_booked_once(runs: list[Run], setup: CounterSetup) -> None:
    whole = spans(runs)
    coverage = judged(whole, setup)[0].coverage
    assert coverage.total_ms == whole[-1].to_ms
    out = whole[-1].to_ms - sum(max(0, min(b, whole[-1].to_ms) - a) for a, b in setup.context.service or ((0, 10**9),))
    assert coverage.ms[Presence.UNSCHEDULED] == out


@given(RUNS, SETUPS)
def test_changes_are_in_order_each_one_a_change_and_add_up_to_the_coverage(
    runs: list[Run], setup: CounterSetup
) -> None:
    whole = spans(runs)
    state, changes, _ = judged(whole, setup)
    assert [c.at_ms for c in changes] == sorted({c.at_ms for c in changes})
    assert all(replace(a, at_ms=0) != replace(b, at_ms=0) for a, b in pairwise(changes))
    lasts = dict.fromkeys(Presence, 0)
    for change, until in zip(changes, [*(c.at_ms for c in changes[1:]), whole[-1].to_ms], strict=True):
        lasts[change.state] += until - change.at_ms
    assert lasts == state.coverage.ms


@given(RUNS, SETUPS)
def test_nothing_starts_or_gets_graver_while_blind(runs: list[Run], setup: CounterSetup) -> None:
    whole = spans(runs)
    _, _, events = judged(whole, setup)
    for event in events:
        if event.phase in (Phase.STARTED, Phase.GRAVER):
            (seen,) = [span for span in whole if span.from_ms < event.at_ms <= span.to_ms]
            assert seen.blind_reason is None
            assert event.observed_s <= (event.at_ms - event.start_ms) / 1000


@given(st.lists(st.tuples(st.integers(1, 20_000), st.sampled_from(list(BlindReason))), min_size=1, max_size=8))
def test_who_never_sees_never_tells(runs: list[Run]) -> None:
    whole = spans(runs)
    state, changes, events = judged(whole)
    assert events == []
    assert {c.state for c in changes} == {Presence.BLIND}
    assert state.coverage.ms[Presence.BLIND] == whole[-1].to_ms


@given(RUNS, RUNS)
def test_two_views_give_the_same_in_whatever_order_their_spans_come(front: list[Run], side: list[Run]) -> None:
    setup = replace(SETUP, covers={"front": Covers.FULL, "side": Covers.PART})
    ends_ms = min(spans(front)[-1].to_ms, spans(side)[-1].to_ms)
    both = [
        [s for s in cut(spans(runs, view), [ends_ms]) if s.to_ms <= ends_ms]
        for view, runs in (("front", front), ("side", side))
    ]
    mixed = sorted(both[0] + both[1], key=lambda span: span.to_ms)
    state, changes, events = judged(mixed, setup)
    after, later_changes, later_events = judged(both[0] + both[1], setup)
    assert (changes, events, state.coverage) == (later_changes, later_events, after.coverage)
    assert state.coverage.total_ms == ends_ms
