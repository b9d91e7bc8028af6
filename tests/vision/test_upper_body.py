import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vision.upper_body import MARGIN, SURE, upper_body_square

SIZE_WH = (1000, 600)
NOSE, LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, LEFT_HIP, RIGHT_HIP, LEFT_KNEE = 0, 5, 6, 9, 11, 12, 13
Points = dict[int, tuple[float, float]]


def pose(points: Points, score: float = 0.9) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A pose in which only ``points`` are seen."""
    xy, scores = np.zeros((17, 2), np.float32), np.zeros(17, np.float32)
    for number, where in points.items():
        xy[number], scores[number] = where, score
    return xy, scores


SHOULDERS: Points = {LEFT_SHOULDER: (540, 180), RIGHT_SHOULDER: (460, 180)}
HIPS: Points = {LEFT_HIP: (530, 300), RIGHT_HIP: (470, 300)}
# (what is seen, the box, the keypoints, lowest and highest that must be seen, and where its middle is)
CASES = [
    ("the box alone, standing", (400, 100, 520, 500), {}, (100, 250), 460),
    ("the box alone, behind a desk", (400, 100, 520, 190), {}, (100, 190), 460),
    ("head, shoulders and hips", (440, 100, 560, 580), {**SHOULDERS, **HIPS}, (100, 300), 500),
    ("a hand below the hips", (440, 100, 560, 580), {**SHOULDERS, **HIPS, LEFT_WRIST: (520, 330)}, (100, 330), 500),
    ("knees do not count", (440, 100, 560, 580), {**SHOULDERS, **HIPS, LEFT_KNEE: (520, 450)}, (100, 300), 500),
    ("no hips: three times the neck", (440, 100, 560, 580), SHOULDERS, (100, 340), 500),
    ("no hips: not below the desk", (440, 100, 560, 300), SHOULDERS, (100, 300), 500),
    ("one shoulder is no pose", (400, 100, 520, 500), {LEFT_SHOULDER: (500, 180)}, (100, 250), 460),
    ("a neighbour's hand", (440, 100, 560, 580), {**SHOULDERS, **HIPS, LEFT_WRIST: (900, 590)}, (100, 580), 510),
]


@pytest.mark.parametrize(("box", "points", "seen_y", "middle_x"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_upper_body(box: tuple[float, ...], points: Points, seen_y: tuple[float, float], middle_x: float) -> None:
    x1, y1, x2, y2 = upper_body_square(np.array(box, np.float32), *pose(points), SIZE_WH)
    longest = max(seen_y[1] - seen_y[0], 80)
    assert x2 - x1 == y2 - y1
    assert y2 - y1 >= MARGIN * (seen_y[1] - seen_y[0]) - 1
    assert (x1 + x2) / 2 == pytest.approx(middle_x, abs=1)
    if y1 > 0 and y2 < SIZE_WH[1]:
        assert (y1 + y2) / 2 == pytest.approx(sum(seen_y) / 2, abs=1)
        assert y2 - y1 <= MARGIN * max(longest, box[2] - box[0]) + 1


def test_points_that_are_hardly_believed_change_nothing() -> None:
    box = np.array((440, 100, 560, 580), np.float32)
    assert upper_body_square(box, *pose({**SHOULDERS, **HIPS}, SURE - 0.01), SIZE_WH) == upper_body_square(
        box, *pose({}), SIZE_WH
    )


numbers = st.floats(-5000, 5000, width=32)


@given(
    st.tuples(numbers, numbers, numbers, numbers),
    st.lists(st.tuples(numbers, numbers), min_size=17, max_size=17),
    st.lists(st.floats(0, 1, width=32), min_size=17, max_size=17),
    st.tuples(st.integers(1, 4000), st.integers(1, 3000)),
)
def test_the_square_lies_in_the_picture_whatever_came(
    box: tuple[float, ...], points: list[tuple[float, float]], scores: list[float], size_wh: tuple[int, int]
) -> None:
    xyxy = np.array([*np.minimum(box[:2], box[2:]), *np.maximum(box[:2], box[2:])], np.float32)
    x1, y1, x2, y2 = upper_body_square(xyxy, np.array(points, np.float32), np.array(scores, np.float32), size_wh)
    assert 0 <= x1 < x2 <= size_wh[0]
    assert 0 <= y1 < y2 <= size_wh[1]
    assert x2 - x1 == y2 - y1 or min(size_wh) in {x2 - x1, y2 - y1}
