"""The ledger: every millisecond of a period is of one kind, and no kind is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Presence
from vision.fold import Change
from vision.ledger import Spent, spent

P, A, B, U = Presence.PRESENT, Presence.ABSENT, Presence.BLIND, Presence.UNSCHEDULED
DARK, PRIVATE = BlindReason.DARK, BlindReason.PRIVATE
Course = list[tuple[int, Presence, BlindReason | None]]
DAY: Course = [
    (0, U, None),
    (10, P, None),
    (40, A, None),
    (50, B, DARK),
    (60, B, PRIVATE),
    (65, P, None),
    (90, U, None),
]


def changes(course: Course) -> list[Change]:
    return [Change("7", at_ms, state, P, reason) for at_ms, state, reason in course]


SPENT = [
    # name, course, period, known, private, what it adds up to
    ("a whole day", DAY, (0, 100), (0, 100), [], Spent(55, 10, {DARK: 10}, 5, 20, 0)),
    ("a private break", DAY, (0, 100), (0, 100), [(5, 8), (95, 100)], Spent(55, 10, {DARK: 10}, 13, 12, 0)),
    ("watched only since", DAY[1:], (0, 100), (10, 100), [], Spent(55, 10, {DARK: 10}, 5, 10, 10)),
    ("not over yet", DAY[:3], (0, 100), (0, 45), [], Spent(30, 5, {}, 0, 10, 55)),
    ("a part of it", DAY, (45, 55), (0, 100), [], Spent(0, 5, {DARK: 5}, 0, 0, 0)),
    ("before anything", DAY, (0, 100), (100, 200), [], Spent(unrecorded_ms=100)),
    ("nothing came", [], (0, 100), (0, 100), [], Spent(unrecorded_ms=100)),
    ("two reasons", [(0, B, DARK), (30, B, BlindReason.FROZEN), (50, B, DARK)], (0, 60), (0, 60), [],
     Spent(blind_ms={DARK: 40, BlindReason.FROZEN: 20})),
    ("only visitors change", [(0, P, None), (30, P, None)], (0, 60), (0, 60), [], Spent(60)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "period", "known", "private", "found"), [c[1:] for c in SPENT], ids=[c[0] for c in SPENT]
)
def test_where_time_went(
    course: Course, period: tuple[int, int], known: tuple[int, int], private: list[tuple[int, int]], found: Spent
) -> None:
    assert spent(changes(course), period, known, private) == found
    assert found.total_ms == period[1] - period[0]


def test_sums_are_of_what_they_say() -> None:
    of = Spent(1, 2, {DARK: 4, BlindReason.FROZEN: 8}, 16, 32, 64)
    assert (of.watched_ms, of.in_service_ms, of.coverage, of.total_ms) == (3, 15, 3 / 15, 127)
    assert Spent(unscheduled_ms=5).coverage is None


COURSES = st.lists(
    st.tuples(st.integers(0, 1_000), st.sampled_from([(P, None), (A, None), (U, None), (B, DARK), (B, PRIVATE)])),
    unique_by=lambda one: one[0],
    max_size=20,
).map(lambda these: [(at_ms, *what) for at_ms, what in sorted(these)])
MOMENTS = st.tuples(st.integers(-100, 1_200), st.integers(-100, 1_200)).map(sorted)


@given(COURSES, MOMENTS, MOMENTS, MOMENTS, st.integers(-100, 1_200))
def test_all_kinds_add_up_and_parts_add_up_to_the_whole(
    course: Course, period: list[int], known: list[int], private: list[int], cut: int
) -> None:
    (start, end), seen, hidden = period, (known[0], known[1]), [(private[0], private[1])]
    whole = spent(changes(course), (start, end), seen, hidden)
    assert whole.total_ms == end - start
    middle = min(max(cut, start), end)
    parts = [spent(changes(course), piece, seen, hidden) for piece in ((start, middle), (middle, end))]
    for name in ("present_ms", "absent_ms", "private_ms", "unscheduled_ms", "unrecorded_ms"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
    for reason in BlindReason:
        assert whole.blind_ms.get(reason, 0) == sum(part.blind_ms.get(reason, 0) for part in parts)


@given(COURSES, MOMENTS)
def test_nothing_is_recorded_beyond_what_is_known(course: Course, known: list[int]) -> None:
    of = spent(changes(course), (-200, 1_500), (known[0], known[1]))
    assert of.total_ms - of.unrecorded_ms <= known[1] - known[0]
