"""What a decoding process and its parent say to each other over two pipes.

The parent writes one line of JSON, a ``Request``, and keeps that pipe open as long as it lives. The
process answers with messages, each a head (magic, kind, payload length) and a payload: ``Opened`` first,
then ``Stored`` after ``Stored``, ``Alive`` where nothing is due for a while, ``Ended`` or ``Failed`` last.
The pixels lie in shared memory (``cameras.shared``); for each place there that is free the parent of a file's
process writes one byte.

For a camera the line is a ``LiveRequest``, and the process speaks only when asked: each ``Ask`` gets one
message, the newest picture or ``Alive``. So a slow parent holds nothing up and no old picture waits in
the pipe, and pictures that nobody asks for are never converted or sent.

The process is not trusted: whatever it sends is bounded and checked before it is used.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cameras.source import SourceInfo, SourceLosses

MAGIC = b"OPd1"
LONGEST_SIDE_PX = 16_384
LONGEST_TEXT_BYTES = 64 * 1024

_HEAD = struct.Struct("<4sBI")
_OPENED = struct.Struct("<IIqd")
"""width, height, duration_ms (-1: none), frames a second (0: none)."""
_STORED = struct.Struct("<qIIIIII")
"""at_ms, slot, width, height, undecodable, out of order, overtaken."""
_ENDED = struct.Struct("<III")
"""undecodable, out of order, overtaken."""
_ASK = struct.Struct("<I")
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be decoded: an open file's descriptor, and within which limits.

    ``frames_per_second`` None asks for every frame; ``memory_bytes`` bounds the address space. ``room`` is
    the descriptor of the memory for pictures.
    """

    descriptor: int
    frames_per_second: float | None
    threads: int
    memory_bytes: int
    room: int = -1

    def to_line(self) -> bytes:
        """One line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Request":
        """Read the inverse of ``to_line``."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """Which camera is to be watched, and within which limits; its ``url`` may hold a password.

    ``container`` is the only format its input may have ("" for any known one), ``options`` are FFmpeg's.
    ``open_s`` bounds the time to the first picture, ``stall_s`` that between two. ``begins_s`` is when a
    scene's script begins, by the system's monotonic clock, which all processes share. ``room`` as in ``Request``.
    """

    url: str = field(repr=False)
    container: str
    options: tuple[tuple[str, str], ...]
    frames_per_second: float | None
    threads: int
    memory_bytes: int
    open_s: float
    stall_s: float
    begins_s: float = 0.0
    room: int = -1

    def to_line(self) -> bytes:
        """One line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "LiveRequest":
        """Read the inverse of ``to_line``."""
        values = json.loads(line)
        return cls(**{**values, "options": tuple((name, value) for name, value in values["options"])})


@dataclass(frozen=True, slots=True)
class Ask:
    """The parent wants the newest picture it has not had; after ``wait_ms`` without one, word of it."""

    wait_ms: int

    SIZE: ClassVar[int] = _ASK.size

    def to_bytes(self) -> bytes:
        """Four bytes."""
        return _ASK.pack(self.wait_ms)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Ask":
        """Read the inverse of ``to_bytes``."""
        return cls(*_ASK.unpack(content))


@dataclass(frozen=True, slots=True)
class Opened:
    """The source is a video; pictures follow."""

    info: SourceInfo


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture ``image`` uint8 [H, W, 3] RGB.

    ``at_ms`` counts from the first picture of a file; a camera's is when it arrived, by the system's
    monotonic clock.
    """

    at_ms: int
    image: NDArray[np.uint8]
    losses: SourceLosses


@dataclass(frozen=True, slots=True)
class Stored:
    """A ``Picture`` of ``size_wh`` on its way: its pixels lie in place ``slot`` of the shared memory."""

    at_ms: int
    slot: int
    size_wh: tuple[int, int]
    losses: SourceLosses


@dataclass(frozen=True, slots=True)
class Alive:
    """Decoding goes on, no picture is due yet."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The file is over."""

    losses: SourceLosses


@dataclass(frozen=True, slots=True)
class Failed:
    """Decoding ended with the error class named ``kind`` and the sentence ``detail``."""

    kind: str
    detail: str


