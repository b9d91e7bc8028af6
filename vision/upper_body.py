"""The square a second look is taken in: a person's head, chest and hands, at the camera's own resolution.

Heads are trained on what is cut here, so any change of what comes out is a change of ``RECIPE``.
"""

import numpy as np
from numpy.typing import NDArray

from vision.body import HIPS, SHOULDERS, Keypoint
from vision.crops import fit_range
from vision.geometry import Boxes

RECIPE = "upper-body-1"
"""Names this way of cutting; a head's card names it too, and a head of another recipe is not used."""

SURE = 0.3
"""A keypoint below this score is not believed; MoveNet's own examples draw points from .2 to .3 on."""
MARGIN = 1.25
"""The square's side over what must be seen: a phone reaches beyond the hand, and a network wants surroundings."""
HEADS_DOWN = 3.0
"""Head to waist, in distances from the top of the head to the shoulders: people are 7.5 heads high, 1.3 of them
are above the shoulders and 4 above the hips (canons of figure drawing)."""
WIDE = 1.25
"""Without believed shoulders: how much of the box, from its top, in its own widths; head to waist of a standing
person whose box is about as wide as two heads."""
INPUT_PX = 320
"""The side of the input that the square is shown in."""

_HEAD_TO_HIPS = slice(Keypoint.NOSE, Keypoint.RIGHT_HIP + 1)


def upper_body_square(
    xyxy: Boxes, pose_xy: NDArray[np.float32], pose_score: NDArray[np.float32], size_wh: tuple[int, int]
) -> tuple[int, int, int, int]:
    """The square around a person's upper body in a picture of ``size_wh``, xyxy in whole pixels.

    ``xyxy`` float32 [4] is the person's box, ``pose_xy`` float32 [17, 2] and ``pose_score`` float32 [17]
    the pose in the same pixels; scores of 0 say that there is no pose, then the box alone decides. The
    square is moved into the picture and cut only where the picture is smaller.
    """
    low, high = _extent(xyxy, pose_xy[_HEAD_TO_HIPS], pose_score[_HEAD_TO_HIPS] >= SURE)
    side = max(round(float((high - low).max()) * MARGIN), 1)
    left, top = np.round((low + high - side) / 2)
    x1, x2 = fit_range(left, left + side, size_wh[0])
    y1, y2 = fit_range(top, top + side, size_wh[1])
    return x1, y1, x2, y2


def _extent(
    xyxy: Boxes, xy: NDArray[np.float32], sure: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What must be seen: its upper left and lower right corner."""
    low, high = np.array(xyxy[:2], np.float64), np.array(xyxy[2:], np.float64)
    if not sure[SHOULDERS].all():
        return low, np.array([high[0], min(high[1], low[1] + WIDE * (high[0] - low[0]))])
    points = np.clip(xy[sure], low, high)  # a point outside the person's box is a neighbour's
    neck_y = float(np.clip(xy[SHOULDERS, 1].mean(), low[1], high[1]))
    waist_y = min(float(high[1]), float(low[1]) + HEADS_DOWN * (neck_y - float(low[1])))
    lowest = float(points[:, 1].max()) if sure[HIPS].any() else max(waist_y, float(points[:, 1].max()))
    return np.array([points[:, 0].min(), low[1]]), np.array([points[:, 0].max(), lowest])
