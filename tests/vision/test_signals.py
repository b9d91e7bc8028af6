import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tests.vision.builders import DESK, Person, boxes, people, person_at, rectangle
from vision.association import Followed, follow
from vision.datatypes import Detections, View
from vision.signals import (
    FRINGE,
    PEOPLE_FROM,
    SEEN_LEAVING,
    SETTING_OFF,
    Signals,
    owners,
    plausible,
    read,
    share,
)

STAFF = (325, 200)
"""The middle of the staff zone, 50 px or more from its edges."""
VISITOR = (325, 350)
AWAY = (100, 200)
BODY = 98
"""The body size of ``person_at``, in pixels."""

Seen = list[Person]


def at(xy: tuple[float, float], score: float = 0.7, dx: float = 0) -> Person:
    return person_at(xy[0] + dx, xy[1]), score


def signals(*looks: Seen, view: View = DESK, mine: bool = True, every_ms: int = 500) -> list[Signals]:
    """What looks at those people say, one after the other."""
    state, told = Followed(), []
    for number, seen in enumerate(looks):
        at_ms = 1_000 + number * every_ms
        state, _ = follow(state, people(*seen), at_ms)
        told.append(read(view, state.tracks, np.full(len(state.tracks), mine), at_ms))
        state = Followed(told[-1].tracks, state.next_id)
    return told


def staff(*looks: Seen, view: View = DESK, mine: bool = True) -> list[int]:
    return [told.staff_evidence for told in signals(*looks, view=view, mine=mine)]


CLERK = at(STAFF)
THROUGH = [[at((40 + 60 * look, 200))] for look in range(10)]
"""Somebody walks across the picture, through the staff zone, at 1.2 body sizes a second."""


@pytest.mark.parametrize(
    ("looks", "low", "high"),
    [
        ([[CLERK]] * 4, 8, 127),
        ([[at(STAFF, 0.95)]] * 4, 10, 127),
        ([[at(STAFF, 0.3)]] * 4, 3, 8),
        ([[at(STAFF, 0.06)]] * 4, -2, 0),
        ([[]] * 4, -3, -2),
        ([[at(AWAY)]] * 4, -3, -2),
        ([[at(VISITOR)]] * 4, -3, -2),
        ([[CLERK, at(VISITOR, 0.9)]] * 4, 8, 127),
        ([[CLERK]] * 2 + [[]], -3, -2),
        ([[at((250 - FRINGE * BODY / 2, 200))]] * 4, 2, 7),
        ([[at((250 - FRINGE * BODY * 0.9, 200))]] * 4, 0, 2),
        ([[at((250 - FRINGE * BODY * 1.1, 200))]] * 4, -3, -2),
        ([[CLERK]], 0, 0),
        (THROUGH[:6], 0, 0),
    ],
    ids=[
        "somebody settled",
        "somebody clear to see",
        "somebody half hidden",
        "an empty chair",
        "nobody",
        "somebody elsewhere",
        "a visitor only",
        "clerk and visitor",
        "nobody any more",
        "at the fringe",
        "further out at the fringe",
        "beyond the fringe",
        "somebody seen for the first time",
        "somebody walking through",
    ],
)
def test_what_the_last_look_says_of_staff(looks: list[Seen], low: int, high: int) -> None:
    assert low <= staff(*looks)[-1] <= high


def test_who_walks_through_the_zone_never_speaks_for_staff() -> None:
    evidence = staff(*THROUGH)
    assert max(evidence) == 0
    assert min(evidence) >= -3


def test_a_half_hidden_clerk_adds_up_to_somebody() -> None:
    scores = [0.2, 0.3, 0.05, 0.0, 0.12, 0.28, 0.09, 0.0, 0.22, 0.3, 0.06, 0.18]
    looks = [[at(STAFF, score, dx=3 * (-1) ** number)] if score else [] for number, score in enumerate(scores)]
    evidence = staff(*looks)
    assert min(evidence) < 0 < sum(evidence)


def test_an_empty_chair_adds_up_to_nobody() -> None:
    assert sum(staff(*[[at(STAFF, score)] for score in (0.05, 0.06, 0.05, 0.06, 0.05, 0.06)])) < -4


LEAVES = [[CLERK]] * 3 + [[at(STAFF, dx=-60 * step)] for step in range(1, 5)]
"""Three looks at the clerk, who then walks away to the left."""


