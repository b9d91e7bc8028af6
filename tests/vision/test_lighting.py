"""White is told from the background: whatever the lamp, whoever stands there, and when lamps change."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.colour import linear, srgb
from vision.crops import PRIVATE_RGB
from vision.lighting import PAINT, Background

Rgb = tuple[float, float, float]
NOBODY = np.zeros((0, 4), np.float32)
SOMEBODY = np.array([[200, 0, 440, 360]], np.float32)
TUNGSTEN: Rgb = (1.6, 0.8, 0.4)


def room(lamp: Rgb = (1, 1, 1), strength: float = 0.6) -> NDArray[np.uint8]:
    picture = np.full((360, 640, 3), (200, 200, 200), np.uint8)
    picture[240:] = (120, 120, 122)
    picture[60:160, 60:180] = (150, 60, 60)
    return srgb(linear(picture) * PAINT * np.array(lamp) * strength)


def with_coat(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    dressed = picture.copy()
    dressed[:, 200:440] = srgb(linear(np.array([230, 30, 30], np.uint8)) * 0.6)
    return dressed


def hue(background: Background) -> NDArray[np.float64]:
    white = background.white()
    assert white is not None
    return np.asarray(white / white[1])


@pytest.mark.parametrize("lamp", [(1, 1, 1), TUNGSTEN, (0.7, 1.0, 1.4)])
def test_the_lamp_s_hue(lamp: Rgb) -> None:
    seen = Background.unseen().after(room(lamp), NOBODY, 0)
    assert hue(seen) == pytest.approx(np.array(lamp) / lamp[1], rel=0.04)


def test_the_lamp_s_strength() -> None:
    dim, bright = (Background.unseen().after(room(strength=each), NOBODY, 0).white() for each in (0.3, 0.6))
    assert dim is not None
    assert bright is not None
    assert bright / dim == pytest.approx(np.full(3, 2.0), rel=0.05)


def test_whoever_stands_there_tints_nothing() -> None:
    alone = Background.unseen().after(room(), NOBODY, 0)
    visited = alone.after(with_coat(room()), SOMEBODY, 500)
    assert hue(visited) == pytest.approx(hue(alone), rel=0.01)


def test_an_unnoticed_passer_by_tints_little() -> None:
    alone = Background.unseen().after(room(), NOBODY, 0)
    passed = alone.after(with_coat(room()), NOBODY, 2_000)
    assert hue(passed) == pytest.approx(hue(alone), rel=0.03)


def test_what_stays_becomes_background() -> None:
    wall = room()
    wall[:] = (90, 140, 200)
    background = Background.unseen().after(room(), NOBODY, 0)
    assert np.nanmean(background.light[..., 2] / background.light[..., 0]) < 1.1
    later = background.after(wall, NOBODY, 3_600_000)
    assert np.nanmean(later.light[..., 2] / later.light[..., 0]) > 2


def test_another_lamp_is_followed_at_once_although_somebody_stands_there() -> None:
    day = Background.unseen().after(room(), NOBODY, 0)
    evening = day.after(with_coat(room(TUNGSTEN)), SOMEBODY, 500)
    assert hue(evening) == pytest.approx(np.array(TUNGSTEN) / TUNGSTEN[1], rel=0.04)


def test_a_burnt_out_wall_says_nothing_of_hue_and_something_of_strength() -> None:
    glaring = Background.unseen().after(room(TUNGSTEN, strength=1.6), NOBODY, 0)
    assert glaring.burnt.mean() > 0.3
    assert hue(glaring) == pytest.approx(np.array(TUNGSTEN) / TUNGSTEN[1], rel=0.2)
    dimmed = glaring.after(room(TUNGSTEN, strength=0.4), NOBODY, 500)
    assert not dimmed.burnt.any()


def test_private_grey_is_no_background() -> None:
    hidden = room(TUNGSTEN)
    hidden[:, :320] = PRIVATE_RGB
    seen = Background.unseen().after(hidden, NOBODY, 0)
    assert np.isnan(seen.light[:, :23]).all()
    assert hue(seen) == pytest.approx(np.array(TUNGSTEN) / TUNGSTEN[1], rel=0.04)


def test_too_little_background_says_nothing() -> None:
    everywhere = np.array([[0, 0, 640, 350]], np.float32)
    assert Background.unseen().after(room(), everywhere, 0).white() is None
    assert Background.unseen().white() is None
