"""Examples to teach from: labelled pictures in, the features of each one's largest person out."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detector import Detector
from models.errors import ExamplesInvalid
from models.heads import Question
from models.pose import PoseEstimator
from vision.crops import INPUT_SIZES_WH
from vision.decode import PERSON
from vision.geometry import areas
from vision.upper_body import INPUT_PX, upper_body_square

PERSON_SCORES = (0.25, 0.05)
"""The largest person that scores the first (the default of ultralytics) counts, or else the second: who lies on a
desk scores low, and an example is labelled because somebody is there."""

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled picture. Examples of one ``group`` (a happening, a clip) resemble each other."""

    path: Path
    positive: bool
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What there is to learn from, N rows.

    ``features`` float32 [N, 1024], ``positive`` bool [N], ``group`` int64 [N]; ``sha256`` over the pictures
    and their labels, ``not_seen`` pictures without a person.
    """

    features: NDArray[np.float32]
    positive: NDArray[np.bool_]
    group: NDArray[np.int64]
    sha256: str
    not_seen: int


def read_examples(folder: Path, question: Question) -> list[Example]:
    """The examples of ``folder`` that answer ``question``: ``labels.csv`` beside ``images/``.

    Columns are ``file``, the question's, and if wanted ``group``; other labels are passed over. Raises
    ExamplesInvalid.
    """
    path = folder / "labels.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path} should be a table of labelled pictures but cannot be read: {error}"
        raise ExamplesInvalid(msg) from error
    missing = [column for column in ("file", question.column) if column not in columns]
    if missing:
        msg = f"{path} should have a column {missing[0]}, it has {', '.join(columns) or 'none'}: name the columns"
        raise ExamplesInvalid(msg)
    wanted = (question.positive, *question.negatives)
    return [
        Example(folder / "images" / row["file"], row[question.column] == question.positive, _group(row))
        for row in rows
        if row[question.column] in wanted
    ]


def _group(row: dict[str, str]) -> str:
    """Without a group each picture is its own."""
    return row.get("group") or row["file"]


def look_at(
    examples: list[Example], detector: Detector, estimate: PoseEstimator, progress: Progress = lambda _: None
) -> Taught:
    """The features of each example's largest person, by the way of cutting that live looks use.

    Raises ExamplesInvalid for a file that is no picture, RunFailed when onnxruntime fails.
    """
    digest = hashlib.sha256()
    seen: list[tuple[Example, NDArray[np.float32]]] = []
    for done, example in enumerate(sorted(examples, key=lambda example: example.path.name), 1):
        content, image = read_picture(example.path)
        digest.update(f"{hashlib.sha256(content).hexdigest()} {example.positive}\n".encode())
        features = upper_body_features(image, detector, estimate)
        if features.size:
            seen.append((example, features))
        progress(done / len(examples))
    _, group = np.unique([example.group for example, _ in seen], return_inverse=True)
    features = np.array([features for _, features in seen], np.float32)
    positive = np.array([example.positive for example, _ in seen], bool)
    return Taught(features, positive, group.astype(np.int64), digest.hexdigest(), len(examples) - len(seen))


def upper_body_features(image: NDArray[np.uint8], detector: Detector, estimate: PoseEstimator) -> NDArray[np.float32]:
    """The features of the upper body of the largest person in ``image``, [1024]; [0] where nobody is seen."""
    found = detector(image, _input_for(image))
    people = found[found.class_id == PERSON]
    seen = [people.xyxy[people.score >= least] for least in PERSON_SCORES if (people.score >= least).any()]
    if not seen:
        return np.zeros(0, np.float32)
    largest = seen[0][areas(seen[0]).argmax()]
    pose = estimate(image, largest[None])
    height, width = image.shape[:2]
    x1, y1, x2, y2 = upper_body_square(largest, pose.xy[0], pose.score[0], (width, height))
    return detector.examine(image[y1:y2, x1:x2], (INPUT_PX, INPUT_PX)).features


def _input_for(image: NDArray[np.uint8]) -> tuple[int, int]:
    """The cheapest input in which the picture loses nothing, or the largest."""
    longer = max(image.shape[:2])
    return next((size_wh for size_wh in INPUT_SIZES_WH if size_wh[0] >= longer), INPUT_SIZES_WH[-1])


def read_picture(path: Path) -> tuple[bytes, NDArray[np.uint8]]:
    """The bytes of a picture and its pixels, RGB uint8 [H, W, 3]. Raises ExamplesInvalid."""
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path} is listed but cannot be read ({error.strerror}): complete the folder"
        raise ExamplesInvalid(msg) from error
    bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) if content else None
    if bgr is None:
        msg = f"{path} should be a picture but is none that can be read: replace it or take it off the list"
        raise ExamplesInvalid(msg)
    return content, np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
