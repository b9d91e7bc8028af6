"""Ending in good order when somebody ends it: what was watched until then is told and saved."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruption() -> Iterator[Callable[[], int | None]]:
    """Which of Ctrl-C and a termination signal has come, or None; within the block they do nothing else."""
    came: int | None = None

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal came
        came = number

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
