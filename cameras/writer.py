"""Films going out: H.264 in MP4."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from cameras.atomic_file import AtomicFile
from cameras.errors import OutputNotWritable
from cameras.translate import brief
from vision.datatypes import Frame

TICKS_A_SECOND = 1000
ENDING = ".mp4"
ENCODER = {"preset": "veryfast", "crf": "23"}
"""libx264's default quality; *veryfast* costs a third of *medium* for about a tenth more bytes."""

KEY_FRAME_EVERY = 20
"""Frames: at 2 looks a second a player seeks to within 10 s."""

BT709 = 1
"""ITU-R BT.709 in ISO/IEC 23091-2, for matrix, primaries and transfer alike: what players assume of H.264."""

LIMITED_RANGE = 1


class VideoWriter:
    """An MP4 film of frames at their own times; it appears at ``path`` when closed, whole or not at all.

    The first frame sets the size (an odd one is padded by a repeated line). As a context manager it
    closes, or discards when the block raises. Raises OutputNotWritable, at construction for a place
    that cannot be written. Without a frame there is no film and no file.
    """

    def __init__(self, path: Path | str, *, threads: int = 1) -> None:
        """Check that ``path`` ends in ``.mp4`` and can be written."""
        path = Path(path)
        if path.suffix.lower() != ENDING:
            msg = f"{path}: A film was to be written here, but only MP4 is written. Let the name end in {ENDING}."
            raise OutputNotWritable(msg)
        self._file = AtomicFile(path)
        self._threads = threads
        self._film: _Film | None = None

    def write(self, frame: Frame) -> None:
        """Add ``frame``; ValueError unless its size is the first one's and its time comes after the last one's."""
        try:
            if self._film is None:
                self._film = _Film(self._file.temporary, frame, self._threads)
            self._film.add(frame)
        except (av.error.FFmpegError, OSError) as error:
            self.discard()
            raise self._unwritten(error) from error

    def close(self) -> None:
        """Finish the film and put it in its place; once closed or discarded, nothing more happens."""
        film, self._film = self._film, None
        if film is None:
            self._file.discard()
            return
        try:
            film.finish()
        except (av.error.FFmpegError, OSError) as error:
            self._file.discard()
            raise self._unwritten(error) from error
        self._file.commit()

    def discard(self) -> None:
        """Give the film up and remove what was written of it."""
        film, self._film = self._film, None
        if film is not None:
            film.abandon()
        self._file.discard()

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, or discard when the block raised."""
        if kind is None:
            self.close()
        else:
            self.discard()

    def _unwritten(self, error: BaseException) -> OutputNotWritable:
        msg = f"{self._file.path}: A film was being written here, but it broke off ({brief(error)}). "
        return OutputNotWritable(msg + "Make room, or name another place.")


class _Film:
    """An open MP4 file with one H.264 stream whose ticks are milliseconds since the first frame."""

    def __init__(self, path: Path, first: Frame, threads: int) -> None:
        self._size_wh = first.size_wh
        self._first_ms = first.at_ms
        self._last_ms: int | None = None
        self._container: OutputContainer = av.open(
            str(path), "w", format="mp4", container_options={"movflags": "+faststart"}
        )
        self._stream = _h264_stream(self._container, first.size_wh, threads)

    def add(self, frame: Frame) -> None:
        """Encode ``frame``."""
        if frame.size_wh != self._size_wh:
            msg = f"all frames of a film must be {self._size_wh}, got {frame.size_wh}"
            raise ValueError(msg)
        if self._last_ms is not None and frame.at_ms <= self._last_ms:
            msg = f"a frame must come after the one at {self._last_ms} ms, got {frame.at_ms} ms"
            raise ValueError(msg)
        self._last_ms = frame.at_ms
        picture = VideoFrame.from_ndarray(_even(frame.image), format="rgb24")
        picture = picture.reformat(format="yuv420p", dst_colorspace=BT709)
        picture.pts = frame.at_ms - self._first_ms
        picture.time_base = Fraction(1, TICKS_A_SECOND)
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Write what the encoder still holds, and the index."""
        try:
            self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()

    def abandon(self) -> None:
        """Close without caring for what is written."""
        try:
            self._container.close()
        except (av.error.FFmpegError, OSError):  # the file is about to be removed
            return


def _h264_stream(container: OutputContainer, size_wh: tuple[int, int], threads: int) -> VideoStream:
    stream = container.add_stream("libx264", options=dict(ENCODER))
    width, height = size_wh
    stream.width, stream.height = width + width % 2, height + height % 2
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, TICKS_A_SECOND)
    context = stream.codec_context
    context.time_base = Fraction(1, TICKS_A_SECOND)
    context.thread_count = threads
    context.gop_size = KEY_FRAME_EVERY
    context.colorspace = context.color_primaries = context.color_trc = BT709
    context.color_range = LIMITED_RANGE
    return stream


def _even(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ``image`` with its last row and column repeated where needed: H.264 4:2:0 has even sizes."""
    height, width = image.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return np.ascontiguousarray(image)
    return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
