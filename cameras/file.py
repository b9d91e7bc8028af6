"""A video file as a source."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from cameras.child import FILE, Decoder, DecoderSettings
from cameras.errors import CameraError, DecoderMisspoke
from cameras.messages import Alive, Ended, Message, Opened, Picture, Request
from cameras.opened_file import open_file
from cameras.pace import Pace, at_real_pace
from cameras.sampling import check_rate
from cameras.source import Source, SourceInfo, SourceLosses
from vision.datatypes import Frame


class FileSource(Source):
    """The frames of a video file, decoded in a process of its own; the file waits for whoever iterates.

    ``frames_per_second`` None gives every frame, else those of ``sampling.Sampler``. The first frame is
    taken at ``starts_at_ms`` (UTC), the others as much later as their timestamps say. ``clock`` and
    ``sleep`` (seconds) are used for ``Pace.REAL`` only. Raises ``CameraError``, at construction for
    whatever can be known before the first frame.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own, given by name
        self,
        path: Path | str,
        *,
        frames_per_second: float | None = None,
        starts_at_ms: int = 0,
        pace: Pace = Pace.AS_FAST_AS_POSSIBLE,
        decoder: DecoderSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open ``path`` and decode up to its second picture."""
        check_rate(frames_per_second)
        self._path = Path(path)
        self._starts_at_ms = starts_at_ms
        self._paced: Callable[[Iterator[Frame]], Iterator[Frame]] = iter
        if pace is Pace.REAL:
            self._paced = partial(at_real_pace, clock=clock, sleep=sleep)
        self._losses = SourceLosses()
        self._closed = False
        self._ended = False
        descriptor = _open_file(self._path)
        try:
            self._decoder = _decoder(descriptor, frames_per_second, decoder or DecoderSettings())
        finally:
            os.close(descriptor)  # the process has its own
        self._info = self._opened()

    @property
    def info(self) -> SourceInfo:
        """What is known of the file."""
        return self._info

    @property
    def losses(self) -> SourceLosses:
        """What did not decode or went back in time so far."""
        return self._losses

    @property
    def process_id(self) -> int:
        """Return the decoding process, for a system's tools and for whoever watches over processes."""
        return self._decoder.process_id

    def __iter__(self) -> Iterator[Frame]:
        """Give the frames that have not been given yet; ValueError once closed."""
        if self._closed:
            msg = f"{self._path} must be open to be watched, but it was closed"
            raise ValueError(msg)
        return self._paced(self._frames())

    def close(self) -> None:
        """End the decoding process."""
        self._closed = True
        self._decoder.close()

    def _opened(self) -> SourceInfo:
        while True:
            message = self._listen()
            if isinstance(message, Opened):
                return message.info
            if not isinstance(message, Alive):
                self.close()
                msg = f"{self._path}: A description was wanted first, but the decoding process sent something else. "
                raise DecoderMisspoke(msg + "Install OnPost again.")

    def _frames(self) -> Iterator[Frame]:
        while not (self._closed or self._ended):
            message = self._listen()
            if isinstance(message, Picture):
                self._losses = message.losses
                yield self._frame(message)
            elif isinstance(message, Ended):
                self._losses = message.losses
                self._ended = True
                self._decoder.close()
                return

    def _frame(self, picture: Picture) -> Frame:
        frame = Frame(self._starts_at_ms + picture.at_ms, picture.image)
        if frame.size_wh != self._info.size_wh:
            self.close()
            msg = f"{self._path}: Pictures of {self._info.size_wh} were wanted, got {frame.size_wh}. "
            raise DecoderMisspoke(msg + "Install OnPost again.")
        return frame

    def _listen(self) -> Message:
        """Return the next message; whatever goes wrong ends the process and names the file."""
        try:
            return self._decoder.next()
        except CameraError as error:
            self.close()
            msg = f"{self._path}: {error}"
            raise type(error)(msg) from error
        except BaseException:
            self.close()
            raise


def _decoder(descriptor: int, frames_per_second: float | None, settings: DecoderSettings) -> Decoder:
    request = Request(descriptor, frames_per_second, settings.threads, settings.memory_bytes)
    return Decoder(request, settings.command, blame=FILE, stall_s=settings.stall_s)


def _open_file(path: Path) -> int:
    try:
        return open_file(path)
    except CameraError as error:
        msg = f"{path}: {error}"
        raise type(error)(msg) from error
