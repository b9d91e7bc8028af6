"""Putting cut-out people, their arms and what they hold into a picture. Lengths are in heads of that person."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.office.cutouts import Cutout

Picture = NDArray[np.uint8]
"""RGB, uint8 [H, W, 3]; everything here paints into it."""
Mask = NDArray[np.bool_]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stance:
    """Where and how a person is put: ``neck`` in pixels of the picture, ``head_px`` tall a head.

    ``turn_deg`` turns them about the neck clockwise, ``squash`` shortens them in height, ``mirror`` swaps sides.
    ``from_heads`` and ``to_heads`` cut the body above and below, in heads under the neck.
    """

    neck: Point
    head_px: float
    turn_deg: float = 0.0
    squash: float = 1.0
    mirror: bool = False
    from_heads: float = -9.0
    to_heads: float = 99.0


def paste(picture: Picture, cutout: Cutout, stance: Stance, behind: Mask | None = None) -> None:
    """Paint ``cutout`` in ``stance``; ``behind`` [H, W] is where something stands before them."""
    rgba = _part(cutout, stance)
    scale = stance.head_px / cutout.head_px
    small = cv2.resize(rgba, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else rgba
    size = np.array([small.shape[1] / rgba.shape[1], small.shape[0] / rgba.shape[0]])
    matrix = _placing(np.array(cutout.neck) * size, stance, max(scale, 1.0))
    x1, y1, x2, y2 = _bounds(matrix, small.shape, picture.shape)
    if x1 >= x2 or y1 >= y2:
        return
    matrix[:, 2] -= (x1, y1)
    warped = cv2.warpAffine(small, matrix, (x2 - x1, y2 - y1), flags=cv2.INTER_LINEAR)
    alpha = warped[..., 3:].astype(np.float32) / 255
    if behind is not None:
        alpha *= ~behind[y1:y2, x1:x2, None]
    under = picture[y1:y2, x1:x2]
    under[:] = np.round(under * (1 - alpha) + warped[..., :3] * alpha).astype(np.uint8)


def _part(cutout: Cutout, stance: Stance) -> NDArray[np.uint8]:
    """The part of the body that is wanted."""
    neck = cutout.neck[1]
    low, high = neck + stance.from_heads * cutout.head_px, neck + stance.to_heads * cutout.head_px
    if low <= 0 and high >= len(cutout.rgba):
        return cutout.rgba
    part = cutout.rgba.copy()
    part[: max(0, round(low)), :, 3] = 0
    part[max(0, round(high)) :, :, 3] = 0
    return part


def _placing(neck: NDArray[np.float64], stance: Stance, scale: float) -> NDArray[np.float64]:
    """The affine matrix from the cutout's pixels to the picture's; [2, 3]."""
    turn = np.deg2rad(stance.turn_deg)
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = np.diag([-scale if stance.mirror else scale, scale * stance.squash])
    linear = rotate @ shape
    return np.column_stack([linear, np.array(stance.neck) - linear @ neck])


def _bounds(matrix: NDArray[np.float64], part: tuple[int, ...], whole: tuple[int, ...]) -> tuple[int, int, int, int]:
    corners = np.array([[x, y, 1] for x in (0, part[1]) for y in (0, part[0])]) @ matrix.T
    low = np.floor(corners.min(axis=0)).clip(0)
    high = np.minimum(np.ceil(corners.max(axis=0)), [whole[1], whole[0]])
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def point_of(stance: Stance, x_heads: float, y_heads: float) -> Point:
    """Where a point of the body, in heads from the neck, comes to lie in the picture."""
    linear = _placing(np.zeros(2), stance, stance.head_px)[:, :2]
    side = -1 if stance.mirror else 1
    x, y = linear @ (x_heads * side, y_heads) + np.array(stance.neck)
    return float(x), float(y)


def skin(cutout: Cutout) -> tuple[int, int, int]:
    """The colour of the face; a usual one where a helmet or goggles hide it."""
    red, green, blue = _median(cutout, 0.0, -0.6, 0.22)
    return (red, green, blue) if red > 1.1 * green > 1.1 * blue else USUAL_SKIN


USUAL_SKIN = (172, 126, 106)


def sleeve(cutout: Cutout) -> tuple[int, int, int]:
    """The colour of the upper garment."""
    return _median(cutout, 0.0, 0.9, 0.4)


def _median(cutout: Cutout, x_heads: float, y_heads: float, reach: float) -> tuple[int, int, int]:
    x, y = np.array(cutout.neck) + np.array([x_heads, y_heads]) * cutout.head_px
    r = max(2.0, reach * cutout.head_px)
    part = cutout.rgba[max(0, round(y - r)) : round(y + r), max(0, round(x - r)) : round(x + r)].reshape(-1, 4)
    inside = part[part[:, 3] > 128, :3] if len(part) else part[:, :3]  # noqa: PLR2004 - more in than out
    red, green, blue = np.median(inside, axis=0) if len(inside) else (150, 120, 105)
    return int(red), int(green), int(blue)


def arm(
    picture: Picture,
    joints: tuple[Point, Point, Point],
    head_px: float,
    colours: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    """Shoulder, elbow and hand; ``colours`` of the sleeve and of the hand."""
    of_sleeve, of_hand = colours
    dark = tuple(int(0.75 * value) for value in of_sleeve)
    for (a, b), width in zip(((joints[0], joints[1]), (joints[1], joints[2])), (0.46, 0.36), strict=True):
        _line(picture, a, b, dark, width * head_px)
        _line(picture, a, b, of_sleeve, 0.75 * width * head_px)
    centre = (round(joints[2][0]), round(joints[2][1]))
    axes = (max(2, round(0.2 * head_px)), max(2, round(0.26 * head_px)))
    cv2.ellipse(picture, centre, axes, 0, 0, 360, of_hand, -1, cv2.LINE_AA)


def _line(picture: Picture, a: Point, b: Point, colour: tuple[int, ...], width: float) -> None:
    points = [(round(a[0]), round(a[1])), (round(b[0]), round(b[1]))]
    cv2.line(picture, points[0], points[1], colour, max(2, round(width)), cv2.LINE_AA)


def fingers(picture: Picture, at: Sequence[Point], head_px: float, colour: tuple[int, int, int]) -> None:
    """Fingertips around the edge of what is held."""
    for x, y in at:
        axes = (max(1, round(0.1 * head_px)), max(1, round(0.055 * head_px)))
        cv2.ellipse(picture, (round(x), round(y)), axes, 0, 0, 360, colour, -1, cv2.LINE_AA)


PHONE_RGB = ((24, 24, 28), (60, 62, 70), (212, 212, 214))
HANDSET_RGB = (40, 40, 44)


def phone(picture: Picture, at: Point, head_px: float, turn_deg: float, look: int) -> None:
    """A mobile phone, two thirds of a head long."""
    box = cv2.boxPoints(((at[0], at[1]), (0.32 * head_px, 0.66 * head_px), turn_deg))
    cv2.fillPoly(picture, [np.round(box).astype(np.int32)], PHONE_RGB[look % len(PHONE_RGB)], cv2.LINE_AA)
    inner = cv2.boxPoints(((at[0], at[1]), (0.25 * head_px, 0.52 * head_px), turn_deg))
    glass = tuple(int(0.5 * value) + 20 for value in PHONE_RGB[look % len(PHONE_RGB)])
    cv2.fillPoly(picture, [np.round(inner).astype(np.int32)], glass, cv2.LINE_AA)


def handset(picture: Picture, ear: Point, mouth: Point, cord_to: Point, head_px: float) -> None:
    """The handset of a desk telephone, with its cord."""
    _line(picture, mouth, cord_to, HANDSET_RGB, 0.05 * head_px)
    _line(picture, ear, mouth, HANDSET_RGB, 0.14 * head_px)
    for x, y in (ear, mouth):
        cv2.circle(picture, (round(x), round(y)), max(2, round(0.15 * head_px)), HANDSET_RGB, -1, cv2.LINE_AA)
