"""Heads that bow: what moves and what stays."""

from pathlib import Path

import numpy as np
import pytest

from models.office.cutouts import Cutout, read_cutouts
from models.office.nodding import ear_of, head_of, nodded
from tests.models.office.drawn import people_folder


@pytest.fixture
def person(tmp_path: Path) -> Cutout:
    """Somebody with a dark bar where the eyes are."""
    cutout = read_cutouts(people_folder(tmp_path / "people"))[0]
    rgba = cutout.rgba.copy()
    rgba[19:23, 35:66, :3] = 10
    return Cutout(cutout.person, rgba, cutout.points, cutout.top, cutout.head_px, cutout.heads)


def eyes_y(cutout: Cutout) -> float:
    rows = np.flatnonzero((cutout.rgba[:45, 48:53, :3].max(axis=2) < 60).all(axis=1))
    return float(rows.mean())


@pytest.mark.parametrize(("bow_deg", "sign"), [(30.0, 1), (-30.0, -1)])
def test_a_face_moves_as_on_a_ball(person: Cutout, bow_deg: float, sign: int) -> None:
    moved = nodded(person, bow_deg)
    assert sign * (eyes_y(moved) - eyes_y(person)) == pytest.approx(0.25 * person.head_px, abs=0.08 * person.head_px)
    assert sign * (moved.points[0, 1] - person.points[0, 1]) > 0
    assert np.array_equal(moved.points[3:], person.points[3:]), "ears are on the axis, shoulders no part of it"


def test_nothing_but_the_head_changes(person: Cutout) -> None:
    moved = nodded(person, 30.0)
    assert np.array_equal(moved.rgba[..., 3], person.rgba[..., 3])
    below = round(person.top + person.head_px) + 2
    assert np.array_equal(moved.rgba[below:], person.rgba[below:])
    assert np.array_equal(nodded(person, 0.0).rgba, person.rgba)


def test_an_ear_is_at_the_side_of_the_head(person: Cutout) -> None:
    x, y, half_w, half_h = head_of(person)
    assert (x, y) == pytest.approx((50, person.top + half_h), abs=1)
    left, right = ear_of(person, -1), ear_of(person, 1)
    assert left[0] == pytest.approx(-right[0], abs=0.1)
    assert right[0] * person.head_px == pytest.approx(0.9 * half_w, abs=1)
    points = person.points.copy()
    points[3] = (62, 24, 2)
    labelled = Cutout(person.person, person.rgba, points, person.top, person.head_px, person.heads)
    assert ear_of(labelled, 1)[0] * person.head_px == pytest.approx(62 - person.neck[0], abs=0.01)
    assert ear_of(labelled, -1) == pytest.approx(left)
