"""Which source an address asks for: the one table that says so."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from cameras.address import EXAMPLES
from cameras.arrival import wall_ms
from cameras.connection import LiveSettings
from cameras.errors import SourceNotFound
from cameras.file import FileSource
from cameras.live import LiveSource
from cameras.pace import Pace
from cameras.reconnecting import ReconnectingSource
from cameras.redact import redacted
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

    A path, ``file://`` and the forms in ``cameras.address.EXAMPLES`` are known.
    """
    return KINDS[kind_of(address)](address, wishes or Wishes())


def kind_of(address: str) -> str:
    """The key of ``KINDS`` for ``address``; SourceNotFound for a scheme that is unknown."""
    scheme = _SCHEME.match(address)
    if scheme is None:
        return "path"
    name = (scheme[1] or scheme[2]).lower()
    if name not in KINDS:
        msg = f"{redacted(address)}: A source was wanted, but {name}:// is not watched. Name a file or one of "
        raise SourceNotFound(msg + ", ".join(EXAMPLES.values()) + ".")
    return name


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://|(usb):", re.IGNORECASE)


def _path(address: str, wishes: Wishes) -> Source:
    return FileSource(
        address, frames_per_second=wishes.frames_per_second, starts_at_ms=wishes.starts_at_ms, pace=wishes.pace
    )


def _file(address: str, wishes: Wishes) -> Source:
    return _path(unquote(address.partition("://")[2]), wishes)


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
    "rtsp": _camera,
    "rtsps": _camera,
    "http": _camera,
    "https": _camera,
    "usb": _camera,
}
"""By scheme."""
