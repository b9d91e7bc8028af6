"""One connection to one camera: a decoding process, asked for the newest picture again and again."""

import contextlib
import math
import threading
import time
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cameras.address import Address, RtspTransport
from cameras.alarm import Alarm, Interrupted
from cameras.arrival import ArrivalClock
from cameras.child import CAMERA, Decoder, decoder_command
from cameras.errors import CameraError, DecoderMisspoke
from cameras.messages import Alive, Ask, LiveRequest, Message, Opened, Picture
from cameras.newest import FRESH_S
from cameras.source import SourceInfo, SourceLosses
from vision.datatypes import Frame

ASK_S = 1.0
"""A question is not left open for longer, so that a process whose parent died notices."""

LEAST_WAIT_S = 0.02
"""Time enough for a process to answer a question when it has a picture ready."""


RTSP_ANALYSIS_US = "200000"
"""How long FFmpeg looks at a stream before it gives the first packet. RTSP has told codec and rate by then;
pictures are up to so old when it begins. Opening takes 0.3 s with it, 1.1 s with FFmpeg's default."""

OTHER_ANALYSIS_US = "1000000"

_AGAIN = "Install OnPost again."


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How cameras are watched.

    ``open_s`` bounds the time to the first picture, ``stall_s`` that between two: no picture for so long
    is ``CameraStalled``. ``transport`` is for RTSP. ``threads`` and ``memory_bytes`` bound the decoder.
    A process that owes an answer for ``answer_s`` hangs and is ended (the first one: ``start_s``).
    """

    open_s: float = 10.0
    stall_s: float = 5.0
    answer_s: float = 5.0
    start_s: float = 15.0
    transport: RtspTransport = RtspTransport.TCP
    threads: int = 1
    memory_bytes: int = 4 << 30
    command: tuple[str, ...] = field(default_factory=lambda: decoder_command("cameras.decode_live"))

    def __post_init__(self) -> None:
        """Refuse limits that nothing could keep; ValueError."""
        if not (self.open_s > 0 and self.stall_s > 0):
            msg = f"open_s and stall_s must be above 0, got {self.open_s} and {self.stall_s}"
            raise ValueError(msg)


class Connection:
    """Opens in the background; ``take`` gives the newest picture, ``close`` may come from anywhere at any moment."""

    def __init__(
        self,
        address: Address,
        frames_per_second: float | None,
        settings: LiveSettings,
        arrivals: ArrivalClock,
    ) -> None:
        """Start its process; DecoderNotStarted when the system cannot."""
        self.info: SourceInfo | None = None
        self.losses = SourceLosses()
        self._shown = address.shown
        self._arrivals = arrivals
        self._taking = threading.RLock()  # a signal handler may close in the middle of a take of its own thread
        self._asked_s: float | None = None
        self._too_old = 0
        self._undated = 0
        self._patience_s = settings.start_s
        self._answer_s = settings.answer_s
        self._alarm = Alarm()
        request = _request(address, frames_per_second, settings)
        if address.begins_ms is not None:
            request = replace(request, begins_s=arrivals.steady_s_at(address.begins_ms))
        try:
            self._decoder = Decoder(
                request, settings.command, blame=CAMERA, stall_s=settings.answer_s, alarm=self._alarm
            )
        except BaseException:
            self._alarm.close()
            raise

    @property
    def process_id(self) -> int:
        """The decoding process, for a system's tools and for whoever watches over processes."""
        return self._decoder.process_id

    @property
    def is_closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._alarm.is_set

    def take(self, wait_s: float) -> Frame | None:
        """The newest picture that was not taken yet; None where none comes within ``wait_s``, or when closed.

        Raises ``CameraError`` when the camera fails.
        """
        until_s = time.monotonic() + max(wait_s, LEAST_WAIT_S)
        with self._taking, contextlib.suppress(Interrupted):
            while True:
                left_s = max(0.0, until_s - time.monotonic())
                frame = self._frame(self._answer(min(left_s, ASK_S)))
                if frame is not None or left_s <= 0:
                    return frame
        return None

    def wait_until_open(self) -> None:
        """Return when ``info`` is known, or when closed; raises ``CameraError`` when the camera fails."""
        with self._taking, contextlib.suppress(Interrupted):
            while self.info is None:
                self._frame(self._answer(ASK_S))

    def close(self) -> None:
        """End the process; whoever takes at this moment is given None."""
        self._alarm.set()
        with self._taking:
            self._decoder.close()
            self._alarm.close()

    def _answer(self, wait_s: float) -> Message | None:
        """The answer to the question that is open, asked now where none is; None where it takes longer."""
        try:
            if self._asked_s is None:
                self._decoder.say(Ask(math.ceil(wait_s * 1000)).to_bytes())
                self._asked_s = time.monotonic() + wait_s
            if self._decoder.has_spoken(wait_s):
                self._asked_s, self._patience_s = None, self._answer_s
                return self._decoder.next()
            if time.monotonic() - self._asked_s > self._patience_s:
                raise self._decoder.stalled(self._patience_s)
        except CameraError as error:
            raise self._named(error) from error
        except (OSError, ValueError) as error:
            if self.is_closed:  # by a signal, between two steps of this function
                raise Interrupted from error
            raise
        return None

    def _frame(self, message: Message | None) -> Frame | None:
        match message:
            case Opened(info):
                self.info = info
            case Picture(arrived_ms, image, losses):
                if self.info is None or image.shape[1::-1] != self.info.size_wh:
                    raise self._named(
                        DecoderMisspoke(f"Pictures of {self.info} were wanted, got {image.shape}. {_AGAIN}")
                    )
                frame = self._dated(arrived_ms / 1000, image)
                self.losses = replace(losses, overtaken=losses.overtaken + self._too_old, undated=self._undated)
                return frame
            case None | Alive():
                pass
            case _:
                raise self._named(DecoderMisspoke(f"A picture was wanted, got {type(message).__name__}. {_AGAIN}"))
        return None

    def _dated(self, arrived_s: float, image: NDArray[np.uint8]) -> Frame | None:
        if time.monotonic() - arrived_s > FRESH_S:
            self._too_old += 1  # it answered a question of long ago: the next one brings a newer
            return None
        at_ms = self._arrivals.at_ms(arrived_s)
        if at_ms is None:
            self._undated += 1
            return None
        return Frame(at_ms, image)

    def _named(self, error: CameraError) -> CameraError:
        return type(error)(f"{self._shown}: {error}")


def _request(address: Address, frames_per_second: float | None, settings: LiveSettings) -> LiveRequest:
    options = {"protocol_whitelist": address.protocols, "analyzeduration": OTHER_ANALYSIS_US}
    if address.container == "rtsp":
        options |= {"rtsp_transport": settings.transport.value, "analyzeduration": RTSP_ANALYSIS_US}
    return LiveRequest(
        address.url,
        address.container,
        tuple(options.items()),
        frames_per_second,
        settings.threads,
        settings.memory_bytes,
        settings.open_s,
        settings.stall_s,
    )
