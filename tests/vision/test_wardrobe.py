"""A uniform is what the garments of several people have in common."""

import numpy as np
import pytest

from vision.colour import ciede2000, lab, linear
from vision.uniform import Garment, clustered, fitting
from vision.wardrobe import learned

Rgb = tuple[int, int, int]
NAVY, LIGHT_BLUE, RED, GREEN = (38, 48, 79), (168, 196, 228), (170, 40, 44), (45, 110, 70)


def garment(*parts: tuple[Rgb, int], light: float = 1.0) -> Garment:
    """A garment of colours and how many pixels each takes, its folds lit unevenly."""
    pixels = np.concatenate([np.tile(linear(np.array(rgb, np.uint8)), (count, 1)) for rgb, count in parts])
    folds = np.random.default_rng(2).uniform(0.8, 1.2, (len(pixels), 1))
    return clustered(np.minimum(pixels * folds * light, 1))


def test_two_colours_and_their_shares() -> None:
    palette = learned("u", [garment((NAVY, 700), (LIGHT_BLUE, 300)), garment((NAVY, 600), (LIGHT_BLUE, 400))])
    assert palette.share == pytest.approx([0.65, 0.35], abs=0.04)
    expected = lab(linear(np.array([NAVY, LIGHT_BLUE], np.uint8)))
    assert ciede2000(palette.lab, expected).max() < 3


def test_one_s_own_scarf_is_not_learned() -> None:
    worn = [garment((NAVY, 700), (RED, 300)), garment((NAVY, 1000)), garment((NAVY, 1000), light=0.8)]
    palette = learned("u", worn)
    assert len(palette.lab) == 1
    assert fitting(worn[1], palette) > 0.9
    assert fitting(garment((RED, 1000)), palette) < 0.1


def test_garments_that_have_nothing_in_common_teach_nothing() -> None:
    with pytest.raises(ValueError, match="none is shared"):
        learned("u", [garment((each, 1000)) for each in (NAVY, RED, GREEN)])
