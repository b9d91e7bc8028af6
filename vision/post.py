"""What a post looks like in one look, and what of it differs from an earlier one; in a small picture of its zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Zone
from vision.geometry import Boxes

PATCH_WH = (48, 32)
STEP = 14.0
"""Grey levels (0-255) that a pixel must differ by once the light is evened out: noise of small dim pictures is less."""
STEP_SHARE = 0.06
GAINS = (0.4, 2.5)
"""A lamp or the camera's exposure changes a channel by no more."""

RECENT_MS = 3_000
"""What is compared to tell who stirs: a sitter sways by a tenth of a head within seconds."""

EDGE_PX = 2

Map = NDArray[np.bool_]
Patch = NDArray[np.float32]


class Glance(NamedTuple):
    """An earlier look: when, what the post looked like, and who was seen where (ids [N], boxes [N, 4])."""

    at_ms: int
    patch: Patch
    ids: NDArray[np.int64]
    xyxy: Boxes


@dataclass(frozen=True, slots=True, eq=False)
class Sighted:
    """One look at a post: ``patch`` float32 [H, W, 3]; ``zone`` [H, W], which of it is the staff zone.

    ``stirred`` [H, W]: what has changed since the look ``before``; ``strange`` [H, W]: what differs from the empty post
    (None while that is not known). ``at`` float32 [4] is where the patch lies in the picture.
    """

    at_ms: int
    at: NDArray[np.float32]
    picture_wh: tuple[int, int]
    patch: NDArray[np.float32]
    zone: Map
    before: Glance | None
    stirred: Map
    strange: Map | None

    def cut_off(self, xyxy: Boxes) -> Map:
        """Which boxes end at an edge of the picture; [N]."""
        low, high = xyxy[:, :2] <= EDGE_PX, xyxy[:, 2:] >= np.array(self.picture_wh) - EDGE_PX
        return np.asarray((low | high).any(axis=1))

    def goes_out_of_it(self, xyxy: Boxes, moved: NDArray[np.float32]) -> Map:
        """Which boxes end at a side or at the top of the picture and have ``moved`` [N, 2] towards it; [N]."""
        left, top, right = xyxy[:, 0] <= EDGE_PX, xyxy[:, 1] <= EDGE_PX, xyxy[:, 2] >= self.picture_wh[0] - EDGE_PX
        x, y = moved.T
        return np.asarray((left & (x < 0)) | (right & (x > 0)) | (top & (y < 0)))

    def of(self, box: NDArray[np.float32]) -> Map:
        """Which of the zone's pixels a box covers; [H, W]."""
        scale = np.array(PATCH_WH, np.float32) / (self.at[2:] - self.at[:2])
        low, high = (box[:2] - self.at[:2]) * scale, (box[2:] - self.at[:2]) * scale
        x, y = np.arange(PATCH_WH[0]) + 0.5, np.arange(PATCH_WH[1])[:, None] + 0.5
        return np.asarray((x >= low[0]) & (x < high[0]) & (y >= low[1]) & (y < high[1]) & self.zone)


def part_of(values: Map, region: Map) -> float:
    """Which part of ``region`` has ``values``; 0 of nothing."""
    return float((values & region).sum() / max(1, region.sum()))


def sight(
    recent: Sequence[Glance], empties: Sequence[Patch], image: NDArray[np.uint8], zone: Zone, at_ms: int
) -> Sighted:
    """Look at the staff ``zone`` of ``image``, and compare with ``recent`` looks and with how it looks when empty."""
    height, width = image.shape[:2]
    low = np.clip(np.floor(zone.xy.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.maximum(np.clip(np.ceil(zone.xy.max(axis=0)), 0, (width, height)).astype(int), low + 1)
    pixels = image[low[1] : high[1], low[0] : high[0]]
    patch = cv2.resize(pixels, PATCH_WH, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = np.zeros(PATCH_WH[::-1], np.uint8)
    scaled = (zone.xy - low) * (np.array(PATCH_WH) / (high - low))
    cv2.fillPoly(inside, [np.round(scaled).astype(np.int32)], 1)
    before = next((glance for glance in recent if at_ms - glance.at_ms <= RECENT_MS), None)
    stirred = np.zeros(PATCH_WH[::-1], bool) if before is None else changed(before.patch, patch)
    strange = _strange(empties, patch) if empties else None
    return Sighted(
        at_ms, np.array([*low, *high], np.float32), (width, height), patch, inside > 0, before, stirred, strange
    )


def _strange(empties: Sequence[Patch], patch: Patch) -> Map:
    """Which pixels differ from every picture of the empty post that knows them; [H, W]."""
    known = [~np.isnan(empty[..., 0]) for empty in empties]
    alike = [there & ~changed(empty, patch) for there, empty in zip(known, empties, strict=True)]
    return np.asarray(np.any(known, axis=0) & ~np.any(alike, axis=0))


def changed(before: NDArray[np.float32], now: NDArray[np.float32]) -> Map:
    """Which pixels differ from what is known of ``before``, the light evened out channel by channel; [H, W]."""
    known = ~np.isnan(before[..., 0])
    gain = np.clip(np.median(((now + 8) / (before + 8))[known], axis=0), *GAINS)
    step = np.abs(now + 8 - gain * (before + 8)) - STEP_SHARE * now
    return np.asarray(cv2.medianBlur((step > STEP).any(axis=2).astype(np.uint8), 3) > 0)
