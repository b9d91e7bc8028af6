import hashlib
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto

from models.detector import Detector, open_detector
from models.errors import ModelError, NetworkUnsupported, WeightsMissing, WeightsUnreadable
from models.layout import Layout, read_layout
from models.session import Session
from tests.models.networks import THREE, answering, dense
from vision.decode import PERSON, PHONE

PICTURE = np.full((48, 96, 3), 90, np.uint8)

# On a 192x192 canvas a 96x48 picture is twice as large, 48 px down: (24, 12)..(48, 36) is (48, 72)..(96, 120).
PERSON_ANCHOR = (72.0, 96.0, 48.0, 48.0, 0.0, 0.75, 0.0)
SAME_PERSON = (74.0, 96.0, 48.0, 48.0, 0.0, 0.5, 0.0)
PHONE_ANCHOR = (72.0, 96.0, 48.0, 48.0, 0.0, 0.0, 0.25)
CUP = (72.0, 96.0, 48.0, 48.0, 0.9, 0.0, 0.0)
FAINT = (150.0, 96.0, 10.0, 10.0, 0.0, 0.01, 0.0)


def test_dense_networks(tmp_path: Path) -> None:
    answer = dense(CUP, SAME_PERSON, PERSON_ANCHOR, PHONE_ANCHOR, FAINT)
    detector = open_detector(answering(tmp_path / "dense.onnx", answer), min_score=0.02)
    found = detector(PICTURE, (192, 192))

    assert detector.layout.layout is Layout.DENSE
    assert found.class_id.tolist() == [PERSON, PHONE]
    assert found.score.tolist() == [0.75, 0.25]
    np.testing.assert_allclose(found.xyxy, [[24, 12, 48, 36], [24, 12, 48, 36]])


def test_end_to_end_networks(tmp_path: Path) -> None:
    rows = [(48, 72, 96, 120, 0.75, 1), (50, 72, 98, 120, 0.5, 1), (48, 72, 96, 120, 0.25, 2), (0, 0, 9, 9, 0.9, 0)]
    detector = open_detector(answering(tmp_path / "end.onnx", np.array([rows], np.float32)))
    found = detector(PICTURE, (192, 192))

    assert detector.layout.layout is Layout.END_TO_END
    assert found.class_id.tolist() == [PERSON, PERSON, PHONE]
    np.testing.assert_allclose(found.xyxy[1], [25, 12, 49, 36])


def test_scores_and_overlaps_are_settings(tmp_path: Path) -> None:
    path = answering(tmp_path / "dense.onnx", dense(SAME_PERSON, PERSON_ANCHOR, FAINT))
    assert len(open_detector(path, min_score=0.001)(PICTURE, (192, 192))) == 2
    assert len(open_detector(path, min_score=0.02, max_iou=0.99)(PICTURE, (192, 192))) == 2
    assert len(open_detector(path, min_score=0.8)(PICTURE, (192, 192))) == 0


def test_boxes_end_at_the_border_of_the_crop(tmp_path: Path) -> None:
    path = answering(tmp_path / "dense.onnx", dense((0, 96, 100, 400, 0, 0.5, 0)))
    np.testing.assert_allclose(open_detector(path)(PICTURE, (192, 192)).xyxy, [[0, 0, 25, 48]])


def test_a_network_with_a_fixed_input_takes_that(tmp_path: Path) -> None:
    path = answering(tmp_path / "fixed.onnx", dense(PERSON_ANCHOR), shape=(1, 3, 192, 192))
    detector = open_detector(path)
    assert detector.layout.fixed_wh == (192, 192)
    np.testing.assert_allclose(detector(PICTURE, (640, 384)).xyxy, [[24, 12, 48, 36]])


def test_a_network_in_half_precision(tmp_path: Path) -> None:
    path = answering(tmp_path / "half.onnx", dense(PERSON_ANCHOR), dtype=TensorProto.FLOAT16)
    found = open_detector(path)(PICTURE, (192, 192))
    assert found.score.tolist() == [0.75]
    assert found.score.dtype == np.float32


@pytest.mark.parametrize("size", [(320, 300), (0, 320), (-32, 32), (33, 32)])
def test_an_input_size_off_the_grid_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    detector = open_detector(answering(tmp_path / "dense.onnx", dense(PERSON_ANCHOR)))
    with pytest.raises(ValueError, match=f"multiples of 32, got {size[0]}x{size[1]}"):
        detector(PICTURE, size)


