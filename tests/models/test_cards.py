import hashlib
import json
import stat
from pathlib import Path

import pytest

from models.cards import WEIGHTS, cards, find_card, open_card, read_card
from models.errors import CardInvalid, NetworkUnsupported, WeightsCorrupted, WeightsMissing
from tests.shared import shared

NAMES = ["movenet-lightning", "movenet-thunder", "yolo11n"]


def changed(folder: Path, **changes: object) -> Path:
    """The card of yolo11n in ``folder`` with other values; None takes a key out."""
    card = {**json.loads((WEIGHTS / "yolo11n.json").read_text("utf-8")), **changes}
    path = folder / "yolo11n.json"
    path.write_text(json.dumps({key: value for key, value in card.items() if value is not None}), "utf-8")
    return path


def test_each_network_is_there_once_with_a_card() -> None:
    assert list(cards()) == NAMES
    assert sorted(path.name for path in WEIGHTS.glob("*.onnx")) == [f"{name}.onnx" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_what_its_file_is(name: str) -> None:
    card = find_card(name)
    path = WEIGHTS / card.file
    assert card.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert card.licence in {"AGPL-3.0", "Apache-2.0"}
    assert stat.S_IMODE(path.stat().st_mode) & 0o444 == 0o444
    assert all(figure.command.startswith("onpost eval people ") for figure in card.measured)
    assert card.measured


@pytest.mark.parametrize("name", NAMES)
def test_the_origin_is_the_file_the_weights_were_made_from(name: str) -> None:
    original = (shared(f"models/{name}.onnx")).read_bytes()
    assert find_card(name).origin.sha256 == hashlib.sha256(original).hexdigest()


def test_the_detector_knows_the_classes_of_coco() -> None:
    card = find_card("yolo11n")
    assert len(card.classes) == 80
    assert (card.classes[0], card.classes[67]) == ("person", "cell phone")


# (what is changed, what the error says)
BAD = [
    ({"colour": "blue"}, "colour is wrong: Extra inputs"),
    ({"licence": None}, "licence is wrong: Field required"),
    ({"licence": ""}, "licence is wrong"),
    ({"sha256": "c130"}, "sha256 is wrong"),
    ({"task": "segment"}, "task is wrong"),
    ({"file": "../yolo11n.onnx"}, "file is wrong"),
    ({"measured": [{"what": "person_ap50"}]}, "measured.0.value is wrong"),
    ({"name": "yolo12n"}, "should describe yolo11n but names yolo12n"),
]


@pytest.mark.parametrize(("changes", "says"), BAD)
def test_a_bad_card_is_refused_in_one_sentence(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    with pytest.raises(CardInvalid, match=says) as caught:
        read_card(changed(tmp_path, **changes))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_file_that_is_no_card(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(CardInvalid, match="should be a card"):
        read_card(path)


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(WeightsMissing, match="called yolo99, there are movenet-lightning, movenet-thunder, yolo11n"):
        find_card("yolo99")


def test_a_card_without_its_file(tmp_path: Path) -> None:
    changed(tmp_path)
    with pytest.raises(WeightsMissing, match=r"yolo11n.onnx cannot be read"):
        open_card("yolo11n", "detect", tmp_path)


def test_weights_that_were_exchanged(tmp_path: Path) -> None:
    changed(tmp_path)
    (tmp_path / "yolo11n.onnx").write_bytes((WEIGHTS / "movenet-lightning.onnx").read_bytes())
    with pytest.raises(WeightsCorrupted, match="damaged or were exchanged"):
        open_card("yolo11n", "detect", tmp_path)


def test_a_network_for_another_task() -> None:
    with pytest.raises(NetworkUnsupported, match="task pose, wanted is one for detect: name one of yolo11n"):
        open_card("movenet-thunder", "detect")
