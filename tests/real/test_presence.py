"""Presence on real footage: ``eval/presence`` of the measuring data, and how fast a file is watched."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.presence_eval import evaluate_clip, presence_json, read_truths
from models.detector import open_detector

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ONPOST_SHARED", ROOT.parent / "shared"))
PRESENCE = SHARED / "eval" / "presence"
INTEL = "intel_one-by-one-person-detection.mp4"
ARGOS = "argos_supermarket.mp4"


def figures(clip: str) -> dict[str, Any]:
    """What ``eval presence`` tells of one clip, at default settings."""
    truths = {path.name: (path, truth) for path, truth in read_truths(PRESENCE).items()}
    path, truth = truths[clip]
    told: dict[str, Any] = presence_json(evaluate_clip(path, truth, open_detector("yolo11n"), lambda _share: None))
    return told


@pytest.mark.thorough
def test_six_visits_to_a_table_are_timed() -> None:
    told = figures(INTEL)
    assert told["seconds_right"]["value"] >= 0.97
    assert told["seconds_right"]["n"] >= 100
    assert told["changes"] == 12
    assert told["changes_on_time"] >= 11
    assert told["false_changes"] == 0
    assert told["live_delay_s"] <= 3


@pytest.mark.thorough
def test_the_one_departure_from_three_tills_is_found() -> None:
    told = figures(ARGOS)
    assert told["changes"] == 1
    assert told["changes_on_time"] == 1
    assert told["false_changes"] == 0


def cpu_s() -> float:
    """Processor time of all ended child processes, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.thorough
def test_a_file_is_watched_at_ten_looks_a_second_of_one_core() -> None:
    before = cpu_s()
    command = [sys.executable, "-m", "api.cli", "watch", str(PRESENCE / INTEL), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=300)
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["looks"] == pytest.approx(279, abs=1)
    # All of it counts: starting, decoding in its own process, and looking at the whole picture at 640.
    assert told["looks"] / (cpu_s() - before) >= 10
