"""The parent's side of a decoding process: it starts, listens to, watches over and ends it."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import IO

from cameras.alarm import Alarm, Interrupted, readable
from cameras.errors import (
    FROM_DECODER,
    CameraBreaksDecoder,
    CameraError,
    CameraStalled,
    DecoderCrashed,
    DecoderMisspoke,
    DecoderNotStarted,
    DecoderOutOfMemory,
    DecoderStalled,
)
from cameras.messages import Failed, LiveRequest, Message, Opened, Request, Stored, read_message
from cameras.shared import SLOTS, Room

EXIT_S = 5.0
"""How long a process that has closed its output may take to end before it is ended."""


def decoder_command(module: str = "cameras.decode_file") -> tuple[str, ...]:
    """Return the command of our own decoding process; ``-P`` keeps the working directory out of its imports."""
    return (sys.executable, "-P", "-m", module)


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """How decoding processes of files run.

    ``threads`` of the decoder: one keeps a watch on about one core. ``stall_s``: without a word for so
    long it is ended. ``memory_bytes`` bounds its address space: 4 GiB decode 8K with room to spare.
    """

    threads: int = 1
    stall_s: float = 20.0
    memory_bytes: int = 4 << 30
    command: tuple[str, ...] = field(default_factory=decoder_command)


@dataclass(frozen=True, slots=True)
class Blame:
    """What it means for one kind of source when its decoding process fails: error and remedy for each way."""

    source: str
    stalled: tuple[type[CameraError], str]
    crashed: tuple[type[CameraError], str]
    starved: tuple[type[CameraError], str]


FILE = Blame(
    "this file",
    (DecoderStalled, "Export or copy the recording again."),
    (DecoderCrashed, "Export the recording again, or convert it to H.264 MP4."),
    (DecoderOutOfMemory, "Free some memory, or export the recording at a smaller picture size."),
)
CAMERA = Blame(
    "this camera",
    (CameraStalled, "Restart the camera if this goes on."),
    (CameraBreaksDecoder, "Update the camera, or set its stream to H.264."),
    (CameraBreaksDecoder, "Free some memory, or set the camera to a smaller picture."),
)


class Decoder:
    """A running decoding process; ``close`` ends it and leaves neither process nor descriptor behind."""

    def __init__(
        self,
        request: Request | LiveRequest,
        command: tuple[str, ...],
        *,
        blame: Blame,
        stall_s: float,
        alarm: Alarm | None = None,
    ) -> None:
        """Start it; DecoderNotStarted when the system cannot.

        Without a word for ``stall_s`` while one is read it counts as stalled. ``alarm`` breaks off reading.
        """
        self._blame = blame
        self._stall_s = stall_s
        self._alarm = alarm
        self._said_anything = False
        self._is_file = isinstance(request, Request)
        self._room = _room()
        passed = (self._room.descriptor, *((request.descriptor,) if isinstance(request, Request) else ()))
        try:
            self._process = _start(command, passed)
        except BaseException:
            self._room.close()
            raise
        self.say(replace(request, room=self._room.descriptor).to_line())

    @property
    def process_id(self) -> int:
        """The process, for a system's tools."""
        return self._process.pid

    def say(self, content: bytes) -> None:
        """Write to its input."""
        with contextlib.suppress(BrokenPipeError):  # it died at once: reading its output tells why
            _input(self._process).write(content)

    def has_spoken(self, wait_s: float) -> bool:
        """Whether it says something (or ends) within ``wait_s``; raises Interrupted by the alarm."""
        return readable(_output(self._process).fileno(), wait_s, self._alarm)

    def next(self) -> Message:
        """Wait for its next message; raises ``CameraError`` when it failed, stalled, crashed or misspoke."""
        try:
            message = self._message()
        except ValueError as error:
            if self._alarm is not None and self._alarm.is_set:  # closed by a signal while it was being read
                raise Interrupted from error
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
        self._room.close()
        self._process.wait()

    def stalled(self, silent_s: float) -> CameraError:
        """The error of a process that has said nothing for so long."""
        kind, remedy = self._blame.stalled
        return kind(
            f"Frames were wanted, but decoding {self._blame.source} makes no progress for {silent_s:g} s. {remedy}"
        )

    def _message(self) -> Message:
        """Read what it says next, pictures with their pixels; ValueError where it makes no sense."""
        sent = read_message(self._fill)
        if isinstance(sent, Opened):
            self._room.fit(sent.info.size_wh)
            self._free(SLOTS)
        if not isinstance(sent, Stored):
            return sent
        picture = self._room.picture(sent)
        self._free(1)
        return picture

    def _free(self, slots: int) -> None:
        """Tell a file's process, which goes on by itself, that so many places are free for pictures."""
        if self._is_file:
            self.say(bytes(slots))

    def _fill(self, view: memoryview) -> None:
        """Fill ``view`` with the next bytes of its output, waiting ``stall_s`` for each piece."""
        while len(view):
            if not self.has_spoken(self._stall_s):
                raise self.stalled(self._stall_s)
            filled = os.readv(_output(self._process).fileno(), [view])
            if not filled:
                raise self._why_it_ended()
            view = view[filled:]

    def _why_it_ended(self) -> CameraError:
        try:
            status = self._process.wait(EXIT_S)
        except subprocess.TimeoutExpired:
            kind, _ = self._blame.stalled
            return kind("Frames were wanted, but the decoding process closed its output. Try again.")
        if status == -signal.SIGKILL:
            msg = "Frames were wanted, but the system ended the decoding process, as it does when memory runs out. "
            kind, remedy = self._blame.starved
            return kind(msg + remedy)
        if status < 0:
            name = signal.Signals(-status).name
            kind, remedy = self._blame.crashed
            return kind(f"Frames were wanted, but decoding {self._blame.source} crashed the decoder ({name}). {remedy}")
        said = "in the middle of its work" if self._said_anything else "before it said anything"
        msg = f"Frames were wanted, but the decoding process ended {said} (exit status {status}). Install OnPost again."
        return DecoderMisspoke(msg) if self._said_anything else DecoderNotStarted(msg)


def _room() -> Room:
    try:
        return Room()
    except OSError as error:
        msg = f"Memory for pictures was wanted, but the system gives none ({error.strerror}). Close other programs."
        raise DecoderNotStarted(msg) from error


def _start(command: tuple[str, ...], descriptors: tuple[int, ...]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - the command is ours, nothing of the file or address is in it
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pass_fds=descriptors,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which ends the process in its own time
        )
    except OSError as error:
        msg = f"A decoding process was wanted, but {command[0]!r} does not start ({error.strerror}). "
        msg += "Install OnPost again, or close other programs."
        raise DecoderNotStarted(msg) from error


def _environment() -> dict[str, str]:
    """Our own without proxies (cameras are near, and FFmpeg would use one) and with absolute import folders."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"PYTHONPATH": _import_path()}


def _import_path() -> str:
    """Our own import path with absolute folders, so that the process finds what this one found."""
    return os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100 - "" is the working folder


def _input(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdin is not None  # noqa: S101 - started with a pipe
    return process.stdin


def _output(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    return process.stdout


def _error_of(failed: Failed) -> CameraError:
    kind = FROM_DECODER.get(failed.kind)
    if kind is None:
        msg = f"Frames were wanted, but the decoding process failed ({failed.kind}: {failed.detail}). Report it."
        return DecoderMisspoke(msg)
    return kind(failed.detail)
