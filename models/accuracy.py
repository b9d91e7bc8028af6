"""How well the networks see people: ``onpost eval people``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.coco import Annotation, Category50, Image, Truth, ap50, oks, read_truth
from models.errors import MeasuringDataInvalid
from models.rate import Rate, bootstrapped
from vision.datatypes import Detections, Poses
from vision.decode import PERSON, PHONE

EVAL_SCORE = 0.001
"""Lowest score that counts while measuring, as COCO evaluations do: the whole curve, not a working point."""
EVAL_IOU = 0.7
"""Overlap above which detections are duplicates, the default of ultralytics, to which figures are compared."""
EVAL_WH = (640, 640)
FEWEST_POINTS = 5
"""People with fewer labelled keypoints are too hidden to say what a right pose is."""

DetectorPort = Callable[[NDArray[np.uint8], tuple[int, int]], Detections]
PosePort = Callable[[NDArray[np.uint8], NDArray[np.float32]], Poses]
Progress = Callable[[int, int], None]
"""Told after each picture how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class PeopleResult:
    """Accuracy on people: average precisions at IoU 0.5, and mean object keypoint similarity."""

    person_ap50: Rate
    phone_ap50: Rate
    pose_oks: Rate

    def to_json(self) -> dict[str, object]:
        """The figures as ``eval people --json`` prints them."""
        return {
            "person_ap50": self.person_ap50.to_json(),
            "phone_ap50": self.phone_ap50.to_json(),
            "pose_oks": self.pose_oks.to_json(),
        }


@dataclass(frozen=True, slots=True)
class PeopleData:
    """The three files of ground truth of a folder, and where its pictures are."""

    pictures: Path
    boxes: Truth
    full: Truth
    keypoints: Truth

    def images(self) -> Mapping[str, Image]:
        """Every picture of the three files by file name, once."""
        listed = (*self.boxes.images, *self.full.images, *self.keypoints.images)
        return {image.file_name: image for image in listed}


def read_people(folder: Path) -> PeopleData:
    """The measuring data in ``folder``; raises MeasuringDataInvalid."""
    return PeopleData(
        folder / "images",
        read_truth(folder / "person_boxes.json"),
        read_truth(folder / "person_and_phone_full.json"),
        read_truth(folder / "person_keypoints.json"),
    )


def evaluate_people(
    folder: Path, detector: DetectorPort, pose_estimator: PosePort, progress: Progress = lambda _done, _of: None
) -> PeopleResult:
    """Accuracy on the pictures in ``folder`` (``person_boxes.json`` and others, beside ``images/``).

    Whole pictures are letterboxed to 640; ``detector`` should have been opened with EVAL_SCORE and
    EVAL_IOU. Poses start from ground-truth boxes of people with at least five labelled points. Raises
    MeasuringDataInvalid, and what the ports raise.
    """
    return measure(read_people(folder), detector, pose_estimator, progress)


def measure(
    data: PeopleData, detector: DetectorPort, pose_estimator: PosePort, progress: Progress = lambda _done, _of: None
) -> PeopleResult:
    """As ``evaluate_people``, on data that was read before. Raises as it does."""
    images = data.images()
    people = _posed_people(data.keypoints)
    found: dict[str, Detections] = {}
    similarity: list[float] = []
    for done, image in enumerate(images.values(), 1):
        pixels = read_picture(data.pictures, image)
        found[image.file_name] = detector(pixels, EVAL_WH)
        similarity += _similarity(pixels, people.get(image.file_name, []), pose_estimator)
        progress(done, len(images))
    drawable = np.array(similarity)
    return PeopleResult(
        ap50(data.boxes, found, Category50("person", PERSON)),
        ap50(data.full, found, Category50("cell phone", PHONE)),
        bootstrapped(lambda drawn: float(drawable[drawn].mean()), len(drawable), len(drawable)),
    )


def read_picture(folder: Path, image: Image) -> NDArray[np.uint8]:
    """The pixels of ``image``, RGB uint8 [H, W, 3]; raises MeasuringDataInvalid unless it has the listed size."""
    path = folder / image.file_name
    # The boxes were drawn on the pixels as stored: a rotation in the EXIF data must not be applied.
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION) if path.is_file() else None
    if bgr is None:
        msg = f"{path} is listed but is no picture that can be read: complete the folder"
        raise MeasuringDataInvalid(msg)
    height, width = bgr.shape[:2]
    if (width, height) != (image.width, image.height):
        msg = f"{path} should be {image.width}x{image.height} but is {width}x{height}: restore the original"
        raise MeasuringDataInvalid(msg)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _posed_people(keypoints: Truth) -> Mapping[str, list[Annotation]]:
    """People with enough labelled points, by the file name of their picture."""
    names = {image.id: image.file_name for image in keypoints.images}
    people: dict[str, list[Annotation]] = {}
    for annotation in keypoints.annotations:
        if annotation.keypoints is not None and sum(v > 0 for v in annotation.keypoints[2::3]) >= FEWEST_POINTS:
            people.setdefault(names[annotation.image_id], []).append(annotation)
    return people


def _similarity(pixels: NDArray[np.uint8], people: list[Annotation], estimate: PosePort) -> list[float]:
    """Object keypoint similarity of each of ``people`` in a picture, from their true boxes."""
    if not people:
        return []
    xywh = np.array([person.bbox for person in people], np.float32)
    poses = estimate(pixels, np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1))
    return [oks(xy, person) for xy, person in zip(poses.xy, people, strict=True)]
