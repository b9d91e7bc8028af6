"""A process's way to tell the supervisor that its main loop goes on: a byte in a pipe, now and then."""

import contextlib
import os
import time
from collections.abc import Callable

VARIABLE = "ONPOST_HEARTBEAT"
"""The number of the pipe's descriptor, where there is a supervisor that listens."""

EVERY_S = 1.0


class Heartbeat:
    """What the main loop of a supervised process calls at every turn; without a supervisor it does nothing."""

    def __init__(self, descriptor: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Beat into the pipe ``descriptor``; ``clock`` gives seconds that nobody sets."""
        self._descriptor, self._clock = descriptor, clock
        self._next_s = clock()

    @classmethod
    def of_environment(cls) -> "Heartbeat":
        """That of this process, as its supervisor wants it."""
        told = os.environ.get(VARIABLE, "")
        return cls(int(told) if told.isascii() and told.isdigit() else None)

    def beat(self) -> None:
        """Tell, at most once in ``EVERY_S``; a pipe that is full or gone is nobody's trouble here."""
        if self._descriptor is not None and self._clock() >= self._next_s:
            self._next_s = self._clock() + EVERY_S
            with contextlib.suppress(OSError):
                os.write(self._descriptor, b".")
