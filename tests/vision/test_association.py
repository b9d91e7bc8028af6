import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.vision.builders import Person, boxes, people, person_at
from vision.association import FORGOTTEN_MS, FURTHEST, Followed, follow, shift
from vision.datatypes import Tracks

Seen = list[Person]
"""Whom a look saw."""


def ids(looks: list[tuple[int, Seen]], followed: Followed | None = None) -> list[list[int]]:
    """The ids that the people of each look (at ms) were given, in their order."""
    state, given_ids = followed or Followed(), []
    for at_ms, seen in looks:
        state, where = follow(state, people(*seen), at_ms)
        given_ids.append(state.tracks.id[where].tolist())
    return given_ids


def last(looks: list[tuple[int, Seen]]) -> Tracks:
    state = Followed()
    for at_ms, seen in looks:
        state, _ = follow(state, people(*seen), at_ms)
    return state.tracks


def sitting(x: float = 300, y: float = 200, score: float = 0.6, jitter: float = 0) -> Person:
    return person_at(x + jitter, y - jitter / 2, 80 + jitter), score


def walking(at_ms: int, speed: float, y: float = 200) -> Person:
    """Somebody who crosses the picture at ``speed`` body sizes a second (their body size is 98 px)."""
    return person_at(300 + speed * 98 * at_ms / 1000, y), 0.8


LOOKS = range(0, 5_000, 500)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (
            [
                (t, [sitting(jitter=jitter)])
                for t, jitter in zip(LOOKS, [0, 9, -7, 12, -12, 5, 0, 14, -9, 3], strict=True)
            ],
            {1},
        ),
        ([(t, [walking(t, 1.3)]) for t in LOOKS], {1}),
        ([(t, [walking(t, -0.6)]) for t in LOOKS], {1}),
        ([(t, [walking(t, 1.3)]) for t in (0, 1_300, 1_500, 3_000, 3_100)], {1}),
        ([(0, [sitting()]), (FORGOTTEN_MS, [sitting()])], {1}),
        ([(0, [sitting()]), (FORGOTTEN_MS + 1, [sitting()])], {1, 2}),
        ([(0, [sitting()]), *((t, []) for t in LOOKS[1:]), (5_000, [sitting()])], {1}),
        ([(0, [sitting(x=100)]), (500, [sitting(x=400)])], {1, 2}),
        ([(0, [((260, 170, 340, 230), 0.5)]), (500, [((250, 165, 350, 400), 0.7)])], {1}),
    ],
    ids=[
        "who sits and is boxed a little differently each time",
        "who walks by",
        "who strolls the other way",
        "who is looked at now and then",
        "who is back in time",
        "who is back too late",
        "who was not seen in many looks, but not for long",
        "who cannot have come that far",
        "who stands up",
    ],
)
def test_who_is_taken_for_the_same(looks: list[tuple[int, Seen]], expected: set[int]) -> None:
    assert {number for look in ids(looks) for number in look} == expected


def test_two_who_sit_keep_their_ids_whatever_their_order() -> None:
    one, two = sitting(x=200), sitting(x=300, score=0.4)
    assert ids([(0, [one, two]), (500, [two, one]), (1_000, [two]), (1_500, [one, two])]) == [
        [1, 2],
        [2, 1],
        [2],
        [1, 2],
    ]


def test_two_who_cross_keep_their_ids() -> None:
    """One walks right in front, one left a body's length further back, as much as a box can tell."""
    looks = [(t, [walking(t, 1.2, y=260), (person_at(700 - 0.118 * t, 160), 0.7)]) for t in range(0, 6_000, 500)]
    assert ids(looks) == [[1, 2]] * len(looks)


def test_a_scrap_does_not_steal_the_id_of_a_person() -> None:
    scrap = ((292, 180, 308, 196), 0.3)
    assert ids([(0, [sitting()]), (500, [scrap]), (1_000, [scrap, sitting()])]) == [[1], [2], [2, 1]]
    assert ids([(0, [sitting()]), (500, [scrap, sitting(jitter=8)])]) == [[1], [2, 1]]


def test_a_faint_second_sight_of_somebody_does_not_walk_off_in_their_stead() -> None:
    """Unseen for longer it may have moved further; that makes it no likelier than who sat there a moment ago."""
    asleep, double, rises = sitting(score=0.45), sitting(score=0.05), (person_at(360, 200), 0.84)
    alone = [(at_ms, [asleep]) for at_ms in (500, 1_000, 1_500, 2_000)]
    assert ids([(0, [asleep, double]), *alone, (2_500, [rises])])[-1] == [1]


