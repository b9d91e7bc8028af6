"""``onpost serve`` and ``onpost demo`` as processes, and what they consist of."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import httpx

from tests.api.builders import ROOT
from tests.api.server.serving import logged_in

DEADLINE_S = 60
MODULES = {"api": "api.supervisor.child_api", "jobs": "api.jobs.running", "worker": "api.cli"}


@dataclass(slots=True)
class Served:
    """A serving process: its address, and in the end all that it wrote."""

    address: str
    process: subprocess.Popen[str]
    out: str = ""
    err: str = ""

    @contextmanager
    def logged_in(self, *, first: bool = True) -> Iterator[httpx.Client]:
        """The administrator's browser: ``first`` by the link that was printed, later by name and password."""
        with logged_in(self.address, self.invitation() if first else None) as client:
            yield client

    def invitation(self) -> str:
        """The token of the link that is printed after the address."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.out += line
        head, token = line.rstrip().split("=")
        assert head == f"first login: {self.address}/login?invitation"
        return token

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def child(self, name: str) -> int | None:
        """The process of that child, once it has become it."""
        return next((pid for pid, words in children_of(self.process.pid) if MODULES[name] in words[:4]), None)


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for what is bound to happen."""
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[tuple[int, list[str]]]:
    """The processes that ``pid`` started, with their commands."""
    numbers = [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [(n, Path(f"/proc/{n}/cmdline").read_text().split("\0")) for n in numbers if runs(n)]


@contextmanager
def serving(*arguments: object, wrapped_by: tuple[str, ...] = (), **environment: str) -> Iterator[Served]:
    """``onpost`` with these arguments, serving; it is terminated when the block ends."""
    command = [*wrapped_by, sys.executable, "-m", "api.cli", *map(str, arguments)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        ) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.readline()
        served = Served(said.split()[-1] if said else "", process, said)
        try:
            assert said.startswith("serving at http://127."), _written(complaints)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(DEADLINE_S)
            finally:
                process.kill()
            served.out, served.err = served.out + process.stdout.read(), _written(complaints)
            assert "Traceback" not in served.err


def _written(file: TextIO) -> str:
    file.seek(0)
    return file.read()
