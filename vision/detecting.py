"""What the detector finds in a picture: one look at each view, and a second at posts where the first is not sure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.crops import Crop, merge, staff_crop_of
from vision.datatypes import Detections, Frame, View
from vision.decode import PHONE
from vision.signals import plausible, surely_staffed

Detector = Callable[[NDArray[np.uint8], tuple[int, int]], Detections]
"""RGB crop and input size (width, height) -> people and phones in pixels of the crop."""


class Found(NamedTuple):
    """In pixels of the picture: each person once, and every phone."""

    people: Detections
    phones: Detections


def find(views: Sequence[tuple[View, Crop]], shown: Frame, detect: Detector) -> Found:
    """People and phones in the crops of ``views``; ``shown`` has nothing private."""
    found = [_look(crop, shown, detect) for _, crop in views]
    people = _people(found, shown)
    unsure = [staff_crop_of(view, shown.size_wh) for view, _ in views if not surely_staffed(view, people)]
    if again := [_look(crop, shown, detect) for crop in unsure if crop is not None]:
        found += again
        people = _people(found, shown)
    phones = Detections.concatenate([crop.to_camera(part[part.class_id == PHONE]) for crop, part in found])
    return Found(people, phones)


def _look(crop: Crop, shown: Frame, detect: Detector) -> tuple[Crop, Detections]:
    return crop, detect(crop.cut(shown.image), crop.input_wh)


def _people(found: list[tuple[Crop, Detections]], shown: Frame) -> Detections:
    return plausible(merge([(crop, plausible(part)) for crop, part in found], shown.size_wh))
