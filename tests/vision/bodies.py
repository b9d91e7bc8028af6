"""Bodies drawn by hand: an upright one of 100 px at the shoulders, and what may be changed about it."""

from collections.abc import Mapping

import numpy as np

from vision.body import Body, Keypoint

UPRIGHT: Mapping[Keypoint, tuple[float, float]] = {
    Keypoint.NOSE: (200, 100),
    Keypoint.LEFT_EYE: (212, 90),
    Keypoint.RIGHT_EYE: (188, 90),
    Keypoint.LEFT_EAR: (222, 92),
    Keypoint.RIGHT_EAR: (178, 92),
    Keypoint.LEFT_SHOULDER: (250, 140),
    Keypoint.RIGHT_SHOULDER: (150, 140),
    Keypoint.LEFT_ELBOW: (270, 220),
    Keypoint.RIGHT_ELBOW: (130, 220),
    Keypoint.LEFT_WRIST: (240, 280),
    Keypoint.RIGHT_WRIST: (160, 280),
    Keypoint.LEFT_HIP: (235, 300),
    Keypoint.RIGHT_HIP: (165, 300),
    Keypoint.LEFT_KNEE: (240, 310),
    Keypoint.RIGHT_KNEE: (160, 310),
}
BOX = (110.0, 60.0, 290.0, 320.0)
"""Around that body, xyxy."""

HEAD_ON_DESK: Mapping[Keypoint, tuple[float, float]] = {
    **{point: (x, y + 62) for point, (x, y) in UPRIGHT.items() if point <= Keypoint.RIGHT_EAR},
    Keypoint.LEFT_ELBOW: (240, 175),
    Keypoint.RIGHT_ELBOW: (160, 175),
    Keypoint.LEFT_WRIST: (190, 170),
    Keypoint.RIGHT_WRIST: (210, 170),
}
CALLING: Mapping[Keypoint, tuple[float, float]] = {Keypoint.LEFT_ELBOW: (280, 190), Keypoint.LEFT_WRIST: (228, 104)}


def body(
    changed: Mapping[Keypoint, tuple[float, float]] | None = None,
    *,
    score: float = 0.8,
    scores: Mapping[Keypoint, float] | None = None,
    size: float = 1.0,
) -> Body:
    """The upright body with some points elsewhere, ``size`` times as large."""
    xy = np.zeros((17, 2), np.float32)
    told = np.full(17, score, np.float32)
    for point, place in {**UPRIGHT, **(changed or {})}.items():
        xy[point] = place
    for point, each in (scores or {}).items():
        told[point] = each
    return Body.of(xy * np.float32(size), told)
