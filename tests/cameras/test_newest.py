"""The place for the newest picture, and the watchdog on it."""

import threading

import pytest

from cameras.messages import Failed, Opened
from cameras.newest import FRESH_S, Arrived, Newest
from cameras.source import SourceInfo, SourceLosses

INFO = SourceInfo((4, 2), None, 25.0)


class Clock:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def newest(clock: Clock) -> Newest[str]:
    return Newest(open_s=10.0, stall_s=5.0, clock=clock)


def test_the_description_comes_first_and_once(newest: Newest[str]) -> None:
    newest.opened(INFO)
    newest.put("one", 50.0)
    assert newest.take(0) == Opened(INFO)
    assert newest.take(0) == Arrived("one", 50.0, SourceLosses())
    assert newest.take(0) is None


def test_the_newest_wins_and_what_it_replaced_is_counted(newest: Newest[str]) -> None:
    for picture in ("one", "two", "three"):
        newest.put(picture, 50.0)
    newest.lost()
    assert newest.take(0) == Arrived("three", 50.0, SourceLosses(undecodable=1, overtaken=2))
    newest.put("four", 50.0)
    assert newest.take(0) == Arrived("four", 50.0, SourceLosses(undecodable=1, overtaken=2))


@pytest.mark.parametrize(("age_s", "given"), [(FRESH_S, True), (FRESH_S + 0.1, False)])
def test_an_old_picture_is_not_given(newest: Newest[str], clock: Clock, age_s: float, given: bool) -> None:
    newest.put("old", 50.0)
    clock.now_s += age_s
    assert (newest.take(0) is not None) is given


@pytest.mark.parametrize(
    ("is_open", "silent_s", "kind", "told"),
    [
        (False, 9.9, None, ""),
        (False, 10.0, "CameraUnreachable", "within 10 s"),
        (True, 4.9, None, ""),
        (True, 5.0, "CameraStalled", "for 5 s"),
    ],
)
def test_too_long_without_a_picture_is_a_failure(
    newest: Newest[str], clock: Clock, is_open: bool, silent_s: float, kind: str | None, told: str
) -> None:
    if is_open:
        newest.opened(INFO)
        newest.take(0)
        clock.now_s += 100.0
        newest.alive(clock.now_s)
    clock.now_s += silent_s
    said = newest.take(0)
    assert (said.kind if isinstance(said, Failed) else None) == kind
    assert not isinstance(said, Failed) or told in said.detail


def test_a_camera_that_took_long_to_open_is_given_its_time_for_the_next_picture(
    newest: Newest[str], clock: Clock
) -> None:
    clock.now_s += 9.9
    newest.opened(INFO)
    assert newest.take(0) == Opened(INFO)
    assert newest.take(0) is None
    clock.now_s += 5.0
    assert isinstance(newest.take(0), Failed)


def test_the_first_failure_is_told_after_the_last_picture_and_for_ever(newest: Newest[str], clock: Clock) -> None:
    newest.put("last", 50.0)
    newest.fail(Failed("CameraEnded", "first"))
    newest.fail(Failed("CameraEnded", "second"))
    assert isinstance(newest.take(0), Arrived)
    clock.now_s += 100.0
    assert newest.take(0) == newest.take(0) == Failed("CameraEnded", "first")


def test_whoever_waits_is_woken() -> None:
    newest: Newest[str] = Newest(open_s=60.0, stall_s=60.0)
    threading.Thread(target=newest.fail, args=(Failed("CameraEnded", "woken"),)).start()
    assert newest.take(30.0) == Failed("CameraEnded", "woken")
