"""Whatever a camera's address names is watched alike: it comes back, and its pictures have their true dates."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from cameras.arrival import wall_ms
from cameras.errors import SourceNotFound
from cameras.open import open_camera
from cameras.reconnecting import LiveState, ReconnectingSource
from cameras.scene_demo import demo_script
from cameras.scene_stage import Stage
from tests.cameras.films import LEVELS, Film, cut, make, number_of
from tests.cameras.leaks import held
from tests.cameras.watched import a_picture, until
from vision.datatypes import Frame

pytestmark = pytest.mark.thorough

BEGINS_MS = 1_700_000_000_000
START_S = 30.0
"""The scene is drawn for the first time in 3 s where nothing else runs."""


def collected(source: ReconnectingSource, count: int) -> list[Frame]:
    frames: list[Frame] = []
    while len(frames) < count:
        frames += until(source, a_picture, START_S)
    return frames


def off_ms(frame: Frame, begins_ms: int) -> int:
    """How far the date of a picture of the scene is from the moment that was drawn."""
    date_ms = frame.at_ms - begins_ms
    stage = Stage(demo_script())
    near = [ms for ms in range(date_ms - 60, date_ms + 61) if ms % 100 == 0]
    (drawn_ms,) = (ms for ms in near if np.array_equal(stage.picture(ms), frame.image))
    return date_ms - drawn_ms


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://127.0.0.1:9/a", "rtsps://127.0.0.1:9/a", "http://127.0.0.1:9/a", "https://127.0.0.1:9/a", "usb:97",
        "scene:demo", "scene:demo?begins=0", "no such film.mp4", "file:///no/such/film.mp4", "concat:a|b", "/",
    ],
)  # fmt: skip
def test_opening_waits_for_nothing(address: str) -> None:
    before = held()
    with open_camera(address, frames_per_second=2.0) as source:
        assert source.status.state is LiveState.CONNECTING
        assert source.status.reason is None
        assert source.process_id is not None
    assert held() == before


@pytest.mark.parametrize(
    "address",
    [
        "", "file://", "srt://h/a", "rtsp://", "usb:x", "scene:", "scene:other", "scene://demo", "scene:demo?begins=",
        "scene:demo?begins=-1", "scene:demo?begins=1e3", "scene:demo?begins=1&x=2", f"scene:demo?begins={10**15}",
        "scene:demo?start=1",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    before = held()
    with pytest.raises(SourceNotFound, match="wanted"):
        open_camera(address, frames_per_second=2.0)
    assert held() == before


def test_a_scene_shows_what_its_script_says_of_the_moment() -> None:
    with open_camera(f"scene:demo?begins={BEGINS_MS}", frames_per_second=2.0) as source:
        frames = collected(source, 4)
        assert source.info.size_wh == frames[0].size_wh
        now_ms = wall_ms()
    assert 0 <= now_ms - frames[-1].at_ms < 2000
    assert max(abs(off_ms(frame, BEGINS_MS)) for frame in frames) <= 3


def test_a_scene_goes_by_the_clock_it_is_given() -> None:
    """Which is another one than its process could read, and one at which the script has not begun."""
    begins_ms = wall_ms() + 86_400_000
    with open_camera(
        f"scene:demo?begins={begins_ms}", frames_per_second=2.0, clock=lambda: wall_ms() + 20 * 86_400_000
    ) as source:
        assert max(abs(off_ms(frame, begins_ms)) for frame in collected(source, 2)) <= 3
    with open_camera(f"scene:demo?begins={begins_ms}", frames_per_second=2.0) as source:
        assert max(abs(off_ms(frame, begins_ms)) for frame in collected(source, 2)) <= 3


def test_a_scene_that_says_no_beginning_begins_when_it_is_opened() -> None:
    with open_camera("scene:demo", frames_per_second=10.0) as source:
        begins_ms = source.status.since_ms
        (frame,) = collected(source, 1)
        assert frame.at_ms - begins_ms < START_S * 1000
        # The address is read a moment before the status is made.
        assert -100 <= off_ms(frame, begins_ms) <= 3


def test_a_film_is_played_over_and_over_as_if_it_were_live(tmp_path: Path) -> None:
    film = make(tmp_path / "a.mp4", Film(frames=LEVELS, rate=10))
    with open_camera(f"file://{film}", frames_per_second=None) as source:
        frames = collected(source, 2 * LEVELS + 1)
        assert source.info.size_wh == (64, 48)
        assert source.info.duration_ms is None
        now_ms = wall_ms()
    assert 0 <= now_ms - frames[-1].at_ms < 2000
    times = [frame.at_ms for frame in frames]
    assert times == sorted(set(times))
    for one, other in itertools.pairwise(frames):
        steps = (number_of(other.image) - number_of(one.image)) % LEVELS
        # A slow machine may leave pictures out or show one late, but never shows them early or in another order.
        assert other.at_ms - one.at_ms >= steps * 100 - 50 - (one.at_ms - times[0]) % 100


def test_a_film_that_comes_later_or_breaks_off_is_a_camera_that_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "late.mp4"
    before = held()
    with open_camera(str(path), frames_per_second=10.0) as source:
        until(source, lambda _: source.status.reason is not None, START_S)
        assert isinstance(source.status.reason, SourceNotFound)
        assert str(source.status.reason).count(str(path)) == 1
        make(path)
        until(source, a_picture, START_S)
        assert source.status.state is LiveState.LIVE
    assert held() == before


def test_a_damaged_film_is_told_as_such(tmp_path: Path) -> None:
    film = cut(make(tmp_path / "cut.mp4"), 0.5)
    with open_camera(str(film), frames_per_second=10.0) as source:
        until(source, lambda _: source.status.reason is not None, START_S)
        assert "A video was wanted" in str(source.status.reason)
