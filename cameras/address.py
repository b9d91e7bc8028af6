"""The address of a camera: what FFmpeg is to be told of it, and what may be shown of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from cameras.errors import SourceNotFound
from cameras.redact import redacted


class RtspTransport(StrEnum):
    """How an RTSP camera sends its pictures: TCP loses none, UDP passes some old cameras and multicast."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Address:
    """``url`` is for FFmpeg alone, it may hold a password; ``shown`` is for everyone else.

    ``container`` is the only format its input may have ("" for any known one), ``protocols`` all that
    FFmpeg may open on its behalf.
    """

    url: str = field(repr=False)
    shown: str
    container: str
    protocols: str


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
