"""Builders of real video files: each picture tells its number, so a test knows which one it got."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.datatypes import Frame

BRIGHT = 200
LEVELS = 8
"""Grey levels a lower half may have: what the three bits of a GIF in rgb8 can tell apart."""


@dataclass(frozen=True, slots=True)
class Film:
    """How a test's film is made."""

    codec: str = "libx264"
    frames: int = 30
    rate: int = 10
    size_wh: tuple[int, int] = (64, 48)
    pixels: str = "yuv420p"
    first_pts: int = 0
    quarter_turn_deg: int = 0
    options: tuple[tuple[str, str], ...] = ()
    container: tuple[tuple[str, str], ...] = ()
    pts: Sequence[int] = ()


def level(number: int) -> int:
    """Grey level of picture ``number``'s lower half."""
    return round(number % LEVELS * 255 / (LEVELS - 1))


def number_of(image: NDArray[np.uint8]) -> int:
    """Read picture's number, modulo ``LEVELS``."""
    lower = image[image.shape[0] * 5 // 8 : image.shape[0] * 7 // 8]
    return round(float(np.median(lower)) * (LEVELS - 1) / 255)


def picture(number: int, size_wh: tuple[int, int] = (64, 48)) -> NDArray[np.uint8]:
    """Bright above, its number's level below."""
    width, height = size_wh
    image = np.full((height, width, 3), BRIGHT, np.uint8)
    image[height // 2 :] = level(number)
    return image


def make(path: Path, film: Film | None = None) -> Path:
    """Write ``film`` to ``path`` and return it."""
    film = film or Film()
    with av.open(str(path), "w", container_options=dict(film.container)) as container:
        stream = container.add_stream(film.codec, rate=film.rate, options=dict(film.options))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = film.size_wh
        stream.pix_fmt = film.pixels
        if film.quarter_turn_deg:
            stream.set_display_rotation(film.quarter_turn_deg)
        for number, pts in enumerate(film.pts or range(film.frames)):
            frame = VideoFrame.from_ndarray(picture(number, film.size_wh), format="rgb24")
            frame.pts, frame.time_base = pts + film.first_pts, Fraction(1, film.rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def make_sound(path: Path) -> Path:
    """Write half a second of silence."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        assert isinstance(stream, av.AudioStream)
        for number in range(4):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 8000, number * 1024, Fraction(1, 8000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def make_picture(path: Path, codec: str, pixels: str) -> Path:
    """Write one picture as an image file."""
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt, context.time_base = 64, 48, pixels, Fraction(1, 25)
    frame = VideoFrame.from_ndarray(picture(3), format="rgb24").reformat(format=pixels, dst_color_range=2)
    packets = context.encode(frame) + context.encode(None)
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


def cut(path: Path, share: float) -> Path:
    """Leave the first ``share`` of the file."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def frames_of(numbers: Sequence[int], every_ms: int = 100, size_wh: tuple[int, int] = (64, 48)) -> list[Frame]:
    """Frames showing ``numbers``, ``every_ms`` apart."""
    return [Frame(place * every_ms, picture(number, size_wh)) for place, number in enumerate(numbers)]
