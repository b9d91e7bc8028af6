"""What looks like a person and never moves: posters, coats on chairs, figures on screens that stand still.

A place where somebody is found is compared with its own pixels of before. Who lives, moves: within ``LEARNED_MS``
every clerk turns, leans or reaches for something. What has stayed the same for that long is a fixture, and is nobody
as long as it looks the same; whoever sits down in its place does not. Only looks that find somebody there count, so
what hides it for a while teaches nothing.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Detections
from vision.geometry import Boxes, iou

LEARNED_MS = 600_000
"""A clerk who sleeps moves too, but seldom: rather a poster is believed for ten minutes than a sleeper overlooked."""
MOVED = 0.05
"""Unlike in this share of the time, it lives."""
PATIENCE_MS = 10_000
"""For so long anything may differ before that share is asked for."""
REMOVED_MS = 600_000
"""A fixture in whose place something else is found for this long has been taken away."""
LONGEST_MS = 2_000
"""A look speaks for the time since the last one, but for no longer."""
ALIKE = 0.98
"""Correlation of two pictures of one place: noise and compression leave .99 and more of a poster. Of somebody who
sways by a tenth of a head, .3 to .99 (train/coco people, 21 to 131 px wide): above this now and then, never always."""
SAME_PLACE = 0.5
PATCH_WH = (24, 24)
MOST = 48


@dataclass(frozen=True, slots=True, eq=False)
class Fixture:
    """A place ``xyxy`` float32 [4], its ``patch`` (see ``patch_of``), and for how long it was like that and not."""

    xyxy: NDArray[np.float32]
    patch: NDArray[np.float32]
    like_ms: int = 0
    unlike_ms: int = 0

    @property
    def learned(self) -> bool:
        """Whether it is known to be nobody."""
        return self.like_ms >= LEARNED_MS


@dataclass(frozen=True, slots=True, eq=False)
class Fixtures:
    """What is remembered of one camera; ``at_ms`` is its last look."""

    places: tuple[Fixture, ...] = ()
    at_ms: int | None = None


def recognise(
    known: Fixtures, image: NDArray[np.uint8], people: Detections, at_ms: int
) -> tuple[Fixtures, NDArray[np.bool_]]:
    """The memory after a look at ``image`` that found ``people``, and who of them is a fixture; bool [N]."""
    passed_ms = 0 if known.at_ms is None else min(at_ms - known.at_ms, LONGEST_MS)
    overlap = iou(np.array([p.xyxy for p in known.places], np.float32).reshape(-1, 4), people.xyxy)
    there = overlap >= SAME_PLACE
    fixed = np.zeros(len(people), bool)
    kept: list[Fixture] = []
    for place, found in zip(known.places, there, strict=True):
        alike = bool(found.any()) and _alike(place.patch, patch_of(image, place.xyxy))
        if alike and place.learned:
            fixed |= found
        after = _after(place, passed_ms, alike=alike) if found.any() else place
        kept += [after] if after is not None else []
    fresh = [Fixture(box, patch_of(image, box)) for box in people.xyxy[~there.any(axis=0)]]
    oldest_first = sorted([*kept, *fresh], key=lambda place: -place.like_ms)
    return Fixtures(tuple(oldest_first[:MOST]), at_ms), fixed


def _after(place: Fixture, passed_ms: int, *, alike: bool) -> Fixture | None:
    """The place after a look that found somebody there; None once it is known to live, or to be gone."""
    if alike:
        unlike_ms = 0 if place.learned else place.unlike_ms
        return replace(place, like_ms=place.like_ms + passed_ms, unlike_ms=unlike_ms)
    unlike_ms = place.unlike_ms + passed_ms
    longest_ms = REMOVED_MS if place.learned else max(PATIENCE_MS, round(MOVED * place.like_ms))
    return None if unlike_ms > longest_ms else replace(place, unlike_ms=unlike_ms)


def patch_of(image: NDArray[np.uint8], xyxy: Boxes) -> NDArray[np.float32]:
    """The pixels of a box in grey, small, without their brightness and contrast; float32 [24 x 24]."""
    height, width = image.shape[:2]
    x1, y1 = (int(np.clip(value, 0, limit - 1)) for value, limit in zip(xyxy[:2], (width, height), strict=True))
    x2, y2 = (int(np.clip(np.ceil(value), 1, limit)) for value, limit in zip(xyxy[2:], (width, height), strict=True))
    part = image[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]
    small = cv2.resize(part, PATCH_WH, interpolation=cv2.INTER_AREA).astype(np.float32).mean(axis=2).reshape(-1)
    bare = small - small.mean()
    return np.asarray(bare / max(float(np.linalg.norm(bare)), 1e-6), np.float32)


def _alike(before: NDArray[np.float32], now: NDArray[np.float32]) -> bool:
    return float(before @ now) >= ALIKE
