import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import Detections
from vision.nms import suppress

# (boxes, scores, classes, which stay in this order) at an overlap of 0.5
CASES = [
    ("nothing", [], [], [], []),
    ("one", [(0, 0, 10, 10)], [0.5], [0], [0]),
    ("a duplicate", [(0, 0, 10, 10), (1, 0, 11, 10)], [0.5, 0.9], [0, 0], [1]),
    ("apart", [(0, 0, 10, 10), (20, 0, 30, 10)], [0.5, 0.9], [0, 0], [1, 0]),
    ("another class", [(0, 0, 10, 10), (0, 0, 10, 10)], [0.5, 0.9], [0, 67], [1, 0]),
    ("overlap of a third", [(0, 0, 10, 10), (5, 0, 15, 10)], [0.9, 0.5], [0, 0], [0, 1]),
    (
        "a chain: what suppresses must itself stay",
        [(0, 0, 10, 10), (2, 0, 12, 10), (4, 0, 14, 10)],
        [0.9, 0.8, 0.7],
        [0, 0, 0],
        [0, 2],
    ),
    (
        "classes stay apart at negative coordinates",
        [(-10, -10, 0, 0), (-9.5, -10, 0.5, 0), (-10, -10, 0, 0)],
        [0.9, 0.8, 0.7],
        [0, 1, 2],
        [0, 1, 2],
    ),
    (
        "a class does not reach into the next one's place",
        [(-10, 0, 1, 10), (-1000, 0, -989, 10)],
        [0.9, 0.8],
        [0, 1],
        [0, 1],
    ),
    ("a score of nought", [(0, 0, 10, 10)], [0.0], [0], [0]),
]


@pytest.mark.parametrize(
    ("boxes", "scores", "classes", "stay"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_best_of_those_that_overlap_stays(
    boxes: list[tuple[float, ...]], scores: list[float], classes: list[int], stay: list[int]
) -> None:
    found = Detections(
        np.array(boxes, np.float32).reshape(-1, 4), np.array(scores, np.float32), np.array(classes, np.int32)
    )
    kept = suppress(found, 0.5, 300)
    expected = found[np.array(stay, np.intp)]

    np.testing.assert_array_equal(kept.xyxy, expected.xyxy)
    np.testing.assert_array_equal(kept.score, expected.score)
    np.testing.assert_array_equal(kept.class_id, expected.class_id)


def test_no_more_than_the_limit_and_those_the_best() -> None:
    corners = np.arange(10, dtype=np.float32)[:, None] * 20
    score = np.linspace(0.1, 0.9, 10, dtype=np.float32)
    found = Detections(
        np.concatenate([corners, corners, corners + 5, corners + 5], axis=1), score, np.zeros(10, np.int32)
    )
    np.testing.assert_array_equal(suppress(found, 0.5, 3).score, score[::-1][:3])


@given(st.integers(0, 2**32 - 1))
def test_it_is_greedy_suppression(seed: int) -> None:
    draw = np.random.default_rng(seed)
    count = int(draw.integers(1, 25))
    corner = draw.uniform(-200, 200, (count, 2))
    xyxy = np.concatenate([corner, corner + draw.uniform(5, 200, (count, 2))], axis=1)
    score = draw.permutation(count) / count
    found = Detections(xyxy.astype(np.float32), score.astype(np.float32), draw.integers(0, 3, count, np.int32))

    np.testing.assert_array_equal(suppress(found, 0.6, 300).score, found[by_hand(found, 0.6)].score)


def by_hand(found: Detections, max_iou: float) -> np.ndarray:
    kept: list[int] = []
    for one in np.argsort(-found.score):
        rivals = [other for other in kept if found.class_id[other] == found.class_id[one]]
        if all(overlap(found.xyxy[one], found.xyxy[other]) <= max_iou for other in rivals):
            kept.append(int(one))
    return np.array(kept, np.intp)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    shared = float(max(wide, 0) * max(high, 0))
    return shared / float((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
