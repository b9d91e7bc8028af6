"""``onpost uniform learn``: a uniform's palette from pictures of people who wear it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from api.errors import InputError
from vision.conduct import PoseEstimator
from vision.datatypes import Palette
from vision.decode import PERSON
from vision.detecting import Detector
from vision.lighting import Background
from vision.uniform import Garment, garment_of
from vision.wardrobe import learned

INPUT_WH = (640, 640)
LEAST_SCORE = 0.4
"""Pictures to learn from show people plainly."""


def learn_palette(name: str, pictures: Sequence[Path], detect: Detector, estimate_poses: PoseEstimator) -> Palette:
    """The colours that the largest person of each picture has in common. Raises InputError.

    White is told from each picture's own background, so pictures from the counter's own camera are best.
    """
    garments = [garment for path in pictures for garment in _garments(path, detect, estimate_poses)]
    if not garments:
        msg = "pictures with a person whose upper body is plainly seen in colour were wanted, none is: take others"
        raise InputError(msg)
    try:
        return learned(name, garments)
    except ValueError as error:
        msg = f"{error}: take pictures of the same uniform"
        raise InputError(msg) from error


def _garments(path: Path, detect: Detector, estimate_poses: PoseEstimator) -> Iterator[Garment]:
    decoded = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if decoded is None:
        msg = f"{path}: a picture was wanted, it cannot be read: name a JPEG or PNG file"
        raise InputError(msg)
    image = np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
    yield from garments_in(image, detect, estimate_poses)


def garments_in(image: NDArray[np.uint8], detect: Detector, estimate_poses: PoseEstimator) -> Iterable[Garment]:
    """What the largest person of ``image`` wears; nothing where nobody is plainly seen."""
    found = detect(image, INPUT_WH)
    people = found.xyxy[(found.class_id == PERSON) & (found.score >= LEAST_SCORE)]
    if not len(people):
        return []
    largest = people[[int((people[:, 2:] - people[:, :2]).prod(axis=1).argmax())]]
    pose = estimate_poses(image, largest)
    background = Background.unseen().after(image, people, 0)
    garment = garment_of(image, largest[0], pose.xy[0], pose.score[0], background)
    return [] if garment is None else [garment]
