import numpy as np
import pytest

from vision.datatypes import Detections
from vision.decode import PERSON, PHONE, clip, decode_movenet, decode_yolo, decode_yolo_end_to_end
from vision.letterbox import Undo

SAME = Undo(1.0, (0.0, 0.0))
CLASSES = {1: PERSON, 2: PHONE}
"""Of a network that knows cup, person, cell phone."""


def dense(*anchors: tuple[float, ...]) -> np.ndarray:
    return np.array(anchors, np.float32).T.reshape(7, -1)


# (centre x, centre y, width, height, cup, person, phone) -> (xyxy, score, class) wanted at 0.1, best first
DENSE = [
    ("a person", [(50, 60, 20, 40, 0, 0.875, 0)], [((40, 40, 60, 80), 0.875, PERSON)]),
    ("a class nobody asked for", [(50, 60, 20, 40, 0.9, 0, 0)], []),
    ("just below", [(50, 60, 20, 40, 0, 0.099, 0)], []),
    ("just enough", [(50, 60, 20, 40, 0, 0.125, 0)], [((40, 40, 60, 80), 0.125, PERSON)]),
    ("a person before a better cup", [(50, 60, 20, 40, 0.9, 0.25, 0)], [((40, 40, 60, 80), 0.25, PERSON)]),
    (
        "both in one place",
        [(50, 60, 20, 40, 0, 0.5, 0.75)],
        [((40, 40, 60, 80), 0.75, PHONE), ((40, 40, 60, 80), 0.5, PERSON)],
    ),
    (
        "best first",
        [(10, 10, 4, 4, 0, 0.25, 0), (20, 20, 4, 4, 0, 0.5, 0)],
        [((18, 18, 22, 22), 0.5, PERSON), ((8, 8, 12, 12), 0.25, PERSON)],
    ),
    ("no anchors", [], []),
    ("not a number", [(50, 60, 20, 40, 0, np.nan, 0)], []),
]


@pytest.mark.parametrize(("anchors", "wanted"), [case[1:] for case in DENSE], ids=[case[0] for case in DENSE])
def test_dense_output(anchors: list[tuple[float, ...]], wanted: list[tuple[object, ...]]) -> None:
    found = decode_yolo(dense(*anchors), CLASSES, 0.1, SAME)
    assert as_rows(found) == wanted


def test_end_to_end_output() -> None:
    raw = np.array(
        [
            (1, 2, 3, 4, 0.25, 1),
            (5, 6, 7, 8, 0.5, 2),
            (5, 6, 7, 8, 0.9, 0),
            (1, 1, 9, 9, 0.0625, 1),
            (0, 0, 1, 1, 0.75, 1),
        ],
        np.float32,
    )
    found = decode_yolo_end_to_end(raw, CLASSES, 0.1, SAME)
    assert as_rows(found) == [
        ((0, 0, 1, 1), 0.75, PERSON),
        ((5, 6, 7, 8), 0.5, PHONE),
        ((1, 2, 3, 4), 0.25, PERSON),
    ]


def test_no_boxes_end_to_end() -> None:
    assert len(decode_yolo_end_to_end(np.zeros((0, 6), np.float32), CLASSES, 0.1, SAME)) == 0


@pytest.mark.parametrize("decode", [decode_yolo, decode_yolo_end_to_end])
def test_boxes_come_back_in_picture_pixels(decode: object) -> None:
    undo = Undo(2.0, (10.0, 20.0))
    raw = {
        decode_yolo: dense((60, 80, 20, 40, 0, 0.5, 0)),
        decode_yolo_end_to_end: np.array([(50, 60, 70, 100, 0.5, 1)], np.float32),
    }[decode]  # type: ignore[index]
    found = decode(raw, CLASSES, 0.1, undo)  # type: ignore[operator]
    assert as_rows(found) == [((20, 20, 30, 40), 0.5, PERSON)]


@pytest.mark.parametrize("shape", [(84,), (1, 84, 10), (6, 10)])
def test_a_dense_output_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"output must be \[4 \+ classes, anchors\]"):
        decode_yolo(np.zeros(shape, np.float32), CLASSES, 0.1, SAME)


@pytest.mark.parametrize("shape", [(6,), (300, 7), (1, 300, 6)])
def test_an_end_to_end_output_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"output must be \[boxes, 6\]"):
        decode_yolo_end_to_end(np.zeros(shape, np.float32), CLASSES, 0.1, SAME)


def test_movenet_answers_y_before_x_in_fractions() -> None:
    raw = np.zeros((17, 3), np.float32)
    raw[9] = (0.25, 0.5, 0.875)  # the left wrist
    poses = decode_movenet(raw, 192, Undo(2.0, (-20.0, -40.0)))

    assert len(poses) == 1
    np.testing.assert_allclose(poses.xy[0, 9], [(96 + 20) / 2, (48 + 40) / 2])
    np.testing.assert_allclose(poses.xy[0, 0], [10, 20])
    assert poses.score[0, 9] == 0.875


@pytest.mark.parametrize("shape", [(17, 2), (1, 17, 3), (18, 3)])
def test_a_pose_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"output must be \[17, 3\]"):
        decode_movenet(np.zeros(shape, np.float32), 192, SAME)


def test_boxes_are_cut_at_the_border_and_dropped_beyond_it() -> None:
    boxes = np.array([(-5, -5, 10, 10), (90, 40, 120, 70), (100, 0, 110, 10), (0, -9, 10, 0)], np.float32)
    cut = clip(Detections(boxes, np.array([0.5, 0.25, 0.9, 0.9], np.float32), np.zeros(4, np.int32)), (100, 50))
    assert as_rows(cut) == [((0, 0, 10, 10), 0.5, 0), ((90, 40, 100, 50), 0.25, 0)]


def as_rows(found: Detections) -> list[tuple[tuple[float, ...], float, int]]:
    return [
        (tuple(box), score, number)
        for box, score, number in zip(found.xyxy.tolist(), found.score.tolist(), found.class_id.tolist(), strict=True)
    ]
