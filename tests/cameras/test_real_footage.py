"""The measuring footage can be read, every frame of it."""

import pytest

from cameras.file import FileSource
from cameras.source import SourceLosses
from tests.shared import shared

CLIPS = [
    # folder, ending, clips, frames a second asked for
    ("eval/presence", "*.mp4", 2, 2.0),
    ("eval/negatives", "*.gif", 9, None),
    ("eval/negatives", "**/*.mkv", 20, 5.0),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("folder", "ending", "clips", "asked"), CLIPS)
def test_the_measuring_footage_is_read_whole(folder: str, ending: str, clips: int, asked: float | None) -> None:
    paths = sorted(shared(folder).glob(ending))
    assert len(paths) >= clips, f"{folder} must hold the measuring footage, got {len(paths)} clips"
    for path in paths:
        with FileSource(path, frames_per_second=asked) as source:
            times_ms = [frame.at_ms for frame in source]
            info = source.info
        assert source.losses == SourceLosses(), path
        assert info.duration_ms is not None, path
        rate = asked or info.frames_per_second
        assert rate is not None, path
        assert len(times_ms) == pytest.approx(info.duration_ms / 1000 * rate, abs=2, rel=0.05), path
        assert info.duration_ms - times_ms[-1] <= 1000 / rate + 100, path
