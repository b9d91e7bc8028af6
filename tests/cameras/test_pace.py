"""The pace of a recording."""

import pytest

from cameras.pace import at_real_pace
from tests.cameras.films import frames_of

CASES = [
    # what the consumer takes over each frame in s, what is slept before each in s
    ([0.0, 0.0, 0.0], [0.1, 0.1]),
    ([0.04, 0.04, 0.0], [0.06, 0.06]),
    ([0.15, 0.0, 0.0], [0.05]),  # a late frame comes at once, and the film catches up
]


class Clock:
    """A clock that only its sleeper and the test move."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept_s: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds


@pytest.mark.parametrize(("busy_s", "slept_s"), CASES)
def test_frames_come_when_they_were_taken(busy_s: list[float], slept_s: list[float]) -> None:
    clock = Clock()
    times_ms = []
    paced = at_real_pace(frames_of([0, 1, 2]), lambda: clock.now_s, clock.sleep)
    for frame, busy in zip(paced, busy_s, strict=True):
        times_ms.append(frame.at_ms)
        clock.now_s += busy
    assert times_ms == [0, 100, 200]
    assert clock.slept_s == pytest.approx(slept_s)
