"""``onpost watch`` on a camera: a real RTSP server that hangs and comes back, until somebody interrupts."""

import json
import queue
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from tests.api.conftest import Scene
from tests.cameras.rtsp import RtspServer, clip

pytestmark = pytest.mark.thorough

WITHIN_S = 60.0
"""For each line, on a machine with other things to do."""


class Lines:
    """What a process prints, line by line, waited for no longer than ``WITHIN_S``."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def until_reason(self, *reasons: str | None) -> dict[str, object]:
        """The next change of state that is blind for one of ``reasons`` (None: not blind)."""
        while True:
            line = self._lines.get(timeout=WITHIN_S)
            assert line is not None, "ended too early"
            change: dict[str, object] = json.loads(line)
            if change.get("kind") == "state" and change["blind_reason"] in reasons:
                return change

    def last(self) -> dict[str, object]:
        """The line before the end."""
        line, last = self._lines.get(timeout=WITHIN_S), ""
        while line is not None:
            last, line = line, self._lines.get(timeout=WITHIN_S)
        summary: dict[str, object] = json.loads(last)
        return summary


def test_a_camera_that_hangs_is_blind_until_it_is_back_and_an_interruption_ends_well(
    tmp_path: Path, scene: Scene
) -> None:
    log = tmp_path / "spans.jsonl"
    with RtspServer(clip(tmp_path)) as server:
        command = [sys.executable, "-m", "api.cli", "watch", server.url(), "--json"]
        command += ["--weights", str(scene.network), "--log", str(log)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = Lines(process.stdout)
            seen = lines.until_reason(None, "undecided", "covered")
            server.hang()
            lost = lines.until_reason("no_picture")
            server.go_on()
            back = lines.until_reason(None, "undecided", "covered")
            process.send_signal(signal.SIGINT)
            summary = lines.last()
            assert process.wait(WITHIN_S) == 0
            assert process.stderr is not None
            said = process.stderr.read()
    assert "Traceback" not in said
    moments = [change["at_ms"] for change in (seen, lost, back)]
    assert moments == sorted(moments, key=str)
    assert isinstance(summary["looks"], int)
    assert summary["looks"] > 0
    spans = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()[1:]]
    assert all(a["to_ms"] == b["from_ms"] for a, b in pairwise(spans))


def test_the_demo_scene_is_watched_with_its_own_counters(tmp_path: Path, scene: Scene) -> None:
    log = tmp_path / "spans.jsonl"
    command = [sys.executable, "-m", "api.cli", "watch", "scene:demo", "--json", "--looks-per-second", "0.5"]
    result = subprocess.run(
        [*command, "--weights", str(scene.network), "--log", str(log)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (result.returncode, result.stderr) == (0, "")
    summary = json.loads(result.stdout.splitlines()[-1])
    assert [counter["counter"] for counter in summary["counters"]] == ["1", "2", "3", "4"]
    for counter in summary["counters"]:
        assert sum(seconds for key, seconds in counter.items() if key.endswith("_s")) == pytest.approx(180, abs=0.001)
