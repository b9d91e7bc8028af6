"""Nobody is told to have left who only vanished beside another, turned aside, or is the next counter's."""

from dataclasses import replace

import numpy as np
import pytest

from tests.vision.builders import DESK, Box, Person, person_at, rectangle, tracks
from tests.vision.days import COAT, DOOR, LIES, NEXT_SEAT, SEAT, Day, left
from vision.signals import SEEN_LEAVING, SETTING_OFF
from vision.vacancy import ARRIVED, HELD_MS, SURELY_EMPTY
from vision.whereabouts import goes_behind

STANDS_BY = 520.0


def stands(x: float, number: int = 0, score: float = 0.9) -> tuple[Person, bool]:
    return (person_at(x + 4 * np.sin(number), 200), score), True


def lies(x: float) -> tuple[Person, bool]:
    return (person_at(x, 230, 60), 0.4), False


@pytest.mark.parametrize("seen", [pytest.param(True, id="hardly-found"), pytest.param(False, id="lying")])
def test_a_clerk_of_before_who_is_still_in_view_does_not_leave_again(*, seen: bool) -> None:
    day = Day()
    day.walks(DOOR, SEAT)
    day.sits(10)
    day.walks(SEAT, STANDS_BY)
    for number in range(20):
        day.look([stands(STANDS_BY, number)])
    for number, x in enumerate(np.linspace(40, SEAT, 10)):
        day.look([stands(STANDS_BY, number), ((person_at(float(x), 200), 0.7), True)])
    day.sits(30, others=[stands(STANDS_BY)])
    clerk = ((person_at(SEAT, 200), 0.2), True) if seen else LIES
    assert min(day.still(60, stands(STANDS_BY), clerk)) >= 0


def test_of_two_at_a_post_one_leaves_and_the_other_lies_there_unseen() -> None:
    day = Day()
    for number in range(40):
        day.look([stands(270, number), stands(NEXT_SEAT, number, 0.6)])
    day.still(60, stands(270), lies(NEXT_SEAT))
    day.walks(270, 40, [lies(NEXT_SEAT)])
    assert min(day.still(120, lies(NEXT_SEAT))) >= 0


def test_a_colleague_who_stops_by_one_who_lies_unseen_leaves_them_there() -> None:
    day = Day()
    day.walks(DOOR, SEAT)
    day.sits(30)
    day.still(60, lies(SEAT))
    day.walks(DOOR, NEXT_SEAT, [lies(SEAT)])
    day.sits(5, NEXT_SEAT, [lies(SEAT)])
    day.walks(NEXT_SEAT, DOOR, [lies(SEAT)])
    assert min(day.still(120, lies(SEAT))) >= 0


def test_who_rolls_aside_and_bends_out_of_sight_has_not_walked_off() -> None:
    day = Day()
    day.walks(DOOR, 320)
    day.sits(30, 320)
    for x in (335, 352):
        day.look([stands(x)])
    assert min(day.still(30, lies(360))) >= 0


def test_who_moves_along_the_lower_edge_of_the_picture_does_not_walk_out_of_it() -> None:
    day = Day(replace(DESK, staff=rectangle(150, 330, 500, 480), customer=None))

    def at(x: float) -> tuple[Person, bool]:
        return ((x - 60, 340.0, x + 60, 480.0), 0.7), True

    for number in range(60):
        day.look([at(320 + 4 * np.sin(number))])
    for x in (335, 355):
        day.look([at(x)])
    assert min(day.still(30, (((310.0, 420.0, 430.0, 480.0), 0.4), False))) >= 0


@pytest.mark.parametrize("x", [414.0, 430.0])
def test_a_neighbour_who_is_found_beside_one_who_lies_is_not_who_leaves(x: float) -> None:
    day = Day()
    day.sits(30)
    day.still(10, lies(SEAT))
    said = len(day.said)
    for moved in (*[0.0] * 20, 20.0, 35.0, *[55.0] * 60):
        day.look([lies(SEAT)], neighbours=[(person_at(x + moved, 200), 0.9)])
    assert min(day.said[said:]) >= 0


def test_a_neighbour_at_the_border_holds_nobody_elses_post() -> None:
    day = Day()
    beside = [(person_at(414, 200), 0.9)]
    for number in range(60):
        day.look([stands(SEAT, number)], neighbours=beside)
    for x in np.linspace(SEAT, 40, 9):
        day.look([stands(float(x))], neighbours=beside)
    for _ in range(120):
        day.look([], neighbours=beside)
    assert day.said[-1] == SURELY_EMPTY


def test_what_was_left_behind_holds_a_post_for_half_an_hour_only() -> None:
    day = left()
    day.still(20)
    day.walks(DOOR, SEAT)
    day.sits(10)
    said = day.still(HELD_MS / 1000 + 60, ((person_at(325, 215, 60), 0.5), False), step_ms=2000)
    assert 0 in said
    assert said[-1] < 0


def test_who_was_seen_entering_before_a_long_gap_is_not_told_to_be_there() -> None:
    day = Day()
    day.walks(DOOR, 420)
    day.look([stands(370)])
    day.look([], step_ms=3_600_000)
    assert max(day.still(10)) < 0