def test_who_staffed_the_counter_is_seen_leaving() -> None:
    evidence = staff(*LEAVES)
    assert min(evidence[1:3]) > 0
    assert evidence[3] == SETTING_OFF
    assert SEEN_LEAVING in evidence[4:]


def test_only_who_staffed_the_counter_can_leave_it() -> None:
    visitor_leaves = [[at(VISITOR)]] * 3 + [[at(VISITOR, dx=-60 * step)] for step in range(1, 5)]
    assert min(staff(*visitor_leaves)) >= -3
    assert min(staff(*THROUGH)) >= -3


def test_a_colleague_who_stays_outweighs_the_one_who_leaves() -> None:
    colleague = at(STAFF, 0.8, dx=40)
    looks = [[CLERK, colleague]] * 3 + [[at(STAFF, dx=-60 * step), colleague] for step in range(1, 5)]
    assert min(staff(*looks)[1:]) > 0


@pytest.mark.parametrize(
    ("box", "at_post", "visits"),
    [
        ((265, 170, 345, 250), True, False),  # behind the desk
        ((265, 190, 385, 470), False, True),  # before it, the head over its edge
        ((265, 170, 345, 330), True, False),  # behind it, seen down to the knees
    ],
    ids=["clerk", "visitor who leans over", "clerk at a low desk"],
)
def test_who_stands_before_the_desk_is_a_visitor(
    box: tuple[float, float, float, float], *, at_post: bool, visits: bool
) -> None:
    told = signals(*[[(box, 0.8)]] * 3)[-1]
    assert told.customer_evidence is not None
    assert (told.staff_evidence > 0, told.customer_evidence > 0) == (at_post, visits)


def test_somebody_passing_is_no_proof_that_the_clerk_has_gone() -> None:
    """The clerk's id is carried off by a passer-by while another walks through: no sight of an empty counter."""
    looks = [*LEAVES[:6], [*LEAVES[6], at(STAFF, 0.8)]]
    assert staff(*looks)[-1] >= SETTING_OFF


def test_who_stands_elsewhere_has_gone_whoever_passes_the_post() -> None:
    stands = at(STAFF, dx=-180)
    looks = [*LEAVES[:6], [stands], [stands], [stands], [stands, at(STAFF, 0.8)]]
    assert staff(*looks)[-1] == SEEN_LEAVING


@pytest.mark.parametrize(("unseen_looks", "gone"), [(1, False), (3, False), (5, True)])
def test_who_leaves_does_not_empty_the_post_of_a_colleague_overlooked_for_a_moment(
    unseen_looks: int, *, gone: bool
) -> None:
    two = [at(STAFF, dx=-40), at(STAFF, 0.4, dx=55)]
    walks = [[at(STAFF, dx=-40 - 60 * step)] for step in range(1, unseen_looks + 1)]
    assert (min(staff(*[two] * 3, *walks)) == SEEN_LEAVING) is gone


def test_who_left_long_ago_is_not_leaving() -> None:
    looks = [[CLERK]] * 2 + [[]] * 9 + [[at(STAFF, dx=-180)]]
    assert staff(*looks)[-1] >= -3


@pytest.mark.parametrize(
    ("looks", "low", "high"),
    [
        ([[at(VISITOR)]] * 3, 8, 127),
        ([[CLERK]] * 3, -3, -2),
        ([[]] * 3, -3, -2),
        ([[CLERK, at(VISITOR)]] * 3, 8, 127),
    ],
    ids=["visitor", "clerk", "nobody", "both"],
)
def test_what_the_last_look_says_of_visitors(looks: list[Seen], low: int, high: int) -> None:
    evidence = signals(*looks)[-1].customer_evidence
    assert evidence is not None
    assert low <= evidence <= high


def test_a_view_without_a_visitors_zone_says_nothing_of_visitors() -> None:
    alone = View("desk", "counter", DESK.staff)
    assert signals([at(VISITOR)], view=alone)[0].customer_evidence is None


def test_in_both_zones_counts_as_staff() -> None:
    both = View("desk", "counter", DESK.staff, DESK.staff)
    told = signals([CLERK], [CLERK], view=both)[-1]
    assert told.staff_evidence > 0
    assert told.customer_evidence is not None
    assert told.customer_evidence < 0


