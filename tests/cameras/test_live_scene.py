"""The scene as a camera: whenever it is opened, its frames lie on the script's own grid."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cameras.connection import LiveSettings
from cameras.live_scene import play_scene
from cameras.messages import LiveRequest
from cameras.newest import Image, Newest

BEGINS_S = 1_000.0
TAKEN = 8


class Enough(Exception):  # noqa: N818 - the end of the test
    pass


class Kept(Newest[Callable[[], Image]]):
    """Remembers when the frames are of, and ends the scene when there are enough."""

    def __init__(self) -> None:
        super().__init__(10.0, 10.0)
        self.moments_ms: list[int] = []

    def put(self, picture: Callable[[], Image], at_s: float) -> None:
        assert picture().shape == (720, 1280, 3)
        self.moments_ms.append(round((at_s - BEGINS_S) * 1000))
        if len(self.moments_ms) == TAKEN:
            raise Enough


@dataclass
class Clock:
    now_s: float

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.mark.thorough
@pytest.mark.parametrize("opened_s", [-5.03, -0.2, 0.0, 17.31, 179.9, 400.04])
def test_frames_lie_on_the_grid_of_the_script(opened_s: float) -> None:
    kept, clock = Kept(), Clock(BEGINS_S + opened_s)
    settings = LiveSettings()
    request = LiveRequest("scene:demo", "scene", (), 2.0, 1, settings.memory_bytes, 10.0, 5.0, BEGINS_S)
    with pytest.raises(Enough):
        play_scene(request, kept, clock, clock.sleep)
    first, *others = kept.moments_ms
    assert 0 <= first - opened_s * 1000 < 100.5
    assert [moment % 500 for moment in others] == [0] * len(others)
    assert [after - before for before, after in itertools.pairwise(others)] == [500] * (len(others) - 1)
