"""Learns a uniform's palette from people who wear it: the colours that most of them have in common."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.colour import ciede2000, lab, light_of
from vision.datatypes import Palette
from vision.uniform import K_LIGHTNESS, Garment

Floats = NDArray[np.float64]
Colour = tuple[Floats, float]
"""A colour, CIELAB [3], and how much of the garments it takes."""

SAME_COLOUR = 10.0
"""CIEDE2000, lightness counting half, within which two clusters are one colour, its folds and lit sides."""

LEAST_SHARE = 0.1
"""What takes less of the garments on average is a badge, a collar, a hand."""

SHARED_BY = 0.5
"""A uniform's colour is on at least this part of the garments; others are somebody's scarf."""

ONES_SHARE = 0.04
MOST_COLOURS = 6


def learned(name: str, garments: Sequence[Garment]) -> Palette:
    """The palette called ``name`` that ``garments`` have in common. ValueError when there are none in common."""
    light = np.concatenate([garment.light for garment in garments])
    area = np.concatenate([garment.area for garment in garments]) / len(garments)
    wearer = np.repeat(np.arange(len(garments)), [len(garment.area) for garment in garments])
    found = [each for each in _colours(lab(light), area, wearer, len(garments)) if each is not None]
    if not found:
        msg = f"colours that most of {len(garments)} garments share were wanted, none is shared"
        raise ValueError(msg)
    colours, shares = np.array([each[0] for each in found]), np.array([each[1] for each in found])
    return Palette(name, colours, shares / shares.sum())


def _colours(colours: Floats, area: Floats, wearer: NDArray[np.intp], wearers: int) -> list[Colour | None]:
    """The largest colour with all that is like it, then the largest of the rest, and so on."""
    left = np.ones(len(area), np.bool_)
    found: list[Colour | None] = []
    while left.any() and len(found) < MOST_COLOURS:
        near = ciede2000(colours, colours[:, None], K_LIGHTNESS) < SAME_COLOUR
        weight = (near & left) @ (area * left)
        middle = int(np.where(left, weight, -1).argmax())
        members = near[middle] & left
        left &= ~members
        if weight[middle] < LEAST_SHARE:
            break
        worn_by = np.bincount(wearer[members], area[members] * wearers, wearers) >= ONES_SHARE
        found.append(_mean(colours[members], area[members]) if worn_by.mean() >= SHARED_BY else None)
    return found


def _mean(colours: Floats, area: Floats) -> Colour:
    """Their mean by light, as a camera far away would see them, and how much they take."""
    light = (light_of(colours) * area[:, None]).sum(axis=0) / area.sum()
    return lab(light), float(area.sum())
