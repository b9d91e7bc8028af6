"""A post that somebody was seen to leave is learned to be empty; who lies down at it, or sleeps, is never nobody."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.builders import DESK, Person, painted, people, person_at, room
from vision.datatypes import Detections, Frame
from vision.staffing import Staffing, watch_post
from vision.vacancy import LEARN_MS, STIRRING, SURELY_EMPTY, VANISHED_MS
from vision.whereabouts import COMPANY_MS

SEAT, NEXT_SEAT, DOOR = 290.0, 360.0, 560.0
COAT: Person = (person_at(325, 215, 60), 0.5)
Shown = list[tuple[Person, bool]]
"""People painted, and whether the detector finds them."""


@cache
def noisy_room(seed: int) -> NDArray[np.uint8]:
    return room(seed)


class Day:
    """A post watched twice a second; ``said`` is the staff evidence of every look."""

    def __init__(self) -> None:
        self.memory, self.at_ms, self.light = Staffing(), 0, 1.0
        self.said: list[int] = []
        self.counted: list[int] = []

    def look(self, shown: Shown, *, step_ms: int = 500) -> None:
        self.at_ms += step_ms
        image = painted(noisy_room(self.at_ms // 500 % 8), [person for person, _ in shown])
        found = [person for person, is_found in shown if is_found]
        seen = people(*found) if found else Detections.empty()
        frame = Frame(self.at_ms, (image * self.light).astype(np.uint8))
        self.memory, signals = watch_post(self.memory, DESK, seen, np.ones(len(seen), bool), frame)
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


def test_a_post_that_was_left_and_looks_empty_is_empty_for_sure() -> None:
    day = left()
    assert day.still(LEARN_MS / 1000 + 4)[-1] == SURELY_EMPTY
    assert len(day.memory.post.empties) == 1
    day.light = 0.7
    assert set(day.still(5)) == {SURELY_EMPTY}


def test_who_lies_on_the_desk_unseen_by_the_network_is_not_gone() -> None:
    day = left()
    day.still(20)
    day.walks(DOOR, SEAT)
    day.sits(5)
    assert min(day.still(400, LIES, step_ms=2_000)) >= 0


def test_what_stirs_at_the_post_and_nobody_knows_is_likely_somebody() -> None:
    day = left()
    day.still(20)
    for number in range(12):
        day.look([((person_at(SEAT + 10 * (number % 4), 225, 70), 0.4), False)])
    assert day.said[-1] == STIRRING


@pytest.mark.parametrize(("after_s", "gone"), [(VANISHED_MS / 1000 - 4, False), (VANISHED_MS / 1000 + 4, True)])
def test_before_the_empty_post_is_known_who_vanishes_in_place_is_gone_late(after_s: float, *, gone: bool) -> None:
    day = Day()
    day.sits(5)
    assert (day.still(after_s, step_ms=2_000)[-1] < 0) == gone


def test_a_coat_left_on_the_chair_is_nobody() -> None:
    day = left([(COAT, False)])  # hidden behind the clerk
    assert day.still(LEARN_MS / 1000 + 4, (COAT, True))[-1] == SURELY_EMPTY


def test_a_colleague_who_sleeps_on_is_no_furniture() -> None:
    asleep: Shown = [((person_at(NEXT_SEAT, 200), 0.6), True)]
    day = Day()
    for number in range(10):  # both awake
        day.look([((person_at(x + 8 * np.sin(number), 200), 0.5 + x / 1000), True) for x in (270, NEXT_SEAT)])
    day.walks(270, DOOR, asleep)
    assert min(day.still(60, *asleep)) > 0
    assert day.memory.post.empties == ()
    assert day.at_ms < COMPANY_MS


def test_one_who_came_and_sleeps_for_twenty_minutes_is_somebody_all_the_time() -> None:
    day = left()
    day.still(20)
    day.walks(DOOR, SEAT)
    day.sits(5)
    assert min(day.still(1_200, ((person_at(SEAT, 200), 0.6), True), step_ms=4_000)) > 0


POSTER: Person = (person_at(360, 195, 50), 0.7)


def test_a_poster_that_hung_there_all_along_is_nobody_once_the_clerk_has_left() -> None:
    hangs: Shown = [(POSTER, True)]
    day = Day()
    day.walks(DOOR, 280, hangs)
    day.sits(90, 280, others=hangs)
    assert min(day.said[-20:]) > 0
    assert set(day.counted[-20:]) == {1}
    day.walks(280, 40, hangs)
    assert max(day.still(100, *hangs)) < 0


def test_who_sits_without_stirring_while_nobody_was_seen_to_leave_is_somebody() -> None:
    day = Day()
    assert min(day.still(300, (POSTER, True))[1:]) > 0


def test_who_walks_past_a_poster_does_not_become_it() -> None:
    hangs: Shown = [(POSTER, True)]
    day = Day()
    day.walks(DOOR, 280, hangs)
    day.sits(90, 280, others=hangs)
    day.walks(280, DOOR, hangs)
    assert max(day.still(30, *hangs)) < 0


def test_whoever_walks_in_and_is_not_found_any_more_is_there() -> None:
    day = left()
    day.still(20)
    day.walks(DOOR, SEAT + 40)
    said = day.still(60, LIES)
    assert max(said[:12]) == STIRRING
    assert min(said[6:]) >= 0


@pytest.mark.parametrize(("x", "lies", "gone"), [(0.0, False, True), (SEAT, True, False)])
def test_who_is_lost_while_walking_out_of_the_picture_has_left(x: float, *, lies: bool, gone: bool) -> None:
    day = Day()
    day.sits(10)
    for step in np.linspace(SEAT, x, 9):
        day.look([((person_at(float(step), 200), 0.7), True)])
    said = day.still(20, *([LIES] if lies else []))
    assert (said[-1] < 0) == gone


def test_who_never_stirred_before_is_seen_to_walk_out_all_the_same() -> None:
    day = Day()
    day.still(30, ((person_at(SEAT, 200), 0.7), True))
    day.walks(SEAT, 0)
    assert day.still(10)[-1] < 0


@pytest.mark.parametrize(("lies", "gone"), [(False, True), (True, False)])
def test_who_is_gone_after_a_time_without_looks_may_have_left_unseen(*, lies: bool, gone: bool) -> None:
    day = Day()
    day.sits(10)
    shown = [LIES] if lies else []
    if lies:
        day.still(5, *shown)
    day.look(shown, step_ms=4_000)
    assert (day.still(5, *shown)[-1] < 0) == gone


def test_a_visitor_before_the_desk_is_no_furniture_of_the_post() -> None:
    day = left()
    day.still(20)
    visitor = ((265.0, 215.0, 385.0, 470.0), 0.9)  # the head reaches into the empty post
    day.look([(visitor, True)])
    assert len(day.memory.followed.tracks) == 1
    assert day.said[-1] < 0
