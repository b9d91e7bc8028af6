"""``onpost serve`` as a process: it answers, keeps what it took, and ends well."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.builders import ROOT, SITE, Onpost

pytestmark = pytest.mark.thorough


@contextmanager
def served(data: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a serving process, which is terminated when the block ends."""
    command = [sys.executable, "-m", "api.cli", "serve", "--data", str(data), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("serving at http://127.0.0.1:"), process.stderr and process.stderr.read()
        try:
            yield said.split()[-1].partition("/api")[0], process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            assert process.stderr is not None
            assert "Traceback" not in process.stderr.read()


def test_it_serves_the_counters_of_its_site_and_remembers_them(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(SITE, encoding="utf-8")
    for arguments in (("--site", str(site)), ()):
        with served(tmp_path / "data", *arguments) as (address, process):
            assert httpx.get(f"{address}/readyz", timeout=20).status_code == 200
            (counter,) = httpx.get(f"{address}/api/v1/counters", timeout=20).json()["counters"]
            assert (counter["id"], counter["name"]["en"]) == ("7", "Window 7")
        assert process.returncode == 0


def test_a_folder_that_cannot_be_one_is_refused(onpost: Onpost, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ended = onpost("serve", "--data", tmp_path / "data", "--port", "0")
    assert ended.code == 2
    assert ended.err.startswith("onpost: ")
    assert ended.err.count("\n") == 1
