import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.accuracy import evaluate_people
from models.errors import MeasuringDataInvalid
from vision.datatypes import Detections, Poses
from vision.decode import PERSON

PICTURES = 24
POINTS = [10 + n for n in range(17)]


def folder_of(tmp_path: Path, pictures: int = PICTURES) -> Path:
    """Pictures of 100x80, each with one person of 17 points; red tells the red from the blue channel."""
    (tmp_path / "images").mkdir()
    red = np.zeros((80, 100, 3), np.uint8)
    red[..., 2] = 255
    for number in range(1, pictures + 1):
        cv2.imwrite(str(tmp_path / "images" / f"{number}.png"), red)
    keypoints = [value for point in POINTS for value in (point, point, 2)]
    numbers = range(1, pictures + 1)
    truth = {
        "images": [{"id": n, "file_name": f"{n}.png", "width": 100, "height": 80} for n in numbers],
        "annotations": [
            {
                "id": n,
                "image_id": n,
                "category_id": 1,
                "bbox": [10, 10, 20, 40],
                "area": 800,
                "iscrowd": 0,
                "keypoints": keypoints if n % 2 else [0, 0, 0] * 13 + keypoints[:12],
            }
            for n in numbers
        ],
        "categories": [{"id": 1, "name": "person"}, {"id": 77, "name": "cell phone"}],
    }
    for name in ("person_boxes", "person_and_phone_full", "person_keypoints"):
        (tmp_path / f"{name}.json").write_text(json.dumps(truth), "utf-8")
    return tmp_path


def sees_the_person(image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Detections:
    assert size_wh == (640, 640)
    assert image[0, 0].tolist() == [255, 0, 0]
    return Detections(
        np.array([(10, 10, 30, 50)], np.float32), np.array([0.5], np.float32), np.array([PERSON], np.int32)
    )


def points_right(image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
    assert image.shape == (80, 100, 3)
    assert xyxy.tolist() == [[10, 10, 30, 50]]
    xy = np.repeat(np.array(POINTS, np.float32)[:, None], 2, axis=1)
    return Poses(xy[None], np.ones((1, 17), np.float32))


def test_what_is_right_is_right(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    result = evaluate_people(
        folder_of(tmp_path), sees_the_person, points_right, lambda done, of: told.append((done, of))
    )
    assert result.to_json() == {
        "person_ap50": {"value": 1.0, "n": 24, "ci": [1.0, 1.0]},
        "phone_ap50": {"value": None, "n": 0, "ci": None},
        "pose_oks": {"value": None, "n": 12, "ci": None},  # the other half have only four labelled points
    }
    assert told == [(number, PICTURES) for number in range(1, PICTURES + 1)]


def test_enough_people_give_a_similarity(tmp_path: Path) -> None:
    result = evaluate_people(folder_of(tmp_path, 40), sees_the_person, points_right)
    assert result.pose_oks.to_json() == {"value": 1.0, "n": 20, "ci": [1.0, 1.0]}


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(MeasuringDataInvalid, match=r"person_boxes\.json cannot be read"):
        evaluate_people(tmp_path, sees_the_person, points_right)


def test_a_missing_picture_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "images" / "3.png").unlink()
    with pytest.raises(MeasuringDataInvalid, match=r"3\.png is listed but is no picture"):
        evaluate_people(folder, sees_the_person, points_right)


def test_a_text_for_a_picture_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "images" / "3.png").write_text("hello")
    with pytest.raises(MeasuringDataInvalid, match=r"3\.png is listed but is no picture"):
        evaluate_people(folder, sees_the_person, points_right)


def test_a_picture_of_another_size_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    cv2.imwrite(str(folder / "images" / "3.png"), np.zeros((40, 50, 3), np.uint8))
    with pytest.raises(MeasuringDataInvalid, match=r"3\.png should be 100x80 but is 50x40"):
        evaluate_people(folder, sees_the_person, points_right)
