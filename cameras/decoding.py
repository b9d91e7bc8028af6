"""Decoding a file, as it happens inside the decoding process: an open descriptor in, messages out."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from cameras.errors import CodecMissing, DecoderOutOfMemory, FileDamaged, FileTruncated, NotAVideo
from cameras.messages import LONGEST_SIDE_PX, Alive, Ended, Message, Opened, Picture, Request
from cameras.sampling import FALLBACK_INTERVAL_MS, LATEST_MS, FrameTimes, Sampler
from cameras.sniff import ENOUGH_BYTES, is_mp4, what_it_is
from cameras.source import SourceInfo, SourceLosses
from cameras.translate import translated

if TYPE_CHECKING:
    from av.packet import Packet  # generic for type checkers alone

WANTED = "A video was wanted"
AGAIN = "Export or copy the recording again."

CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,gif,apng,asf,ogg,mxf,dv,dhav,ivf,wtv,nut,"
    "h263,h264,hevc,vvc,av1,obu,m4v,mjpeg,yuv4mpegpipe"
)
"""FFmpeg's demuxers of single video files. Playlists, scripts, stream descriptions (which name other files
and addresses) and pictures are left out."""

LOST_AT_MOST_MS = 10_000
"""A longer stretch without a usable picture means that the file is damaged, not scratched."""

UNREADABLE_AT_MOST = 16
"""So many failures in a row to read the next packet, and the rest is taken as lost."""

SHORT_BY_AT_MOST_MS = 2_000
"""A file may end so much before the end its header states: sound often outlasts the pictures."""

_MICROSECOND = Fraction(1, av.time_base)

_TAG = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)$")
"""Matroska's DURATION of a track, hours:minutes:seconds."""


@dataclass(slots=True)
class _Losses:
    """Running counts, and how long the last usable picture is past."""

    undecodable: int = 0
    out_of_order: int = 0
    run_ms: float = 0.0

    def add(self, undecodable: int, out_of_order: int, lasting_ms: float) -> None:
        """Count what was lost; FileDamaged when the run of losses becomes too long."""
        self.undecodable += undecodable
        self.out_of_order += out_of_order
        self.run_ms += lasting_ms
        if self.run_ms > LOST_AT_MOST_MS:
            msg = f"{WANTED}, but more than {LOST_AT_MOST_MS // 1000} s of this one on end have no usable picture "
            msg += f"({self.undecodable} did not decode, {self.out_of_order} went back in time). {AGAIN}"
            raise FileDamaged(msg)

    def so_far(self) -> SourceLosses:
        return SourceLosses(self.undecodable, self.out_of_order)


def decoded(request: Request) -> Iterator[Message]:
    """Messages about the file behind ``request.descriptor``: ``Opened``, pictures, ``Ended``.

    ``Alive`` comes for each packet that gives no picture. Raises ``CameraError``.
    """
    sampler = Sampler(request.frames_per_second, FALLBACK_INTERVAL_MS)
    for step in played(request):
        match step:
            case Opened(info):
                sampler = Sampler(request.frames_per_second, interval_ms(info.frames_per_second))
                yield step
            case Timed() if sampler.takes(step.at_ms):
                yield Picture(step.at_ms, step.rgb(), step.losses)
            case Ended():
                yield step
            case _:
                yield Alive()


def played(request: Request) -> "Iterator[Opened | Timed | Ended | None]":
    """Every picture of the file behind ``request.descriptor``, whatever rate it asks for, not yet converted.

    ``Opened`` comes first, ``Ended`` last, None for each packet. Raises ``CameraError``.
    """
    try:
        with _open(request.descriptor) as container:
            yield from _Decoding(container, _video_stream(container), request).steps()
    except (av.error.FFmpegError, OSError, MemoryError, ImportError, ValueError, OverflowError) as error:
        raise translated(error, WANTED) from error


def interval_ms(frames_per_second: float | None) -> float:
    """Between two frames of a stream with this native rate; what FFmpeg assumes where none is known."""
    return 1000 / frames_per_second if frames_per_second else FALLBACK_INTERVAL_MS


