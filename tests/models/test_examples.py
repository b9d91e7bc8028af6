from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models.detector import Detector, open_detector
from models.errors import ExamplesInvalid
from models.examples import Example, look_at, read_examples, upper_body_features
from models.features import COUNT
from models.heads import QUESTIONS
from models.pose import PoseEstimator, open_pose_estimator
from tests.models.examples import SIZE_WH, picture, write_examples

CALL, SLUMPED = QUESTIONS["phone.call"], QUESTIONS["posture.slumped"]
NOBODY = np.full((120, 160, 3), 114, np.uint8)


@pytest.fixture(scope="module")
def networks() -> tuple[Detector, PoseEstimator]:
    return open_detector("yolo11n"), open_pose_estimator()


TABLE = """file,phone,posture,group
a.png,call,upright,monday
b.png,none,desk_slump,monday
c.png,handling,,
d.png,none,lean_back,
e.png,none,upright_or_head_on_hand,
"""


def test_each_question_takes_its_own_answers(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(TABLE)
    images = tmp_path / "images"
    assert read_examples(tmp_path, CALL) == [
        Example(images / "a.png", positive=True, group="monday"),
        Example(images / "b.png", positive=False, group="monday"),
        Example(images / "d.png", positive=False, group="d.png"),
        Example(images / "e.png", positive=False, group="e.png"),
    ]
    assert [(e.path.name, e.positive) for e in read_examples(tmp_path, SLUMPED)] == [
        ("a.png", False),
        ("b.png", True),
        ("e.png", False),
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "as spreadsheets write it"])
def test_a_group_is_not_needed(tmp_path: Path, mark: str) -> None:
    (tmp_path / "labels.csv").write_text(f"{mark}file,phone\na.png,call\n", "utf-8")
    assert [example.group for example in read_examples(tmp_path, CALL)] == ["a.png"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: .*No such file"),
        (b"", "should have a column file, it has none"),
        (b"picture,phone\n", "should have a column file, it has picture, phone"),
        (b"file,posture\n", "should have a column phone, it has file, posture"),
        (b"file,phone\n\xff\xfe,call\n", "cannot be read: .*utf-8"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "labels.csv").write_bytes(content)
    with pytest.raises(ExamplesInvalid, match=says) as caught:
        read_examples(tmp_path, CALL)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("content", "says"), [(None, "listed but cannot"), (b"", "no picture"), (b"hi", "no picture")])
def test_pictures_that_are_none(
    tmp_path: Path, networks: tuple[Detector, PoseEstimator], content: bytes | None, says: str
) -> None:
    path = tmp_path / "a.png"
    if content is not None:
        path.write_bytes(content)
    says = {"no picture": "should be a picture but is none"}.get(says, says)
    with pytest.raises(ExamplesInvalid, match=says):
        look_at([Example(path, positive=True, group="a")], *networks)


def test_the_features_are_those_of_the_upper_body(networks: tuple[Detector, PoseEstimator]) -> None:
    image = picture(np.random.default_rng(4), phone=False)[..., ::-1].copy()
    features = upper_body_features(image, *networks)
    assert features.shape == (COUNT,)
    beside = np.concatenate([image, np.full((SIZE_WH[1], 200, 3), 90, np.uint8)], axis=1)
    assert not np.array_equal(features, networks[0].examine(image, (320, 320)).features)
    again = upper_body_features(beside, *networks)
    assert np.corrcoef(features, again)[0, 1] > 0.9


def test_where_nobody_is_there_is_nothing_to_learn(tmp_path: Path, networks: tuple[Detector, PoseEstimator]) -> None:
    folder = write_examples(tmp_path / "some", ["call", "none"])
    cv2.imwrite(str(folder / "images" / "nobody.png"), NOBODY)
    with (folder / "labels.csv").open("a") as file:
        file.write("nobody.png,none,\r\n")
    told: list[float] = []
    taught = look_at(read_examples(folder, CALL), *networks, told.append)
    assert taught.features.shape == (2, COUNT)
    assert_array_equal(taught.positive, [True, False])
    assert (taught.not_seen, len(set(taught.group))) == (1, 2)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


def test_the_hash_is_of_pictures_and_labels(tmp_path: Path, networks: tuple[Detector, PoseEstimator]) -> None:
    examples = read_examples(write_examples(tmp_path / "one", ["call", "none"]), CALL)
    first = look_at(examples, *networks).sha256
    assert look_at(examples[::-1], *networks).sha256 == first
    relabelled = [Example(e.path, positive=not e.positive, group=e.group) for e in examples]
    assert look_at(relabelled, *networks).sha256 != first
