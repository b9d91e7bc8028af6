"""A post that somebody was seen to leave is learned to be empty; who lies down at it, or sleeps, is never nobody."""

import numpy as np
import pytest

from tests.vision.builders import Person, person_at
from tests.vision.days import COAT, DOOR, LIES, NEXT_SEAT, SEAT, Day, Shown, left
from vision.vacancy import ARRIVED, LEARN_MS, STIRRING, SURELY_EMPTY, VANISHED_MS
from vision.whereabouts import COMPANY_MS


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
    assert max(said[:12]) == ARRIVED
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
