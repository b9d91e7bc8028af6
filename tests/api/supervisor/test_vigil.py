"""When a process is taken to hang, and how it tells that it does not."""

import os

import pytest

from api.supervisor.heartbeat import EVERY_S, VARIABLE, Heartbeat
from api.supervisor.states import Stage
from api.supervisor.vigil import USUAL, Pulse, hangs

NEVER = Pulse()
FELT = NEVER.looked(alive=True)


def after(pulse: Pulse, missed: int) -> Pulse:
    for _ in range(missed):
        pulse = pulse.looked(alive=False)
    return pulse


@pytest.mark.parametrize(
    ("pulse", "stage", "answers", "hung"),
    [
        (after(FELT, USUAL.answers - 1), Stage.UP, True, False),
        (after(FELT, USUAL.answers), Stage.UP, True, True),
        (after(FELT, USUAL.answers).looked(alive=True), Stage.UP, True, False),
        (after(FELT, USUAL.beats - 1), Stage.UP, False, False),
        (after(FELT, USUAL.beats), Stage.UP, False, True),
        (after(NEVER, USUAL.start - 1), Stage.UP, False, False),
        (after(NEVER, USUAL.start), Stage.UP, False, True),
        (after(NEVER, USUAL.start - 1), Stage.STARTING, True, False),
        (after(NEVER, USUAL.start), Stage.STARTING, True, True),
        *((after(FELT, 999), stage, True, False) for stage in Stage if stage not in {Stage.STARTING, Stage.UP}),
    ],
)
def test_who_hangs(pulse: Pulse, stage: Stage, answers: bool, hung: bool) -> None:
    assert hangs(pulse, stage, USUAL, answers=answers) is hung


def test_the_limits_are_generous() -> None:
    limits_s = [looks * USUAL.every_s for looks in (USUAL.answers, USUAL.beats, USUAL.start)]
    assert limits_s == [30, 60, 120]
    assert USUAL.answer_s < USUAL.every_s


def test_a_heart_beats_once_a_second_and_never_holds_anybody_up() -> None:
    now_s = [0.0]
    reading, writing = os.pipe2(os.O_NONBLOCK)
    heartbeat = Heartbeat(writing, lambda: now_s[0])
    for at_s in (0.0, 0.5, EVERY_S, EVERY_S + 0.5):
        now_s[0] = at_s
        heartbeat.beat()
    assert os.read(reading, 100) == b".."
    while True:
        try:
            os.write(writing, bytes(4096))
        except BlockingIOError:
            break
    for at_s in (5.0, 7.0):
        now_s[0] = at_s
        heartbeat.beat()
        os.close(reading) if at_s == 5.0 else os.close(writing)


@pytest.mark.parametrize("told", [None, "", "x"])
def test_without_a_supervisor_nothing_is_told(monkeypatch: pytest.MonkeyPatch, told: str | None) -> None:
    if told is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, told)
    Heartbeat.of_environment().beat()
