"""Phones and posture on labelled pictures: ``eval/behaviour`` of the measuring data, default settings."""

import csv
from pathlib import Path
from typing import Any

import pytest

from api.behaviour_eval import behaviour_json, evaluate_behaviour
from models.closer import open_closer
from models.detector import open_detector
from tests.shared import shared

BEHAVIOUR = shared("eval/behaviour")


def figures(folder: Path) -> dict[str, Any]:
    detector = open_detector("yolo11n")
    return behaviour_json(evaluate_behaviour(folder, detector, open_closer(detector)))


def part_of(folder: Path, each: int) -> Path:
    """One of ``each`` calls and others, all who slump, and two thirds of the upright, in ``folder``."""
    (folder / "images").symlink_to(BEHAVIOUR / "images")
    with (BEHAVIOUR / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for number, row in enumerate(rows) if row["posture"] == "desk_slump" or number % each == 0]
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["file", "phone", "posture"])
        writer.writeheader()
        writer.writerows(kept)
    return folder


@pytest.mark.thorough
def test_some_pictures_are_told_apart(tmp_path: Path) -> None:
    told = figures(part_of(tmp_path, 4))
    assert told["phone"]["call"]["auc"]["value"] >= 0.8
    assert told["phone"]["handling"]["auc"]["value"] >= 0.8
    assert told["posture"]["slumped"]["auc"]["value"] >= 0.88


@pytest.mark.slow
def test_all_pictures_are_told_apart() -> None:
    told = figures(BEHAVIOUR)
    assert told["phone"]["call"]["auc"]["value"] >= 0.86
    assert told["phone"]["handling"]["auc"]["value"] >= 0.86
    assert told["posture"]["slumped"]["auc"]["value"] >= 0.93
    assert told["posture"]["slumped"]["tpr_at_5pct"]["n"] == 24
