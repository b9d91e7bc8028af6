import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from models.coco import Annotation, Category, Category50, Image, Truth, ap50, oks, read_truth
from models.errors import MeasuringDataInvalid
from vision.datatypes import Detections
from vision.decode import PERSON, PHONE

WANTED = Category50("person", PERSON)
BOX = (10.0, 10.0, 20.0, 40.0)
RIGHT = (10.0, 10.0, 30.0, 50.0)
WRONG = (60.0, 60.0, 90.0, 90.0)


def truth(pictures: int, people: int, *, crowd: int = 0) -> Truth:
    """``pictures`` of 100x100; each of the first ``people`` shows one person (the first ``crowd`` a crowd)."""
    return Truth(
        images=tuple(Image(id=n, file_name=f"{n}.jpg", width=100, height=100) for n in range(1, pictures + 1)),
        annotations=tuple(
            Annotation(id=n, image_id=n, category_id=1, bbox=BOX, area=800, iscrowd=int(n <= crowd))
            for n in range(1, people + 1)
        ),
        categories=(Category(id=1, name="person"),),
    )


def seen(*boxes: tuple[float, ...], scores: tuple[float, ...] = (), number: int = PERSON) -> Detections:
    score = np.array(scores or [0.9] * len(boxes), np.float32)
    return Detections(np.array(boxes, np.float32).reshape(-1, 4), score, np.full(len(boxes), number, np.int32))


def everywhere(pictures: int, found: Detections) -> dict[str, Detections]:
    return {f"{n}.jpg": found for n in range(1, pictures + 1)}


# (what, pictures, people, crowds, what is found in every picture, AP, n)
CASES = [
    ("all found", 30, 30, 0, seen(RIGHT), 1.0, 30),
    ("nothing found", 30, 30, 0, seen(), 0.0, 30),
    ("elsewhere", 30, 30, 0, seen(WRONG), 0.0, 30),
    ("phones are not people", 30, 30, 0, seen(RIGHT, number=PHONE), 0.0, 30),
    ("a worse box beside it", 30, 30, 0, seen(RIGHT, WRONG, scores=(0.9, 0.1)), 1.0, 30),
    ("a better box beside it", 30, 30, 0, seen(WRONG, RIGHT, scores=(0.9, 0.1)), 0.5, 30),
    ("crowds do not", 30, 30, 5, seen(RIGHT), 1.0, 25),
    ("too few to say", 30, 19, 0, seen(RIGHT), None, 19),
    ("none at all", 30, 0, 0, seen(RIGHT), None, 0),
]


