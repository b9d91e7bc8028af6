"""The upper garment of a cut-out person in another colour."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.office.cutouts import Cutout

UNIFORM_LAB = np.array([62.0, 132.0, 108.0])
"""The hall's uniform in OpenCV's 8-bit CIELAB: a dark blue."""

COLLAR_HEADS, HIPS_HEADS = -0.12, 3.2
"""A garment's ends, in heads below the line of the shoulders' joints."""


def clothed(cutout: Cutout, lab: NDArray[np.float64]) -> Cutout:
    """The same person with an upper garment of the mean colour ``lab`` (OpenCV's 8-bit), its folds kept."""
    rgb = np.ascontiguousarray(cutout.rgba[..., :3])
    pixels = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    rows = np.arange(len(rgb))[:, None] - cutout.neck[1]
    ycc = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    bare = (ycc[..., 1] > 138) & (ycc[..., 1] < 178) & (ycc[..., 2] > 75) & (ycc[..., 2] < 122)  # noqa: PLR2004 - Chai and Ngan, 1999
    garment = (
        (rows > COLLAR_HEADS * cutout.head_px)
        & (rows < HIPS_HEADS * cutout.head_px)
        & ~bare
        & (cutout.rgba[..., 3] > 0)
    )
    if not garment.any():
        return cutout
    folds = pixels[garment, 0] - pixels[garment, 0].mean()
    painted = pixels.copy()
    painted[garment] = lab + np.column_stack([0.6 * folds, 0 * folds, 0 * folds])
    soft = cv2.blur(garment.astype(np.float32), (3, 3))[..., None]
    mixed = np.clip(pixels * (1 - soft) + painted * soft, 0, 255).astype(np.uint8)
    rgba = np.dstack([cv2.cvtColor(mixed, cv2.COLOR_LAB2RGB), cutout.rgba[..., 3]])
    return Cutout(cutout.person, rgba, cutout.points, cutout.top, cutout.head_px, cutout.heads)
