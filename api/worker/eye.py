"""A camera's newest picture, fetched by a thread of its own, so that a slow camera holds nobody up."""

import logging
import threading
from typing import Protocol

from api.worker.guarding import start_guarded
from cameras.errors import CameraError
from cameras.reconnecting import LiveState, LiveStatus
from vision.datatypes import Frame

LOG = logging.getLogger(__name__)
TURN_S = 1.0
"""How long a camera is waited for before it is asked how it is."""


class LiveCamera(Protocol):
    """What an eye looks through; ``ReconnectingSource`` is one."""

    @property
    def status(self) -> LiveStatus:
        """How the camera is."""

    def take(self, wait_s: float) -> Frame | None:
        """The newest frame that was not given yet; None where none comes in time, or when closed."""

    def close(self) -> None:
        """Let go of the camera, from any thread."""


class NoCamera:
    """What there is to look through where an address is none: nothing, and why."""

    def __init__(self, reason: CameraError, since_ms: int) -> None:
        """Keep the reason."""
        self.status = LiveStatus(LiveState.CONNECTING, since_ms, reason)
        self._closed = threading.Event()

    def take(self, wait_s: float) -> None:
        """There is never a frame."""
        self._closed.wait(wait_s)

    def close(self) -> None:
        """End the waiting."""
        self._closed.set()


class Eye:
    """Keeps the newest frame of one camera and wakes ``woken`` when there is one; older ones count as overtaken."""

    def __init__(self, camera: str, source: LiveCamera, woken: threading.Event) -> None:
        """Begin to watch."""
        self.overtaken = 0
        self._camera, self._source, self._woken = camera, source, woken
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._closed = threading.Event()
        self._thread = start_guarded(f"eye-{camera}", self._watch, self._closed)

    @property
    def has_frame(self) -> bool:
        """Whether a frame waits."""
        return self._frame is not None

    @property
    def status(self) -> LiveStatus:
        """How the camera is."""
        return self._source.status

    def take(self) -> Frame | None:
        """The frame that waits, if one does."""
        with self._lock:
            frame, self._frame = self._frame, None
        return frame

    def close(self) -> None:
        """Close the camera and end the thread."""
        self._closed.set()
        self._source.close()
        self._thread.join()

    def _watch(self) -> None:
        told = self._source.status
        while not self._closed.is_set():
            frame = self._source.take(TURN_S)
            told = self._tell(told)
            if frame is not None:
                with self._lock:
                    self.overtaken += self._frame is not None
                    self._frame = frame
                self._woken.set()

    def _tell(self, told: LiveStatus) -> LiveStatus:
        """Log what has become of the camera since it was ``told`` of."""
        status = self._source.status
        if (status.state, str(status.reason)) != (told.state, str(told.reason)):
            LOG.info("camera camera=%s state=%s reason=%s", self._camera, status.state, status.reason)
        return status
