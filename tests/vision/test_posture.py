"""Postures from keypoints: a table of bodies, their place's own upright, and what cannot be judged."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.bodies import BOX, HEAD_ON_DESK, UPRIGHT, body
from vision.body import Body, Keypoint
from vision.datatypes import Posture
from vision.posture import (
    BOX_UNITS,
    DROP_EVEN,
    DROP_LEAST,
    DROP_MOST,
    FOUND,
    LEARNED_LOOKS,
    TAUGHT_MOST,
    USUAL_HEIGHT,
    VANISHED,
    Upright,
    judged,
    missing_signs,
    read_signs,
)

NOBODY_S = Upright()


def moved(points: range, down: float) -> dict[Keypoint, tuple[float, float]]:
    return {Keypoint(point): (UPRIGHT[Keypoint(point)][0], UPRIGHT[Keypoint(point)][1] + down) for point in points}


EYES_DOWN = moved(range(3), 25)
CHIN_UP = moved(range(3), -30)
LEGS = {Keypoint.LEFT_KNEE: (240.0, 420.0), Keypoint.RIGHT_KNEE: (160.0, 420.0)}


@pytest.mark.parametrize(
    ("one", "posture"),
    [
        (body(), Posture.UPRIGHT),
        (body(size=0.2), Posture.UPRIGHT),
        (body(HEAD_ON_DESK), Posture.SLUMPED),
        (body(HEAD_ON_DESK, score=0.06), Posture.SLUMPED),
        (body(EYES_DOWN), Posture.HEAD_DOWN),
        (body(CHIN_UP), Posture.LEANING_BACK),
        (body(LEGS), Posture.STANDING),
        (body(LEGS, scores={Keypoint.LEFT_KNEE: 0.1, Keypoint.RIGHT_KNEE: 0.1}), Posture.UPRIGHT),
        (body(CHIN_UP, scores={Keypoint(point): 0.2 for point in range(5)}), Posture.UPRIGHT),
        (body(HEAD_ON_DESK, score=0.04), Posture.CANNOT_JUDGE),
        (body(HEAD_ON_DESK, size=0.1), Posture.CANNOT_JUDGE),
    ],
)
def test_postures(one: Body, posture: Posture) -> None:
    fact = judged(one, read_signs(one, NOBODY_S))
    assert fact.value is posture
    assert fact.score > 7 or posture is Posture.CANNOT_JUDGE


def test_a_hand_on_the_cheek_is_no_slump() -> None:
    cheek = body({Keypoint.LEFT_WRIST: (225, 118), Keypoint.LEFT_ELBOW: (250, 210)})
    assert judged(cheek, read_signs(cheek, NOBODY_S)).value is Posture.UPRIGHT


def test_a_taught_head_weighs_in() -> None:
    unsure = body(moved(range(5), 42))
    alone, denied, agreed = (read_signs(unsure, NOBODY_S, odds).slumped for odds in (0.0, -5.0, 5.0))
    assert denied == pytest.approx(alone - 5)
    assert agreed == pytest.approx(alone + 5)


@pytest.mark.parametrize(("odds", "counts"), [(1.0, 1.0), (9.0, TAUGHT_MOST), (-9.0, -TAUGHT_MOST)])
def test_a_taught_head_tells_less_of_a_place_that_is_known(odds: float, counts: float) -> None:
    one, place = body(), seated()
    alone, told = (read_signs(one, place, each, 0.0, TOP_Y).slumped for each in (0.0, odds))
    assert told == pytest.approx(alone + counts)


def after(upright: Upright, one: Body, looks: int) -> Upright:
    for _ in range(looks):
        upright = upright.after(one, judged(one, read_signs(one, upright)).value)
    return upright


def test_a_place_s_own_upright_counts_once_it_is_known() -> None:
    """A camera from above sees every nose lower: there nobody slumps for that."""
    bowed = body(moved(range(5), 18))
    learning = after(Upright(), bowed, LEARNED_LOOKS - 1)
    assert learning.shift == 0
    learned = after(learning, bowed, 1)
    assert learned.shift == pytest.approx(0.22 - USUAL_HEIGHT, abs=0.02)
    assert read_signs(bowed, learned).slumped < read_signs(bowed, Upright()).slumped - 0.9


def test_nobody_teaches_that_lying_is_upright() -> None:
    lying = body(HEAD_ON_DESK)
    assert after(Upright(), lying, 500) == Upright()
    hidden = body(moved(range(5), 18), scores={Keypoint(point): 0.2 for point in range(5)})
    assert after(Upright(), hidden, 500) == Upright()
    high = after(Upright(), body(moved(range(5), -60)), 500)
    assert high.shift == pytest.approx(0.25)


PERSON = np.array(BOX, np.float32)
TOP_Y = BOX[1]


def lower(down: float) -> NDArray[np.float32]:
    """The box of somebody whose head is so far below, in pixels."""
    return PERSON + np.array([0, down, 0, 0], np.float32)


def seated(looks: int = LEARNED_LOOKS, one: Body | None = None, score: float = 0.8) -> Upright:
    """A place at which somebody sat for so many looks."""
    upright, one = Upright(), one or body()
    for _ in range(looks):
        upright = upright.after(one, Posture.UPRIGHT, PERSON, score)
    return upright


@pytest.mark.parametrize(
    ("looks", "down", "odds"),
    [
        (LEARNED_LOOKS - 1, 2.0, 0.0),  # not known yet
        (LEARNED_LOOKS, 0.0, DROP_LEAST),
        (LEARNED_LOOKS, -1.0, DROP_LEAST),
        (LEARNED_LOOKS, DROP_EVEN, 0.0),
        (LEARNED_LOOKS, DROP_EVEN + 0.2, 2.8),
        (LEARNED_LOOKS, DROP_EVEN - 0.2, -2.8),
        (LEARNED_LOOKS, 5.0, DROP_MOST),
    ],
)
def test_a_head_far_below_where_it_usually_is_lies(looks: int, down: float, odds: float) -> None:
    place = seated(looks)
    assert place.lying_odds(place.top_y + down * place.unit_px) == pytest.approx(odds, abs=0.05)


def test_a_shoulder_width_is_told_from_the_box_where_the_pose_is_too_narrow() -> None:
    narrow = body(size=0.3)
    assert seated(one=narrow).unit_px == pytest.approx(BOX_UNITS * (BOX[2] - BOX[0]), rel=0.05)
    assert seated(one=body(size=2)).unit_px == pytest.approx(200, rel=0.05)


def test_a_lost_pose_is_judged_by_where_the_head_is() -> None:
    lost, place = body(HEAD_ON_DESK, score=0.01), seated()
    low = place.top_y + 1.5 * place.unit_px
    assert judged(lost, read_signs(lost, place, 1.0, 0.0, low)).value is Posture.SLUMPED
    assert judged(lost, read_signs(lost, place, 1.0, 0.0, place.top_y)).value is Posture.CANNOT_JUDGE
    assert judged(lost, read_signs(lost, seated(3), 4.0, 0.0, low)).value is Posture.CANNOT_JUDGE


@pytest.mark.parametrize("points", [HEAD_ON_DESK, CHIN_UP, EYES_DOWN])
def test_a_pose_that_is_far_too_small_for_its_place_tells_nothing(
    points: Mapping[Keypoint, tuple[float, float]],
) -> None:
    """Networks lay the whole body of a small or tilted person upon their face."""
    small = body(points, size=0.5)
    assert judged(small, read_signs(small, Upright(), top_y=TOP_Y)).value is not Posture.UPRIGHT
    assert judged(small, read_signs(small, seated(), top_y=TOP_Y)).value is Posture.UPRIGHT
    assert seated().after(small, Posture.UPRIGHT).looks == seated().looks


def test_a_head_that_lies_aside_is_neither_bowed_nor_thrown_back() -> None:
    aside = body(CHIN_UP | {Keypoint.LEFT_EYE: (206.0, 40.0), Keypoint.RIGHT_EYE: (194.0, 80.0)})
    assert judged(body(CHIN_UP), read_signs(body(CHIN_UP), NOBODY_S)).value is Posture.LEANING_BACK
    assert judged(aside, read_signs(aside, NOBODY_S)).value is Posture.UPRIGHT


@pytest.mark.parametrize(
    ("place", "odds", "posture"),
    [
        (seated(), 0.0, Posture.SLUMPED),
        (seated(score=0.35), -VANISHED, Posture.CANNOT_JUDGE),  # a taught head sees somebody upright
        (seated(score=FOUND[0]), 5.0, Posture.CANNOT_JUDGE),  # is easily overlooked when upright
        (seated(LEARNED_LOOKS - 1), 5.0, Posture.CANNOT_JUDGE),
        (Upright(), 5.0, Posture.CANNOT_JUDGE),
    ],
)
def test_whoever_vanishes_where_every_look_found_them_lies(place: Upright, odds: float, posture: Posture) -> None:
    lost = body(score=0.0)
    assert judged(lost, missing_signs(place, odds)).value is posture


def test_how_surely_somebody_is_found_is_told_by_their_poorest_looks() -> None:
    upright = seated(score=0.8)
    for number in range(1_000):
        upright = upright.after(body(), Posture.UPRIGHT, PERSON, 0.2 if number % 5 == 0 else 0.8)
    assert upright.found == pytest.approx(0.2, abs=0.05)


def test_where_a_head_usually_is_follows_slowly_once_known_and_not_who_lies() -> None:
    place = seated()
    low = lower(1.5 * place.unit_px)
    lain, leant = place, place
    for _ in range(200):
        lain, leant = lain.after(body(), Posture.SLUMPED, low), leant.after(body(), Posture.UPRIGHT, low)
    assert lain == place
    assert 0.1 < (leant.top_y - place.top_y) / place.unit_px < 0.3
