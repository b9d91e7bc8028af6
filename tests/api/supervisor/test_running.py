"""A supervisor with real children: they come back, they end, none is left."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.supervisor.states import FIRST_STARTS
from tests.api.builders import ROOT
from tests.api.serving import DEADLINE_S, runs, until

pytestmark = pytest.mark.thorough


class Family:
    """A supervisor as a process, and the diary of its children."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self._diary = process, folder / "diary"

    def diary(self) -> list[list[str]]:
        return [line.split() for line in self._diary.read_text().splitlines()] if self._diary.exists() else []

    def pids(self, name: str) -> list[int]:
        """The processes that were ``name``, in order."""
        return [int(pid) for who, what, pid in self.diary() if (who, what) == (name, "began")]

    def has_begun(self, name: str, times: int = 1) -> None:
        until(lambda: len(self.pids(name)) >= times, f"{name} begins {times} times")

    def all_gone(self) -> bool:
        return not any(runs(int(pid)) for _, _, pid in self.diary())

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it wrote to stderr."""
        _, said = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, said


@contextmanager
def family(folder: Path, *children: str) -> Iterator[Family]:
    """A family until the block ends, whatever it did by then."""
    command = [sys.executable, "-m", "tests.api.supervisor.family", str(folder), *children]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield Family(process, folder)
        finally:
            process.kill()


def port_of(these: Family) -> int:
    assert these.process.stdout is not None
    return int(these.process.stdout.readline())


def test_children_start_in_order_and_end_in_the_other_one_and_all_is_well(tmp_path: Path) -> None:
    with family(tmp_path, "api=answering", "worker=steady") as these:
        port_of(these)
        these.has_begun("worker")
        these.process.send_signal(signal.SIGTERM)
        code, said = these.ended()
        assert code == 0, said
        assert [(who, what) for who, what, _ in these.diary()] == [
            ("api", "began"),
            ("worker", "began"),
            ("worker", "asked"),
            ("api", "asked"),
        ]
        assert these.all_gone()
    assert "worker prints" in said


@pytest.mark.parametrize("name", ["api", "worker"])
def test_who_is_killed_comes_back_and_nobody_else_is_disturbed(tmp_path: Path, name: str) -> None:
    with family(tmp_path, "api=answering", "worker=steady") as these:
        port = port_of(these)
        these.has_begun("worker")
        os.kill(these.pids(name)[0], signal.SIGKILL)
        these.has_begun(name, 2)
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as line:
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert b"200" in line.recv(100)
        assert sorted(len(these.pids(who)) for who in ("api", "worker")) == [1, 2]
        these.process.send_signal(signal.SIGINT)
        assert these.ended()[0] == 0


@pytest.mark.parametrize("name", ["api", "worker"])
def test_who_hangs_is_ended_and_comes_back_and_nobody_else_is_disturbed(tmp_path: Path, name: str) -> None:
    with family(tmp_path, "api=answering", "worker=beating") as these:
        port_of(these)
        these.has_begun("worker")
        os.kill(these.pids(name)[0], signal.SIGSTOP)
        these.has_begun(name, 2)
        assert sorted(len(these.pids(who)) for who in ("api", "worker")) == [1, 2]
        these.process.send_signal(signal.SIGTERM)
        code, said = these.ended()
        assert (code, these.all_gone()) == (0, True), said
    assert said.count(f"no_sign_of_life child={name} ") == said.count("no_sign_of_life") == 1


def test_who_never_starts_ends_all_with_one_sentence(tmp_path: Path) -> None:
    with family(tmp_path, "api=crashing", "worker=steady") as these:
        code, said = these.ended()
        assert (code, len(these.pids("api")), these.pids("worker")) == (1, FIRST_STARTS, [])
    assert said.count("onpost: api: a process that serves was wanted") == 1
    assert said.count("ended child=api code=1") == FIRST_STARTS


def test_who_lost_its_name_is_left_alone_for_long(tmp_path: Path) -> None:
    with family(tmp_path, "api=answering", "worker=displaced") as these:
        port_of(these)
        these.has_begun("worker")
        os.kill(these.pids("api")[0], signal.SIGKILL)
        these.has_begun("api", 2)
        these.process.send_signal(signal.SIGTERM)
        code, said = these.ended()
        assert (code, len(these.pids("worker"))) == (0, 1)
    assert said.count("name_taken child=worker again_in_s=60 ") == 1


def test_nobody_outlives_a_supervisor_that_is_killed_and_its_port_is_free(tmp_path: Path) -> None:
    with family(tmp_path, "api=answering", "worker=stubborn") as these:
        port = port_of(these)
        these.has_begun("worker")
        these.process.kill()
        until(these.all_gone, "the children are gone")
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_who_does_not_end_is_ended_by_force(tmp_path: Path) -> None:
    with family(tmp_path, "api=answering", "worker=stubborn") as these:
        these.has_begun("worker")
        these.process.send_signal(signal.SIGTERM)
        code, said = these.ended()
        assert (code, these.all_gone()) == (1, True)
    assert "ended_by_force child=worker" in said


def test_a_second_signal_ends_all_at_once(tmp_path: Path) -> None:
    with family(tmp_path, "api=stubborn") as these:
        these.has_begun("api")
        these.process.send_signal(signal.SIGTERM)
        until(lambda: ["api", "asked"] in [entry[:2] for entry in these.diary()], "the first signal arrives")
        these.process.send_signal(signal.SIGTERM)
        assert these.ended()[0] == 1
        assert these.all_gone()


@pytest.mark.parametrize("children", [("api=refusing", "worker=steady"), ("api=answering", "worker=refusing")])
def test_who_cannot_start_for_a_reason_of_a_persons_ends_all(tmp_path: Path, children: tuple[str, str]) -> None:
    with family(tmp_path, *children) as these:
        code, said = these.ended()
        assert (code, these.all_gone()) == (2, True)
    assert said.count("onpost: a better disk was wanted\n") == 1


def test_who_cannot_start_later_is_told_once_and_tried_again(tmp_path: Path) -> None:
    with family(tmp_path, "api=answering/refusing") as these:
        port_of(these)
        os.kill(these.pids("api")[0], signal.SIGKILL)
        these.has_begun("api", 4)
        these.process.send_signal(signal.SIGTERM)
        code, said = these.ended()
        assert code == 0
    assert said.count("onpost: a better disk was wanted\n") == 1
