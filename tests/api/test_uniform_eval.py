"""Measuring uniforms: scenes of known truth, and figures that count what they say they count."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from api.errors import InputError
from api.uniform_eval import Judged, balanced_accuracy, palette, reliability, uniform_json
from api.uniform_page import uniform_html, worst
from api.uniform_scenes import LAMPS, Cutout, Worn, read_people, scenes
from vision.colour import lab, linear
from vision.datatypes import Fact, Uniform
from vision.uniform import clustered, fitting

POINTS = np.zeros((17, 3))
POINTS[[0, 5, 6, 11, 12]] = [(100, 40, 2), (150, 80, 2), (50, 80, 2), (140, 200, 2), (60, 200, 2)]
WORN = Worn("navy", Uniform.MATCH, ("#26304f",))
OTHER = Worn("navy", Uniform.MISMATCH, ("#a8282c",))


def drawn_person() -> Cutout:
    rgb = np.full((220, 200, 3), 120, np.uint8)
    mask = np.zeros((220, 200), np.uint8)
    cv2.circle(mask, (100, 40), 30, 1, -1)
    mask[65:, 40:160] = 1
    return Cutout(7, rgb, mask > 0, POINTS)


def test_scenes_show_what_they_say() -> None:
    """In white light the torso's pixels have the colours of the uniform where it is worn, and only there."""
    made = [scene for scene in scenes(drawn_person(), seed=0) if scene.lamp == "white"]
    assert [scene.worn.truth for scene in made] == [Uniform.MATCH, Uniform.MISMATCH, Uniform.MIXED]
    for scene in made[:2]:
        x1, y1, x2, y2 = scene.xyxy
        middle = scene.image[round(y1 + 0.6 * (y2 - y1)) : round(y2) - 3, round((x1 + x2) / 2) - 8 :][:, :16]
        fits = fitting(clustered(linear(middle.reshape(-1, 3)) / 0.8), palette(scene.worn.uniform))
        assert (fits > 0.5) is (scene.worn.truth is Uniform.MATCH)


def test_scenes_are_the_same_for_the_same_seed_and_cover_every_light() -> None:
    first, again = (list(scenes(drawn_person(), seed=3)) for _ in range(2))
    assert [scene.lamp for scene in first] == [lamp.name for lamp in LAMPS for _ in range(3)]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))


def judged(person: int, worn: Worn, value: Uniform, score: int = 12) -> Judged:
    return Judged("white", person, worn, Fact(value, score), Fact(Uniform.CANNOT_JUDGE), b"\xff\xd8")


SCORED = [
    *[judged(person, WORN, Uniform.MATCH) for person in range(30)],
    *[judged(person, WORN, Uniform.MIXED) for person in range(10)],
    *[judged(person, OTHER, Uniform.MISMATCH) for person in range(20)],
    *[judged(person, WORN, Uniform.CANNOT_JUDGE, 0) for person in range(5)],
]


def test_the_two_kinds_weigh_the_same_and_mixed_is_wrong() -> None:
    rate = balanced_accuracy(SCORED)
    assert rate.value == pytest.approx((30 / 40 + 1) / 2)
    assert rate.n == 60


def test_the_figures() -> None:
    figures = uniform_json(SCORED)
    assert figures["cannot_judge"] == {"value": 0.0769, "n": 65, "ci": pytest.approx([0, 0.15], abs=0.1)}
    assert figures["match_right"]["value"] == 0.75  # type: ignore[index]
    assert figures["people"] == 30
    assert json.loads(json.dumps(figures))["cannot_judge_grey"]["value"] == 1
    assert reliability(SCORED) == [{"said": 0.8, "right": round(50 / 60, 3), "n": 60}]


def test_the_page_shows_what_was_wrong() -> None:
    assert {each.fact.value for each in worst(SCORED)} == {Uniform.MIXED}
    page = uniform_html(SCORED)
    assert page.count("<figure>") == 10
    assert "white, navy: match, said mixed 12/15" in page


@pytest.mark.parametrize("stored", ["{}", "[]", "no json", '{"images": [], "annotations": []}'])
def test_a_folder_without_people_is_refused(tmp_path: Path, stored: str) -> None:
    (tmp_path / "person_masks.json").write_text(stored, encoding="utf-8")
    with pytest.raises(InputError, match="name another folder"):
        read_people(tmp_path)


def test_a_uniform_s_palette_has_its_colours() -> None:
    assert palette("navy").lab == pytest.approx(lab(linear(np.array([[38, 48, 79]], np.uint8))))
