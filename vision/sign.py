"""The *service suspended* sign: a printed AprilTag that stands in the sign's zone, or does not.

An AprilTag is a square of black and white cells with so many bits to spare that nothing else passes for one
(E. Olson, AprilTag: A robust and flexible visual fiducial system, ICRA 2011); OpenCV's aruco module reads it.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.conduct import AGAIN_MS, spread
from vision.datatypes import Fact, Sign, Zone

DICTIONARY = cv2.aruco.DICT_APRILTAG_36h11
TAG_ID = 36
"""Which of the family's 587 tags the sign carries; every other one is somebody else's."""

TAG_CELLS = 8
"""Cells along a tag's side: six of code, and its black border."""

QUIET_CELLS = 1
"""White cells that a tag needs around its border to be found."""

ZONE_PX = 24
"""A zone's shorter side, drawn around the sign, is at least this long: a tag of 16 px, two to a cell, fills two
thirds of it, and no smaller one is read."""

ENLARGED_PX = 240
"""Zones are enlarged to have a shorter side of at least this: aruco wants several pixels to a cell."""

AROUND = 0.25
"""What is read around the zone, as a part of its sides: signs are put down a little beside their spot."""

DARK = 40.0
"""Brightness (0-255) of the brightest twentieth below which a white sheet could not be told."""

COVERED = 0.5
"""From this share of the zone behind people on, a sign that is not seen may be behind them."""

SHOWN_SCORE = 15
"""A tag is never found by chance: two of the family differ in 11 bits or more, and 3 wrong ones are forgiven."""

NOT_SHOWN_SCORE = 11
"""p = .73: a tag in plain sight may still be missed, turned too far or in a lamp's glare."""


def tag_cells() -> NDArray[np.bool_]:
    """The sign's tag with its quiet border: True where white, [10, 10], the picture's upper left first."""
    dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARY)
    cells = cv2.aruco.generateImageMarker(dictionary, TAG_ID, TAG_CELLS) > 0
    return np.pad(cells, QUIET_CELLS, constant_values=True)


def read_sign(image: NDArray[np.uint8], zone: Zone, people_xyxy: NDArray[np.float32]) -> Fact[Sign]:
    """Whether the sign stands in ``zone`` of ``image`` uint8 [H, W, 3] RGB, with ``people_xyxy`` [N, 4] in it.

    CANNOT_JUDGE where the tag is not found and the zone is too small to read it in, dark, or behind somebody.
    """
    box = _box(zone, (image.shape[1], image.shape[0]))
    if box is None:
        return Fact(Sign.CANNOT_JUDGE)
    x1, y1, x2, y2 = box
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(image[y1:y2, x1:x2]), cv2.COLOR_RGB2GRAY), np.uint8)
    if _found(grey):
        return Fact(Sign.SHOWN, SHOWN_SCORE)
    sides = zone.xy.max(axis=0) - zone.xy.min(axis=0)
    hidden = _covered(zone, people_xyxy) >= COVERED
    if sides.min() < ZONE_PX or hidden or np.percentile(grey, 95) < DARK:
        return Fact(Sign.CANNOT_JUDGE)
    return Fact(Sign.NOT_SHOWN, NOT_SHOWN_SCORE)


@dataclass(frozen=True, slots=True)
class SignMemory:
    """What was read of a view's sign ``at_ms``, as each look tells it until it is read again."""

    fact: Fact[Sign] = Fact(Sign.CANNOT_JUDGE)  # noqa: RUF009 - frozen
    at_ms: int | None = None

    def after(self, image: NDArray[np.uint8], zone: Zone | None, people_xyxy: NDArray[np.float32], at_ms: int) -> Self:
        """With one more look; reading costs as much as a look does, so a sign is read about once a second."""
        if zone is None or (self.at_ms is not None and at_ms - self.at_ms < AGAIN_MS):
            return self
        return type(self)(spread(read_sign(image, zone, people_xyxy)), at_ms)


def _box(zone: Zone, size_wh: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The zone with what is around it, in whole pixels of the picture; None outside of it."""
    low, high = zone.xy.min(axis=0), zone.xy.max(axis=0)
    margin = AROUND * (high - low)
    x1, y1 = np.maximum(np.floor(low - margin), 0).astype(int)
    x2, y2 = np.minimum(np.ceil(high + margin), size_wh).astype(int)
    return (int(x1), int(y1), int(x2), int(y2)) if x2 > x1 and y2 > y1 else None


def _found(grey: NDArray[np.uint8]) -> bool:
    """Whether the sign's own tag is in ``grey``; small pictures are enlarged first."""
    scale = max(1.0, ENLARGED_PX / min(grey.shape))
    larger = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    corners, ids, _ = _detector().detectMarkers(larger)
    return len(corners) > 0 and TAG_ID in ids


def _detector() -> cv2.aruco.ArucoDetector:
    """Made anew for each look: OpenCV does not say that a detector may be shared."""
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY))


def _covered(zone: Zone, people_xyxy: NDArray[np.float32]) -> float:
    """The share of the zone's box that lies in people's boxes, the best covering person's, 0..1."""
    low, high = zone.xy.min(axis=0), zone.xy.max(axis=0)
    sides = np.clip(np.minimum(people_xyxy[:, 2:], high) - np.maximum(people_xyxy[:, :2], low), 0, None)
    return float(np.max(sides.prod(axis=1), initial=0.0) / max(float((high - low).prod()), 1.0))
