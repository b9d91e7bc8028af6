"""Reader processes that are killed or hang, and clocks that are set: pictures come back alone, with true dates."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cameras.arrival import wall_ms
from cameras.connection import ASK_S, LiveSettings
from cameras.errors import CameraBreaksDecoder, CameraError, CameraStalled, ClockSetBack
from cameras.open import open_camera
from cameras.reconnecting import LiveState, LiveStatus, ReconnectingSource
from tests.cameras.leaks import held
from tests.cameras.rtsp import RtspServer, clip
from tests.cameras.watched import a_picture, until

pytestmark = pytest.mark.thorough

LIMITS = LiveSettings(open_s=10.0, stall_s=2.0, answer_s=2.0)
LOAD_S = 10.0
"""For whatever else the machine does; the limits are what is tested."""

HOUR_MS = 3_600_000


@contextmanager
def watched(camera: str, folder: Path) -> Iterator[ReconnectingSource]:
    if camera == "scene":
        with open_camera("scene:demo?begins=0", frames_per_second=5.0, settings=LIMITS) as source:
            yield source
        return
    with (
        RtspServer(clip(folder)) as server,
        open_camera(server.url(), frames_per_second=5.0, settings=LIMITS) as source,
    ):
        yield source


def how(source: ReconnectingSource) -> LiveStatus:
    return source.status


def reader_of(source: ReconnectingSource) -> int:
    assert source.process_id is not None
    return source.process_id


FATES: list[tuple[signal.Signals, type[CameraError], float]] = [
    # what happens to the reader, what is told of it, within how many seconds it is noticed
    (signal.SIGKILL, CameraBreaksDecoder, ASK_S),
    (signal.SIGSTOP, CameraStalled, ASK_S + LIMITS.answer_s),
]


@pytest.mark.parametrize("camera", ["rtsp", "scene"])
@pytest.mark.parametrize(("fate", "told", "noticed_s"), FATES)
def test_a_reader_that_dies_or_hangs_is_replaced(
    tmp_path: Path, camera: str, fate: signal.Signals, told: type[CameraError], noticed_s: float
) -> None:
    before = held()
    with watched(camera, tmp_path) as source:
        last = until(source, a_picture, LIMITS.open_s + LOAD_S)[-1]
        reader, losses = reader_of(source), source.losses
        os.kill(reader, fate)
        taken = until(source, lambda _: source.status.state is not LiveState.LIVE, noticed_s + LOAD_S)
        last = [last, *taken][-1]
        assert source.status.state is LiveState.RECONNECTING
        assert source.status.since_ms == last.at_ms
        assert type(source.status.reason) is told
        assert source.process_id is None
        assert not Path(f"/proc/{reader}").exists(), "neither running nor a zombie"
        (first,) = until(source, a_picture, LIMITS.open_s + LOAD_S)
        assert first.at_ms > last.at_ms
        assert (how(source).state, how(source).reason) == (LiveState.LIVE, None)
        assert reader_of(source) != reader
        assert source.losses.overtaken >= losses.overtaken
    assert held() == before


class SetClock:
    """The machine's clock, and how far somebody has set it."""

    def __init__(self) -> None:
        self.set_by_ms = 0

    def __call__(self) -> int:
        return wall_ms() + self.set_by_ms


def test_a_clock_that_is_set_gives_no_date_twice_and_none_that_is_wrong_for_long() -> None:
    clock = SetClock()
    times: list[int] = []
    with open_camera("scene:demo?begins=0", frames_per_second=10.0, clock=clock, settings=LIMITS) as source:

        def some() -> None:
            for _ in range(5):
                times.extend(frame.at_ms for frame in until(source, a_picture, LIMITS.open_s + LOAD_S))

        some()
        clock.set_by_ms += HOUR_MS
        some()
        assert times[-1] - times[4] > HOUR_MS, "followed at once"
        clock.set_by_ms -= 30_000
        some()
        assert 20_000 < times[-1] - clock() <= 30_000, "approached slowly"
        clock.set_by_ms -= HOUR_MS
        until(source, lambda _: source.losses.undated > 5, LOAD_S)
        assert source.status.state is LiveState.CLOCK_SET_BACK
        assert source.status.since_ms == times[-1]
        assert isinstance(source.status.reason, ClockSetBack)
        assert "set back by 36" in str(source.status.reason)
        clock.set_by_ms = HOUR_MS
        undated = source.losses.undated
        some()
        assert (how(source).state, how(source).reason) == (LiveState.LIVE, None)
        assert abs(times[-1] - clock()) < 2000
        assert source.losses.undated <= undated + 1
    assert times == sorted(set(times))


def test_a_reader_that_dies_while_the_clock_is_behind_is_told_as_such() -> None:
    clock = SetClock()
    with open_camera("scene:demo?begins=0", frames_per_second=10.0, clock=clock, settings=LIMITS) as source:
        until(source, a_picture, LIMITS.open_s + LOAD_S)
        clock.set_by_ms = -HOUR_MS
        until(source, lambda _: source.status.state is LiveState.CLOCK_SET_BACK, LOAD_S)
        undated = source.losses.undated
        assert undated > 0
        os.kill(reader_of(source), signal.SIGKILL)
        until(source, lambda _: source.status.state is LiveState.RECONNECTING, LOAD_S)
        assert isinstance(source.status.reason, CameraBreaksDecoder)
        until(source, lambda _: source.status.state is LiveState.CLOCK_SET_BACK, LIMITS.open_s + LOAD_S)
        assert source.losses.undated > undated
