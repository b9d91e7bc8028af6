"""A cut-out head that bows or is thrown back: turned as a ball about the axis through its ears."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.office.cutouts import Cutout

BREADTH = 0.84
"""A head's breadth over its height, hair included (canons of figure drawing)."""


def nodded(cutout: Cutout, bow_deg: float) -> Cutout:
    """The same person with the head bowed by ``bow_deg``; below 0 thrown back.

    What the photograph does not show of the head, its crown or the chin's underside, is the nearest that it shows.
    The outline stays; ears stay where they are, eyes and nose move by the sine of the angle.
    """
    x, y, half_w, half_h = head_of(cutout)
    rows, columns = np.mgrid[: cutout.rgba.shape[0], : cutout.rgba.shape[1]].astype(np.float32)
    u, v = (columns - x) / half_w, (rows - y) / half_h
    depth = np.sqrt(np.clip(1 - u**2 - v**2, 0, 1))
    turn = np.deg2rad(bow_deg)
    turned = v * np.cos(turn) - depth * np.sin(turn)
    edge = np.sqrt(np.clip(1 - u**2, 0, 1)) * RIM
    inside = u**2 + v**2 < 1
    from_y = np.where(inside, y + half_h * np.clip(turned, -edge, edge), rows).astype(np.float32)
    painted = cv2.remap(cutout.rgba, columns, from_y, cv2.INTER_LINEAR)
    painted[..., 3] = cutout.rgba[..., 3]
    return replace(cutout, rgba=np.asarray(painted, np.uint8), points=_moved(cutout, y, half_h, turn))


RIM = 0.95


def _moved(cutout: Cutout, y: float, half_h: float, turn: float) -> NDArray[np.float32]:
    """The keypoints with eyes and nose as far down as the middle of the face goes."""
    points = cutout.points.copy()
    points[:3, 1] = np.clip(points[:3, 1] + half_h * np.sin(turn), y - half_h, y + half_h)
    return points


def head_of(cutout: Cutout) -> tuple[float, float, float, float]:
    """The head's middle and half its breadth and height, in pixels of the cutout."""
    top, tall = cutout.top, cutout.head_px
    rows = cutout.rgba[max(0, round(top + 0.2 * tall)) : round(top + 0.7 * tall), :, 3] > 0
    near = np.abs(np.arange(rows.shape[1]) - cutout.neck[0]) < 1.2 * tall
    columns = np.nonzero(rows & near)[1]
    x = float(np.median(columns)) if len(columns) else cutout.neck[0]
    return x, top + tall / 2, BREADTH * tall / 2, tall / 2


def ear_of(cutout: Cutout, side: int) -> tuple[float, float]:
    """Where the ear on ``side`` (-1 left in the picture, 1 right) is, in heads from the neck; guessed where hidden."""
    x, y, half_w, _ = head_of(cutout)
    ears = cutout.points[3:5]
    seen = [ear for ear in ears if ear[2] > 0 and side * (ear[0] - x) > -0.3 * half_w]
    at = max(seen, key=lambda ear: side * ear[0])[:2] if seen else (x + side * 0.9 * half_w, y)
    return float(at[0] - cutout.neck[0]) / cutout.head_px, float(at[1] - cutout.neck[1]) / cutout.head_px
