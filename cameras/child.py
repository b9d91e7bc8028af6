"""The parent's side of a decoding process: it starts, listens to, watches over and ends it."""

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import IO

from cameras.errors import (
    FROM_DECODER,
    CameraError,
    DecoderCrashed,
    DecoderMisspoke,
    DecoderNotStarted,
    DecoderOutOfMemory,
    DecoderStalled,
)
from cameras.messages import Failed, Message, Request, read_message

PIPE_BYTES = 1 << 20
"""Wanted size of the pipe frames come through: the system's 64 KiB cost a switch of process each."""

EXIT_S = 5.0
"""How long a process that has closed its output may take to end before it is ended."""


def decoder_command() -> tuple[str, ...]:
    """Return the command of our own decoding process; ``-P`` keeps the working directory out of its imports."""
    return (sys.executable, "-P", "-m", "cameras.decode_file")


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """How decoding processes run.

    ``threads`` of the decoder: one keeps a watch on about one core. ``stall_s``: without a word for so
    long it is ended. ``memory_bytes`` bounds its address space: 4 GiB decode 8K with room to spare.
    """

    threads: int = 1
    stall_s: float = 20.0
    memory_bytes: int = 4 << 30
    command: tuple[str, ...] = field(default_factory=decoder_command)


class Decoder:
    """A running decoding process; ``close`` ends it and leaves neither process nor descriptor behind."""

    def __init__(self, descriptor: int, frames_per_second: float | None, settings: DecoderSettings) -> None:
        """Start it on an open file; DecoderNotStarted when the system cannot."""
        self._stall_s = settings.stall_s
        self._said_anything = False
        self._process = _start(settings.command, descriptor)
        request = Request(descriptor, frames_per_second, settings.threads, settings.memory_bytes)
        with contextlib.suppress(BrokenPipeError):  # it died at once: reading its output tells why
            _input(self._process).write(request.to_line())

    @property
    def process_id(self) -> int:
        """The process, for a system's tools."""
        return self._process.pid

    def next(self) -> Message:
        """Wait for its next message; raises ``CameraError`` when it failed, stalled, crashed or misspoke."""
        try:
            message = read_message(self._fill)
        except ValueError as error:
            msg = f"Frames were wanted, but the decoding process answered something else ({error}). "
            msg += "Install OnPost again."
            raise DecoderMisspoke(msg) from error
        self._said_anything = True
        if isinstance(message, Failed):
            raise _error_of(message)
        return message

    def close(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _fill(self, view: memoryview) -> None:
        """Fill ``view`` with the next bytes of its output, waiting ``stall_s`` for each piece."""
        output = self._process.stdout
        assert output is not None  # noqa: S101 - started with a pipe
        waiting = select.poll()
        waiting.register(output, select.POLLIN)
        while len(view):
            if not waiting.poll(round(self._stall_s * 1000)):
                msg = f"Frames were wanted, but decoding this file makes no progress for {self._stall_s:g} s. "
                msg += "Export or copy the recording again."
                raise DecoderStalled(msg)
            filled = os.readv(output.fileno(), [view])
            if not filled:
                raise self._why_it_ended()
            view = view[filled:]

    def _why_it_ended(self) -> CameraError:
        try:
            status = self._process.wait(EXIT_S)
        except subprocess.TimeoutExpired:
            return DecoderStalled("Frames were wanted, but the decoding process closed its output. Try again.")
        if status == -signal.SIGKILL:
            msg = "Frames were wanted, but the system ended the decoding process, as it does when memory runs out. "
            return DecoderOutOfMemory(msg + "Free some memory, or export the recording at a smaller picture size.")
        if status < 0:
            msg = f"Frames were wanted, but decoding this file crashed the decoder ({signal.Signals(-status).name}). "
            return DecoderCrashed(msg + "Export the recording again, or convert it to H.264 MP4.")
        said = "in the middle of its work" if self._said_anything else "before it said anything"
        msg = f"Frames were wanted, but the decoding process ended {said} (exit status {status}). Install OnPost again."
        return DecoderMisspoke(msg) if self._said_anything else DecoderNotStarted(msg)


def _start(command: tuple[str, ...], descriptor: int) -> "subprocess.Popen[bytes]":
    try:
        process = subprocess.Popen(  # noqa: S603 - the command is ours, nothing of the file is in it
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pass_fds=(descriptor,),
            env={**os.environ, "PYTHONPATH": _import_path()},
            start_new_session=True,  # Ctrl-C is for the parent, which ends the process in its own time
        )
    except OSError as error:
        msg = f"A decoding process was wanted, but {command[0]!r} does not start ({error.strerror}). "
        msg += "Install OnPost again, or close other programs."
        raise DecoderNotStarted(msg) from error
    if process.stdout is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # above what this user may have: the small pipe works too
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return process


def _import_path() -> str:
    """Our own import path with absolute folders, so that the process finds what this one found."""
    return os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100 - "" is the working folder


def _input(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdin is not None  # noqa: S101 - started with a pipe
    return process.stdin


def _error_of(failed: Failed) -> CameraError:
    kind = FROM_DECODER.get(failed.kind)
    if kind is None:
        msg = f"Frames were wanted, but the decoding process failed ({failed.kind}: {failed.detail}). Report it."
        return DecoderMisspoke(msg)
    return kind(failed.detail)