@pytest.mark.parametrize(
    ("pictures", "people", "crowd", "found", "value", "n"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_average_precision(
    pictures: int,
    people: int,
    crowd: int,
    found: Detections,
    value: float | None,
    n: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rate = ap50(truth(pictures, people, crowd=crowd), everywhere(pictures, found), WANTED)
    assert rate.n == n
    assert rate.value == (None if value is None else pytest.approx(value, abs=0.02))
    assert capsys.readouterr().out == ""


def test_pictures_of_nobody_count() -> None:
    found = everywhere(30, seen(RIGHT, scores=(0.5,)))
    beyond = {f"{n}.jpg": seen(RIGHT, scores=(0.75,)) for n in range(31, 61)}
    assert ap50(truth(60, 30), {**found, **beyond}, WANTED).value == pytest.approx(0.5, abs=0.02)


def test_it_is_the_figure_pycocotools_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the usual road: a file of truth, a list of results, evaluate, accumulate, summarize."""
    draw = np.random.default_rng(7)
    expected = truth(60, 45)
    found = {
        image.file_name: seen(
            tuple(np.array(RIGHT) + draw.normal(0, 4, 4)), WRONG, scores=tuple(draw.uniform(0, 1, 2).tolist())
        )
        for image in expected.images
    }
    rate = ap50(expected, found, WANTED)
    path = tmp_path / "truth.json"
    path.write_text(expected.model_dump_json(exclude={"annotations": {"__all__": {"keypoints"}}}), "utf-8")
    usual = COCO(str(path))
    rows = [
        [image.id, x1, y1, x2 - x1, y2 - y1, score, 1]
        for image in expected.images
        for (x1, y1, x2, y2), score in zip(
            found[image.file_name].xyxy.tolist(), found[image.file_name].score.tolist(), strict=True
        )
    ]
    judged = COCOeval(usual, usual.loadRes(np.array(rows)), "bbox")
    judged.evaluate()
    judged.accumulate()
    judged.summarize()
    capsys.readouterr()

    assert rate.value == pytest.approx(judged.stats[1], abs=1e-6)
    assert rate.ci is not None
    assert rate.value is not None
    assert 0 < rate.ci[0] < rate.value < rate.ci[1] < 1


def test_a_missing_category_is_told() -> None:
    with pytest.raises(MeasuringDataInvalid, match="should have a category cell phone, it has person"):
        ap50(truth(30, 30), everywhere(30, seen()), Category50("cell phone", PHONE))


def person(visible: int, area: float = 900.0) -> Annotation:
    points = [value for n in range(17) for value in (10.0 + n, 50.0 - n, 2.0 if n < visible else 0.0)]
    return Annotation(
        id=1, image_id=1, category_id=1, bbox=(0, 0, 30, 60), area=area, keypoints=tuple(points), num_keypoints=visible
    )


def indexed(annotation: dict[str, object]) -> COCO:
    coco = COCO()
    coco.dataset = cast("Any", {"images": [{"id": 1}], "categories": [{"id": 1}], "annotations": [annotation]})
    coco.createIndex()
    return coco


@pytest.mark.parametrize("visible", [5, 11, 17])
def test_similarity_is_that_of_pycocotools(visible: int, capsys: pytest.CaptureFixture[str]) -> None:
    annotation = person(visible)
    xy = np.reshape(np.array(annotation.keypoints), (17, 3))[:, :2] + np.random.default_rng(visible).normal(
        0, 3, (17, 2)
    )
    scored = np.concatenate([xy, np.ones((17, 1))], axis=1).ravel().tolist()
    labelled = annotation.model_dump(mode="json")
    found = {**labelled, "keypoints": scored, "score": 1.0}
    judged = COCOeval(indexed(labelled), indexed(found), "keypoints")
    judged.params.imgIds, judged.params.catIds = [1], [1]
    judged.evaluate()
    capsys.readouterr()

    assert oks(xy.astype(np.float32), annotation) == pytest.approx(
        float(cast("Any", judged.ious)[1, 1][0, 0]), abs=1e-5
    )


def test_only_labelled_points_count() -> None:
    annotation = person(5)
    xy = np.reshape(np.array(annotation.keypoints, np.float32), (17, 3))[:, :2].copy()
    xy[5:] = 1e4
    assert oks(xy, annotation) == 1.0


GOOD = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 4, "height": 4, "license": 4}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "area": 1, "iscrowd": 0}],
    "categories": [{"id": 1, "name": "person", "supercategory": "person"}],
    "info": {},
}


def test_a_file_of_truth(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(GOOD), "utf-8")
    assert read_truth(path).category("person") == 1


# (what is in the file, what the error says)
BAD = [
    (b"", "is not JSON"),
    (b"{", "is not JSON"),
    (b"\xff\xfe\x00", "is not JSON"),
    (b"[]", "the whole is wrong"),
    (b"{}", "images is wrong: Field required"),
    (json.dumps({**GOOD, "annotations": [{"id": 1}]}).encode(), "annotations.0.image_id is wrong"),
    (json.dumps({**GOOD, "images": [{"id": 1, "file_name": "a", "width": 0, "height": 1}]}).encode(), "images.0.width"),
    (json.dumps({**GOOD, "images": []}).encode(), "annotation 1 belongs to picture 1, which is not listed"),
]


@pytest.mark.parametrize(("content", "says"), BAD)
def test_bad_truth_is_refused_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "truth.json"
    path.write_bytes(content)
    with pytest.raises(MeasuringDataInvalid, match=says) as caught:
        read_truth(path)
    assert "\n" not in str(caught.value)


def test_missing_truth_is_told(tmp_path: Path) -> None:
    with pytest.raises(MeasuringDataInvalid, match=r"truth\.json cannot be read \(No such file"):
        read_truth(tmp_path / "truth.json")
