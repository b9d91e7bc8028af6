"""The address of a camera: what a decoding process is to be told of it, and what may be shown of it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from cameras.errors import NotAnAddress
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

_SCENE_FORM = re.compile(r"scene:demo(?:\?begins=([0-9]{1,15}))?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://|(usb|scene):", re.IGNORECASE)


def camera_address(text: str, now_ms: int, transport: RtspTransport = RtspTransport.TCP) -> Address:
    """Read whatever may be watched as a camera: those of ``live_address``, a scene or a film. Raises NotAnAddress.

    Nothing is opened. A scene that does not say when its script begins, begins ``now_ms`` (UTC).
    """
    match kind_of(text):
        case "scene":
            return scene_address(text, now_ms)
        case "path" | "file":
            return film_address(text)
        case _:
            return live_address(text, transport)


def kind_of(text: str) -> str:
    """Which of ``KINDS`` the address ``text`` is of; NotAnAddress for a scheme that is unknown."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return "path"
    name = (scheme[1] or scheme[2]).lower()
    if name not in KINDS:
        known = " or ".join(f"{scheme}://" for scheme in EXAMPLES if scheme != "usb")
        raise NotAnAddress(
            redacted(text), f"{name[:20]}:// is not watched", f"begin it with {known}, or name usb:0 or a file"
        )
    return name


def live_address(text: str, transport: RtspTransport = RtspTransport.TCP) -> Address:
    """Read ``rtsp://``, ``rtsps://``, ``http://``, ``https://`` or ``usb:0``; NotAnAddress unless it is one."""
    scheme = text.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        remedy = "name one of " + ", ".join(EXAMPLES.values())
        raise NotAnAddress(redacted(text), "this is not an address of one", remedy)
    if scheme == "usb":
        return _usb(text)
    fault = _fault_of(text)
    if fault is not None:
        remedy = f"name one like {EXAMPLES[scheme]}, special characters in the password written as %40"
        raise NotAnAddress(redacted(text), fault, remedy)
    container, protocols = _SCHEMES[scheme]
    if container == "rtsp" and transport is RtspTransport.UDP:
        protocols += ",rtp,udp"
    return Address(text, redacted(text), container, protocols)


def scene_address(text: str, now_ms: int) -> Address:
    """Read ``scene:demo`` or ``scene:demo?begins=MS``; without MS it begins ``now_ms``. Raises NotAnAddress."""
    form = _SCENE_FORM.fullmatch(text)
    if form is None:
        remedy = "name scene:demo, or scene:demo?begins=1767225600000 (ms UTC)"
        raise NotAnAddress(redacted(text), "there is no scene of this name", remedy)
    return Address(text, text, SCENE, "", int(form[1]) if form[1] else now_ms)


def film_address(text: str) -> Address:
    """Read a path or ``file://``, whatever lies there; NotAnAddress where nothing is named."""
    scheme, mark, rest = text.partition("://")
    path = unquote(rest) if mark and scheme.lower() == "file" else text
    if not path or "\0" in path:
        raise NotAnAddress(redacted(text), "no file has such a name", "name a video file")
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

KINDS = frozenset({"path", "file", "scene", *_SCHEMES})
"""By scheme."""


def _usb(text: str) -> Address:
    number = text.partition(":")[2]
    if not (number.isascii() and number.isdigit()):
        raise NotAnAddress(redacted(text), "the number of a USB camera is missing", f"name one like {EXAMPLES['usb']}")
    return Address(f"/dev/video{int(number)}", text, *_SCHEMES["usb"])


def _fault_of(text: str) -> str | None:
    """What is wrong with an address of a scheme that has a host."""
    if not all(c.isprintable() and c != " " for c in text):
        return "a blank or a character that cannot be printed is in it"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "its host is none"
    if not parts.hostname:
        return "its host is missing"
    try:
        return "port 0 is none" if parts.port == 0 else None
    except ValueError:
        return "its port is none"
