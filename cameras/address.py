"""The address of a camera: what a decoding process is to be told of it, and what may be shown of it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from cameras.errors import SourceNotFound
from cameras.redact import redacted


class RtspTransport(StrEnum):
    """How an RTSP camera sends its pictures: TCP loses none, UDP passes some old cameras and multicast."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Address:
    """``url`` is for the decoding process alone, it may hold a password; ``shown`` is for everyone else.

    ``container`` is the only format its input may have ("" for any known one), ``protocols`` all that
    FFmpeg may open on its behalf. ``begins_ms`` (UTC) is when a scene's script begins, None for anything else.
    """

    url: str = field(repr=False)
    shown: str
    container: str
    protocols: str
    begins_ms: int | None = None


SCENE, FILM = "scene", "film"
"""Containers of what is no camera: FFmpeg knows neither."""

SCENE_FORM = re.compile(r"scene:demo(?:\?begins=([0-9]{1,15}))?")
"""The demo scene, and when its script begins in ms UTC."""


def live_address(text: str, transport: RtspTransport = RtspTransport.TCP) -> Address:
    """Read ``rtsp://``, ``rtsps://``, ``http://``, ``https://`` or ``usb:0``; SourceNotFound unless it is one."""
    shown = redacted(text)
    scheme = text.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        msg = f"{shown}: A camera was wanted, but this is not an address of one. Name one of "
        raise SourceNotFound(msg + ", ".join(EXAMPLES.values()) + ".")
    if scheme == "usb":
        return _usb(text)
    if not all(c.isprintable() and c != " " for c in text) or not _has_host(text):
        msg = f"{shown}: A camera was wanted, but this address is not complete. Name one like {EXAMPLES[scheme]}, "
        raise SourceNotFound(msg + "special characters in the password written as %40.")
    container, protocols = _SCHEMES[scheme]
    if container == "rtsp" and transport is RtspTransport.UDP:
        protocols += ",rtp,udp"
    return Address(text, shown, container, protocols)


def scene_address(text: str, now_ms: int) -> Address:
    """Read ``scene:demo`` or ``scene:demo?begins=MS``; without MS it begins ``now_ms``. Raises SourceNotFound."""
    form = SCENE_FORM.fullmatch(text)
    if form is None:
        msg = f"{redacted(text)}: A scene was wanted, but there is none of this name. "
        raise SourceNotFound(msg + "Name scene:demo, or scene:demo?begins=1767225600000 (ms UTC).")
    return Address(text, text, SCENE, "", int(form[1]) if form[1] else now_ms)


def film_address(text: str) -> Address:
    """Read a path or ``file://``, whatever lies there; SourceNotFound where nothing is named."""
    scheme, mark, rest = text.partition("://")
    path = unquote(rest) if mark and scheme.lower() == "file" else text
    if not path:
        msg = f"{text}: A video file was wanted, but none is named. Name one."
        raise SourceNotFound(msg)
    return Address(path, redacted(path), FILM, "")


EXAMPLES = {
    "rtsp": "rtsp://user:password@10.0.0.7:554/stream",
    "rtsps": "rtsps://user:password@10.0.0.7:322/stream",
    "http": "http://10.0.0.7/video.mjpg",
    "https": "https://10.0.0.7/video.mjpg",
    "usb": "usb:0",
}
"""What an address of each scheme looks like."""

_SCHEMES: dict[str, tuple[str, str]] = {
    # scheme: (container, FFmpeg's protocols)
    "rtsp": ("rtsp", "tcp"),
    "rtsps": ("rtsp", "tls,tcp"),
    "http": ("", "http,https,tls,tcp"),
    "https": ("", "https,tls,tcp"),
    "usb": ("video4linux2,v4l2", "file"),
}


def _usb(text: str) -> Address:
    number = text.partition(":")[2]
    if not (number.isascii() and number.isdigit()):
        msg = f"{redacted(text)}: A USB camera was wanted, but its number is missing. Name one like {EXAMPLES['usb']}."
        raise SourceNotFound(msg)
    return Address(f"/dev/video{int(number)}", text, *_SCHEMES["usb"])


def _has_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