def _open(descriptor: int) -> InputContainer:
    """Open with FFmpeg's ``fd`` protocol alone: nothing inside the file can make it open a file or an address."""
    options = {"fd": str(descriptor), "protocol_whitelist": "fd", "format_whitelist": CONTAINERS}
    try:
        return av.open("fd:", options=options, metadata_errors="replace")
    except (av.error.InvalidDataError, av.error.ArgumentError, av.error.EOFError) as error:
        head = os.pread(descriptor, ENOUGH_BYTES, 0)
        if is_mp4(head):
            msg = (
                f"{WANTED}, but this MP4 has no readable index (moov), as when recording or copying broke off. {AGAIN}"
            )
            raise FileTruncated(msg) from error
        msg = f"{WANTED}, but this is {what_it_is(head)}. Name an MP4, MKV, AVI, TS or GIF."
        raise NotAVideo(msg) from error


def _video_stream(container: InputContainer) -> VideoStream:
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        held = ", ".join(sorted({s.type for s in container.streams})) or "nothing"
        msg = f"{WANTED}, but this {container.format.name} file holds no pictures, only {held}. Name another file."
        raise NotAVideo(msg)
    if getattr(streams[0], "codec_context", None) is None:
        msg = f"{WANTED}, but no decoder for its codec is installed. Convert the file to H.264."
        raise CodecMissing(msg)
    return streams[0]


