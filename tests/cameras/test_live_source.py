"""Cameras: RTSP from a real server, HTTP, USB; what goes wrong with them is told by type."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cameras.arrival import wall_ms
from cameras.connection import LiveSettings
from cameras.errors import (
    CameraBreaksDecoder,
    CameraEnded,
    CameraError,
    CameraStalled,
    CameraUnauthorised,
    CameraUnreachable,
    DecoderMisspoke,
    DecoderNotStarted,
    NoSuchStream,
)
from cameras.live import LiveSource
from cameras.newest import FRESH_S
from tests.cameras.films import LEVELS, number_of
from tests.cameras.leaks import held
from tests.cameras.mjpeg import WebCamera, WebCameras
from tests.cameras.rtsp import RATE, SIZE_WH, USER, RtspServer, clip

pytestmark = pytest.mark.thorough

PASSWORD = "pa55:w@rd"  # noqa: S105 - of the tests' own server
ESCAPED = "pa55%3Aw%40rd"
SHORT = LiveSettings(open_s=3.0, stall_s=1.5)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("film"))


@pytest.fixture(scope="module")
def server(film: Path) -> Iterator[RtspServer]:
    with RtspServer(film) as running:
        yield running


def test_a_camera_gives_its_pictures_as_they_come(server: RtspServer) -> None:
    with LiveSource(server.url(), frames_per_second=5.0) as source:
        assert source.info.size_wh == SIZE_WH
        assert source.info.duration_ms is None
        assert source.info.frames_per_second == pytest.approx(RATE)
        frames = [frame for frame, _ in zip(source, range(11), strict=False)]
        now_ms = wall_ms()
    assert {frame.size_wh for frame in frames} == {SIZE_WH}
    # Never quicker than asked for; how much slower is the machine's affair.
    assert frames[-1].at_ms - frames[0].at_ms > 10 * 200 - 100
    assert 0 <= now_ms - frames[-1].at_ms < 2000


def test_the_newest_picture_wins_with_a_slow_consumer(server: RtspServer) -> None:
    with LiveSource(server.url()) as slow, LiveSource(server.url()) as quick:
        frames = iter(quick)
        next(iter(slow))
        for _ in range(2 * RATE):  # the slow consumer is busy for two seconds
            last = next(frames)
        frame = slow.take(1.0)
        assert frame is not None
        assert frame.at_ms == pytest.approx(last.at_ms, abs=1000 * FRESH_S)
        assert number_of(frame.image) in range(LEVELS)
        assert slow.losses.overtaken >= RATE


def test_every_picture_is_whole(server: RtspServer) -> None:
    with LiveSource(server.url()) as source:
        for frame, _ in zip(source, range(RATE), strict=False):
            lower = frame.image[SIZE_WH[1] * 5 // 8 : SIZE_WH[1] * 7 // 8]
            assert np.ptp(lower.astype(int)) < 24, "parts of two pictures"


@pytest.mark.parametrize("method", ["digest", "basic"])
def test_a_password_is_asked_for_and_never_shown(film: Path, method: str, caplog: pytest.LogCaptureFixture) -> None:
    with RtspServer(film, PASSWORD, method) as locked:
        for credentials in ("", f"{USER}:wr0ng@"):
            with pytest.raises(CameraUnauthorised, match="refuses the user or password") as refused:
                LiveSource(locked.url(credentials))
            assert "wr0ng" not in f"{refused.value}{refused.value.__cause__}"
        with LiveSource(locked.url(f"{USER}:{ESCAPED}@"), frames_per_second=5.0) as source:
            assert source.take(5.0) is not None
            shown = [repr(source), repr(vars(source)), str(source.info), caplog.text, *seen_of(source.process_id)]
    for secret in ("pa55", PASSWORD, ESCAPED):
        assert not any(secret in text for text in shown)


def seen_of(process_id: int) -> list[str]:
    """What a system shows of a process."""
    return [Path(f"/proc/{process_id}/{name}").read_text() for name in ("cmdline", "environ", "comm")]


def test_a_path_that_is_not_there_is_no_such_stream(server: RtspServer) -> None:
    with pytest.raises(NoSuchStream, match="no stream at this path"):
        LiveSource(server.url(name="nothing"))


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("rtsp://127.0.0.1:{port}/a", "Connection refused"),
        ("rtsps://127.0.0.1:{port}/a", "Connection refused"),
        ("http://127.0.0.1:{port}/a", "Connection refused"),
        ("https://127.0.0.1:{port}/a", "Connection refused"),
        ("rtsp://nowhere.invalid/a", "nothing answers there"),
        ("usb:98", "no camera is there"),
    ],
)
def test_where_nothing_listens_the_camera_is_unreachable(address: str, told: str) -> None:
    before = held()
    with pytest.raises(CameraUnreachable, match=told):
        LiveSource(address.format(port=closed_port()))
    assert held() == before


def test_a_camera_that_takes_the_call_and_says_nothing_is_unreachable_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(CameraUnreachable, match=r"within 1 s|in time"):
            LiveSource(f"rtsp://127.0.0.1:{port}/a", settings=LiveSettings(open_s=1.0))


WEB = {
    # what the camera does: the error, what it tells
    "missing": (WebCamera(status=404), NoSuchStream, "no stream at this path"),
    "locked": (WebCamera(password="other"), CameraUnauthorised, "refuses the user"),  # noqa: S106 - of this test
    "forbidden": (WebCamera(status=403), CameraUnauthorised, "does not let"),
    "broken": (WebCamera(status=500), CameraUnreachable, "not able to serve"),
    "busy": (WebCamera(status=429), CameraUnreachable, "too often"),
    "page": (WebCamera(body=b"<html>Welcome</html>" * 50), NoSuchStream, "not a video stream"),
    "playlist": (WebCamera(body=b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), NoSuchStream, "not a"),
    "empty": (WebCamera(frames=0), CameraError, "wanted"),
    "silent": (WebCamera(frames=0, hangs=True), CameraUnreachable, "within 3 s"),
    "ends": (WebCamera(frames=30), CameraEnded, "line to the camera broke"),
    "hangs": (WebCamera(frames=30, hangs=True), CameraStalled, "for 1.5 s none came"),
    "grows": (WebCamera(sizes=((64, 48),) * 20 + ((96, 64),) * 20), CameraEnded, "changed to 96x64"),
}


def watch(address: str) -> None:
    with LiveSource(address, settings=SHORT) as source:
        assert source.info.frames_per_second is None
        for frame in source:
            assert frame.size_wh == (64, 48)


@pytest.mark.parametrize("name", WEB)
def test_what_a_web_camera_does_is_told_by_type(name: str) -> None:
    camera, kind, told = WEB[name]
    before = held()
    with WebCameras(a=camera) as cameras, pytest.raises(kind, match=told) as caught:
        watch(cameras.url("a", "guard:pa55@"))
    assert "pa55" not in str(caught.value)
    assert held() == before


def test_a_web_camera_with_a_password_is_watched() -> None:
    camera = WebCamera(password="pa55")  # noqa: S106 - of this test
    with WebCameras(a=camera) as cameras, LiveSource(cameras.url("a", "guard:pa55@")) as source:
        times = [frame.at_ms for frame, _ in zip(source, range(10), strict=False)]
    assert times == sorted(set(times))


def test_a_proxy_for_the_web_is_not_asked_for_a_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    with WebCameras(a=WebCamera()) as cameras, LiveSource(cameras.url("a")) as source:
        assert source.take(5.0) is not None


PICTURE_UNASKED = (
    "import os, struct, signal; "
    "os.write(1, struct.pack('<4sBIqIIIIII', b'OPd1', 2, 32, 0, 0, 2, 2, 0, 0, 0)); signal.pause()"
)
HANGS = "import signal; signal.pause()"
PROGRAMS = [
    # what the decoding process does, error, what the message tells
    ("import os; os.abort()", CameraBreaksDecoder, "this camera crashed the decoder .SIGABRT"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", CameraBreaksDecoder, "memory"),
    ("import sys; sys.exit(3)", DecoderNotStarted, "exit status 3"),
    (HANGS, CameraStalled, "no progress for 0.5 s"),
    ("import sys; sys.stdout.write('Segmentation fault, or so I say')", DecoderMisspoke, "something else"),
    (PICTURE_UNASKED, DecoderMisspoke, "must be named"),
]


@pytest.mark.parametrize(("program", "kind", "told"), PROGRAMS)
def test_a_process_that_fails_is_told_from_a_camera_that_does(program: str, kind: type[CameraError], told: str) -> None:
    before = held()
    settings = LiveSettings(start_s=0.5 if program == HANGS else 15.0, command=(sys.executable, "-I", "-c", program))
    with pytest.raises(kind, match=told) as caught:
        LiveSource("usb:0", settings=settings)
    assert type(caught.value) is kind
    assert held() == before


def test_a_decoding_process_that_hangs_is_ended(server: RtspServer) -> None:
    before = held()
    with LiveSource(server.url(), settings=LiveSettings(answer_s=2.0)) as source:
        os.kill(source.process_id, signal.SIGSTOP)
        with pytest.raises(CameraStalled, match="no progress for 2 s"):
            list(source)
        assert held() == before


def test_closing_from_another_thread_ends_a_wait_at_once() -> None:
    before = held()
    with WebCameras(a=WebCamera(frames=3, hangs=True)) as cameras:
        source = LiveSource(cameras.url("a"), settings=LiveSettings(stall_s=300.0))
        closing = threading.Timer(0.5, source.close)
        closing.start()
        assert list(source) is not None  # it ends, which it would not for five minutes
        closing.join()
        source.close()
        assert source.take(1.0) is None
        assert list(source) == []
    assert held() == before


def test_closing_from_a_signal_handler_in_the_middle_of_a_wait_leaves_nothing() -> None:
    before = held()
    with WebCameras(a=WebCamera(frames=3, hangs=True)) as cameras:
        source = LiveSource(cameras.url("a"), settings=LiveSettings(stall_s=300.0))
        former = signal.signal(signal.SIGALRM, lambda *_: source.close())
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            assert list(source) is not None
        finally:
            signal.signal(signal.SIGALRM, former)
    assert held() == before
