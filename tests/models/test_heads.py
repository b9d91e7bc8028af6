import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.cards import find_card
from models.errors import (
    CardInvalid,
    ExamplesInvalid,
    NetworkUnsupported,
    TeachingImpossible,
    WeightsCorrupted,
    WeightsMissing,
)
from models.examples import Taught
from models.features import COUNT
from models.heads import LEAST, MOST, QUESTIONS, Head, open_head, open_heads
from models.session import Session
from models.teaching import Lesson, Rights, teach, write_head
from tests.models.networks import answering

NETWORK = find_card("yolo11n")
NAME = "phone.call"
SHA256 = "0" * 64
RIGHTS = Rights("CC0", "nobody's pictures")


def taught(count: int = 80, *, shift: float = 1.0, positives: float = 0.5, repeats: int = 1, seed: int = 3) -> Taught:
    """``count`` happenings of ``repeats`` nearly equal examples; positives are shifted along a hundred features."""
    rng = np.random.default_rng(seed)
    positive = np.arange(count) < positives * count
    features = rng.normal(size=(count, COUNT)).astype(np.float32) * np.float32(3) + np.float32(2)
    features[:, :100] += np.float32(3 * shift) * positive[:, None]
    features[:, -1] = 7  # a feature that never changes
    group = np.repeat(np.arange(count), repeats)
    noise = rng.normal(scale=0.01, size=(count * repeats, COUNT)).astype(np.float32)
    return Taught(features[group] + noise * (np.arange(COUNT) < COUNT - 1), positive[group], group, SHA256, 2)


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return teach(taught())


@pytest.fixture
def folder(tmp_path: Path, lesson: Lesson) -> Path:
    write_head(tmp_path / "heads", NAME, NETWORK, lesson, RIGHTS)
    return tmp_path / "heads"


def opened(folder: Path) -> Head:
    return open_head(folder / f"{NAME}.json", NETWORK.sha256)


def answers(head: Head, features: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.array([head(row) for row in features])


# --- teaching ---------------------------------------------------------------------------------------


def test_what_can_be_told_apart_is_learned(folder: Path, lesson: Lesson) -> None:
    assert lesson.auc.value is not None
    assert lesson.auc.value > 0.9
    unseen = taught(seed=9)
    probability = answers(opened(folder), unseen.features)
    assert probability[unseen.positive].mean() > 0.8
    assert probability[~unseen.positive].mean() < 0.2


def test_the_written_head_is_the_line_that_was_learned(folder: Path, lesson: Lesson) -> None:
    features = taught(seed=10).features
    expected = 1 / (1 + np.exp(-(features @ lesson.line.weights + lesson.line.bias)))
    np.testing.assert_allclose(answers(opened(folder), features), np.clip(expected, LEAST, MOST), atol=1e-4)


def test_answers_are_right_as_often_as_they_say_on_examples_never_seen(tmp_path: Path) -> None:
    lesson = teach(taught(200, shift=0.25))
    write_head(tmp_path, NAME, NETWORK, lesson)
    unseen = taught(2000, shift=0.25, seed=11)
    probability = answers(opened(tmp_path), unseen.features)
    for low, high in ((0.02, 0.35), (0.35, 0.65), (0.65, 0.98)):
        inside = (probability >= low) & (probability < high)
        assert inside.sum() > 100
        assert unseen.positive[inside].mean() == pytest.approx(probability[inside].mean(), abs=0.12)


def test_log_odds_are_neither_boasting_nor_shy_on_examples_never_seen() -> None:
    line = teach(taught(200, shift=0.25)).line
    unseen = taught(2000, shift=0.25, seed=11)
    right = np.where(unseen.positive, 1, -1) * (unseen.features @ line.weights + line.bias)
    factors = np.linspace(0.5, 1.5, 41)
    surprise = [np.logaddexp(0, -factor * right).mean() for factor in factors]
    assert factors[np.argmin(surprise)] == pytest.approx(1, abs=0.11)


def test_rare_positives_are_not_held_against_them() -> None:
    line = teach(taught(300, shift=0.25, positives=0.2)).line  # unweighted, the log-odds would sink by log(4)
    unseen = taught(400, shift=0.25, seed=12)
    assert (unseen.features @ line.weights + line.bias).mean() == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize(
    "given", [taught(shift=0.0), taught(40, shift=0.0, repeats=6)], ids=["chance", "many alike pictures of chance"]
)
def test_what_is_only_known_by_heart_is_no_head(given: Taught) -> None:
    with pytest.raises(TeachingImpossible, match="hardly better than chance"):
        teach(given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (taught(40, positives=0.4), "20 different examples of each answer, got 16 that are and 24 that are not"),
        (taught(30, repeats=5), "got 15 that are and 15 that are not: label more"),
    ],
    ids=["few positives", "many pictures of few happenings"],
)
def test_too_few_examples(given: Taught, says: str) -> None:
    with pytest.raises(ExamplesInvalid, match=says):
        teach(given)


