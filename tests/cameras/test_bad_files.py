"""Files that cannot be watched: each ends in one typed error that says what to do."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cameras.errors import (
    CameraError,
    FileBroken,
    FileDamaged,
    FileTruncated,
    NotAVideo,
    SourceNotFound,
    SourceNotReadable,
)
from cameras.file import FileSource
from tests.cameras.films import LEVELS, Film, cut, make, make_picture, make_sound, number_of
from tests.cameras.privileges import unprivileged


def written(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def truncated_in_front(path: Path) -> None:
    cut(make(path, Film(frames=200, container=(("movflags", "faststart"),))), 0.7)


def of_a_playlist(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        make(path.with_name("other.ts"))
        path.write_text(text)

    return write


REFUSED_AT_OPENING = [
    # file, what is in it, error, what the message tells
    ("empty.mp4", written(b""), NotAVideo, "empty"),
    ("text.mp4", written("Öffnungszeiten 8-12\n".encode() * 300), NotAVideo, "a text file"),
    ("noise.mp4", written(bytes(range(256)) * 40), NotAVideo, "unknown kind"),
    ("no_moov.mp4", lambda path: cut(make(path), 0.5), FileTruncated, "moov"),
    ("only_head.mp4", lambda path: cut(make(path), 0.02), FileTruncated, "moov"),
    ("truncated.mp4", truncated_in_front, FileTruncated, "as its index says"),
    ("no_frame.mkv", lambda path: cut(make(path, Film(frames=100)), 0.15), FileTruncated, "second picture"),
    ("picture.jpg", lambda path: make_picture(path, "mjpeg", "yuvj420p"), NotAVideo, "a JPEG picture"),
    ("picture.mp4", lambda path: make_picture(path, "mjpeg", "yuvj420p"), NotAVideo, "a JPEG picture"),
    ("picture.png", lambda path: make_picture(path, "png", "rgb24"), NotAVideo, "a PNG picture"),
    ("one.gif", lambda path: make(path, Film(codec="gif", pixels="rgb8", frames=1)), NotAVideo, "a single picture"),
    ("one.mp4", lambda path: make(path, Film(frames=1)), NotAVideo, "a single picture"),
    ("sound.m4a", make_sound, NotAVideo, "only audio"),
    ("list.m3u8", of_a_playlist("#EXTM3U\n#EXTINF:10,\nother.ts\n#EXT-X-ENDLIST\n"), NotAVideo, "a playlist"),
    ("list.mp4", of_a_playlist("ffconcat version 1.0\nfile other.ts\n"), NotAVideo, "a playlist"),
    ("stream.sdp", of_a_playlist("v=0\nm=video 5004 RTP/AVP 96\n"), NotAVideo, "a stream description"),
    ("folder.mp4", Path.mkdir, SourceNotReadable, "a folder"),
    ("pipe.mp4", os.mkfifo, SourceNotReadable, "not a file"),
    ("missing.mp4", lambda path: path, SourceNotFound, "nothing is there"),
    ("loop.mp4", lambda path: path.symlink_to(path), SourceNotReadable, "cannot be opened"),
]


@pytest.mark.parametrize(("name", "fill", "kind", "told"), REFUSED_AT_OPENING, ids=[c[0] for c in REFUSED_AT_OPENING])
def test_a_file_that_is_no_whole_video_is_refused_before_its_first_frame(
    tmp_path: Path, name: str, fill: Callable[[Path], object], kind: type[CameraError], told: str
) -> None:
    path = tmp_path / name
    fill(path)
    with pytest.raises(kind) as caught:
        FileSource(path)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert told in message
    assert str(path) in message
    assert "wanted" in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4")
    path.chmod(0)
    with unprivileged(), pytest.raises(SourceNotReadable, match="not permitted"):
        FileSource(path)


@pytest.mark.parametrize("name", ["a\0b.mp4", "x" * 300 + ".mp4"])
def test_a_name_the_system_refuses_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceNotReadable, match="cannot be opened"):
        FileSource(tmp_path / name)


@pytest.mark.parametrize("name", ["cut.mkv", "cut.avi"])
def test_a_cut_file_without_an_index_gives_what_it_has_and_then_says_so(tmp_path: Path, name: str) -> None:
    path = cut(make(tmp_path / name, Film(codec="mpeg4", frames=100)), 0.5)
    given: list[int] = []
    with FileSource(path) as source, pytest.raises(FileTruncated, match=r"as its header says, but the file ends after"):
        given.extend(frame.at_ms for frame in source)
    assert 10 < len(given) < 80


IN_FRONT = (("movflags", "faststart"),)


def damaged(path: Path, film: Film, from_share: float, to_share: float) -> Path:
    """Write ``film`` with its index whole and a stretch of its pictures overwritten."""
    content = bytearray(make(path, film).read_bytes())
    start = content.find(b"mdat") + 4
    first, last = (start + int(share * (len(content) - start)) for share in (from_share, to_share))
    content[first:last] = bytes(last - first)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("film", [Film(options=(("g", "10"),)), Film("mpeg4"), Film("mjpeg", pixels="yuvj420p")])
def test_a_scratch_is_skipped_and_counted(tmp_path: Path, film: Film) -> None:
    film = replace(film, frames=100, container=IN_FRONT, size_wh=(160, 120))
    with FileSource(damaged(tmp_path / "a.mp4", film, 0.5, 0.55)) as source:
        frames = list(source)
        assert 1 < source.losses.undecodable < 15
    assert 85 < len(frames) < 100
    assert frames[-1].at_ms == 9900
    # The one or two pictures at the edges of the scratch decode in part.
    assert sum(number_of(f.image) != f.at_ms // 100 % LEVELS for f in frames) <= 2, "frames left their times"


def test_a_long_stretch_that_does_not_decode_ends_the_watch(tmp_path: Path) -> None:
    film = Film("mjpeg", pixels="yuvj420p", frames=300, container=IN_FRONT)
    given: list[int] = []
    with (
        FileSource(damaged(tmp_path / "a.mp4", film, 0.3, 0.9)) as source,
        pytest.raises(FileDamaged, match="more than 10 s"),
    ):
        given.extend(frame.at_ms for frame in source)
    assert len(given) == pytest.approx(90, abs=2)


def test_a_file_whose_clock_runs_back_too_long_is_damaged(tmp_path: Path) -> None:
    film = make(tmp_path / "a.ts", Film(frames=150, options=(("bf", "0"),)))
    film.write_bytes(film.read_bytes() * 2)  # as careless joining of two recordings makes it
    with FileSource(film) as source, pytest.raises(FileDamaged, match="back in time"):
        list(source)


def test_a_file_of_which_nothing_decodes_is_damaged(tmp_path: Path) -> None:
    film = Film("mjpeg", pixels="yuvj420p", container=IN_FRONT)
    with pytest.raises(FileDamaged, match="nothing can be decoded"):
        FileSource(damaged(tmp_path / "a.mp4", film, 0, 1))


def test_pictures_larger_than_memory_end_in_an_error(tmp_path: Path) -> None:
    gif = b"GIF89a" + (65_000).to_bytes(2, "little") * 2 + b"\x00\x00\x00"
    image = b"," + bytes(4) + (65_000).to_bytes(2, "little") * 2 + b"\x80\x00\x00\x00\xff\xff\xff\x02\x02D\x01\x00"
    (tmp_path / "a.gif").write_bytes(gif + image * 3 + b";")
    with pytest.raises(FileBroken):
        FileSource(tmp_path / "a.gif")
