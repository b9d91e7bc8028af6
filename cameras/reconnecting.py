"""A camera that comes back: the dull driver of ``backoff``."""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cameras.address import Address, live_address
from cameras.alarm import Alarm, Interrupted
from cameras.arrival import ArrivalClock, wall_ms
from cameras.backoff import REFUSED, USUAL, Backoff, attempt_after, next_delay
from cameras.connection import Connection, LiveSettings
from cameras.errors import CameraError, CameraUnauthorised, ClockSetBack
from cameras.live import TURN_S
from cameras.sampling import check_rate
from cameras.source import Source, SourceInfo, SourceLosses
from vision.datatypes import Frame


class LiveState(StrEnum):
    """Whether there are pictures."""

    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    CLOCK_SET_BACK = "clock_set_back"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """How a camera is: ``since_ms`` (UTC) is when the state began, ``reason`` is what keeps it from being live.

    A camera is ``reconnecting`` or ``clock_set_back`` since its last frame. In the latter pictures come, but
    are given no date (``cameras.arrival``) until the clock has passed ``since_ms``.
    """

    state: LiveState
    since_ms: int
    reason: CameraError | None = None


class ReconnectingSource(Source):
    """The newest frames of a camera, asked again and again when it fails; a gap is a gap in ``at_ms``.

    Constructing does not wait and raises only for an address that is none. ``take`` and iterating drive
    it; they raise nothing of the camera's: ``status`` tells. Frames may change their size when the camera
    came back with another one, and ``info`` with them. Arguments as for ``LiveSource``; an ``Address`` may
    be a scene's or a film's too. ``drawn`` gives random numbers 0..1.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own, given by name
        self,
        address: str | Address,
        *,
        frames_per_second: float | None = None,
        clock: Callable[[], int] = wall_ms,
        settings: LiveSettings | None = None,
        backoff: Backoff = USUAL,
        refused: Backoff = REFUSED,
        drawn: Callable[[], float] = random.random,
    ) -> None:
        """Read the address and begin to connect."""
        check_rate(frames_per_second)
        self._settings = settings or LiveSettings()
        read = live_address(address, self._settings.transport) if isinstance(address, str) else address
        self._address = read
        self._frames_per_second = frames_per_second
        self._arrivals = ArrivalClock(clock)
        self._backoff, self._refused, self._drawn = backoff, refused, drawn
        self._status = LiveStatus(LiveState.CONNECTING, self._arrivals.at_ms(time.monotonic()) or 0)
        self._info: SourceInfo | None = None
        self._past = SourceLosses()
        self._attempt = -1
        self._live_s: tuple[float, float] | None = None
        self._retry_s = 0.0
        self._last_ms = self._status.since_ms
        self._connection: Connection | None = None
        self._taking = threading.RLock()
        self._alarm = Alarm()
        self._step(0.0)

    @property
    def status(self) -> LiveStatus:
        """How the camera is, as of the last ``take``."""
        return self._status

    @property
    def info(self) -> SourceInfo:
        """What was known of the camera when it was last open; raises what kept it from opening so far."""
        if self._info is None:
            raise self._status.reason or CameraError(f"{self._address.shown}: It is not open yet. Wait for a frame.")
        return self._info

    @property
    def losses(self) -> SourceLosses:
        """What did not decode or was overtaken so far, over all connections."""
        connection = self._connection
        return self._past if connection is None else _sum(self._past, connection.losses)

    @property
    def process_id(self) -> int | None:
        """The decoding process, None between two."""
        connection = self._connection
        return None if connection is None else connection.process_id

    def take(self, wait_s: float) -> Frame | None:
        """The newest frame that was not given yet; None where none comes within ``wait_s``, or when closed."""
        until_s = time.monotonic() + wait_s
        with self._taking, contextlib.suppress(Interrupted):
            while not self._alarm.is_set:
                left_s = max(0.0, until_s - time.monotonic())
                frame = self._step(left_s)
                if frame is not None or left_s <= 0:
                    return frame
        return None

    def wait_until_open(self) -> None:
        """Return at the first picture, or when closed; raises what keeps the camera from opening, and closes."""
        with self._taking, contextlib.suppress(Interrupted):
            while self._info is None and not self._alarm.is_set:
                self._step(TURN_S, until_open=True)
                if self._status.reason is not None:
                    self.close()
                    raise self._status.reason

    def __iter__(self) -> Iterator[Frame]:
        """Give frames until the source is closed."""
        while not self._alarm.is_set:
            frame = self.take(TURN_S)
            if frame is not None:
                yield frame

    def close(self) -> None:
        """End the decoding process; from any thread or signal handler, at any moment."""
        self._alarm.set()
        if connection := self._connection:
            connection.close()
        with self._taking:
            self._let_go()
            self._status = LiveStatus(LiveState.CLOSED, self._last_ms, self._status.reason)
            self._alarm.close()

    def _step(self, wait_s: float, *, until_open: bool = False) -> Frame | None:
        """Go on for ``wait_s`` at most with whatever is to be done now."""
        if self._connection is None:
            left_s = self._retry_s - time.monotonic()
            if left_s > 0:
                self._alarm.wait(min(left_s, wait_s))
                return None
        try:
            connection = self._connected()
            frame = None
            if until_open:
                connection.wait_until_open()
            else:
                frame = connection.take(wait_s)
        except CameraError as error:
            self._lost(error)
            return None
        self._info = connection.info or self._info
        if frame is not None:
            self._seen(frame)
        elif self._arrivals.set_back_ms and connection.losses.undated:
            self._undated()
        return frame

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = Connection(self._address, self._frames_per_second, self._settings, self._arrivals)
            if self._alarm.is_set:  # closed by a signal while it was being made
                self._let_go()
                raise Interrupted
        return self._connection

    def _seen(self, frame: Frame) -> None:
        now_s = time.monotonic()
        self._last_ms = frame.at_ms
        self._live_s = (self._live_s[0] if self._live_s else now_s, now_s)
        if self._status.state is not LiveState.LIVE:
            self._status = LiveStatus(LiveState.LIVE, frame.at_ms)

    def _undated(self) -> None:
        if self._status.state is not LiveState.CLOCK_SET_BACK:
            msg = f"{self._address.shown}: A clock that goes on was wanted, but this machine's was set back by "
            msg += f"{self._arrivals.set_back_ms // 1000} s. Set it right, or wait until it has made up for that."
            self._status = LiveStatus(LiveState.CLOCK_SET_BACK, self._last_ms, ClockSetBack(msg))

    def _lost(self, error: CameraError) -> None:
        began_s, last_s = self._live_s or (0.0, 0.0)
        self._live_s = None
        self._let_go()
        self._attempt = attempt_after(self._attempt, last_s - began_s)
        backoff = self._refused if isinstance(error, CameraUnauthorised) else self._backoff
        self._retry_s = time.monotonic() + next_delay(self._attempt, self._drawn(), backoff)
        state = LiveState.CONNECTING if self._info is None else LiveState.RECONNECTING
        # Without its traceback, which would keep the dead connection and its last picture.
        self._status = LiveStatus(state, self._last_ms, type(error)(str(error)))

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._past = _sum(self._past, connection.losses)
            connection.close()


def _sum(one: SourceLosses, other: SourceLosses) -> SourceLosses:
    return SourceLosses(
        one.undecodable + other.undecodable,
        one.out_of_order + other.out_of_order,
        one.overtaken + other.overtaken,
        one.undated + other.undated,
    )
