"""A camera as a source: RTSP, HTTP or USB."""

from collections.abc import Callable, Iterator

from cameras.address import live_address
from cameras.arrival import ArrivalClock, wall_ms
from cameras.connection import Connection, LiveSettings
from cameras.sampling import check_rate
from cameras.source import Source, SourceInfo, SourceLosses
from vision.datatypes import Frame

TURN_S = 1.0
"""How long an iteration waits for a picture before it looks around."""


class LiveSource(Source):
    """The newest frames of a camera, decoded in a process of its own, until the camera fails.

    ``address`` is what ``cameras.address.live_address`` reads. ``frames_per_second`` None gives every
    frame that is asked for in time, else those of ``sampling.Sampler``; what a slow consumer misses is
    counted in ``losses.overtaken``. ``at_ms`` is when a frame arrived, by ``clock`` (ms UTC), and strictly
    increases even where that clock is set back. Raises ``CameraError``, at construction too, which waits
    for the first picture.
    """

    def __init__(
        self,
        address: str,
        *,
        frames_per_second: float | None = None,
        clock: Callable[[], int] = wall_ms,
        settings: LiveSettings | None = None,
    ) -> None:
        """Connect and wait for the first picture."""
        check_rate(frames_per_second)
        settings = settings or LiveSettings()
        self._address = live_address(address, settings.transport)
        self._connection = Connection(self._address, frames_per_second, settings, ArrivalClock(clock))
        try:
            self._connection.wait_until_open()
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """What is known of the camera."""
        info = self._connection.info
        assert info is not None  # noqa: S101 - construction waits for it
        return info

    @property
    def losses(self) -> SourceLosses:
        """What did not decode or was overtaken so far."""
        return self._connection.losses

    @property
    def process_id(self) -> int:
        """The decoding process, for a system's tools and for whoever watches over processes."""
        return self._connection.process_id

    def take(self, wait_s: float) -> Frame | None:
        """The newest frame that was not given yet; None where none comes within ``wait_s``, or when closed."""
        try:
            return self._connection.take(wait_s)
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[Frame]:
        """Give frames until the source is closed; ``CameraError`` when the camera fails."""
        while not self._connection.is_closed:
            frame = self.take(TURN_S)
            if frame is not None:
                yield frame

    def close(self) -> None:
        """End the decoding process; from any thread or signal handler, at any moment."""
        self._connection.close()
