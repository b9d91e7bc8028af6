"""Where a counter's time went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.coverage import Coverage
from vision.datatypes import BlindReason, Presence, SettledSpan
from vision.rules.context import Context

ALWAYS = Context("hall", ("7号", "Window 7"))
MORNING = Context("hall", ("7号", "Window 7"), service=((1_000, 3_000), (5_000, 9_000)))
P, A, B, U = Presence.PRESENT, Presence.ABSENT, Presence.BLIND, Presence.UNSCHEDULED


def settled(staff: Presence, from_ms: int, to_ms: int) -> SettledSpan:
    return SettledSpan("7", from_ms, to_ms, staff, blind_reason=BlindReason.DARK if staff is B else None)


BOOKED = [
    # context, spans, what is booked
    (ALWAYS, [(P, 0, 400), (A, 400, 1_000), (B, 1_000, 1_001)], {P: 400, A: 600, B: 1, U: 0}),
    (MORNING, [(P, 0, 4_000)], {P: 2_000, A: 0, B: 0, U: 2_000}),
    (MORNING, [(B, 2_500, 5_500), (A, 5_500, 10_000)], {P: 0, A: 3_500, B: 1_000, U: 3_000}),
    (MORNING, [(A, 9_000, 9_999)], {P: 0, A: 0, B: 0, U: 999}),
    (ALWAYS, [], {P: 0, A: 0, B: 0, U: 0}),
]


@pytest.mark.parametrize(("context", "spans", "booked"), BOOKED)
def test_time_is_booked_by_state_and_service(
    context: Context, spans: list[tuple[Presence, int, int]], booked: dict[Presence, int]
) -> None:
    coverage = Coverage()
    for span in spans:
        coverage = coverage.plus(settled(*span), context)
    assert coverage.ms == booked
    assert coverage.total_ms == sum(to_ms - from_ms for _, from_ms, to_ms in spans)


@given(
    st.lists(st.tuples(st.sampled_from([P, A, B]), st.integers(1, 4_000)), max_size=8),
    st.sampled_from([ALWAYS, MORNING]),
)
def test_all_time_is_booked_once(pieces: list[tuple[Presence, int]], context: Context) -> None:
    coverage, at_ms = Coverage(), 0
    for staff, lasts_ms in pieces:
        before = coverage
        coverage = coverage.plus(settled(staff, at_ms, at_ms + lasts_ms), context)
        at_ms += lasts_ms
        assert all(coverage.ms[state] >= before.ms[state] for state in Presence)
    assert coverage.total_ms == at_ms


def test_booking_leaves_what_was_booked_before_as_it_was() -> None:
    empty = Coverage()
    empty.plus(settled(P, 0, 500), ALWAYS)
    assert empty.total_ms == 0