Message = Opened | Picture | Alive | Ended | Failed
"""What a process has to say."""

Sent = Opened | Stored | Alive | Ended | Failed
"""How it goes over the pipe."""


class _Kind(IntEnum):
    OPENED = 1
    STORED = 2
    ALIVE = 3
    ENDED = 4
    FAILED = 5


def to_bytes(message: Sent) -> bytes:
    """Encode ``message``."""
    match message:
        case Opened(info):
            return _with_head(_Kind.OPENED, _pack_info(info))
        case Stored(at_ms, slot, size_wh, losses):
            return _with_head(_Kind.STORED, _STORED.pack(at_ms, slot, *size_wh, *_counts(losses)))
        case Alive():
            return _with_head(_Kind.ALIVE)
        case Ended(losses):
            return _with_head(_Kind.ENDED, _ENDED.pack(*_counts(losses)))
        case Failed(kind, detail):
            text = f"{kind}\n{detail}".encode(errors="replace")
            return _with_head(_Kind.FAILED, text[:LONGEST_TEXT_BYTES])


def _counts(losses: SourceLosses) -> tuple[int, int, int]:
    return losses.undecodable, losses.out_of_order, losses.overtaken


def _with_head(kind: _Kind, payload: bytes = b"") -> bytes:
    return _HEAD.pack(MAGIC, kind, len(payload)) + payload


def _pack_info(info: SourceInfo) -> bytes:
    duration_ms = -1 if info.duration_ms is None else info.duration_ms
    return _OPENED.pack(*info.size_wh, duration_ms, info.frames_per_second or 0.0)


def read_message(fill: Callable[[memoryview], None]) -> Sent:
    """Read the next message; ``fill`` writes the next bytes of the pipe over the whole view it is given.

    Raises ValueError when the bytes are not a message, and whatever ``fill`` raises.
    """
    magic, kind, length = _HEAD.unpack(_take(fill, _HEAD.size))
    if magic != MAGIC:
        msg = f"a message must begin with {MAGIC!r}, got {magic!r}"
        raise ValueError(msg)
    match _Kind(kind):
        case _Kind.OPENED:
            return Opened(_info(*_unpack(_OPENED, fill, length)))
        case _Kind.STORED:
            return _stored(*_unpack(_STORED, fill, length))
        case _Kind.ALIVE:
            return Alive()
        case _Kind.ENDED:
            return Ended(SourceLosses(*_unpack(_ENDED, fill, length)))
        case _Kind.FAILED:
            return _read_failed(fill, length)


def _take(fill: Callable[[memoryview], None], length: int) -> bytes:
    taken = bytearray(length)
    fill(memoryview(taken))
    return bytes(taken)


def _unpack(layout: struct.Struct, fill: Callable[[memoryview], None], length: int) -> tuple[Any, ...]:
    if length != layout.size:
        msg = f"a message of layout {layout.format} must have {layout.size} bytes, got {length}"
        raise ValueError(msg)
    return layout.unpack(_take(fill, length))


def _info(width: int, height: int, duration_ms: int, frames_per_second: float) -> SourceInfo:
    _check_size(width, height)
    return SourceInfo((width, height), None if duration_ms < 0 else duration_ms, frames_per_second or None)


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= LONGEST_SIDE_PX and 0 < height <= LONGEST_SIDE_PX):
        msg = f"a picture must be 1 to {LONGEST_SIDE_PX} pixels wide and high, got {width}x{height}"
        raise ValueError(msg)


def _stored(at_ms: int, slot: int, width: int, height: int, *counts: int) -> Stored:
    _check_size(width, height)
    return Stored(at_ms, slot, (width, height), SourceLosses(*counts))


def _read_failed(fill: Callable[[memoryview], None], length: int) -> Failed:
    if length > LONGEST_TEXT_BYTES:
        msg = f"a text must not be longer than {LONGEST_TEXT_BYTES} bytes, got {length}"
        raise ValueError(msg)
    kind, _, detail = _take(fill, length).decode(errors="replace").partition("\n")
    return Failed(kind, detail)
