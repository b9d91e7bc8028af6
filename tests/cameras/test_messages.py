"""What goes over the pipe comes out as it went in, and nothing else comes out."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.messages import (
    Alive,
    Ask,
    Ended,
    Failed,
    LiveRequest,
    Opened,
    Request,
    Sent,
    Stored,
    read_message,
    to_bytes,
)
from cameras.source import SourceInfo, SourceLosses

MESSAGES = [
    Opened(SourceInfo((64, 48), 3000, 10.0)),
    Opened(SourceInfo((64, 48), None, None)),
    Stored(1234, 1, (64, 48), SourceLosses(1, 2, 3)),
    Alive(),
    Ended(SourceLosses(3, 4, 5)),
    Failed("NotAVideo", "this is 文本\nin two lines"),
]


def reader(content: bytes) -> Callable[[memoryview], None]:
    left = memoryview(content)

    def fill(view: memoryview) -> None:
        nonlocal left
        if len(left) < len(view):
            raise EOFError
        view[:] = left[: len(view)]
        left = left[len(view) :]

    return fill


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_arrives_as_it_was_sent(message: Sent) -> None:
    assert read_message(reader(to_bytes(message))) == message


def test_a_request_arrives_as_it_was_sent() -> None:
    request = Request(7, None, 1, 4 << 30)
    assert Request.from_line(request.to_line()) == request


def test_what_is_asked_of_a_camera_arrives_as_it_was_sent() -> None:
    request = LiveRequest("rtsp://u:p@h/a b\n", "rtsp", (("rtsp_transport", "tcp"),), 5.0, 1, 4 << 30, 10.0, 5.0)
    assert LiveRequest.from_line(request.to_line()) == request
    assert request.to_line().count(b"\n") == 1
    ask = Ask(3_600_000)
    assert Ask.from_bytes(ask.to_bytes()) == ask
    assert len(ask.to_bytes()) == Ask.SIZE


@given(st.binary(max_size=64), st.sampled_from([b"", b"OPd1", b"OPd1\x01", b"OPd1\x02", b"OPd1\x05"]))
def test_garbage_is_refused_and_never_taken_for_more_than_it_is(content: bytes, begin: bytes) -> None:
    try:
        came = read_message(reader(begin + content))
    except (ValueError, EOFError):
        return
    assert len(to_bytes(came)) <= 3 * len(begin + content) + 8, "longer than what was sent"


@pytest.mark.parametrize(("width", "height"), [(0, 4), (4, 0), (20_000, 1), (1, 2**32 - 1)])
def test_a_picture_of_no_size_there_is_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="a picture"):
        read_message(reader(to_bytes(Stored(0, 0, (width, height), SourceLosses()))))
