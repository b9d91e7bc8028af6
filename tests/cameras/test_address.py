"""What is an address of a camera, and what is shown of it."""

import pytest

from cameras.address import EXAMPLES, RtspTransport, live_address
from cameras.connection import LiveSettings, _request
from cameras.errors import SourceNotFound

SECRET = "pa55"  # noqa: S105 - not a password of anything

KNOWN = [
    # address, what FFmpeg opens, as which format, over which protocols
    ("rtsp://10.0.0.7/a", "rtsp://10.0.0.7/a", "rtsp", "tcp"),
    ("RTSP://10.0.0.7:8554", "RTSP://10.0.0.7:8554", "rtsp", "tcp"),
    ("rtsps://cam.local/a", "rtsps://cam.local/a", "rtsp", "tls,tcp"),
    ("http://[fe80::1]/v.mjpg", "http://[fe80::1]/v.mjpg", "", "http,https,tls,tcp"),
    ("https://h/v", "https://h/v", "", "https,tls,tcp"),
    ("usb:0", "/dev/video0", "video4linux2,v4l2", "file"),
    ("usb:012", "/dev/video12", "video4linux2,v4l2", "file"),
]


@pytest.mark.parametrize(("text", "url", "container", "protocols"), KNOWN)
def test_an_address_says_what_may_be_opened(text: str, url: str, container: str, protocols: str) -> None:
    address = live_address(text)
    assert (address.url, address.container, address.protocols) == (url, container, protocols)
    request = _request(address, 5.0, LiveSettings())
    assert dict(request.options)["protocol_whitelist"] == protocols
    assert dict(request.options).get("rtsp_transport") == ("tcp" if container == "rtsp" else None)


def test_udp_is_used_where_it_is_asked_for() -> None:
    address = live_address("rtsp://h/a", RtspTransport.UDP)
    assert address.protocols == "tcp,rtp,udp"
    options = dict(_request(address, None, LiveSettings(transport=RtspTransport.UDP)).options)
    assert options["rtsp_transport"] == "udp"


@pytest.mark.parametrize("example", EXAMPLES.values())
def test_the_examples_given_to_users_are_addresses(example: str) -> None:
    assert live_address(example).url


@pytest.mark.parametrize(
    "text",
    [
        "", "rtsp:", "rtsp://", "rtsp:///a", "rtsp://u:p@/a", "rtsp://h:port/a", "rtsp://h:99999/a", "rtsp://h:0/a",
        "rtsp://h/a b", "rtsp://h/a\r\nSession: 1", "ftp://h/a", "file:///etc/passwd", "concat:a|b", "/dev/video0",
        "usb:", "usb:x", "usb:-1", "usb:0/../../etc", "usb:²", "http://[::1/a",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(SourceNotFound, match="was wanted"):
        live_address(text)


@pytest.mark.parametrize("text", [f"rtsp://admin:{SECRET}@h/a", f"http://h/a?user=x&pwd={SECRET}"])
def test_a_password_is_nowhere_to_be_seen(text: str) -> None:
    address = live_address(text)
    assert SECRET in address.url
    for shown in (address.shown, repr(address), repr(_request(address, None, LiveSettings()))):
        assert SECRET not in shown
    with pytest.raises(SourceNotFound) as refused:
        live_address(f"srt://admin:{SECRET}@h/a")
    assert SECRET not in str(refused.value)
