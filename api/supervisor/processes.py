"""A child process: how it is started, what is heard of it, how it is ended."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.errors import InputError
from api.supervisor.heartbeat import VARIABLE

PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Child:
    """What is started as ``name``, once the child ``after`` is up. Secrets go into ``environment`` alone.

    ``again`` is the command of later starts (None: the same). ``address`` answers ``GET`` with 200 when it is up;
    None: nobody asks, and then it ``beats`` or nothing is known of it. ``descriptors`` of the supervisor are handed
    down to it under their numbers.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    descriptors: tuple[int, ...] = ()
    again: tuple[str, ...] | None = None
    after: str | None = None
    address: str | None = None
    beats: bool = False


def python_command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs ``module`` with our interpreter; ``-P`` keeps the working folder out of its imports."""
    return (sys.executable, "-P", "-m", module, *arguments)


class Process:
    """One life of a child."""

    def __init__(self, child: Child, *, first: bool) -> None:
        """Start it. Raises InputError where the system cannot."""
        command = child.command if first or child.again is None else child.again
        self._pulse: int | None = None
        beating: int | None = None
        if child.beats:
            self._pulse, beating = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        heartbeat = {} if beating is None else {VARIABLE: str(beating)}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the supervisor's own table of commands
                [*python_command("api.supervisor.leash"), str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,  # stdout is the supervisor's own: one line, and what a person needs
                bufsize=0,
                pass_fds=(*child.descriptors, *([] if beating is None else [beating])),
                env={**os.environ, "PYTHONPATH": _import_path(), **child.environment, **heartbeat},
                start_new_session=True,  # Ctrl-C is for the supervisor, which ends it in its own time
            )
        except OSError as error:
            msg = f"a process for {child.name} was wanted, got: {error.strerror}; close other programs, or raise limits"
            _close(self._pulse)
            raise InputError(msg) from error
        finally:
            _close(beating)
        os.set_blocking(self.output, False)
        self.mute = False
        """Whether it has closed its output."""

    @property
    def id(self) -> int:
        """The process, for a system's tools."""
        return self._process.pid

    @property
    def output(self) -> int:
        """The descriptor of everything it says."""
        assert self._process.stdout is not None  # noqa: S101 - started with a pipe
        return self._process.stdout.fileno()

    def heard(self) -> bytes:
        """What it has said since; b"" when there is nothing now."""
        try:
            content = os.read(self.output, PIECE)
        except BlockingIOError:
            return b""
        self.mute = not content
        return content

    def beaten(self) -> bool:
        """Whether its heart has beaten since this was asked last."""
        if self._pulse is None:
            return False
        try:
            return os.read(self._pulse, PIECE) != b""
        except BlockingIOError:
            return False

    def ended(self) -> int | None:
        """How it ended: its exit code, or less than 0 by that signal; None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it by force."""
        self._process.kill()

    def close(self) -> None:
        """End it if it runs, and let go of it."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            if self._process.stdout is not None:
                self._process.stdout.close()
        pulse, self._pulse = self._pulse, None
        _close(pulse)


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _import_path() -> str:
    """Our own import path with absolute folders, so that a child finds what we found."""
    return os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100 - "" is the working folder
