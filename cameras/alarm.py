"""Breaking off a wait from another thread or a signal handler."""

import math
import os
import select
import time


class Interrupted(Exception):  # noqa: N818 - it is no error: somebody wanted it
    """A wait was broken off by its alarm."""


class Alarm:
    """A bell that rings once and for all; ``set`` may be called from a signal handler, where an Event may not."""

    def __init__(self) -> None:
        """Take one descriptor."""
        self.is_set = False
        self._descriptor = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def set(self) -> None:
        """Break off every wait, now and from now on."""
        if not self.is_set:
            self.is_set = True
            os.eventfd_write(self._descriptor, 1)

    def fileno(self) -> int:
        """The descriptor that becomes readable."""
        return self._descriptor

    def wait(self, wait_s: float) -> None:
        """Wait so long; raises Interrupted."""
        readable(None, wait_s, self)

    def close(self) -> None:
        """Let go of the descriptor; only once it is set, and nobody waits any more."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


def readable(descriptor: int | None, wait_s: float, alarm: Alarm | None) -> bool:
    """Whether ``descriptor`` can be read (or is at its end) within ``wait_s``; raises Interrupted by ``alarm``."""
    waiting = select.poll()
    if descriptor is not None:
        waiting.register(descriptor, select.POLLIN)
    if alarm is not None:
        if alarm.is_set:
            raise Interrupted
        waiting.register(alarm.fileno(), select.POLLIN)
    until_s = time.monotonic() + wait_s
    found = waiting.poll(math.ceil(wait_s * 1000))
    while not found and time.monotonic() < until_s:  # poll may wake a little early
        found = waiting.poll(1)
    if alarm is not None and alarm.is_set:
        raise Interrupted
    return bool(found)
