"""Decoding a camera, as it happens inside the decoding process: an address in, the newest picture out."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from cameras.decoding import Shape, interval_ms
from cameras.errors import CameraEnded, NoSuchStream, UnsupportedCodec
from cameras.messages import LONGEST_SIDE_PX, LiveRequest
from cameras.newest import Image, Newest
from cameras.sampling import Sampler
from cameras.source import SourceInfo
from cameras.translate import OPENING, WATCHING, Meanings, translated

if TYPE_CHECKING:
    from av.packet import Packet  # generic for type checkers alone

WANTED = "Pictures were wanted"

CONTAINERS = "mpjpeg,mjpeg,mpegts,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,h264,hevc,ogg,nut,ivf,avi,asf"
"""What a camera may send over HTTP. Playlists (HLS, DASH) are left out: they name other addresses."""

WITHOUT_RATE = ("mpjpeg", "mjpeg")
"""Formats that state no rate, for which FFmpeg makes up 25 a second."""

_FOREIGN = (av.error.FFmpegError, OSError, MemoryError, ImportError, ValueError, OverflowError)


def watch(
    request: LiveRequest, newest: Newest[Callable[[], Image]], clock: Callable[[], float] = time.monotonic
) -> None:
    """Open and decode until something ends it, which is raised as ``CameraError``."""
    meanings = OPENING
    try:
        with _open(request) as container:
            watching = _Watching(container, request, newest, clock)
            watching.until_open()
            meanings = WATCHING
            watching.until_it_ends()
    except _FOREIGN as error:
        raise _told(error, meanings) from error


def _told(error: BaseException, meanings: Meanings) -> Exception:
    return translated(error, WANTED, meanings)


def _open(request: LiveRequest) -> InputContainer:
    options = dict(request.options) | {"format_whitelist": request.container or CONTAINERS}
    return av.open(
        request.url,
        format=request.container or None,
        options=options,
        timeout=(request.open_s, request.stall_s),
        metadata_errors="replace",
    )


class _Watching:
    """One camera on its way from packets to the newest picture."""

    def __init__(
        self,
        container: InputContainer,
        request: LiveRequest,
        newest: Newest[Callable[[], Image]],
        clock: Callable[[], float],
    ) -> None:
        self._stream = _video_stream(container)
        self._stream.codec_context.thread_count = request.threads
        self._packets = container.demux(self._stream)
        self._rate = _stated_rate(container, self._stream)
        self._sampler = Sampler(request.frames_per_second, interval_ms(self._rate))
        self._newest = newest
        self._clock = clock
        self._conversion = Conversion()
        self._coded_wh = (0, 0)
        self._first_s: float | None = None

    def until_open(self) -> None:
        """Decode up to the first picture and describe it; CameraEnded when there is none."""
        for packet in self._packets:
            if self._decode(packet):
                return
        msg = f"{WANTED}, but the camera closed the stream before its first picture. It is asked again."
        raise CameraEnded(msg)

    def until_it_ends(self) -> None:
        """Decode until the stream ends, which raises CameraEnded."""
        for packet in self._packets:
            self._decode(packet)
        msg = f"{WANTED}, but the camera closed the stream. It is asked again."
        raise CameraEnded(msg)

    def _decode(self, packet: "Packet[VideoStream]") -> bool:
        """Whether ``packet`` gave a usable picture."""
        arrived_s = self._clock()
        try:
            pictures = packet.decode()
        except av.error.InvalidDataError:  # lost packets, or the beginning of a stream before its key frame
            self._newest.lost()
            return False
        for picture in pictures:
            if picture.is_corrupt:
                self._newest.lost()
            else:
                self._give(picture, arrived_s)
        return self._first_s is not None

    def _give(self, picture: VideoFrame, arrived_s: float) -> None:
        if self._first_s is None:
            self._first_s = arrived_s
            self._coded_wh = (picture.width, picture.height)
            self._newest.opened(SourceInfo(_checked(picture).size_wh, None, self._rate))
        if (picture.width, picture.height) != self._coded_wh:
            msg = f"{WANTED} of {self._coded_wh[0]}x{self._coded_wh[1]} pixels, "
            msg += f"but the camera changed to {picture.width}x{picture.height}. It is asked again."
            raise CameraEnded(msg)
        self._newest.alive(arrived_s)
        if self._sampler.takes(round((arrived_s - self._first_s) * 1000)):
            self._newest.put(partial(self._conversion.rgb, picture), arrived_s)


class Conversion:
    """Pictures to RGB; keeps FFmpeg's scaler from one picture to the next."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._scaler = VideoReformatter()

    def rgb(self, picture: VideoFrame) -> NDArray[np.uint8]:
        """Convert ``picture`` to uint8 [H, W, 3] RGB, upright."""
        shape = Shape.of(picture)
        flat = self._scaler.reformat(picture, format="rgb24").to_ndarray()
        return np.asarray(np.rot90(flat, shape.quarter_turns), np.uint8)


def _checked(picture: VideoFrame) -> Shape:
    if max(picture.width, picture.height) > LONGEST_SIDE_PX:
        msg = f"{WANTED} of at most {LONGEST_SIDE_PX} pixels a side, but this camera's have "
        msg += f"{picture.width}x{picture.height}. Set it to a smaller picture."
        raise UnsupportedCodec(msg)
    return Shape.of(picture)


def _video_stream(container: InputContainer) -> VideoStream:
    if not container.streams.video:
        held = ", ".join(sorted({s.type for s in container.streams})) or "nothing"
        msg = f"{WANTED}, but this stream has none, only {held}. Name another path of the camera."
        raise NoSuchStream(msg)
    stream = container.streams.video[0]
    if getattr(stream, "codec_context", None) is None:
        msg = f"{WANTED}, but no decoder for the camera's codec is installed. Set its stream to H.264 or H.265."
        raise UnsupportedCodec(msg)
    return stream


def _stated_rate(container: InputContainer, stream: VideoStream) -> float | None:
    rate = stream.average_rate or stream.guessed_rate
    return float(rate) if rate and container.format.name not in WITHOUT_RATE else None
