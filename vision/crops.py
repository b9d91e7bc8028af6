"""Which part of a camera's picture a view is looked at in, and what becomes of crops that overlap."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Detections, View, Zone
from vision.geometry import iou, share_of_smaller

INPUT_SIZES_WH = ((320, 320), (480, 480), (640, 640))
"""The fixed input shapes (width, height), cheapest first; more shapes would cost memory in every session."""

MARGIN = 0.35
"""What is seen around the zones, as a part of their longer side: somebody who has just left must still be
seen leaving, and a detector wants to see what surrounds a person."""

STAFF_MARGIN = 0.05
"""The same for a second look at the staff zone alone; with .2 more people are overlooked."""

LARGER = 1.3
"""A second look must show people larger than the first by this factor to be worth its cost."""

LEGIBLE_PX = 128
"""The zone's shorter side should be this long in the network's input. Half-hidden people of train/coco keep
their score while the visible part is 96 px high or more, and lose half of it below 48."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of the picture, ``xyxy`` whole pixels, and the input shape it is looked at in."""

    xyxy: tuple[int, int, int, int]
    input_wh: tuple[int, int]

    def cut(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Its pixels; a view of ``image``, not a copy."""
        x1, y1, x2, y2 = self.xyxy
        return image[y1:y2, x1:x2]

    @property
    def scale(self) -> float:
        """Pixels of the network's input to a pixel of the camera's picture."""
        x1, y1, x2, y2 = self.xyxy
        return min(self.input_wh[0] / (x2 - x1), self.input_wh[1] / (y2 - y1))

    def to_camera(self, found: Detections) -> Detections:
        """What was found in the crop, in pixels of the camera's picture."""
        return found.moved(*self.xyxy[:2])


def crop_of(view: View, size_wh: tuple[int, int]) -> Crop:
    """The crop of ``view`` in a picture of ``size_wh``.

    Its zones with a margin, widened to a square where the picture allows, at the cheapest input in which
    the staff zone stays legible or pixels are native. Zones that reach out of the picture are cut there.
    """
    zones = [view.staff.xy] if view.customer is None else [view.staff.xy, view.customer.xy]
    low, high = np.vstack(zones).min(axis=0), np.vstack(zones).max(axis=0)
    half = (high - low) / 2 + MARGIN * (high - low).max()
    half = np.maximum(half, half.max())
    centre = (low + high) / 2
    x1, x2 = fit_range(centre[0] - half[0], centre[0] + half[0], size_wh[0])
    y1, y2 = fit_range(centre[1] - half[1], centre[1] + half[1], size_wh[1])
    zone_px = float((view.staff.xy.max(axis=0) - view.staff.xy.min(axis=0)).min())
    return Crop((x1, y1, x2, y2), _input_for(max(x2 - x1, y2 - y1), zone_px))


def staff_crop_of(view: View, size_wh: tuple[int, int]) -> Crop | None:
    """A crop of the staff zone alone, in which a half-hidden person is larger; None where it would not be.

    It is for a second look at a post where nobody was found for sure. At 640x360 this finds two of three callers and
    sitters whom the first look overlooks (train/coco hours).
    """
    low, high = view.staff.xy.min(axis=0), view.staff.xy.max(axis=0)
    centre, half = (low + high) / 2, float((high - low).max()) * (0.5 + STAFF_MARGIN)
    x1, x2 = fit_range(centre[0] - half, centre[0] + half, size_wh[0])
    y1, y2 = fit_range(centre[1] - half, centre[1] + half, size_wh[1])
    first, closer = crop_of(view, size_wh), Crop((x1, y1, x2, y2), INPUT_SIZES_WH[0])
    return closer if closer.scale >= LARGER * first.scale else None


def fit_range(low: float, high: float, limit: int) -> tuple[int, int]:
    """``[low, high)`` in whole pixels, moved into ``[0, limit)``; shortened only where it is longer."""
    shift = max(0.0, -low) - max(0.0, high - limit)
    start = min(max(0, int(np.floor(low + shift))), limit - 1)
    return start, max(start + 1, min(limit, int(np.ceil(high + shift))))


def _input_for(long_side: int, zone_px: float) -> tuple[int, int]:
    for size_wh in INPUT_SIZES_WH:
        scale = size_wh[0] / long_side
        if scale >= 1 or zone_px * scale >= LEGIBLE_PX:
            return size_wh
    return INPUT_SIZES_WH[-1]


TOUCHES_PX = 2
SAME_PERSON = 0.7
"""From this share of the smaller box on, two crops' boxes can be one person seen twice."""


def merge(found: list[tuple[Crop, Detections]], size_wh: tuple[int, int]) -> Detections:
    """What several crops of one picture found, each person once, best first.

    A person that two crops share is kept as the better scored box; one that a crop's edge cut off gives
    way to the whole one, however well the part is scored.
    """
    everything = Detections.concatenate([crop.to_camera(part) for crop, part in found])
    if not len(everything):
        return everything
    origin = np.repeat(np.arange(len(found)), [len(part) for _, part in found])
    cut_off = np.concatenate([_cut_off(crop, part, size_wh) for crop, part in found])
    twins = _twins(everything, origin, cut_off)
    kept: list[int] = []
    for index in np.lexsort((-everything.score, cut_off)):
        if not twins[index, kept].any():
            kept.append(int(index))
    best_first = np.array(sorted(kept, key=lambda k: -everything.score[k]), np.intp)
    return everything[best_first]


def _twins(found: Detections, origin: NDArray[np.intp], cut_off: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which boxes of two crops are one person; [N, N].

    Of two whole boxes each must be what fits the other best in its crop: who stands half hidden behind
    somebody is in that person's box too, but is not them.
    """
    fit = iou(found.xyxy, found.xyxy)
    best = np.stack([fit[:, origin == crop].max(axis=1) for crop in origin], axis=1)
    either_cut = cut_off[:, None] | cut_off[None, :]
    same = (share_of_smaller(found.xyxy, found.xyxy) > SAME_PERSON) & (either_cut | ((fit >= best) & (fit >= best.T)))
    alike = found.class_id[:, None] == found.class_id[None, :]
    return np.asarray(same & alike & (origin[:, None] != origin[None, :]))


def _cut_off(crop: Crop, found: Detections, size_wh: tuple[int, int]) -> NDArray[np.bool_]:
    """Which boxes end at an edge of the crop that is not an edge of the picture; [N]."""
    x1, y1, x2, y2 = crop.xyxy
    size = np.array([x2 - x1, y2 - y1], np.float32)
    inner_low = np.array([x1 > 0, y1 > 0])
    inner_high = np.array([x2 < size_wh[0], y2 < size_wh[1]])
    low = (found.xyxy[:, :2] <= TOUCHES_PX) & inner_low
    high = (found.xyxy[:, 2:] >= size - TOUCHES_PX) & inner_high
    return np.asarray((low | high).any(axis=1))


PRIVATE_RGB = (114, 114, 114)
"""The grey that letterboxing pads with: a network has learned that nothing is there."""


def hide(image: NDArray[np.uint8], private: tuple[Zone, ...]) -> NDArray[np.uint8]:
    """``image`` with the ``private`` zones painted over; a copy only where there are any."""
    if not private:
        return image
    hidden = image.copy()
    for zone in private:  # one by one: filled together, the parts that zones share would stay open
        cv2.fillPoly(hidden, [np.round(zone.xy).astype(np.int32)], PRIVATE_RGB)
    return hidden
