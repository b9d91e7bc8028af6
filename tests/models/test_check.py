import hashlib
import json
import shutil
from pathlib import Path

import pytest

from models.cards import WEIGHTS
from models.check import list_weights, verify_weights
from models.heads import HEADS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("movenet-lightning.onnx", "movenet-lightning.json"):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("rows", [list_weights, verify_weights])
def test_what_is_shipped_is_right(rows: object) -> None:
    found = rows()  # type: ignore[operator]
    assert [(row.name, row.task, row.ok, row.problem) for row in found] == [
        ("movenet-lightning", "pose", True, ""),
        ("movenet-thunder", "pose", True, ""),
        ("yolo11n", "detect", True, ""),
        ("posture.slumped", "head", True, ""),
    ]
    places = {row.name: HEADS if row.task == "head" else WEIGHTS for row in found}
    assert all(row.bytes == (places[row.name] / f"{row.name}.onnx").stat().st_size for row in found)


def test_a_row_is_json() -> None:
    row = list_weights()[0].to_json()
    assert json.loads(json.dumps(row))["licence"] == "Apache-2.0"


@pytest.mark.parametrize("rows", [list_weights, verify_weights])
def test_damage_is_told_not_raised(folder: Path, rows: object) -> None:
    (folder / "movenet-lightning.onnx").write_bytes(b"damaged")
    (row,) = rows(folder)  # type: ignore[operator]
    assert not row.ok
    assert "should have sha256" in row.problem
    assert row.sha256 == hashlib.sha256(b"damaged").hexdigest()


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "movenet-lightning.onnx").unlink()
    (row,) = verify_weights(folder)
    assert (row.ok, row.bytes, row.sha256) == (False, 0, "")
    assert "cannot be read" in row.problem


def test_a_card_that_names_another_input_is_told_by_verify_alone(folder: Path) -> None:
    path = folder / "movenet-lightning.json"
    card = json.loads(path.read_text("utf-8"))
    card["input"]["dtype"] = "uint8"
    path.write_text(json.dumps(card), "utf-8")
    assert list_weights(folder)[0].ok
    assert "should have input:0, uint8, Identity:0 but has input:0, int32" in verify_weights(folder)[0].problem


def test_features_that_the_card_keeps_secret_are_told(folder: Path) -> None:
    for name in ("yolo11n.onnx", "yolo11n.json"):
        shutil.copy(WEIGHTS / name, folder / name)
    path = folder / "yolo11n.json"
    card = json.loads(path.read_text("utf-8"))
    del card["features"]
    path.write_text(json.dumps(card), "utf-8")
    row = next(row for row in verify_weights(folder) if row.name == "yolo11n")
    assert "should have images, float32, output0 but has images, float32, output0, features" in row.problem


@pytest.fixture
def with_head(folder: Path) -> Path:
    shutil.copytree(HEADS, folder / HEADS.name)
    return folder


def test_a_damaged_head_is_told(with_head: Path) -> None:
    (with_head / HEADS.name / "posture.slumped.onnx").write_bytes(b"damaged")
    row = list_weights(with_head)[-1]
    assert (row.name, row.ok, row.sha256) == ("posture.slumped", False, hashlib.sha256(b"damaged").hexdigest())


def test_a_head_without_its_detector_is_told_by_verify_alone(with_head: Path) -> None:
    assert list_weights(with_head)[-1].ok
    assert "needs the network yolo11n, which is not there" in verify_weights(with_head)[-1].problem


def test_a_head_beside_another_detector_is_told_by_verify_alone(with_head: Path) -> None:
    for name in ("yolo11n.onnx", "yolo11n.json"):
        shutil.copy(WEIGHTS / name, with_head / name)
    path = with_head / "yolo11n.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "sha256": "3" * 64}), "utf-8")
    assert "was taught on the detector" in verify_weights(with_head)[-1].problem