def test_the_neighbours_clerk_is_not_ours() -> None:
    assert max(staff([CLERK], [CLERK], [CLERK], mine=False)) < 0
    told = signals([CLERK], [CLERK], mine=False)[-1]
    assert told.staff_seen == 0
    assert told.tracks.staffed_ms.tolist() == [-1]


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([[CLERK]] * 2, 1),
        ([[CLERK]], 0),
        ([[]], 0),
        ([[CLERK, at(STAFF, 0.5, dx=40)]] * 2, 2),
        ([[at(STAFF, 0.1)]] * 2, 0),
        ([[at(STAFF, 0.4 + dx / 1000, dx=dx) for dx in (-60, -30, 0, 30, 60)]] * 2, 3),
        ([[at(VISITOR)]] * 2, 0),
    ],
    ids=["one", "first sight", "nobody", "two", "hardly seen", "more than three", "a visitor"],
)
def test_how_many_are_at_the_post(looks: list[Seen], expected: int) -> None:
    assert signals(*looks)[-1].staff_seen == expected


def test_who_stood_at_the_post_is_remembered() -> None:
    told = signals([CLERK, at(AWAY)], [CLERK, at(AWAY)], [at(AWAY)])
    assert told[0].tracks.staffed_ms.tolist() == [-1, -1]
    assert told[2].tracks.staffed_ms.tolist() == [1_500, -1]


@pytest.mark.parametrize(
    ("box", "score", "expected"),
    [
        ((0, 0, 50, 100), 0.5, True),
        ((0, 0, 50, 100), PEOPLE_FROM, True),
        ((0, 0, 50, 100), PEOPLE_FROM - 0.01, False),
        ((0, 0, 20, 100), 0.5, True),
        ((0, 0, 10, 100), 0.9, False),
        ((0, 0, 200, 40), 0.5, True),
        ((5, 5, 5, 5), 0.9, False),
        ((5, 5, 50, 5), 0.9, False),
        ((50, 100, 0, 0), 0.9, False),
        ((0, 0, float("inf"), 10), 0.9, False),
        ((0, 0, float("nan"), 10), 0.9, False),
        ((0, 0, 50, 100), float("nan"), False),
    ],
)
def test_what_can_be_a_person(box: tuple[float, float, float, float], score: float, *, expected: bool) -> None:
    assert len(plausible(people((box, score)))) == expected


def test_only_people_are_people() -> None:
    found = people(CLERK, CLERK)
    assert len(plausible(Detections(found.xyxy, found.score, np.array([0, 67])))) == 1
    assert len(plausible(Detections.empty())) == 0


@pytest.mark.parametrize(("outside_sizes", "expected"), [(-0.4, 1), (0, 1), (FRINGE / 2, 0.5), (FRINGE, 0), (3, 0)])
def test_share_falls_off_over_the_fringe(outside_sizes: float, expected: float) -> None:
    person = boxes(person_at(250 - outside_sizes * BODY, 200))
    assert_allclose(share(DESK.staff, person), [expected], atol=0.01)
    assert share(None, person).tolist() == [0]


def test_everybody_belongs_to_the_counter_they_are_deepest_in() -> None:
    left, right = rectangle(0, 0, 220, 200), rectangle(180, 0, 400, 200)
    standing = boxes(
        person_at(100, 100), person_at(195, 100), person_at(205, 100), person_at(390, 100), person_at(900, 9)
    )
    assert owners([left, right], standing).tolist() == [0, 0, 1, 1, 1]
    assert owners([left], standing).tolist() == [0] * 5
    assert owners([left, right], boxes()).tolist() == []


crowd = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 600), st.integers(0, 440)).map(lambda xy: person_at(*xy)), st.floats(0, 1, width=32)
    ),
    max_size=6,
)


@given(looks=st.lists(crowd, min_size=1, max_size=6), every_ms=st.integers(1, 6_000), mine=st.booleans())
def test_evidence_always_fits_its_span(looks: list[Seen], every_ms: int, *, mine: bool) -> None:
    for told in signals(*looks, every_ms=every_ms, mine=mine):
        assert isinstance(told.staff_evidence, int)
        assert -127 <= told.staff_evidence <= 127
        assert told.customer_evidence is not None
        assert -127 <= told.customer_evidence <= 127
        assert 0 <= told.staff_seen <= 3
