"""Colours as people compare them: CIELAB, and the differences of CIEDE2000, over arrays.

Written here because what is kept up elsewhere is either heavy (scikit-image brings four picture libraries and
80 MB, colour-science 100 MB) or compares one pair at a time (coloraide); tested against the published data.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""IEC 61966-2-1: linear sRGB to CIE XYZ, white D65."""

WHITE_XYZ = SRGB_TO_XYZ.sum(axis=1)

SRGB_KNEE = 0.04045 / 12.92
"""Below so much light sRGB is a straight line."""

_DECODED = np.arange(256) / 255.0
_LINEAR = np.where(_DECODED <= 12.92 * SRGB_KNEE, _DECODED / 12.92, ((_DECODED + 0.055) / 1.055) ** 2.4)


def linear(rgb: NDArray[np.uint8]) -> Floats:
    """How much light sRGB values 0..255 stand for, 0..1; the same shape."""
    return np.asarray(_LINEAR[rgb])


def lab(light: Floats) -> Floats:
    """CIELAB (L* 0..100, a*, b*; white D65) of linear sRGB [..., 3]; above 1 is brighter than white. CIE 15:2004."""
    share = np.maximum(light, 0) @ SRGB_TO_XYZ.T / WHITE_XYZ
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def light_of(lab_colour: Floats) -> Floats:
    """Linear sRGB [..., 3] of CIELAB [..., 3]: ``lab`` the other way round; out of 0..1 where no screen shows it."""
    lightness, a, b = np.moveaxis(lab_colour, -1, 0)
    y = (lightness + 16) / 116
    root = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    share = np.where(root > 6 / 29, root**3, 3 * (6 / 29) ** 2 * (root - 4 / 29))
    return np.asarray((share * WHITE_XYZ) @ np.linalg.inv(SRGB_TO_XYZ).T)


def srgb(light: Floats) -> NDArray[np.uint8]:
    """``linear`` the other way round, what is out of 0..1 cut off."""
    cut = np.clip(light, 0, 1)
    coded = np.where(cut <= SRGB_KNEE, cut * 12.92, 1.055 * cut ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(coded * 255), np.uint8)


def ciede2000(one: Floats, other: Floats, k_l: float = 1.0) -> Floats:
    """The CIEDE2000 difference of CIELAB colours [..., 3] that broadcast; ``k_l`` 2 makes lightness count half.

    G. Sharma, W. Wu and E. N. Dalal, The CIEDE2000 color-difference formula: implementation notes, supplementary
    test data, and mathematical observations, Color Research and Application 30 (2005), equations 2 to 22.
    """
    l_1, a_1, b_1 = np.moveaxis(np.asarray(one, np.float64), -1, 0)
    l_2, a_2, b_2 = np.moveaxis(np.asarray(other, np.float64), -1, 0)
    stretch = 1 + 0.5 * (1 - _saturated((np.hypot(a_1, b_1) + np.hypot(a_2, b_2)) / 2))
    c_1, c_2 = np.hypot(stretch * a_1, b_1), np.hypot(stretch * a_2, b_2)
    h_1, h_2 = (np.degrees(np.arctan2(b, stretch * a)) % 360 for a, b in ((a_1, b_1), (a_2, b_2)))
    grey = c_1 * c_2 == 0
    turn = np.where(grey, 0, (h_2 - h_1 + 180) % 360 - 180)
    turn = np.where(~grey & (h_2 - h_1 == 180), 180, turn)  # noqa: PLR2004 - degrees; the formula keeps the sign
    mean_l, mean_c, mean_h = (l_1 + l_2) / 2, (c_1 + c_2) / 2, _mean_hue(h_1, h_2, grey)
    bend = (mean_l - 50) ** 2
    light = (l_2 - l_1) / (k_l * (1 + 0.015 * bend / np.sqrt(20 + bend)))
    chroma = (c_2 - c_1) / (1 + 0.045 * mean_c)
    hue = 2 * np.sqrt(c_1 * c_2) * np.sin(np.radians(turn) / 2) / (1 + 0.015 * mean_c * _hue_weight(mean_h))
    rotation = -2 * _saturated(mean_c) * np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2))))
    return np.asarray(np.sqrt(np.maximum(light**2 + chroma**2 + hue**2 + rotation * chroma * hue, 0)))


def _saturated(chroma: Floats) -> Floats:
    return np.asarray(np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))


def _mean_hue(h_1: Floats, h_2: Floats, grey: NDArray[np.bool_]) -> Floats:
    """The hue between two, in degrees, the short way round; a grey has none and gives way."""
    total = h_1 + h_2
    far = np.abs(h_1 - h_2) > 180  # noqa: PLR2004 - degrees
    around = np.where(total < 360, total + 360, total - 360)  # noqa: PLR2004 - degrees
    return np.where(grey, total, np.where(far, around, total) / 2)


def _hue_weight(hue: Floats) -> Floats:
    terms = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    return np.asarray(1 + sum(weight * np.cos(np.radians(times * hue + shift)) for weight, times, shift in terms))
