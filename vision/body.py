"""A body's own measures from its keypoints: lengths in units of its own size, so that near and far are alike."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]

HEAD_UNITS = 1.3
"""Shoulder width over the distance from the neck to the ears (canons of figure drawing: 2 heads over 1.5)."""
EARS_UNITS = 2.2
"""Shoulder width over the distance between the ears."""


SEEN = 0.05
"""The mean score of the shoulders below which nobody is judged; of whoever lies on a desk or is half hidden they
score low."""
FEWEST_PX = 12.0
"""A body narrower at the shoulders than this has hands of two or three pixels: nothing can be said of it."""


class Keypoint(IntEnum):
    """COCO's keypoints, those of the upper body."""

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    LEFT_SHOULDER = 5
    RIGHT_SHOULDER = 6
    LEFT_ELBOW = 7
    RIGHT_ELBOW = 8
    LEFT_WRIST = 9
    RIGHT_WRIST = 10
    LEFT_HIP = 11
    RIGHT_HIP = 12
    LEFT_KNEE = 13
    RIGHT_KNEE = 14


HEAD = slice(Keypoint.NOSE, Keypoint.RIGHT_EAR + 1)
EARS = [Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR]
SHOULDERS = [Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]
ELBOWS = [Keypoint.LEFT_ELBOW, Keypoint.RIGHT_ELBOW]
WRISTS = [Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST]
HIPS = [Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP]
KNEES = [Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE]


class Body(NamedTuple):
    """One pose, ``xy`` float32 [17, 2] pixels, ``score`` float32 [17] 0..1, and its own ``unit_px``.

    The unit is a shoulder width: of the shoulders, or of the head where they are seen from the side.
    """

    xy: Points
    score: Points
    unit_px: float

    @classmethod
    def of(cls, xy: Points, score: Points) -> "Body":
        """The body of a pose."""
        neck, ears = xy[SHOULDERS].mean(axis=0), xy[EARS].mean(axis=0)
        widths = (
            float(np.linalg.norm(xy[SHOULDERS[0]] - xy[SHOULDERS[1]])),
            HEAD_UNITS * float(np.linalg.norm(neck - ears)),
            EARS_UNITS * float(np.linalg.norm(xy[EARS[0]] - xy[EARS[1]])),
        )
        return cls(xy, score, max(*widths, 1.0))

    @property
    def neck_y(self) -> float:
        """Height of the shoulders' middle in the picture, pixels downward."""
        return float(self.xy[SHOULDERS, 1].mean())

    @property
    def is_judgeable(self) -> bool:
        """Whether enough is seen of it."""
        return self.unit_px >= FEWEST_PX and float(self.score[SHOULDERS].mean()) >= SEEN

    def above_shoulders(self, points: list[Keypoint]) -> float:
        """How far the mean of ``points`` is above the shoulders, in units."""
        return (self.neck_y - float(self.xy[points, 1].mean())) / self.unit_px

    def apart(self, a: Keypoint, b: Keypoint) -> float:
        """The distance of two keypoints, in units."""
        return float(np.linalg.norm(self.xy[a] - self.xy[b])) / self.unit_px
