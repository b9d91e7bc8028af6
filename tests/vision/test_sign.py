"""The sign's tag is read where it stands in plain sight, and nothing is said where it could not be."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cameras.scene_demo import demo_script
from cameras.scene_hall import PLACES_X, SIGN_ZONE
from cameras.scene_stage import Stage
from tests.vision.builders import boxes, rectangle
from vision.datatypes import Fact, Sign, Zone
from vision.sign import DICTIONARY, NOT_SHOWN_SCORE, SHOWN_SCORE, TAG_ID, read_sign, tag_cells

SHOWN, NOT_SHOWN = Fact(Sign.SHOWN, SHOWN_SCORE), Fact(Sign.NOT_SHOWN, NOT_SHOWN_SCORE)
CANNOT_JUDGE = Fact(Sign.CANNOT_JUDGE)
SPOT = rectangle(100, 100, 160, 170)
NOBODY = boxes()


def desk(side_px: int = 0, *, number: int = TAG_ID, light: float = 1.0, turn: float = 0.0) -> NDArray[np.uint8]:
    """A grey desk with tag ``number``, ``side_px`` wide with its border, in the middle of ``SPOT``."""
    picture = np.full((300, 300, 3), 170, np.uint8)
    if side_px:
        cells = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(DICTIONARY), number, 8)
        sheet = np.pad(cells, 1, constant_values=255)
        large = cv2.resize(np.asarray(sheet, np.uint8), (400, 400), interpolation=cv2.INTER_NEAREST)
        put = cv2.getRotationMatrix2D((200, 200), turn, side_px / 400)
        put[:, 2] += np.array([130, 135]) - 200
        finer = np.full((1200, 1200), 170, np.uint8)
        cv2.warpAffine(large, put * 4, (1200, 1200), dst=finer, borderMode=cv2.BORDER_TRANSPARENT)
        picture[:] = cv2.resize(finer, (300, 300), interpolation=cv2.INTER_AREA)[..., None]
    noise = np.random.default_rng(3).normal(0, 2, picture.shape)
    return np.clip(picture * light + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (desk(44), SHOWN),
        (desk(20), SHOWN),
        (desk(44, turn=25), SHOWN),
        (desk(44, light=0.3), SHOWN),
        (desk(), NOT_SHOWN),
        (desk(44, number=TAG_ID + 1), NOT_SHOWN),
        (desk(light=0.1), CANNOT_JUDGE),
    ],
    ids=["plain", "small", "turned", "dim", "none", "another's tag", "dark"],
)
def test_the_tag_tells(picture: NDArray[np.uint8], expected: Fact[Sign]) -> None:
    assert read_sign(picture, SPOT, NOBODY) == expected


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((90.0, 60.0, 200.0, 200.0), CANNOT_JUDGE),
        ((100.0, 100.0, 140.0, 170.0), CANNOT_JUDGE),
        ((150.0, 60.0, 260.0, 200.0), NOT_SHOWN),
        ((200.0, 60.0, 260.0, 200.0), NOT_SHOWN),
    ],
    ids=["before all of it", "before much of it", "at its edge", "beside it"],
)
def test_who_stands_before_the_spot_may_hide_the_sign(
    box: tuple[float, float, float, float], expected: Fact[Sign]
) -> None:
    assert read_sign(desk(), SPOT, boxes(box)) == expected


def test_a_sign_that_is_read_is_not_hidden_whatever_a_box_says() -> None:
    assert read_sign(desk(44), SPOT, boxes((90, 60, 200, 200))) == SHOWN


@pytest.mark.parametrize(
    "zone", [rectangle(100, 100, 118, 160), rectangle(100, 100, 160, 118), rectangle(400, 400, 500, 500)]
)
def test_a_spot_too_small_or_outside_cannot_be_judged(zone: Zone) -> None:
    assert read_sign(desk(), zone, NOBODY) == CANNOT_JUDGE


def test_the_tag_has_a_white_rim_and_a_black_border() -> None:
    cells = tag_cells()
    assert cells.shape == (10, 10)
    assert cells[0].all()
    assert not cells[1, 1:-1].any()


@pytest.mark.parametrize(("at_ms", "expected"), [(20_000, NOT_SHOWN), (60_000, SHOWN), (130_000, NOT_SHOWN)])
def test_the_demo_s_sign_is_read_while_it_stands(at_ms: int, expected: Fact[Sign]) -> None:
    x1, y1, x2, y2 = SIGN_ZONE
    spot = rectangle(PLACES_X[3] + x1, y1, PLACES_X[3] + x2, y2)
    assert read_sign(Stage(demo_script()).picture(at_ms), spot, NOBODY) == expected
