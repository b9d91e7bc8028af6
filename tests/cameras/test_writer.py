"""Films: what is written can be read again, and nothing is ever half-written."""

import resource
from collections.abc import Callable, Iterable
from pathlib import Path

import av
import pytest

from cameras.atomic_file import AtomicFile
from cameras.errors import OutputNotWritable
from cameras.file import FileSource
from cameras.writer import VideoWriter
from tests.cameras.films import LEVELS, frames_of, number_of
from tests.cameras.privileges import unprivileged
from vision.datatypes import Frame


def write_all(path: Path, frames: Iterable[Frame]) -> None:
    with VideoWriter(path) as film:
        for frame in frames:
            film.write(frame)


@pytest.mark.parametrize("size_wh", [(64, 48), (63, 47), (161, 120)])
def test_a_film_shows_each_frame_at_its_time(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    path = tmp_path / "film.mp4"
    times_ms = [1_700_000_000_000 + t for t in (0, 500, 1003, 1500, 4000, 4010)]
    frames = [Frame(at, f.image) for at, f in zip(times_ms, frames_of(range(6), size_wh=size_wh), strict=True)]
    with VideoWriter(path) as film:
        for frame in frames:
            film.write(frame)
        assert not path.exists()
    with FileSource(path, starts_at_ms=times_ms[0]) as source:
        came = list(source)
        assert source.info.size_wh == tuple(side + side % 2 for side in size_wh)
    assert [f.at_ms for f in came] == times_ms
    assert [number_of(f.image) for f in came] == [n % LEVELS for n in range(6)]
    assert list(tmp_path.iterdir()) == [path]


def test_a_film_plays_while_it_loads_and_in_every_browser(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with VideoWriter(path) as film:
        for frame in frames_of(range(50), every_ms=500):
            film.write(frame)
    content = path.read_bytes()
    assert content.find(b"moov") < content.find(b"mdat")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        keys = [p.pts for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
    assert len(keys) >= 3


def test_colours_come_back_as_they_were(tmp_path: Path) -> None:
    image = frames_of([0])[0].image.copy()
    image[:] = (220, 60, 30)
    with VideoWriter(tmp_path / "film.mp4") as film:
        film.write(Frame(0, image))
        film.write(Frame(500, image))
    with FileSource(tmp_path / "film.mp4") as source:
        assert next(iter(source)).image[20, 20].tolist() == pytest.approx([220, 60, 30], abs=5)


def test_a_block_that_raises_leaves_what_was_there_before(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("an earlier film")
    with pytest.raises(ZeroDivisionError):
        write_all(path, (Frame(at // (2 - at), f.image) for at, f in enumerate(frames_of(range(3)))))
    assert path.read_text() == "an earlier film"
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_frame_there_is_no_film(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "film.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("second", [Frame(0, frames_of([1])[0].image), frames_of([1], size_wh=(32, 32))[0]])
def test_a_frame_that_does_not_follow_is_refused(tmp_path: Path, second: Frame) -> None:
    with VideoWriter(tmp_path / "film.mp4") as film:
        film.write(frames_of([0])[0])
        with pytest.raises(ValueError, match=r"must (come after|be)"):
            film.write(second)


def test_a_disk_that_fills_up_ends_in_one_error_and_no_file(tmp_path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))  # Python ignores SIGXFSZ: writing fails as on a full disk
    try:
        with pytest.raises(OutputNotWritable, match="broke off"):
            write_all(tmp_path / "film.mp4", frames_of(range(30)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert list(tmp_path.iterdir()) == []


def a_dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "missing" / "film.mp4")


PLACES = [
    # name, what is done first, what the message tells
    ("missing/film.mp4", lambda path: path, "folder does not exist"),
    ("film.mp4", Path.mkdir, "a folder"),
    ("film.mp4", lambda path: path.symlink_to("/dev/null"), "not a file"),
    ("film.mp4", lambda path: path.symlink_to(path), "loop|circle"),
    ("film.mp4", a_dangling_link, "folder does not exist"),
    ("a/film.mp4", lambda path: path.parent.write_text("a file"), "folder does not exist"),
    ("a\0b.mp4", lambda path: path, "null"),
    ("x" * 300 + ".mp4", lambda path: path, "too long"),
]


@pytest.mark.parametrize(("name", "prepare", "told"), PLACES)
def test_a_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, name: str, prepare: Callable[[Path], object], told: str
) -> None:
    prepare(tmp_path / name)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputNotWritable, match=told) as caught:
        VideoWriter(tmp_path / name)
    assert str(caught.value).endswith(".")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["film.avi", "film", "film.mp4.txt"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputNotWritable, match=r"end in \.mp4"):
        VideoWriter(tmp_path / name)


def test_a_folder_or_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "film.mp4"
    kept.write_text("kept")
    kept.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with unprivileged(), pytest.raises(OutputNotWritable, match="permi"):
            VideoWriter(kept)
        with unprivileged(), pytest.raises(OutputNotWritable, match="permi"):
            VideoWriter(tmp_path / "other.mp4")
    finally:
        tmp_path.chmod(0o700)
    assert kept.read_text() == "kept"


def test_a_file_is_written_whole_through_a_link_and_with_usual_rights(tmp_path: Path) -> None:
    target, link, plain = tmp_path / "target", tmp_path / "link", tmp_path / "plain"
    target.write_text("old")
    link.symlink_to(target)
    plain.touch()
    with AtomicFile(link) as file:
        file.temporary.write_text("新\n", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_bytes() == "新\n".encode()
    assert target.stat().st_mode == plain.stat().st_mode
    assert len(list(tmp_path.iterdir())) == 3


def test_a_commit_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    file = AtomicFile(tmp_path / "a.txt")
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputNotWritable):
        file.commit()
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
