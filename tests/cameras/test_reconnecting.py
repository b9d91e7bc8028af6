"""A camera that dies, hangs, or changes comes back, and between its pictures it says how it is."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cameras.backoff import Backoff
from cameras.connection import LiveSettings
from cameras.errors import (
    CameraEnded,
    CameraError,
    CameraFailed,
    CameraStalled,
    CameraUnauthorised,
    CameraUnreachable,
    SourceNotFound,
)
from cameras.reconnecting import LiveState, ReconnectingSource
from tests.cameras.leaks import held
from tests.cameras.mjpeg import WebCamera, WebCameras
from tests.cameras.rtsp import RtspServer, clip
from tests.cameras.watched import a_picture, until

pytestmark = pytest.mark.thorough

QUICK = Backoff(first_s=0.05, cap_s=1.0)
SHORT = LiveSettings(open_s=5.0, stall_s=1.5)


def source_of(address: str, backoff: Backoff = QUICK) -> ReconnectingSource:
    return ReconnectingSource(address, frames_per_second=10.0, settings=SHORT, backoff=backoff, drawn=lambda: 1.0)


def state(source: ReconnectingSource) -> LiveState:
    return source.status.state


def test_a_killed_camera_comes_back_when_it_is_started_again(tmp_path: Path) -> None:
    before = held()
    with RtspServer(clip(tmp_path)) as server, source_of(server.url()) as source:
        assert state(source) is LiveState.CONNECTING
        last = until(source, a_picture, 10.0)[-1]
        assert state(source) is LiveState.LIVE
        server.kill()
        last = [last, *until(source, lambda _: state(source) is LiveState.RECONNECTING, 5.0)][-1]
        assert isinstance(source.status.reason, CameraFailed)
        assert source.status.since_ms == last.at_ms
        until(source, lambda _: isinstance(source.status.reason, CameraUnreachable), 5.0)
        server.start()
        first = until(source, a_picture, 5.0)[-1]
        assert state(source) is LiveState.LIVE
        assert source.status.reason is None
        assert first.at_ms - last.at_ms > 500, "the gap is to be seen"
    assert state(source) is LiveState.CLOSED
    assert held() == before


def test_a_hung_camera_is_noticed_in_time_and_comes_back(tmp_path: Path) -> None:
    with RtspServer(clip(tmp_path)) as server, source_of(server.url()) as source:
        until(source, a_picture, 10.0)
        server.hang()
        hung_s = time.monotonic()
        until(source, lambda _: state(source) is LiveState.RECONNECTING, 10.0)
        # Its last picture came a moment before it hung; above the limit there is the machine's load.
        assert SHORT.stall_s - 1.0 < time.monotonic() - hung_s < SHORT.stall_s + 3.0
        assert isinstance(source.status.reason, CameraStalled)
        server.go_on()
        until(source, a_picture, 5.0 + SHORT.open_s)
        assert state(source) is LiveState.LIVE


def test_a_camera_may_come_back_with_another_size() -> None:
    with (
        WebCameras(a=WebCamera(sizes=((64, 48),) * 15 + ((96, 64),) * 500)) as cameras,
        source_of(cameras.url("a")) as source,
    ):
        until(source, lambda _: isinstance(source.status.reason, CameraEnded), 10.0)
        assert "changed to 96x64" in str(source.status.reason)
        cameras.cameras["a"] = WebCamera(sizes=((96, 64),))
        (frame,) = until(source, a_picture, 10.0)
        assert frame.size_wh == source.info.size_wh == (96, 64)


def test_twenty_reconnects_leave_nothing_and_times_go_on() -> None:
    before = held()
    with WebCameras(a=WebCamera(frames=4)) as cameras, source_of(cameras.url("a"), Backoff(0.01, 0.01)) as source:
        frames = until(source, lambda _: cameras.asked["a"] > 20, 90.0)
        times = [frame.at_ms for frame in frames]
        assert times == sorted(set(times))
        assert len(times) >= 20
    assert held() == before


@pytest.mark.slow
def test_twenty_reconnects_to_a_real_camera_leave_nothing(tmp_path: Path) -> None:
    before = held()
    with RtspServer(clip(tmp_path)) as server, source_of(server.url()) as source:
        for _ in range(20):
            until(source, a_picture, 20.0)
            server.kill()
            until(source, lambda _: state(source) is LiveState.RECONNECTING, 10.0)
            server.start()
        until(source, a_picture, 20.0)
    assert held() == before


def test_while_there_is_no_camera_nothing_is_given_and_the_reason_is_told() -> None:
    with WebCameras(a=WebCamera(status=503)) as cameras, source_of(cameras.url("a")) as source:
        with pytest.raises(CameraError, match="not open yet"):
            source.info  # noqa: B018 - it raises
        until(source, lambda _: cameras.asked["a"] > 3, 20.0)
        assert source.take(0.0) is None
        assert state(source) is LiveState.CONNECTING
        with pytest.raises(CameraUnreachable, match="not able to serve"):
            source.info  # noqa: B018 - it raises


def test_a_camera_that_refuses_the_password_is_left_alone_for_long() -> None:
    camera = WebCamera(password="other")  # noqa: S106 - of this test
    with WebCameras(a=camera) as cameras, source_of(cameras.url("a", "guard:pa55@")) as source:
        until(source, lambda _: source.status.reason is not None, 10.0)
        assert isinstance(source.status.reason, CameraUnauthorised)
        assert "pa55" not in repr(source.status)
        assert source.take(1.5) is None
        assert cameras.asked["a"] == 2, "one request without, one with the password: FFmpeg's way"


def test_what_no_camera_can_be_is_refused_at_once() -> None:
    before = held()
    with pytest.raises(SourceNotFound):
        ReconnectingSource("rtsp://")
    with pytest.raises(ValueError, match="frames_per_second"):
        ReconnectingSource("usb:0", frames_per_second=0)
    assert held() == before


MOMENTS = [
    # what the camera does, how long it is watched before it is closed, seconds
    (WebCamera(status=503), 0.0),
    (WebCamera(status=503), 0.7),
    (WebCamera(frames=0, hangs=True), 0.7),
    (WebCamera(), 1.0),
    (WebCamera(frames=2), 1.0),
]


@pytest.mark.parametrize("by_signal", [False, True])
@pytest.mark.parametrize(("camera", "after_s"), MOMENTS)
def test_closing_at_any_moment_ends_a_wait_and_leaves_nothing(
    camera: WebCamera, after_s: float, by_signal: bool
) -> None:
    before = held()
    with WebCameras(a=camera) as cameras:
        source = source_of(cameras.url("a"), Backoff(300.0, 300.0))
        if by_signal:
            former = signal.signal(signal.SIGALRM, lambda *_: source.close())
            signal.setitimer(signal.ITIMER_REAL, max(after_s, 0.001))
            assert list(source) is not None  # it ends
            signal.signal(signal.SIGALRM, former)
        else:
            closing = threading.Timer(after_s, source.close)
            closing.start()
            assert list(source) is not None
            closing.join()
        assert source.take(1.0) is None
        source.close()
    assert held() == before


PARENT = """
import sys
from cameras.reconnecting import ReconnectingSource
source = ReconnectingSource(sys.argv[1])
next(iter(source))
print(source.process_id, flush=True)
list(source)
"""


def test_the_process_ends_when_its_parent_is_killed() -> None:
    with WebCameras(a=WebCamera()) as cameras:
        command = [sys.executable, "-c", PARENT, cameras.url("a")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as parent:
            assert parent.stdout is not None
            child = os.pidfd_open(int(parent.stdout.readline()))
            try:
                parent.kill()
                parent.wait()
                assert select.select([child], [], [], 10)[0], "the decoding process outlived its parent by 10 s"
            finally:
                os.close(child)
