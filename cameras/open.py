"""Which source an address asks for: the one table that says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from cameras.address import camera_address, kind_of
from cameras.arrival import wall_ms
from cameras.connection import LiveSettings
from cameras.errors import SourceNotFound
from cameras.file import FileSource
from cameras.live import LiveSource
from cameras.pace import Pace
from cameras.reconnecting import ReconnectingSource
from cameras.redact import redacted
from cameras.scene import FRAMES_PER_SECOND, SceneSource
from cameras.source import Source


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a source is wanted, whichever it is.

    ``starts_at_ms`` and ``pace`` are for files. ``clock`` (ms UTC), ``live`` and ``reconnect`` (come back
    after a failure, rather than raise it) are for cameras.
    """

    frames_per_second: float | None = None
    starts_at_ms: int = 0
    pace: Pace = Pace.AS_FAST_AS_POSSIBLE
    clock: Callable[[], int] = wall_ms
    live: LiveSettings = field(default_factory=LiveSettings)
    reconnect: bool = True


def open_source(address: str, wishes: Wishes | None = None) -> Source:
    """Open the file or camera at ``address``; raises ``CameraError`` where there is nothing to watch.

    A path, ``file://``, ``scene:demo`` and the forms in ``cameras.address.EXAMPLES`` are known.
    """
    return KINDS[kind_of(address)](address, wishes or Wishes())


def open_camera(
    address: str,
    *,
    frames_per_second: float | None,
    clock: Callable[[], int] = wall_ms,
    settings: LiveSettings | None = None,
) -> ReconnectingSource:
    """Watch ``address`` as a camera that comes back; returns at once, whatever answers there.

    Besides cameras it takes ``scene:demo``, which goes on where ``clock`` (ms UTC) is since its script
    began: ``scene:demo?begins=MS`` says when, otherwise it is now. A path or ``file://`` is played over and
    over in real time and dated by arrival. Each is a decoding process of its own. Raises NotAnAddress for
    an address that is none, ValueError for a rate that is not above 0.
    """
    settings = settings or LiveSettings()
    read = camera_address(address, clock(), settings.transport)
    return ReconnectingSource(read, frames_per_second=frames_per_second, clock=clock, settings=settings)


def is_live(address: str) -> bool:
    """Whether ``address`` is a camera's, which has no end and a clock of its own. Raises as ``kind_of``."""
    return KINDS[kind_of(address)] is _camera


def _path(address: str, wishes: Wishes) -> Source:
    return FileSource(
        address, frames_per_second=wishes.frames_per_second, starts_at_ms=wishes.starts_at_ms, pace=wishes.pace
    )


def _file(address: str, wishes: Wishes) -> Source:
    return _path(unquote(address.partition("://")[2]), wishes)


def _scene(address: str, wishes: Wishes) -> Source:
    if address.partition(":")[2] not in ("demo", "//demo"):
        msg = f"{redacted(address)}: A scene was wanted, but there is none of this name. Name scene:demo."
        raise SourceNotFound(msg)
    return SceneSource(
        frames_per_second=wishes.frames_per_second or FRAMES_PER_SECOND,
        starts_at_ms=wishes.starts_at_ms,
        pace=wishes.pace,
        rounds=1,
    )


def _camera(address: str, wishes: Wishes) -> Source:
    if not wishes.reconnect:
        return LiveSource(address, frames_per_second=wishes.frames_per_second, clock=wishes.clock, settings=wishes.live)
    source = ReconnectingSource(
        address, frames_per_second=wishes.frames_per_second, clock=wishes.clock, settings=wishes.live
    )
    source.wait_until_open()
    return source


KINDS: dict[str, Callable[[str, Wishes], Source]] = {
    "path": _path,
    "file": _file,
    "scene": _scene,
    "rtsp": _camera,
    "rtsps": _camera,
    "http": _camera,
    "https": _camera,
    "usb": _camera,
}
"""By what ``kind_of`` says."""
