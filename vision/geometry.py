"""Where a person stands: anchors, zones, overlaps. All in pixels of one camera's picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Zone

HEAD_AND_SHOULDERS = 0.22
"""How far down a box its anchor lies: across a desk the head and shoulders are all there is to see, and the
same point is the chin of a standing person. The bottom of a box is behind the desk."""

Boxes = NDArray[np.float32]


def anchors(xyxy: Boxes, down: float = HEAD_AND_SHOULDERS) -> Boxes:
    """The point in the middle of each box, so far ``down`` as a part of its height, float32 [N, 2]."""
    x = (xyxy[:, 0] + xyxy[:, 2]) / 2
    y = xyxy[:, 1] + down * (xyxy[:, 3] - xyxy[:, 1])
    return np.stack([x, y], axis=1)


def tops(xyxy: Boxes) -> Boxes:
    """The top centre of each box, float32 [N, 2]: it stays when a box grows from head to whole body."""
    x = (xyxy[:, 0] + xyxy[:, 2]) / 2
    return np.stack([x, xyxy[:, 1]], axis=1)


def centres(xyxy: Boxes) -> Boxes:
    """The centre of each box, float32 [N, 2]."""
    return np.asarray((xyxy[:, :2] + xyxy[:, 2:]) / 2, np.float32)


def areas(xyxy: Boxes) -> NDArray[np.float32]:
    """Each box's area in square pixels, float32 [N]; never 0, so that it can be divided by."""
    sides = np.maximum(xyxy[:, 2:] - xyxy[:, :2], 1e-3)
    return np.asarray(sides[:, 0] * sides[:, 1], np.float32)


def body_size(xyxy: Boxes) -> NDArray[np.float32]:
    """The square root of each box's area in pixels, float32 [N]: a length that shape hardly changes."""
    return np.sqrt(areas(xyxy))


def depth(zone: Zone, points: Boxes) -> NDArray[np.float32]:
    """How far inside ``zone`` each point lies in pixels, negative outside; float32 [N]."""
    polygon = zone.xy.reshape(-1, 1, 2)
    inside = [cv2.pointPolygonTest(polygon, (float(x), float(y)), measureDist=True) for x, y in points]
    return np.array(inside, np.float32)


def outside(zone: Zone, xyxy: Boxes) -> NDArray[np.float32]:
    """How far outside ``zone`` each person's anchor lies, in their own body sizes; 0 inside; float32 [N]."""
    return np.asarray(np.maximum(-depth(zone, anchors(xyxy)) / body_size(xyxy), 0), np.float32)


def intersection(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Shared area of every box of ``a`` with every box of ``b``, float32 [N, M]."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.maximum(high - low, 0)
    return np.asarray(sides[..., 0] * sides[..., 1], np.float32)


def iou(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Intersection over union of every box of ``a`` with every box of ``b``, float32 [N, M]."""
    shared = intersection(a, b)
    return np.asarray(shared / (areas(a)[:, None] + areas(b)[None, :] - shared), np.float32)


def share_of_smaller(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Intersection over the smaller box's area, float32 [N, M]: 1 for a part of a person in the whole one."""
    smaller = np.minimum(areas(a)[:, None], areas(b)[None, :])
    return np.asarray(intersection(a, b) / smaller, np.float32)
