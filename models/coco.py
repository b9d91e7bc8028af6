"""COCO's own measures, by COCO's own code (pycocotools), over pictures that can be drawn again."""

import contextlib
import copy
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval, Params
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import MeasuringDataInvalid
from models.rate import Rate, bootstrapped
from vision.datatypes import KEYPOINTS, Detections


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Image(_Record):
    """A picture: its number, its file below ``images/`` and its size in pixels."""

    id: int
    file_name: str = Field(min_length=1)
    width: int = Field(gt=0)
    height: int = Field(gt=0)


class Annotation(_Record):
    """A thing in a picture: ``bbox`` x, y, width, height; ``keypoints`` x, y, visibility, 17 times."""

    id: int
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float]
    area: float = Field(ge=0)
    iscrowd: int = Field(default=0, ge=0, le=1)
    keypoints: tuple[float, ...] | None = Field(default=None, min_length=3 * KEYPOINTS, max_length=3 * KEYPOINTS)
    num_keypoints: int = 0


class Category(_Record):
    """A class of things."""

    id: int
    name: str


class Truth(_Record):
    """A COCO file of ground truth."""

    images: tuple[Image, ...]
    annotations: tuple[Annotation, ...]
    categories: tuple[Category, ...]

    def category(self, name: str) -> int:
        """The number of the category called ``name``; raises MeasuringDataInvalid where there is none."""
        for category in self.categories:
            if category.name == name:
                return category.id
        have = ", ".join(category.name for category in self.categories) or "none"
        msg = f"the measuring data should have a category {name}, it has {have}: choose another folder"
        raise MeasuringDataInvalid(msg)


def read_truth(path: Path) -> Truth:
    """The COCO file at ``path``; raises MeasuringDataInvalid when it is missing or not in COCO's format."""
    try:
        truth = Truth.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): name a folder with COCO files as described in the README"
        raise MeasuringDataInvalid(msg) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        msg = f"{path} should be a COCO file but {where} is wrong: {first['msg']}"
        raise MeasuringDataInvalid(msg) from error
    except ValueError as error:
        msg = f"{path} should be a COCO file but is not JSON: {error}"
        raise MeasuringDataInvalid(msg) from error
    known = {image.id for image in truth.images}
    for annotation in truth.annotations:
        if annotation.image_id not in known:
            msg = f"{path}: annotation {annotation.id} belongs to picture {annotation.image_id}, which is not listed"
            raise MeasuringDataInvalid(msg)
    return truth


@dataclass(frozen=True, slots=True)
class Category50:
    """Which detections are compared to which ground truth: our ``class_id`` against the category ``name``."""

    name: str
    class_id: int


def ap50(truth: Truth, found: Mapping[str, Detections], wanted: Category50) -> Rate:
    """Average precision at IoU 0.5 of one class over all pictures of ``truth``, bootstrapped over pictures.

    ``found`` has the detections of each picture by file name. Pictures without such things count too:
    what is found there is false. Crowds are ignored as COCO does; at most 100 detections a picture count.
    """
    category = truth.category(wanted.name)
    positives = sum(a.category_id == category and not a.iscrowd for a in truth.annotations)
    if positives == 0:
        return bootstrapped(lambda _: 0.0, len(truth.images), 0)
    with _quiet():
        judged = _judge(truth, _results(truth, found, wanted.class_id, category), category)
        return bootstrapped(lambda drawn: _accumulate(judged, drawn), len(judged.evalImgs), positives)


def oks(xy: NDArray[np.float32], annotation: Annotation) -> float:
    """Object keypoint similarity, 0..1, of points float32 [17, 2] to the labelled points of ``annotation``.

    ``mean(exp(-d² / (2 area k²)))`` with k = 2 sigma, https://cocodataset.org/#keypoints-eval.
    """
    truth = np.reshape(np.array(annotation.keypoints, np.float64), (KEYPOINTS, 3))
    labelled = truth[:, 2] > 0
    squared = ((xy - truth[:, :2]) ** 2).sum(axis=1)
    spread = 2 * np.asarray(Params("keypoints").kpt_oks_sigmas)
    similarity = np.exp(-squared / (2 * (annotation.area + np.spacing(1)) * spread**2))
    return float(similarity[labelled].mean())


def _results(truth: Truth, found: Mapping[str, Detections], class_id: int, category: int) -> list[dict[str, object]]:
    """Detections of one class as annotations in COCO's format."""
    listed = [(image.id, found[image.file_name]) for image in truth.images]
    boxes = [(image_id, *box) for image_id, seen in listed for box in _of_class(seen, class_id)]
    return [
        {
            "id": number,
            "image_id": image_id,
            "category_id": category,
            "bbox": [float(x1), float(y1), float(x2 - x1), float(y2 - y1)],
            "area": float((x2 - x1) * (y2 - y1)),
            "iscrowd": 0,
            "score": float(score),
        }
        for number, (image_id, (x1, y1, x2, y2), score) in enumerate(boxes, 1)
    ]


def _of_class(found: Detections, class_id: int) -> Iterator[tuple[NDArray[np.float32], np.float32]]:
    of_class = found[found.class_id == class_id]
    return zip(of_class.xyxy, of_class.score, strict=True)


def _indexed(dataset: Mapping[str, object]) -> COCO:
    coco = COCO()
    coco.dataset = cast("Any", dataset)
    coco.createIndex()
    return coco


def _judge(truth: Truth, results: list[dict[str, object]], category: int) -> COCOeval:
    """Every picture's detections matched to its ground truth."""
    dataset = truth.model_dump(mode="json", exclude={"annotations": {"__all__": {"keypoints"}}})
    expected, came = _indexed(dataset), _indexed({**dataset, "annotations": results})
    judged = COCOeval(expected, came, "bbox")
    judged.params.imgIds = [image.id for image in truth.images]
    judged.params.catIds = [category]
    judged.params.iouThrs = np.array([0.5])
    judged.params.maxDets = [100]
    judged.params.areaRng = [[0, 1e10]]
    judged.params.areaRngLbl = ["all"]
    judged.evaluate()
    return judged


def _accumulate(judged: COCOeval, drawn: NDArray[np.intp]) -> float:
    """AP of the pictures ``drawn``, by their places in ``judged.evalImgs``; one drawn twice counts twice."""
    again = copy.copy(judged)
    again.evalImgs = [judged.evalImgs[place] for place in drawn]
    again.accumulate()
    precision = np.asarray(again.eval["precision"])
    return float(precision[precision > -1].mean()) if (precision > -1).any() else float("nan")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Pycocotools prints its progress; a command's output belongs to the command."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
