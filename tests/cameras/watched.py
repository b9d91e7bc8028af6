"""Watching a camera that comes back until something holds."""

import time
from collections.abc import Callable

import pytest

from cameras.reconnecting import ReconnectingSource
from vision.datatypes import Frame


def until(source: ReconnectingSource, holds: Callable[[Frame | None], bool], within_s: float) -> list[Frame]:
    """Take until ``holds`` of what was taken last; the frames on the way."""
    end_s = time.monotonic() + within_s
    frames = []
    while time.monotonic() < end_s:
        frame = source.take(0.1)
        if frame is not None:
            frames.append(frame)
        if holds(frame):
            return frames
    pytest.fail(f"not within {within_s} s: {source.status}")


def a_picture(frame: Frame | None) -> bool:
    return frame is not None
