"""Waiting until something happens: a signal, a child that ends, a word from a child, or the time."""

import os
import select
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Attention:
    """``wait`` returns when something may have happened; ``asked`` counts how often we were asked to end."""

    def __init__(self, wake_up: int) -> None:
        """Be woken by what comes to be read at ``wake_up``."""
        self._wake_up = wake_up
        self.asked = 0

    def wait(self, outputs: Sequence[int], longest_s: float) -> None:
        """Wait until a signal came, one of ``outputs`` can be read, or ``longest_s`` have passed."""
        readable, _, _ = select.select([self._wake_up, *outputs], [], [], longest_s)
        if self._wake_up in readable:
            self.asked += sum(number in ENDING for number in os.read(self._wake_up, 4096))


@contextmanager
def attention() -> Iterator[Attention]:
    """Our signals while the block runs: they wake us and do nothing else."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    numbers = (*ENDING, signal.SIGCHLD)
    before = {number: signal.signal(number, lambda _number, _frame: None) for number in numbers}
    before_fd = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield Attention(reading)
    finally:
        signal.set_wakeup_fd(before_fd)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
