"""Judging in several ways at once: each way gives what the fold gives, however the spans are put into stretches."""

from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.bench.busy_day import VIEW, busy_day
from api.rejudging import Rejudged, Stretch, rejudge
from vision.coverage import Coverage
from vision.datatypes import Covers, Event, Severity, Span
from vision.fold import Change, CounterSetup, CounterState, end, fold
from vision.rules.circumstances import Declaration
from vision.rules.context import Context
from vision.rules.presence import AbsenceLimits

MINUTE = 60_000
SETUP = CounterSetup(
    "1", {VIEW: Covers.FULL}, Context("hall", ("窗口", "Window")), AbsenceLimits(((9_000, Severity.NOTICE),))
)
STRICT = replace(SETUP, absence=AbsenceLimits(((2_000, Severity.NOTICE), (5_000, Severity.WARNING))))
SLIPS = tuple(Declaration(str(n), n * MINUTE, n * MINUTE + 20_000) for n in range(20))
HOURS = replace(
    SETUP,
    context=Context("hall", ("窗口", "Window"), ((MINUTE, 9 * MINUTE), (10 * MINUTE, 90 * MINUTE)), declarations=SLIPS),
)


def folded(setup: CounterSetup, spans: list[Span]) -> tuple[list[Change], list[Event], Coverage]:
    state, changes, events = CounterState.at(setup, spans[0].from_ms), list[Change](), list[Event]()
    for span in spans:
        state, found = fold(state, span, setup)
        changes, events = changes + found[0], events + found[1]
    state, found = end(state, setup)
    return changes + found[0], events + found[1], state.coverage


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1_000), st.lists(st.integers(1, 1_500), max_size=5))
def test_every_way_gives_what_the_fold_gives(seed: int, cuts: list[int]) -> None:
    spans, setups = list(islice(busy_day(0, seed, hurry=6.0), 1_500)), (SETUP, STRICT, HOURS)
    edges = [0, *sorted(cuts), len(spans)]
    stretches = [Stretch(setups, spans[a:b]) for a, b in pairwise(edges)]
    for setup, way in zip(setups, rejudge("1", stretches), strict=True):
        assert (way.changes, way.events, way.coverage) == folded(setup, spans)
        assert way.known == (0, spans[-1].to_ms)


def test_without_a_span_there_is_nothing() -> None:
    assert rejudge("1", []) == rejudge("1", [Stretch((SETUP,), [])]) == ()


def test_limits_that_change_hold_from_their_stretch_on() -> None:
    first, then = (
        [Span(VIEW, a + n * 500, a + n * 500 + 500, staff_evidence=-4) for n in range(16)] for a in (0, 8_000)
    )
    (way,) = rejudge("1", [Stretch((SETUP,), first), Stretch((STRICT,), then)])
    assert [e.severity for e in way.events] == [Severity.NOTICE, Severity.WARNING]


def test_other_views_begin_knowing_nothing() -> None:
    """What was in doubt is settled; what the new view sees counts from its first span on."""
    other = replace(SETUP, covers={"new": Covers.FULL})
    old = [Span(VIEW, n * 500, n * 500 + 500, staff_evidence=12) for n in range(10)]
    new = [Span("new", 5_000 + n * 500, 5_500 + n * 500, staff_evidence=-4) for n in range(40)]
    (way,) = rejudge("1", [Stretch((SETUP,), old), Stretch((other,), new)])
    assert isinstance(way, Rejudged)
    assert way.coverage.total_ms == 25_000
    assert [e.start_ms for e in way.events] == [5_000]


def test_a_gap_is_refused() -> None:
    spans = [Span(VIEW, 0, 500), Span(VIEW, 1_000, 1_500)]
    with pytest.raises(ValueError, match="1000"):
        rejudge("1", [Stretch((SETUP,), spans)])
