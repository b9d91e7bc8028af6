"""Postures from keypoints: a table of bodies, their place's own upright, and what cannot be judged."""

import pytest

from tests.vision.bodies import HEAD_ON_DESK, UPRIGHT, body
from vision.body import Body, Keypoint
from vision.datatypes import Posture
from vision.posture import DROP_EVEN, LEARNED_LOOKS, USUAL_HEIGHT, Upright, judged, read_signs

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


TOP_Y = 60.0


def seated(looks: int = LEARNED_LOOKS, one: Body | None = None) -> Upright:
    """A place at which somebody sat for so many looks."""
    upright, one = Upright(), one or body()
    for _ in range(looks):
        upright = upright.after(one, Posture.UPRIGHT, TOP_Y)
    return upright


@pytest.mark.parametrize(
    ("looks", "down", "odds"),
    [
        (LEARNED_LOOKS - 1, 2.0, 0.0),  # not known yet
        (LEARNED_LOOKS, 0.0, -3.0),
        (LEARNED_LOOKS, DROP_EVEN, 0.0),
        (LEARNED_LOOKS, DROP_EVEN + 0.5, 2.0),
        (LEARNED_LOOKS, 5.0, 3.0),
    ],
)
def test_a_head_far_below_where_it_usually_is_lies(looks: int, down: float, odds: float) -> None:
    place = seated(looks)
    assert place.lying_odds(place.top_y + down * place.unit_px) == pytest.approx(odds, abs=0.05)


def test_a_lost_pose_is_judged_by_where_the_head_is() -> None:
    lost, place = body(HEAD_ON_DESK, score=0.01), seated()
    low = place.top_y + 1.5 * place.unit_px
    assert judged(lost, read_signs(lost, place, 1.0, 0.0, low)).value is Posture.SLUMPED
    assert judged(lost, read_signs(lost, place, 1.0, 0.0, place.top_y)).value is Posture.CANNOT_JUDGE
    assert judged(lost, read_signs(lost, seated(3), 4.0, 0.0, low)).value is Posture.CANNOT_JUDGE


def test_where_a_head_usually_is_follows_slowly_once_known_and_not_who_lies() -> None:
    place = seated()
    low = place.top_y + 1.5 * place.unit_px
    lain, leant = place, place
    for _ in range(100):
        lain, leant = lain.after(body(), Posture.SLUMPED, low), leant.after(body(), Posture.UPRIGHT, low)
    assert lain == place
    assert 0.2 < (leant.top_y - place.top_y) / place.unit_px < 0.6
