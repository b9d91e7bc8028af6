"""Between the thread that decodes a camera and the one that answers for it: the newest picture, and no other."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cameras.errors import CameraStalled, CameraUnreachable
from cameras.messages import Failed, Opened
from cameras.source import SourceInfo, SourceLosses

FRESH_S = 1.0
"""An older picture is not given: whoever asks wants to know what is now."""

T = TypeVar("T")

Image = NDArray[np.uint8]
"""uint8 [H, W, 3] RGB."""


@dataclass(frozen=True, slots=True)
class Arrived(Generic[T]):
    """A picture and when it came, by the monotonic clock."""

    picture: T
    at_s: float
    losses: SourceLosses


class Newest(Generic[T]):
    """A place for one picture; putting never waits, what is replaced there counts as overtaken.

    It is the watchdog too: ``open_s`` without a first picture, or ``stall_s`` without another, is a failure.
    """

    def __init__(self, open_s: float, stall_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to wait for the first picture."""
        self._changed = threading.Condition()
        self._clock = clock
        self._open_s = open_s
        self._stall_s = stall_s
        self._is_open = False
        self._alive_s = clock()
        self._info: SourceInfo | None = None
        self._waiting: tuple[T, float] | None = None
        self._failure: Failed | None = None
        self._undecodable = 0
        self._overtaken = 0

    def opened(self, info: SourceInfo) -> None:
        """The first picture was decoded."""
        with self._changed:
            self._info = info
            self._is_open = True
            self._alive_s = self._clock()  # opening may have taken longer than pictures may
            self._changed.notify()

    def alive(self, at_s: float) -> None:
        """A usable picture arrived, wanted or not."""
        with self._changed:
            self._alive_s = at_s

    def put(self, picture: T, at_s: float) -> None:
        """This one is wanted."""
        with self._changed:
            self._overtaken += self._waiting is not None
            self._waiting = (picture, at_s)
            self._changed.notify()

    def lost(self) -> None:
        """Something did not decode."""
        with self._changed:
            self._undecodable += 1

    def fail(self, failure: Failed) -> None:
        """Nothing more will come."""
        with self._changed:
            self._failure = self._failure or failure
            self._changed.notify()

    def take(self, wait_s: float) -> Opened | Arrived[T] | Failed | None:
        """What is there to say: the description first and once, then pictures, the failure last; None: nothing yet."""
        with self._changed:
            until_s = self._clock() + wait_s
            while True:
                said = self._said()
                left_s = until_s - self._clock()
                if said is not None or left_s <= 0:
                    return said
                self._changed.wait(min(left_s, self._alive_s + self._limit_s - self._clock()))

    @property
    def _limit_s(self) -> float:
        return self._stall_s if self._is_open else self._open_s

    def _said(self) -> Opened | Arrived[T] | Failed | None:
        if self._info is not None:
            info, self._info = self._info, None
            return Opened(info)
        if self._waiting is not None and self._clock() - self._waiting[1] <= FRESH_S:
            (picture, at_s), self._waiting = self._waiting, None
            return Arrived(picture, at_s, SourceLosses(self._undecodable, 0, self._overtaken))
        if self._failure is None and self._clock() - self._alive_s >= self._limit_s:
            self._failure = self._too_long()
        return self._failure

    def _too_long(self) -> Failed:
        if self._is_open:
            msg = f"Pictures were wanted, but for {self._stall_s:g} s none came. Restart the camera if this goes on."
            return Failed(CameraStalled.__name__, msg)
        msg = f"Pictures were wanted, but none came within {self._open_s:g} s. Check the camera and the line to it."
        return Failed(CameraUnreachable.__name__, msg)
