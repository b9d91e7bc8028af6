"""Whether a picture can be judged at all: dark, covered and frozen ones cannot."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import BlindReason

THUMBNAIL_WH = (96, 64)
FROZEN_MS = 30_000
"""A camera's noise changes some pixel in every picture; none changing for this long is a stuck encoder."""

DARK = (28.0, 40.0)
"""Brightness (0-255) of the brightest twentieth: dark below the first, light again above the second."""

COVERED = (2.5, 3.5)
"""Detail (see ``detail``): covered below the first, clear again above the second. Counters of real footage have
7 to 18, also dimmed to a quarter or out of focus, whole pictures of COCO and of rooms 3.7 and more; something
held before the lens, simulated, has 0 to 2.4."""

COARSE_WH = (24, 16)


@dataclass(frozen=True, slots=True, eq=False)
class Stillness:
    """Since when a camera's whole picture has not changed by a single bit."""

    sample: NDArray[np.uint8]
    since_ms: int

    def after(self, image: NDArray[np.uint8], at_ms: int) -> "Stillness":
        """With one more picture."""
        sample = image[::4, ::4]
        same = np.array_equal(self.sample, sample)
        return self if same else Stillness(sample.copy(), at_ms)

    def frozen(self, at_ms: int) -> bool:
        """Whether it has lasted for longer than any camera's noise lets it."""
        return at_ms - self.since_ms >= FROZEN_MS


NEVER_SEEN = Stillness(np.zeros((0, 0, 3), np.uint8), 0)


def thumbnail(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``crop`` in grey at ``THUMBNAIL_WH``, uint8 [H, W]."""
    small = cv2.resize(crop, THUMBNAIL_WH, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def blind_reason(thumb: NDArray[np.uint8], before: BlindReason | None) -> BlindReason | None:
    """Dark, covered, or None; ``before`` is the last answer, which a borderline picture keeps."""
    if brightness(thumb) < DARK[before is BlindReason.DARK]:
        return BlindReason.DARK
    if detail(thumb) < COVERED[before is BlindReason.COVERED]:
        return BlindReason.COVERED
    return None


def detail(thumb: NDArray[np.uint8]) -> float:
    """How much there is to see: the mean bend of brightness across ``COARSE_WH``, in percent of the brightest.

    Coarse, so that a sensor's noise is not detail; bends (second differences) and not steps, so that the
    shading of a hand or a wall is not; relative, so that a dim room is not a covered one.
    """
    coarse = cv2.resize(thumb, COARSE_WH, interpolation=cv2.INTER_AREA).astype(np.float32)
    bends = [np.abs(np.diff(coarse, 2, axis=axis)).mean() for axis in (0, 1)]
    return float(100 * np.mean(bends) / max(brightness(thumb), 1))


def brightness(thumb: NDArray[np.uint8]) -> float:
    """What the brightest twentieth of the picture reaches, 0 to 255."""
    return float(np.percentile(thumb, 95))


MOTION_STEP = 12


def motion(thumb: NDArray[np.uint8], before: NDArray[np.uint8] | None) -> int:
    """How much of the view has changed since ``before``, 0 (nothing) to 15 (everything).

    The whole view growing brighter or darker is not motion: the median change is taken off first. Without a picture
    before it everything has: nobody can say that anything was still.
    """
    if before is None:
        return 15
    change = thumb.astype(np.int16) - before
    moved = np.abs(change - np.median(change)) > MOTION_STEP
    return round(15 * float(np.sqrt(moved.mean())))
