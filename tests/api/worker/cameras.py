"""Cameras for the worker's tests: frames that come when the test says so, and a detector that reads them."""

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from api.contract import WatchedCamera, WatchedView
from cameras.reconnecting import LiveState, LiveStatus
from vision.datatypes import Detections, Frame

SIZE_WH = (320, 240)
STAFF = ((0.4, 0.2), (0.6, 0.2), (0.6, 0.8), (0.4, 0.8))
PERSON_GREY = 200
"""A picture with this mark in it shows somebody at the post."""


def watched(name: str = "cam", *views: str) -> WatchedCamera:
    made = tuple(WatchedView(id=view, counter=view, staff=STAFF) for view in views or (name,))
    return WatchedCamera(id=name, main=f"rtsp://viewer:hunter2@192.0.2.7/{name}", views=made)


WALKING_OFF = (0.12, 0.24, 0.36)
"""How far aside, as a part of the picture's width, somebody is in the looks in which they leave."""


def frame(at_ms: int, somebody: bool, size_wh: tuple[int, int] = SIZE_WH, aside: float = 0.0) -> Frame:
    """A picture with some texture, so that it counts as neither dark nor covered, and no two are alike."""
    rows, columns = np.indices((size_wh[1], size_wh[0]))
    tiles = np.where((rows * 12 // size_wh[1] + columns * 16 // size_wh[0]) % 2, 30, 130)
    noise = np.random.default_rng(at_ms).integers(0, 9, (size_wh[1], size_wh[0], 3))
    image = np.asarray(tiles[:, :, None] + noise, np.uint8)
    if somebody:
        width, height = size_wh
        left, right = (round((edge + aside) * width) for edge in (0.41, 0.59))
        image[round(0.37 * height) : round(0.74 * height), left:right] = PERSON_GREY
    return Frame(at_ms, image)


def detect(image: NDArray[np.uint8], _size_wh: tuple[int, int]) -> Detections:
    """Somebody where the mark is."""
    rows, columns = np.nonzero((image == PERSON_GREY).all(axis=2))
    if not len(rows):
        return Detections.empty()
    box = [[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]]
    return Detections(np.array(box, np.float32), np.array([0.9], np.float32), np.array([0], np.int64))


class Film:
    """A camera that shows what is put into it; taking waits for it."""

    def __init__(self) -> None:
        self.closed = self._waits = False
        self._frames: deque[Frame] = deque()
        self._changed = threading.Condition()
        self.status = LiveStatus(LiveState.LIVE, 0)

    @property
    def is_empty(self) -> bool:
        return not self._frames

    def is_shown(self) -> bool:
        """Whether the last frame was taken, and whoever took it has come back for more."""
        return not self._frames and self._waits

    def show(self, shown: Frame) -> None:
        with self._changed:
            self._frames.append(shown)
            self._changed.notify_all()

    def take(self, wait_s: float) -> Frame | None:
        with self._changed:
            self._waits = True
            self._changed.wait_for(lambda: self._frames or self.closed, wait_s)
            self._waits = False
            return self._frames.popleft() if self._frames else None

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()
