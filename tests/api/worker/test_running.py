"""The worker as a process, on the demo scene and against a real API: it watches, tells, goes on, ends."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.contract import Registration
from api.demo_site import address_from, demo_site_text
from api.server.parts import Parts, open_parts
from api.site_file import parse_site
from api.site_schema import Site
from api.supervisor.product import KEY_VARIABLE
from api.worker.running import TAKEN_OVER
from api.worker.spool import Spool
from cameras.arrival import wall_ms
from cameras.scene_demo import demo_script
from tests.api.builders import ROOT
from tests.api.server.serving import served
from vision.datatypes import Presence

pytestmark = pytest.mark.thorough
KEY = "a-key-of-this-test"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(tmp_path / "data", demo_site(wall_ms()), wall_ms, worker_key=KEY)
    yield opened
    opened.close()


def demo_site(begins_ms: int) -> Site:
    read = parse_site(demo_site_text(demo_script(), address_from(begins_ms)), "demo")
    assert read.site is not None
    return read.site


@contextmanager
def working(api: str, folder: Path, name: str = "w1") -> Iterator[subprocess.Popen[str]]:
    """A worker that is killed when the block ends, if it has not ended by then."""
    command = [sys.executable, "-m", "api.cli", "worker", "--api", api, "--data", str(folder), "--name", name]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, KEY_VARIABLE: KEY}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], number: int | None = signal.SIGTERM) -> str:
    """End the worker; what it logged."""
    if number is not None:
        process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said, said
    return said


def until(condition: Callable[[], bool], timeout_s: float = 90.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.1)  # polling another process


def staffed(api: str) -> bool:
    counters = httpx.get(f"{api}/api/v1/counters", timeout=20).json()["counters"]
    return any(counter["settled"] == Presence.PRESENT for counter in counters)


def has_picture(api: str, counter: str) -> bool:
    given = {"from": wall_ms() - 600_000, "to": wall_ms()}
    listed = httpx.get(f"{api}/api/v1/counters/{counter}/pictures", params=given, timeout=20).json()["pictures"]
    if not listed:
        return False
    view, at_ms = listed[0]["view"], listed[0]["at_ms"]
    return httpx.get(f"{api}/api/v1/views/{view}/pictures/{at_ms}", timeout=20).content.startswith(b"\xff\xd8")


def test_it_watches_what_it_is_told_and_leaves_nothing_unsaid_when_it_is_ended(parts: Parts, tmp_path: Path) -> None:
    with served(parts) as api, working(api, tmp_path / "w") as process:
        until(lambda: staffed(api))
        until(lambda: has_picture(api, "3"))
        said = ended(process)
        assert process.returncode == 0
        assert "registered epoch=1 views=4" in said
    spool = Spool(tmp_path / "w" / "worker" / "w1", "w1")
    assert spool.waiting() == 0, "its last words were not sent"
    assert spool.pins("demo")
    spool.close()
    assert list((tmp_path / "w" / "worker" / "w1" / "trace" / "demo").glob("*.jsonl"))


def test_it_watches_on_while_the_api_is_away_and_tells_it_all_afterwards(parts: Parts, tmp_path: Path) -> None:
    folder = tmp_path / "w" / "worker" / "w1"
    with served(parts) as api, working(api, tmp_path / "w") as process:
        until(lambda: staffed(api))
        port = int(api.rpartition(":")[2])
        ended(process, signal.SIGKILL)
    before = trace_lines(folder)
    with working(api, tmp_path / "w") as process:  # nobody answers: it remembers what to watch
        until(lambda: trace_lines(folder) > before + 20)
        with served(parts, port):
            spool = Spool(folder, "w1")
            until(lambda: spool.waiting() == 0)
            spool.close()
            said = ended(process)
            assert process.returncode == 0
    assert "registered epoch=2 views=4" in said
    assert "link_back" in said
    with parts.store.read() as log:
        spans = log.spans(["3@demo"], 0, 2**60)["3@demo"]
    assert all(before.to_ms <= after.from_ms for before, after in itertools.pairwise(spans))


def trace_lines(folder: Path) -> int:
    return sum(len(path.read_text().splitlines()) for path in (folder / "trace").glob("*/*.jsonl"))


def test_one_whose_name_was_taken_stops(parts: Parts, tmp_path: Path) -> None:
    with served(parts) as api, working(api, tmp_path / "w") as process:
        until(lambda: staffed(api))
        parts.intake.register(Registration(worker="w1", views=("1@demo",)))
        said = ended(process, None)
        assert process.returncode == TAKEN_OVER
        assert "taken_over" in said


def test_two_never_share_a_folder(parts: Parts, tmp_path: Path) -> None:
    with served(parts) as api, working(api, tmp_path / "w") as first:
        until((tmp_path / "w" / "worker" / "w1" / "spool.sqlite").exists)
        with working(api, tmp_path / "w") as second:
            said = ended(second, None)
            assert second.returncode == 2
            assert "one that another worker uses" in said
        ended(first)
