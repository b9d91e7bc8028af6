"""Files that can be watched."""

from pathlib import Path

import numpy as np
import pytest

from cameras.file import FileSource
from cameras.pace import Pace
from cameras.source import SourceLosses
from tests.cameras.films import BRIGHT, LEVELS, Film, make, number_of

TENTHS = [i * 100 for i in range(30)]

FORMATS = [
    # name, film, first times, size
    ("h264.mp4", Film(), TENTHS, (64, 48)),
    ("h264_25.mp4", Film(rate=25), [i * 40 for i in range(30)], (64, 48)),
    ("h264_30.mkv", Film(rate=30), [round(i * 1000 / 30) for i in range(30)], (64, 48)),
    ("b_frames.mp4", Film(options=(("bf", "3"), ("x264-params", "b-adapt=0"))), TENTHS, (64, 48)),
    ("mpeg4.avi", Film(codec="mpeg4"), TENTHS, (64, 48)),
    ("vp9.webm", Film(codec="libvpx-vp9"), TENTHS, (64, 48)),
    ("moving.gif", Film(codec="gif", pixels="rgb8"), TENTHS, (64, 48)),
    ("stream.ts", Film(), TENTHS, (64, 48)),
    ("raw.h264", Film(rate=25), [i * 40 for i in range(30)], (64, 48)),
    ("fragments.mp4", Film(container=(("movflags", "frag_keyframe+empty_moov"),)), TENTHS, (64, 48)),
    ("odd.mp4", Film(pixels="yuv444p", size_wh=(63, 47)), TENTHS, (63, 47)),
    ("grey.mkv", Film(codec="ffv1", pixels="gray"), TENTHS, (64, 48)),
    ("full_range.mkv", Film(codec="mjpeg", pixels="yuvj420p"), TENTHS, (64, 48)),
    ("ten_bits.mkv", Film(pixels="yuv420p10le"), TENTHS, (64, 48)),
    ("starts_late.mkv", Film(first_pts=50), TENTHS, (64, 48)),
    ("starts_late.ts", Film(first_pts=50), TENTHS, (64, 48)),
    ("uneven.mkv", Film(pts=(0, 1, 5, 6, 30)), [0, 100, 500, 600, 3000], (64, 48)),
    ("portrait.mp4", Film(quarter_turn_deg=90), TENTHS, (48, 64)),
]


@pytest.mark.parametrize(("name", "film", "times_ms", "size_wh"), FORMATS, ids=[case[0] for case in FORMATS])
def test_every_picture_of_a_file_comes_once_in_order_and_at_its_time(
    tmp_path: Path, name: str, film: Film, times_ms: list[int], size_wh: tuple[int, int]
) -> None:
    with FileSource(make(tmp_path / name, film)) as source:
        frames = list(source)
        assert source.info.size_wh == size_wh
        assert source.losses == SourceLosses()
    # A file counts in its own ticks: a millisecond more or less is theirs.
    assert [f.at_ms for f in frames] == pytest.approx(times_ms, abs=1)
    assert {f.size_wh for f in frames} == {size_wh}
    if not film.quarter_turn_deg:
        assert [number_of(f.image) for f in frames] == [n % LEVELS for n in range(len(frames))]


@pytest.mark.parametrize(
    ("name", "film", "duration_ms"),
    [("a.mp4", Film(), 3000), ("b.mkv", Film(first_pts=50), 3000), ("c.ts", Film(first_pts=50), 3000)],
)
def test_duration_and_rate_are_known_once_open(tmp_path: Path, name: str, film: Film, duration_ms: int) -> None:
    with FileSource(make(tmp_path / name, film)) as source:
        assert source.info.duration_ms == pytest.approx(duration_ms, abs=1)
        assert source.info.frames_per_second == pytest.approx(10)


def test_a_picture_filmed_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    film = make(tmp_path / "a.mp4", Film(quarter_turn_deg=90))  # a quarter turn counter-clockwise: top goes left
    with FileSource(film) as source:
        image = next(iter(source)).image
    assert np.median(image[:, :20]) == pytest.approx(BRIGHT, abs=4)
    assert np.median(image[:, -20:]) == pytest.approx(0, abs=4)


@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p"])
def test_white_and_black_stay_so_in_either_range_of_levels(tmp_path: Path, pixels: str) -> None:
    codec = "mjpeg" if pixels == "yuvj420p" else "libx264"
    with FileSource(make(tmp_path / "a.mkv", Film(codec=codec, pixels=pixels))) as source:
        image = next(iter(source)).image
    assert np.median(image[:20]) == pytest.approx(BRIGHT, abs=3)
    assert np.median(image[-20:]) == pytest.approx(0, abs=3)


@pytest.mark.parametrize(
    ("rate", "asked", "times_ms"),
    [
        (25, 5, [0, 200, 400, 600, 800, 1000, 1200]),
        (10, 2, [0, 500, 1000, 1500, 2000, 2500]),
        (10, 30, TENTHS),
    ],
)
def test_only_the_frames_asked_for_come(tmp_path: Path, rate: int, asked: float, times_ms: list[int]) -> None:
    film = make(tmp_path / "a.mp4", Film(rate=rate, frames=30 if rate != 25 else 31))
    with FileSource(film, frames_per_second=asked, starts_at_ms=1_700_000_000_000) as source:
        assert [f.at_ms - 1_700_000_000_000 for f in source] == times_ms


def test_a_file_waits_and_goes_on_where_it_was_left(tmp_path: Path) -> None:
    with FileSource(make(tmp_path / "a.mp4")) as source:
        first = [frame.at_ms for frame, _ in zip(source, range(3), strict=False)]
        rest = [frame.at_ms for frame in source]
        assert list(source) == []
    assert first == TENTHS[: len(first)]
    assert rest[-1] == TENTHS[-1]


def test_real_pace_waits_for_the_time_of_each_frame(tmp_path: Path) -> None:
    slept: list[float] = []
    film = make(tmp_path / "a.mp4", Film(frames=4))
    with FileSource(film, pace=Pace.REAL, clock=lambda: sum(slept), sleep=slept.append) as source:
        assert [f.at_ms for f in source] == [0, 100, 200, 300]
    assert slept == pytest.approx([0.1, 0.1, 0.1])


@pytest.mark.parametrize("asked", [0, -1.0, float("nan")])
def test_a_rate_that_is_none_is_refused(tmp_path: Path, asked: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        FileSource(make(tmp_path / "a.mp4"), frames_per_second=asked)


def test_a_closed_source_is_not_watched(tmp_path: Path) -> None:
    source = FileSource(make(tmp_path / "a.mp4"))
    source.close()
    source.close()
    with pytest.raises(ValueError, match="closed"):
        iter(source)


def test_names_that_are_not_plain_are_read(tmp_path: Path) -> None:
    for name in ("窗口 7号.mp4", "file:concat:a|b.mp4", "-i.mp4"):
        with FileSource(make(tmp_path / "a.mp4").rename(tmp_path / name)) as source:
            assert len(list(source)) == 30
