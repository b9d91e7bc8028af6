"""``onpost teach`` from a folder of drawn examples to a head that answers."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.detector import open_detector
from models.examples import upper_body_features
from models.heads import QUESTIONS, open_head
from models.pose import open_pose_estimator
from tests.api.builders import Onpost
from tests.models.examples import picture, write_examples

ANSWERS = ["handling", "none"] * 24


@pytest.mark.thorough
def test_a_head_is_taught_and_answers(onpost: Onpost, tmp_path: Path) -> None:
    folder, into = write_examples(tmp_path / "examples", [*ANSWERS, "call"]), tmp_path / "heads"
    ended = onpost("teach", "phone.handling", "--from", str(folder), "--into", str(into), "--credit", "NASA", "--json")
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out.splitlines()[-1])
    assert (told["head"], told["positives"], told["negatives"]) == ("phone.handling", 24, 24)
    assert told["auc"]["value"] > 0.9
    assert told["auc"]["n"] == 24

    detector, estimate = open_detector("yolo11n"), open_pose_estimator()
    head = open_head(into / "phone.handling.json", detector.sha256)
    assert head.card.training.credit == "NASA"
    rng = np.random.default_rng(77)
    for phone in (True, False) * 3:
        unseen = picture(rng, phone=phone)[..., ::-1].copy()
        assert (head(upper_body_features(unseen, detector, estimate)) > 0.5) == phone


def test_an_unknown_head_lists_those_there_can_be(onpost: Onpost, tmp_path: Path) -> None:
    ended = onpost("teach", "phone.music", "--from", str(tmp_path))
    assert ended.code == 2
    assert all(name in ended.err for name in QUESTIONS)


def test_too_few_examples_are_told_and_nothing_is_written(onpost: Onpost, tmp_path: Path) -> None:
    folder = write_examples(tmp_path / "examples", ["call", "none"])
    ended = onpost("teach", "phone.call", "--from", str(folder), "--into", str(tmp_path / "heads"))
    assert (ended.code, ended.out) == (2, "")
    assert "20 different examples of each answer, got 1 that are and 1 that are not" in ended.err
    assert not (tmp_path / "heads").exists()


def test_a_folder_without_labels(onpost: Onpost, tmp_path: Path) -> None:
    ended = onpost("teach", "phone.call", "--from", str(tmp_path))
    assert ended.code == 2
    assert "labels.csv should be a table of labelled pictures" in ended.err