def test_names_may_be_a_list_and_a_phone_has_several(tmp_path: Path) -> None:
    path = answering(tmp_path / "list.onnx", dense(PHONE_ANCHOR), names="['Mobile Phone', 'cup', 'Person']")
    assert open_detector(path).layout.classes == {0: PHONE, 2: PERSON}


def test_names_may_come_from_a_card(tmp_path: Path) -> None:
    session = Session(answering(tmp_path / "bare.onnx", dense(PERSON_ANCHOR), names=None))
    layout = read_layout(session, ("cup", "person", "cell phone"))
    assert Detector(session, layout)(PICTURE, (192, 192)).class_id.tolist() == [PERSON]


TWENTY = "{" + ", ".join(f"{number}: 'thing {number}'" for number in range(19)) + ", 19: 'person'}"
# (what is wrong, how the network is built, what the error says)
REFUSED = [
    ("nobody", {"names": "{0: 'cup', 1: 'dog', 2: 'cat'}"}, "a class called person, it has cup, dog, cat"),
    ("no names", {"names": None}, "a class called person, it has none"),
    ("names that are code", {"names": "__import__('os').getcwd()"}, "class names 0, 1, 2"),
    ("names with a gap", {"names": "{0: 'person', 2: 'cup'}"}, "class names 0, 1, 2"),
    ("names that are a number", {"names": "7"}, "class names 0, 1, 2"),
    ("another number of classes", {"names": TWENTY}, r"output \[1, 24, anchors\] .* got \[1, 7, 1\]"),
    ("two outputs", {"outputs": 2}, "got output0 .*; output1"),
    ("a grey input", {"shape": (1, 1, 64, 64)}, r"one input of pictures.* got images tensor\(float\) \[1, 1, 64, 64\]"),
    ("a larger batch", {"shape": (4, 3, 64, 64)}, "one input of pictures"),
    ("channels last", {"shape": (1, 64, 64, 3)}, "one input of pictures"),
    ("whole numbers", {"dtype": TensorProto.INT32}, r"one input of pictures.*int32"),
]


@pytest.mark.parametrize(("build", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_other_networks_are_refused(tmp_path: Path, build: dict[str, object], says: str) -> None:
    path = answering(tmp_path / "other.onnx", dense(PERSON_ANCHOR), **build)  # type: ignore[arg-type]
    with pytest.raises(NetworkUnsupported, match=says) as caught:
        open_detector(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("shape", [(1, 25200, 8), (1, 8, 100), (7, 100), (1, 1, 7, 10)])
def test_other_outputs_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    answer = np.zeros(shape, np.float32)
    path = tmp_path / "other.onnx"
    with pytest.raises(NetworkUnsupported, match="cannot be used as a detector"):
        open_detector(_undeclared(path, answer))


def _undeclared(path: Path, answer: np.ndarray) -> Path:
    return answering(path, answer, names=THREE)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no such network", WeightsMissing),
        ("movenet-lightning", NetworkUnsupported),
        ("missing.onnx", WeightsMissing),
        ("missing.pt", WeightsMissing),
        ("text.onnx", WeightsUnreadable),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, name: str, error: type[ModelError]) -> None:
    (tmp_path / "text.onnx").write_text("hello")
    with pytest.raises(error):
        open_detector(tmp_path / name if "." in name else name)


def test_the_shipped_detector_finds_nobody_in_a_grey_picture() -> None:
    detector = open_detector("yolo11n")
    assert detector.layout.classes == {0: PERSON, 67: PHONE}
    assert (detector(np.full((240, 320, 3), 114, np.uint8), (320, 320)).score < 0.1).all()


def test_two_detectors_side_by_side_answer_the_same(tmp_path: Path) -> None:
    path = answering(tmp_path / "dense.onnx", dense(PERSON_ANCHOR))
    first, second = open_detector(path), open_detector(path)
    before = hashlib.sha256(PICTURE.tobytes()).digest()
    assert first(PICTURE, (192, 192)).xyxy.tolist() == second(PICTURE, (192, 192)).xyxy.tolist()
    assert hashlib.sha256(PICTURE.tobytes()).digest() == before
