from pathlib import Path

import numpy as np
import pytest

from models.errors import MeasuringDataInvalid
from models.office.clothes import UNIFORM_LAB, clothed
from models.office.cutouts import read_cutouts, standing
from tests.models.office.drawn import HEAD_PX, SHIRTS, people_folder


def test_people_are_cut_out_by_their_outlines(tmp_path: Path) -> None:
    cutouts = read_cutouts(people_folder(tmp_path / "people"))
    assert [cutout.person for cutout in cutouts] == list(range(1, len(SHIRTS) + 1)), "no chair, no crowd"
    first = cutouts[0]
    assert first.head_px == pytest.approx(HEAD_PX, abs=1)
    assert first.heads == pytest.approx(310 / HEAD_PX, abs=0.3)
    assert first.neck == pytest.approx((50, 50), abs=1)
    assert first.rgba[10, 5, 3] == 0, "beside the head is nothing"
    assert first.rgba[200, 50, 3] == 255
    assert standing(cutouts) == cutouts


def test_training_takes_only_pictures_that_may_be_trained_on(tmp_path: Path) -> None:
    folder = people_folder(tmp_path / "coco", training=True, licences=(4, 6, 5, 3, 7, 8))
    assert [cutout.person for cutout in read_cutouts(folder)] == [1, 3, 5, 6]


def test_measuring_takes_every_picture(tmp_path: Path) -> None:
    folder = people_folder(tmp_path / "people", licences=(4, 6, 5, 3, 7, 8))
    assert len(read_cutouts(folder)) == 6


@pytest.mark.parametrize(
    ("joints", "taken"),
    [
        ({}, True),
        ({9: (140, 150, 2), 7: (145, 110, 2)}, True),
        ({9: (125, 50, 2)}, False),  # a hand at the ear may hold a telephone
        ({8: (30, 60, 2)}, False),  # a raised arm reaches over the desk
        ({0: (100, 45, 1), 1: (108, 40, 1)}, False),  # labelled where hidden: the back is shown
    ],
)
def test_whose_hands_may_do_anything_else_is_left_out(
    tmp_path: Path, joints: dict[int, tuple[float, float, float]], taken: bool
) -> None:
    folder = people_folder(tmp_path / "people", joints=joints)
    assert (2 in [cutout.person for cutout in read_cutouts(folder)]) is taken


@pytest.mark.parametrize("training", [False, True])
def test_nobody_is_taken_from_a_picture_with_a_telephone(tmp_path: Path, training: bool) -> None:
    folder = people_folder(tmp_path / "people", training=training, telephone_in=3)
    assert [cutout.person for cutout in read_cutouts(folder)] == [1, 2, 4, 5, 6]


@pytest.mark.parametrize("content", [None, "{", '{"images": 3}', '{"images": [], "annotations": []}'])
def test_another_folder_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "person_masks.json").write_text(content)
    with pytest.raises(MeasuringDataInvalid):
        read_cutouts(tmp_path)


def test_a_picture_that_is_missing_is_told(tmp_path: Path) -> None:
    folder = people_folder(tmp_path / "people")
    (folder / "images" / "3.png").unlink()
    with pytest.raises(MeasuringDataInvalid, match=r"3\.png"):
        read_cutouts(folder)


def test_a_uniform_colours_the_garment_and_not_the_face(tmp_path: Path) -> None:
    plain = read_cutouts(people_folder(tmp_path / "people"))[1]
    dressed = clothed(plain, UNIFORM_LAB)
    red, _, blue, _ = dressed.rgba[120, 50].astype(int)
    assert blue > red + 20
    assert np.abs(dressed.rgba[20, 50].astype(int) - plain.rgba[20, 50]).max() <= 2, "colour spaces round"
    assert np.array_equal(dressed.rgba[..., 3], plain.rgba[..., 3])