def test_who_rises_and_goes_while_the_next_counters_clerk_walks_has_left() -> None:
    day = Day()
    day.walks(DOOR, SEAT)
    day.sits(30)
    day.still(60, lies(SEAT))
    for other in (1400.0, 1360.0):
        day.look([lies(SEAT)], neighbours=[(person_at(other, 200), 0.9)])
    for number, x in enumerate(np.linspace(SEAT, 40, 6)):
        clerk = (person_at(float(x), 200), 0.7)
        day.look([(clerk, True)], neighbours=[(person_at(1320 - 40 * number, 200), 0.9)])
    assert day.memory.post.left is not None


def test_who_walks_in_and_lies_down_at_once_is_there_after_a_few_looks() -> None:
    day = left()
    day.still(30)
    day.walks(DOOR, 330)
    said = day.still(15, lies(330))
    assert sum(evidence for evidence in said if evidence > 0) >= 9 * ARRIVED
    assert min(said[4:]) >= 0


def test_a_poster_does_not_come_to_life_where_somebody_walks_past_it() -> None:
    day, poster = Day(), (COAT, True)
    day.still(70, poster)
    day.walks(DOOR, SEAT, [poster])
    day.sits(5, others=[poster])
    day.walks(SEAT, DOOR, [poster])
    assert max(day.still(8, poster)[4:]) <= 0
    left_px, top_px, right_px, bottom_px = COAT[0]
    day.look([(((left_px - 5, top_px - 10, right_px, bottom_px + 25), 0.8), True)])  # one box of them both
    assert day.memory.post.left is not None  # still: nobody has come
    assert max(day.still(30, poster)) <= 0


def test_who_never_stirred_until_they_rise_is_alive_from_then_on() -> None:
    day = Day()
    day.still(70, stands(SEAT))
    assert min(day.said[5:]) > 0
    day.sits(10)
    day.walks(SEAT, DOOR)
    assert max(day.still(10)) < 0
    assert min(day.said[-25:]) == SEEN_LEAVING


PILLAR_X = 332.0


def behind_pillar(x: float, y: float) -> tuple[Person, bool]:
    """Who stands at ``x``, as far as the pillar does not hide them."""
    left_x, top, right_x, bottom = person_at(x, y)
    return ((left_x, top, min(right_x, PILLAR_X), bottom), 0.7), True


def before_pillar() -> Day:
    """A day whose clerk was there from its begin and stands up."""
    day = Day()
    day.sits(20)
    day.look([behind_pillar(SEAT, 172)])
    return day


def test_who_stands_up_and_goes_behind_a_pillar_step_by_step_has_left() -> None:
    day = before_pillar()
    for x in (308.0, 342.0):
        day.look([behind_pillar(x, 170)])
    day.look([])
    assert day.memory.post.left is not None
    assert max(day.still(10)) < 0


def test_the_last_of_them_is_an_arm_found_faintly() -> None:
    day = before_pillar()
    for x in (308.0, 342.0):
        day.look([behind_pillar(x, 170)])
    day.look([(((306.0, 205.0, PILLAR_X, 272.0), 0.2), True)])
    assert day.memory.post.left is None
    day.look([])
    assert day.memory.post.left is not None


HIDES_FROM_THE_LEFT: Person = ((150.0, 160.0, 312.0, 320.0), 0.12)


@pytest.mark.parametrize(
    ("boxes", "beside"),
    [
        pytest.param([(308.0, 200), (342.0, 200)], [], id="something is pushed before a sitter"),
        pytest.param([(308.0, 170), (342.0, 170)], [HIDES_FROM_THE_LEFT], id="somebody steps before them"),
    ],
)
def test_who_is_hidden_has_not_gone_behind_a_pillar(boxes: list[tuple[float, float]], beside: list[Person]) -> None:
    day = Day() if beside == [] else before_pillar()
    if not beside:
        day.sits(20)
    for x, y in boxes:
        day.look([behind_pillar(x, y)], neighbours=beside)
    for _ in range(20):
        day.look([], neighbours=beside)
    assert day.memory.post.left is None
    assert min(day.said[-20:]) >= SETTING_OFF


@pytest.mark.parametrize(
    ("now", "behind"),
    [
        pytest.param((250, 146, 310, 266), True, id="from the right"),
        pytest.param((270, 146, 330, 266), True, id="from the left"),
        pytest.param((246, 146, 300, 266), True, id="on the way"),
        pytest.param((262, 146, 296, 266), False, id="turns aside"),
        pytest.param((240, 146, 330, 266), False, id="grows"),
        pytest.param((255, 146, 320, 266), False, id="leans"),
    ],
)
def test_who_is_hidden_from_one_side_goes_behind_something(now: Box, *, behind: bool) -> None:
    seen = tracks((now, 0.7))
    before = replace(seen, slow=np.array([[250, 146, 330, 266]], np.float32))
    assert goes_behind(before, 0).tolist() == [behind]
