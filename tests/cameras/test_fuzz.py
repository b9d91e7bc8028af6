"""Damaged at random: every file ends in frames or in a typed error, in time, and leaves nothing behind."""

import random
from pathlib import Path

import pytest

from cameras.child import DecoderSettings
from cameras.errors import CameraError, DecoderStalled, InstallationBroken
from cameras.file import FileSource
from tests.cameras.films import Film, make
from tests.cameras.leaks import held

FILMS = {
    "a.mp4": Film(options=(("g", "8"),)),
    "b.mkv": Film(codec="mpeg4"),
    "c.gif": Film(codec="gif", pixels="rgb8"),
    "d.ts": Film(options=(("g", "8"),)),
    "e.avi": Film(codec="mjpeg", pixels="yuvj420p"),
}
MUTATIONS_EACH = 5


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Flip bytes all over, or many in one place, or take a piece out, or put one in twice."""
    result = bytearray(content)
    place = chance.randrange(len(result))
    piece = slice(place, place + chance.randrange(1, 64))
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randrange(1, 40)):
                result[chance.randrange(len(result))] = chance.randrange(256)
        case 1:
            result[piece] = chance.randbytes(len(result[piece]))
        case 2:
            del result[piece]
        case _:
            result[place:place] = result[piece]
    return bytes(result)


def outcome(path: Path) -> list[int] | CameraError:
    """Times of the frames, or the error that ended them."""
    try:
        with FileSource(path, decoder=DecoderSettings(stall_s=10)) as source:
            return [frame.at_ms for frame in source]
    except CameraError as error:
        return error


@pytest.mark.parametrize("name", FILMS)
def test_a_damaged_file_ends_in_frames_or_in_a_typed_error(tmp_path: Path, name: str) -> None:
    path = make(tmp_path / name, FILMS[name])
    content = path.read_bytes()
    chance = random.Random(name)  # noqa: S311 - the same damage on every run
    before = held()
    for number in range(MUTATIONS_EACH):
        path.write_bytes(mutated(content, chance))
        came = outcome(path)
        assert not isinstance(came, InstallationBroken | DecoderStalled), f"mutation {number}: {came}"
        if isinstance(came, list):
            assert came == sorted(set(came)), f"mutation {number}"
        assert held() == before, f"mutation {number}"
