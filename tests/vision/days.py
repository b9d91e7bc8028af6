"""A day at a post, drawn: people who come, sit, lie down out of the detector's sight, and leave."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.vision.builders import DESK, Person, painted, people, person_at, room
from vision.datatypes import Detections, Frame, View
from vision.staffing import Staffing, watch_post

SEAT, NEXT_SEAT, DOOR = 290.0, 360.0, 560.0
COAT: Person = (person_at(325, 215, 60), 0.5)
Shown = list[tuple[Person, bool]]
"""People painted, and whether the detector finds them."""


@cache
def noisy_room(seed: int) -> NDArray[np.uint8]:
    return room(seed)


class Day:
    """A post watched twice a second; ``said`` is the staff evidence of every look."""

    def __init__(self, view: View = DESK) -> None:
        self.view = view
        self.memory, self.at_ms, self.light = Staffing(), 0, 1.0
        self.said: list[int] = []
        self.counted: list[int] = []

    def look(self, shown: Shown, *, step_ms: int = 500, neighbours: Sequence[Person] = ()) -> None:
        self.at_ms += step_ms
        image = painted(noisy_room(self.at_ms // 500 % 8), [*(person for person, _ in shown), *neighbours])
        found = [person for person, is_found in shown if is_found]
        seen = people(*found, *neighbours) if found or neighbours else Detections.empty()
        frame = Frame(self.at_ms, (image * self.light).astype(np.uint8))
        mine = np.arange(len(seen)) < len(found)
        self.memory, signals = watch_post(self.memory, self.view, seen, mine, frame)
        self.said.append(signals.staff_evidence)
        self.counted.append(signals.staff_seen)

    def sits(self, seconds: float, x: float = SEAT, others: Shown | None = None) -> None:
        for number in range(round(2 * seconds)):
            self.look([((person_at(x + 4 * np.sin(number), 200), 0.7), True), *(others or [])])

    def walks(self, start: float, end: float, others: Shown | None = None) -> None:
        for x in np.linspace(start, end, 9):
            self.look([((person_at(float(x), 200), 0.7), True), *(others or [])])

    def still(self, seconds: float, *shown: tuple[Person, bool], step_ms: int = 500) -> list[int]:
        before = len(self.said)
        for _ in range(round(1000 * seconds / step_ms)):
            self.look(list(shown), step_ms=step_ms)
        return self.said[before:]


def left(others: Shown | None = None) -> Day:
    """A day on which the clerk came, sat, and was seen to leave ``others`` behind."""
    day = Day()
    day.walks(DOOR, SEAT, others)
    day.sits(5, others=others)
    day.walks(SEAT, DOOR, others)
    return day


LIES: tuple[Person, bool] = ((person_at(SEAT, 225, 70), 0.4), False)
