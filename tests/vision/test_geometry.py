import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.vision.builders import boxes, person_at, rectangle
from vision.datatypes import Zone
from vision.geometry import (
    anchors,
    areas,
    body_size,
    centres,
    depth,
    intersection,
    iou,
    outside,
    share_of_smaller,
    tops,
)

ZONE = rectangle(100, 100, 200, 180)
coordinates = st.floats(-500, 4500, width=32)


@st.composite
def some_boxes(draw: st.DrawFn) -> NDArray[np.float32]:
    """Up to five boxes, some of no width or height."""
    corners = draw(st.lists(st.tuples(coordinates, coordinates, coordinates, coordinates), max_size=5))
    return boxes(*((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners))


def test_points_of_a_box() -> None:
    box = boxes((10, 20, 50, 120))
    np.testing.assert_allclose(anchors(box), [[30, 42]])
    np.testing.assert_allclose(tops(box), [[30, 20]])
    np.testing.assert_allclose(centres(box), [[30, 70]])
    np.testing.assert_allclose(areas(box), [4000])
    np.testing.assert_allclose(body_size(box), [4000**0.5])


def test_the_anchor_stays_when_the_desk_hides_the_lower_body() -> None:
    whole, above_desk = boxes((0, 0, 40, 160)), boxes((0, 0, 40, 60))
    assert abs(anchors(whole) - anchors(above_desk)).max() < 25


@pytest.mark.parametrize("of_boxes", [anchors, tops, centres, areas, body_size])
def test_nobody_has_no_points_and_no_size(of_boxes: object) -> None:
    assert callable(of_boxes)
    result = of_boxes(boxes())
    assert len(result) == 0
    assert result.dtype == np.float32


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((150, 140), 40),
        ((150, 110), 10),
        ((105, 140), 5),
        ((100, 140), 0),
        ((90, 140), -10),
        ((150, 200), -20),
        ((203, 184), -5),
    ],
)
def test_depth_is_positive_inside_and_negative_outside(point: tuple[float, float], expected: float) -> None:
    np.testing.assert_allclose(depth(ZONE, np.array([point], np.float32)), [expected], atol=1e-4)


def test_depth_of_a_zone_drawn_the_other_way_round_and_of_a_hollow_one() -> None:
    centre = np.array([[150, 140]], np.float32)
    assert depth(Zone(ZONE.xy[::-1]), centre)[0] == depth(ZONE, centre)[0]
    hollow = Zone(np.array([[0, 0], [100, 0], [100, 100], [50, 20], [0, 100]], np.float32))
    assert depth(hollow, np.array([[50, 60]], np.float32))[0] < 0 < depth(hollow, np.array([[50, 10]], np.float32))[0]
    assert depth(ZONE, np.zeros((0, 2), np.float32)).shape == (0,)


@pytest.mark.parametrize(
    ("anchor", "sizes"),
    [((150, 140), 0), ((101, 101), 0), ((200, 140), 0), ((200 + 98, 140), 1), ((100 - 49, 140), 0.5)],
)
def test_outside_is_told_in_body_sizes(anchor: tuple[float, float], sizes: float) -> None:
    person = boxes(person_at(*anchor, size=80))
    assert outside(ZONE, person)[0] == pytest.approx(sizes, abs=0.01)


def test_a_box_without_area_is_far_outside_and_not_a_number_nowhere() -> None:
    dot = boxes((300, 300, 300, 300))
    assert outside(ZONE, dot)[0] > 1000
    assert np.isfinite(outside(ZONE, dot)).all()
    assert iou(dot, dot)[0, 0] == share_of_smaller(dot, dot)[0, 0] == 0


def test_overlaps_of_known_boxes() -> None:
    a, b = boxes((0, 0, 10, 10), (20, 20, 30, 30)), boxes((5, 0, 15, 10), (0, 0, 10, 10), (22, 22, 24, 24))
    np.testing.assert_allclose(intersection(a, b), [[50, 100, 0], [0, 0, 4]])
    np.testing.assert_allclose(iou(a, b), [[1 / 3, 1.0, 0.0], [0.0, 0.0, 0.04]], rtol=1e-6)
    np.testing.assert_allclose(share_of_smaller(a, b), [[0.5, 1.0, 0.0], [0.0, 0.0, 1.0]], rtol=1e-6)


def test_touching_boxes_share_nothing() -> None:
    assert intersection(boxes((0, 0, 10, 10)), boxes((10, 0, 20, 10)))[0, 0] == 0


@given(some_boxes(), some_boxes())
def test_overlaps_are_symmetric_and_within_nothing_and_all(a: NDArray[np.float32], b: NDArray[np.float32]) -> None:
    for overlap in (iou, share_of_smaller):
        values = overlap(a, b)
        assert values.shape == (len(a), len(b))
        assert values.dtype == np.float32
        np.testing.assert_array_equal(values, overlap(b, a).T)
        assert ((values >= 0) & (values <= 1)).all()
    assert (iou(a, b) <= share_of_smaller(a, b)).all()


@given(some_boxes())
def test_a_real_box_is_all_of_itself(a: NDArray[np.float32]) -> None:
    real = a[(a[:, 2:] - a[:, :2] > 1).all(axis=1)]
    assert (np.diagonal(iou(real, real)) == 1).all()
    assert (np.diagonal(share_of_smaller(real, real)) == 1).all()


@given(st.tuples(coordinates, coordinates), st.floats(1, 500, width=32))
def test_outside_is_nothing_exactly_where_depth_is_not_negative(anchor: tuple[float, float], size: float) -> None:
    person = boxes(person_at(*anchor, size=size))
    assert (outside(ZONE, person)[0] == 0) == (depth(ZONE, anchors(person))[0] >= 0)