def test_the_same_examples_give_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    write_head(tmp_path, NAME, NETWORK, teach(taught()), RIGHTS)
    for name in (f"{NAME}.onnx", f"{NAME}.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("missing", ["sklearn.model_selection", "onnx"])
def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(TeachingImpossible, match=r"not installed: pip install 'onpost\[train\]'"):
        write_head(tmp_path, NAME, NETWORK, lesson if missing == "onnx" else teach(taught()))


def test_a_folder_that_cannot_be_written(tmp_path: Path, lesson: Lesson) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TeachingImpossible, match="name another folder"):
        write_head(tmp_path / "file", NAME, NETWORK, lesson)


# --- cards ------------------------------------------------------------------------------------------


def test_a_card_tells_everything_a_head_depends_on(folder: Path, lesson: Lesson) -> None:
    card = opened(folder).card
    assert (card.network.name, card.network.sha256, card.network.precision) == (
        "yolo11n",
        NETWORK.sha256,
        NETWORK.precision,
    )
    assert (card.positive, card.negatives) == ("call", ("none",))
    assert (card.training.sha256, card.training.positives, card.training.negatives) == (SHA256, 40, 40)
    assert (card.training.not_seen, card.training.credit) == (2, "nobody's pictures")
    assert card.licence == "CC0"
    assert card.training.made_with.startswith("scikit-learn ")
    (score,) = card.measured
    assert (score.n, score.ci) == (40, lesson.auc.ci)
    assert score.value == pytest.approx(lesson.auc.value, abs=1e-4)


# (what on the card is changed, what the error is and says)
CHANGED = [
    ({"network": {"name": "yolo11n", "sha256": "1" * 64, "precision": "int8"}}, NetworkUnsupported, "teach it again"),
    ({"recipe": {"version": "upper-body-0", "parameters": {}}}, NetworkUnsupported, "cut by version='upper-body-0'"),
    ({"sha256": "2" * 64}, WeightsCorrupted, "damaged or were exchanged"),
    ({"colour": "blue"}, CardInvalid, "colour is wrong"),
    ({"file": "../x.onnx"}, CardInvalid, "file is wrong"),
    ({"name": "phone.handling"}, CardInvalid, "should describe phone.call but names phone.handling"),
    ({"file": "other.onnx"}, WeightsMissing, "cannot be read"),
]


@pytest.mark.parametrize(("changes", "error", "says"), CHANGED)
def test_a_head_that_does_not_fit_is_refused(
    folder: Path, changes: dict[str, object], error: type[Exception], says: str
) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    with pytest.raises(error, match=says) as caught:
        opened(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "error"), [(None, WeightsMissing), (b"", CardInvalid), (b"{", CardInvalid), (b"[]", CardInvalid)]
)
def test_a_file_that_is_no_card(tmp_path: Path, content: bytes | None, error: type[Exception]) -> None:
    if content is not None:
        (tmp_path / f"{NAME}.json").write_bytes(content)
    with pytest.raises(error):
        opened(tmp_path)


def test_heads_are_found_by_name_and_there_may_be_none(folder: Path, tmp_path: Path) -> None:
    assert list(open_heads(folder, NETWORK.sha256)) == [NAME]
    assert dict(open_heads(tmp_path / "nothing", NETWORK.sha256)) == {}


# --- answering --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, COUNT - 1, COUNT + 1])
def test_other_features_are_refused(folder: Path, count: int) -> None:
    with pytest.raises(ValueError, match=r"features must have shape \(1024,\)"):
        opened(folder)(np.zeros(count, np.float32))


@pytest.mark.parametrize(("length", "bound"), [(-1e6, LEAST), (1e6, MOST)])
def test_no_picture_is_surer_than_examples_can_say(folder: Path, lesson: Lesson, length: float, bound: float) -> None:
    features = (np.sign(lesson.line.weights) * length).astype(np.float32)
    assert opened(folder)(features) == bound


def test_a_network_that_is_no_head(folder: Path, tmp_path: Path) -> None:
    other = Session(answering(tmp_path / "other.onnx", np.zeros((1, 7, 1), np.float32)))
    with pytest.raises(NetworkUnsupported, match=r"should map features \[\?, 1024\] to \[\?, 1\]"):
        Head(opened(folder).card, other)


def test_every_question_is_one_of_its_own() -> None:
    asked = [(question.column, question.positive) for question in QUESTIONS.values()]
    assert len(set(asked)) == len(asked)
    assert all(question.positive not in question.negatives for question in QUESTIONS.values())
