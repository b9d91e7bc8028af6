"""Accuracy on real people: ``eval/people`` of the measuring data."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.accuracy import EVAL_IOU, EVAL_SCORE, PeopleData, PeopleResult, evaluate_people, measure, read_people
from models.coco import Truth
from models.detector import open_detector
from models.export import SWITCHES
from models.pose import LIGHTNING, THUNDER, open_pose_estimator
from models.rate import Rate
from tests.shared import shared
from vision.datatypes import Detections, Poses

PEOPLE = shared("eval/people")
WEIGHTS = Path(__file__).parents[2] / "models" / "weights" / "yolo11n.onnx"


def first(truth: Truth, pictures: int) -> Truth:
    """``truth`` of its first pictures only."""
    images = truth.images[:pictures]
    kept = {image.id for image in images}
    return truth.model_copy(
        update={"images": images, "annotations": tuple(a for a in truth.annotations if a.image_id in kept)}
    )


def some_people(pictures: int) -> PeopleData:
    data = read_people(PEOPLE)
    boxes, keypoints = first(data.boxes, pictures), first(data.keypoints, pictures)
    wanted = {image.id for image in boxes.images}
    full = data.full.model_copy(
        update={
            "images": tuple(i for i in data.full.images if i.id in wanted),
            "annotations": tuple(a for a in data.full.annotations if a.image_id in wanted),
        }
    )
    return replace(data, boxes=boxes, full=full, keypoints=keypoints)


def value(rate: Rate) -> float:
    assert rate.value is not None
    return rate.value


@pytest.mark.thorough
def test_some_people_are_found_as_well_as_all() -> None:
    detector = open_detector("yolo11n", min_score=EVAL_SCORE, max_iou=EVAL_IOU)
    result = measure(some_people(60), detector, open_pose_estimator())
    assert 0.75 <= value(result.person_ap50) <= 0.97
    assert 0.68 <= value(result.pose_oks) <= 0.90


@pytest.fixture(scope="module")
def whole() -> PeopleResult:
    detector = open_detector("yolo11n", min_score=EVAL_SCORE, max_iou=EVAL_IOU)
    return evaluate_people(PEOPLE, detector, open_pose_estimator(LIGHTNING))


@pytest.mark.slow
def test_people_are_found(whole: PeopleResult) -> None:
    assert value(whole.person_ap50) >= 0.85


@pytest.mark.slow
def test_poses_are_right(whole: PeopleResult) -> None:
    assert value(whole.pose_oks) >= 0.74


@pytest.mark.slow
def test_the_larger_pose_network_is_the_better_one(whole: PeopleResult) -> None:
    better = evaluate_people(PEOPLE, lambda _image, _size: Detections.empty(), open_pose_estimator(THUNDER))
    assert value(better.pose_oks) > value(whole.pose_oks)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's and ultralytics' own, on import
def test_the_same_weights_do_as_well_through_ultralytics(
    whole: PeopleResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, switch in {**SWITCHES, "YOLO_CONFIG_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, switch)
    ultralytics = pytest.importorskip("ultralytics", reason="the extra train is not installed")
    network = ultralytics.YOLO(WEIGHTS, task="detect")

    def detect(image: NDArray[np.uint8], _size_wh: tuple[int, int]) -> Detections:
        bgr = np.ascontiguousarray(image[..., ::-1])
        (result,) = network.predict(bgr, imgsz=640, conf=0.001, iou=0.7, max_det=300, rect=False, verbose=False)
        boxes = result.boxes
        return Detections(boxes.xyxy.numpy(), boxes.conf.numpy(), boxes.cls.numpy())

    def nobody_poses(_image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
        return Poses(np.zeros((len(xyxy), 17, 2), np.float32), np.zeros((len(xyxy), 17), np.float32))

    theirs = evaluate_people(PEOPLE, detect, nobody_poses)
    assert abs(value(whole.person_ap50) - value(theirs.person_ap50)) <= 0.01