def test_who_comes_from_afar_is_not_the_clerk_who_is_hidden() -> None:
    far = sitting(x=300 + (FURTHEST + 0.2) * 98)
    assert ids([(0, [sitting()]), (4_500, [far])]) == [[1], [2]]


def test_an_id_is_never_given_twice() -> None:
    looks = [(t, [sitting()]) for t in range(0, 60_000, FORGOTTEN_MS + 1)]
    given_ids = [look[0] for look in ids(looks)]
    assert given_ids == list(range(1, len(looks) + 1))


def test_two_views_share_neither_ids_nor_people() -> None:
    one, two = Followed(), Followed()
    one, _ = follow(one, people(sitting(), sitting(x=500)), 0)
    two, where = follow(two, people(sitting()), 0)
    assert (one.next_id, two.next_id, two.tracks.id[where].tolist()) == (3, 2, [1])
    assert len(Followed().tracks) == 0


def test_following_leaves_what_it_was_given_alone() -> None:
    before, _ = follow(Followed(), people(sitting()), 0)
    box, speed, seen = before.tracks.xyxy.copy(), before.tracks.speed.copy(), people(sitting(jitter=10))
    shown = seen.xyxy.copy()
    after, _ = follow(before, seen, 500)
    assert_array_equal(before.tracks.xyxy, box)
    assert_array_equal(before.tracks.speed, speed)
    assert_array_equal(seen.xyxy, shown)
    assert after.tracks.seen_ms.tolist() == [500]
    assert before.tracks.seen_ms.tolist() == [0]


def test_a_track_remembers_when_it_was_seen_and_not_who_else_was() -> None:
    tracks = last([(0, [sitting()]), (500, [sitting(jitter=4)]), (1_000, [sitting(x=600)])])
    assert tracks.id.tolist() == [1, 2]
    assert tracks.first_ms.tolist() == [0, 1_000]
    assert tracks.seen_ms.tolist() == [500, 1_000]


@pytest.mark.parametrize(
    ("looks", "low", "high"),
    [
        ([(0, [sitting()]), (500, [sitting()]), (1_000, [sitting()])], 0, 0),
        ([(t, [walking(t, 1.0)]) for t in LOOKS], 0.8, 1.6),
        ([(t, [walking(t, 1.0)]) for t in range(0, 5_000, 1_000)], 0.8, 1.6),
        ([(t, [walking(t, 0.5)]) for t in LOOKS], 0.4, 0.8),
        ([(0, [sitting()]), (1, [sitting(jitter=6)])], 0, 0.25),
    ],
    ids=["sits", "walks", "walks, looked at half as often", "strolls", "jitters from one millisecond to the next"],
)
def test_speed(looks: list[tuple[int, Seen]], low: float, high: float) -> None:
    assert low <= last(looks).speed[0] <= high


def test_nobody_knows_how_fast_a_person_is_at_first_sight() -> None:
    assert np.isnan(last([(0, [sitting()])]).speed[0])


def test_shift_is_the_lesser_of_what_top_and_centre_moved() -> None:
    box, after = boxes((0, 0, 100, 100)), boxes((0, 0, 100, 400), (30, 40, 130, 140), (0, -100, 100, 200))
    assert_allclose(shift(box, after), [[0, 0.5, 0]], atol=1e-6)
    assert_allclose(shift(after, box), shift(box, after).T)


anybody = st.tuples(
    st.tuples(st.integers(0, 600), st.integers(0, 400), st.integers(1, 200), st.integers(1, 200)).map(
        lambda b: (float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3]))
    ),
    st.floats(0.05, 1),
)
watches = st.lists(st.tuples(st.integers(1, 7_000), st.lists(anybody, max_size=4)), max_size=8)


@given(watches)
def test_everybody_has_one_track_of_their_own(watch: list[tuple[int, Seen]]) -> None:
    state, at_ms, seen_ids = Followed(), 0, set[int]()
    for gap_ms, seen in watch:
        at_ms += gap_ms
        known = set(state.tracks.id.tolist())
        state, where = follow(state, people(*seen), at_ms)
        tracks = state.tracks
        assert len(set(where.tolist())) == len(seen)
        assert_allclose(tracks.xyxy[where], people(*seen).xyxy)
        assert (tracks.seen_ms == at_ms).sum() == len(seen)
        assert (at_ms - tracks.seen_ms <= FORGOTTEN_MS).all()
        assert len(set(tracks.id.tolist())) == len(tracks)
        assert not (set(tracks.id.tolist()) - known) & seen_ids
        seen_ids |= set(tracks.id.tolist())
        assert not (tracks.speed < 0).any()
        assert np.isfinite(tracks.xyxy).all()
