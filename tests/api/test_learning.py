"""Learning a uniform from pictures: what the largest person wears, and one sentence where nobody is seen."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from api.errors import InputError
from api.learning import learn_palette
from api.palettes import entry_of
from api.site_schema import UniformEntry
from vision.colour import ciede2000, lab, linear
from vision.datatypes import Detections, Poses

NAVY = (38, 48, 79)


def drawn(folder: Path, name: str, rgb: tuple[int, int, int]) -> Path:
    picture = np.full((360, 640, 3), (190, 188, 184), np.uint8)
    picture[60:120, 60:160] = (70, 120, 80)
    picture[300:] = (140, 110, 80)
    cv2.circle(picture, (320, 100), 32, (204, 158, 132), -1)
    picture[140:300, 255:385] = rgb
    cv2.imwrite(str(folder / name), picture[..., ::-1])
    return folder / name


def see_one(image: NDArray[np.uint8], input_wh: tuple[int, int]) -> Detections:
    del image, input_wh
    boxes = np.array([[250, 60, 390, 300], [0, 0, 20, 40]], np.float32)
    return Detections(boxes, np.array([0.9, 0.9], np.float32), np.zeros(2, np.int32))


def see_none(image: NDArray[np.uint8], input_wh: tuple[int, int]) -> Detections:
    del image, input_wh
    return Detections.empty()


def pose(image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
    del image
    assert xyxy.tolist() == [[250, 60, 390, 300]]
    points = np.zeros((1, 17, 2), np.float32)
    points[0, [0, 5, 6, 11, 12]] = [(320, 100), (370, 150), (270, 150), (360, 290), (280, 290)]
    return Poses(points, np.full((1, 17), 0.8, np.float32))


def test_an_entry_for_the_site_file(tmp_path: Path) -> None:
    pictures = [drawn(tmp_path, f"{number}.png", NAVY) for number in range(2)]
    palette = learn_palette("navy", pictures, see_one, pose)
    assert palette.share.tolist() == [1]
    assert ciede2000(palette.lab, lab(linear(np.array([NAVY], np.uint8))), 2.0).max() < 8
    entry = UniformEntry.model_validate_json(json.dumps(entry_of(palette, "Navy")))
    assert entry.shares == (1.0,)


def test_pictures_of_nobody_teach_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="take others"):
        learn_palette("navy", [drawn(tmp_path, "a.png", NAVY)], see_none, pose)


def test_different_clothes_are_no_uniform(tmp_path: Path) -> None:
    clothes = ((170, 40, 44), (45, 110, 70), NAVY)
    pictures = [drawn(tmp_path, f"{number}.png", rgb) for number, rgb in enumerate(clothes)]
    with pytest.raises(InputError, match="take pictures of the same uniform"):
        learn_palette("navy", pictures, see_one, pose)


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_text("no picture", encoding="utf-8")
    with pytest.raises(InputError, match="name a JPEG or PNG file"):
        learn_palette("navy", [file], see_one, pose)