class _Decoding:
    """One file on its way from packets to messages."""

    def __init__(self, container: InputContainer, stream: VideoStream, request: Request) -> None:
        stream.codec_context.thread_count = request.threads
        self._container = container
        self._stream = stream
        self._rate = _native_rate(stream)
        self._interval_ms = interval_ms(self._rate)
        self._times = FrameTimes(self._interval_ms)
        self._losses = _Losses()
        self._end_ms = 0.0
        self._file_bytes = os.fstat(request.descriptor).st_size

    def steps(self) -> "Iterator[Opened | Timed | Ended | None]":
        """Everything there is in the file."""
        check_index(self._stream, self._file_bytes)
        timed = self._timed()
        # Two pictures before the first word: what holds a single one is a picture, whatever its name.
        first = list(islice((step for step in timed if step is not None), 2))
        self._check_is_video(len(first))
        yield Opened(SourceInfo(first[0].shape.size_wh, _duration_ms(self._container, self._stream), self._rate))
        yield from chain(first, timed)
        self._check_is_whole()
        yield Ended(self._losses.so_far())

    def _timed(self) -> Iterator["Timed | None"]:
        """Give usable pictures in order of time, and None after each packet, so that whoever waits hears of it."""
        shape: Shape | None = None
        for packet in self._packets():
            for frame in self._pictures_of(packet):
                at_ms = self._times.of(frame.pts, frame.time_base)
                if frame.is_corrupt:
                    self._losses.add(1, 0, self._interval_ms)
                elif at_ms is None:
                    self._losses.add(0, 1, self._interval_ms)
                else:
                    self._losses.run_ms = 0.0
                    self._end_ms = at_ms + (_ms(frame.duration, frame.time_base) or self._interval_ms)
                    shape = shape or Shape.of(frame)
                    yield Timed(at_ms, round(self._end_ms), frame, shape, self._losses.so_far())
            yield None

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        """Packets of the stream, the empty one that flushes the decoder last; a spot that cannot be read is skipped."""
        failures = 0
        while True:
            try:
                for packet in self._container.demux(self._stream):
                    failures = 0
                    yield packet
            except av.error.FFmpegError as error:
                failures += 1
                self._losses.add(1, 0, self._interval_ms)
                if failures > UNREADABLE_AT_MOST:
                    raise translated(error, WANTED) from error
            else:
                return

    def _pictures_of(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        try:
            return packet.decode()
        except av.error.FFmpegError as error:
            ours = translated(error, WANTED)
            # In the middle of a file an unknown feature is a flipped bit, at its beginning it is a feature.
            if isinstance(ours, DecoderOutOfMemory) or (isinstance(ours, CodecMissing) and not self._end_ms):
                raise ours from error
            self._losses.add(1, 0, _ms(packet.duration, packet.time_base) or self._interval_ms)
            return []

    def _check_is_video(self, pictures: int) -> None:
        if pictures > 1:
            return
        if self._losses.undecodable or self._losses.out_of_order:
            msg = f"{WANTED}, but of this one nothing can be decoded ({self._losses.undecodable} failures). {AGAIN}"
            raise FileDamaged(msg)
        if self._promised_ms() > SHORT_BY_AT_MOST_MS:
            msg = f"{WANTED}, but this one breaks off before its second picture. {AGAIN}"
            raise FileTruncated(msg)
        held = "a single picture" if pictures else "no picture at all"
        msg = f"{WANTED}, but this {self._container.format.name} file holds {held}. Name another file."
        raise NotAVideo(msg)

    def _check_is_whole(self) -> None:
        promised_ms = self._promised_ms()
        if self._end_ms + SHORT_BY_AT_MOST_MS < promised_ms:
            msg = f"{WANTED} of {promised_ms / 1000:.1f} s as its header says, "
            msg += f"but the file ends after {self._end_ms / 1000:.1f} s. {AGAIN}"
            raise FileTruncated(msg)

    def _promised_ms(self) -> float:
        """How long the pictures should last by the header; 0 where it does not say or an index was checked."""
        if self._stream.frames and len(self._stream.index_entries) >= self._stream.frames:
            return 0.0
        stated = _stated_ms(self._container, self._stream)
        # Matroska counts from 0, not from the first picture.
        return stated - _ms(self._stream.start_time, self._stream.time_base) if stated else 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What every picture is brought to: the size and the rotation of the first."""

    size_wh: tuple[int, int]
    quarter_turns: int

    @classmethod
    def of(cls, frame: VideoFrame) -> "Shape":
        """Read them from ``frame``; FileDamaged where the size is beyond reason."""
        if max(frame.width, frame.height) > LONGEST_SIDE_PX:
            msg = f"{WANTED} of at most {LONGEST_SIDE_PX} pixels a side, but this one states "
            msg += f"{frame.width}x{frame.height}. {AGAIN}"
            raise FileDamaged(msg)
        turns = round(frame.rotation / 90) % 4
        return cls((frame.height, frame.width) if turns % 2 else (frame.width, frame.height), turns)

    def rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """Convert ``frame`` to uint8 [H, W, 3] RGB, upright."""
        width, height = reversed(self.size_wh) if self.quarter_turns % 2 else self.size_wh
        image = frame.to_ndarray(format="rgb24", width=width, height=height)
        return np.asarray(np.rot90(image, self.quarter_turns), np.uint8)


@dataclass(frozen=True, slots=True)
class Timed:
    """A decoded picture, taken ``at_ms`` after the file's first one and shown until ``ends_ms``."""

    at_ms: int
    ends_ms: int
    frame: VideoFrame
    shape: Shape
    losses: SourceLosses

    def rgb(self) -> NDArray[np.uint8]:
        """Convert it to uint8 [H, W, 3] RGB of the file's size, upright."""
        return self.shape.rgb(self.frame)


def check_index(stream: VideoStream, file_bytes: int) -> None:
    """Raise FileTruncated when the file's own index names bytes beyond its end."""
    end = max((entry.pos + entry.size for entry in stream.index_entries), default=0)
    if end > file_bytes:
        msg = f"A video of {end} bytes was wanted as its index says, but the file has {file_bytes}. {AGAIN}"
        raise FileTruncated(msg)


def _native_rate(stream: VideoStream) -> float | None:
    """Frames a second; what FFmpeg takes for the average of a GIF comes from its first few frames alone."""
    lasts_s = _ms(stream.duration, stream.time_base) / 1000
    if stream.frames > 1 and lasts_s > 0:
        return stream.frames / lasts_s
    rate = stream.average_rate or stream.guessed_rate
    return float(rate) if rate else None


def _duration_ms(container: InputContainer, stream: VideoStream) -> int | None:
    whole = _ms(container.duration, _MICROSECOND) - _ms(container.start_time, _MICROSECOND)
    stated = _ms(stream.duration, stream.time_base) or whole
    return round(stated) if 0 < stated < LATEST_MS else None


def _stated_ms(container: InputContainer, stream: VideoStream) -> float:
    """How long the pictures last by what is said of them alone, 0 where only the whole file has a duration."""
    tag = _TAG.match(stream.metadata.get("DURATION", ""))
    if tag:
        hours, minutes, seconds = (float(part) for part in tag.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    if stream.duration is None and len(container.streams) == 1:
        return _ms(container.duration, _MICROSECOND)
    return _ms(stream.duration, stream.time_base)


def _ms(ticks: int | None, time_base: Fraction | None) -> float:
    """Milliseconds of so many ticks; 0 where one is not known."""
    return float(ticks * time_base * 1000) if ticks and time_base else 0.0
