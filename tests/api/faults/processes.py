"""The product's processes as the system sees them: found below the one we started, each killed by its own id."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.api.builders import ROOT

DEADLINE_S = 30.0
EVERY_S = 0.02


class NeverCameError(AssertionError):
    """A condition that was waited for did not come about in time."""


def until(condition: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
    """Ask again and again until ``condition`` holds. Raises NeverCameError, naming ``what``, when time is up."""
    end_s = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end_s:
            msg = f"{what} was wanted within {deadline_s} s, it never came"
            raise NeverCameError(msg)
        time.sleep(EVERY_S)


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def descendants(process: int) -> list[int]:
    """The processes below ``process``, parents first."""
    found = [process]
    parents = dict(_parents())
    for one in found:
        found += [child for child, parent in parents.items() if parent == one and child not in found]
    return found[1:]


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # the name, in parentheses, may hold anything: state and parent follow the last one
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    yield int(entry.name), int(parent)


def command_of(process: int) -> list[str]:
    """The command line of ``process``; nothing where it has gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def below(process: int, *words: str) -> list[int]:
    """The processes below ``process`` whose command has all of ``words`` as arguments."""
    return [one for one in descendants(process) if set(words) <= set(command_of(one))]


def kill(process: int) -> None:
    """End it as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


class Kept:
    """A command of ours as a process that is started again where it has ended; what it says goes to a file."""

    def __init__(self, arguments: Sequence[str], said: Path, environment: dict[str, str] | None = None) -> None:
        """Start nothing yet."""
        self._command = [sys.executable, "-m", *arguments]
        self._environment = {**os.environ, **(environment or {})}
        self._said = said
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    @property
    def id(self) -> int:
        """The process that runs now."""
        assert self._process is not None
        return self._process.pid

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self._process is None else self._process.poll()

    @property
    def said(self) -> str:
        """Everything it has said."""
        return self._said.read_text(errors="replace") if self._said.exists() else ""

    def keep(self) -> None:
        """Start it if it does not run."""
        if self._process is None or self._process.poll() is not None:
            with self._said.open("ab") as said:
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=ROOT, env=self._environment
                )
            self.starts += 1

    def kill(self) -> None:
        """End it as a power cut would; everything below it stays."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end(self, deadline_s: float = DEADLINE_S) -> int:
        """End it in good order; gives its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        return self._process.wait(deadline_s)

    @contextmanager
    def run(self) -> Iterator["Kept"]:
        """Started for the block; whatever is left of it afterwards is killed, by its own id."""
        self.keep()
        try:
            yield self
        finally:
            if self.code is None:
                left = descendants(self.id)
                self.kill()
                for one in left:
                    kill(one)


def answers(address: str) -> bool:
    """Whether the API at ``address`` answers; whether it is ready it tells only to whoever logs in."""
    try:
        return httpx.get(f"{address}/healthz", timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
