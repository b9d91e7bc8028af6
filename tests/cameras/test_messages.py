"""What goes over the pipe comes out as it went in, and nothing else comes out."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.messages import (
    Alive,
    Ask,
    Ended,
    Failed,
    LiveRequest,
    Message,
    Opened,
    Picture,
    Request,
    read_message,
    to_parts,
)
from cameras.source import SourceInfo, SourceLosses
from tests.cameras.films import picture

MESSAGES = [
    Opened(SourceInfo((64, 48), 3000, 10.0)),
    Opened(SourceInfo((64, 48), None, None)),
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
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    assert read_message(reader(b"".join(to_parts(message)))) == message


def test_a_picture_arrives_as_it_was_sent_and_cannot_be_written_to() -> None:
    sent = Picture(1234, picture(5)[::-1], SourceLosses(1, 2, 3))
    came = read_message(reader(b"".join(to_parts(sent))))
    assert isinstance(came, Picture)
    assert (came.at_ms, came.losses) == (sent.at_ms, sent.losses)
    assert np.array_equal(came.image, sent.image)
    assert not came.image.flags.writeable


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
    assert sum(map(len, to_parts(came))) <= 3 * len(begin + content) + 8, "longer than what was sent"


@pytest.mark.parametrize(("width", "height"), [(0, 4), (4, 0), (20_000, 1), (4, 5)])
def test_a_picture_that_is_not_what_it_states_is_refused_before_memory_is_taken(width: int, height: int) -> None:
    parts = bytearray(b"".join(to_parts(Picture(0, np.zeros((4, 4, 3), np.uint8), SourceLosses()))))
    parts[17:25] = width.to_bytes(4, "little") + height.to_bytes(4, "little")
    with pytest.raises(ValueError, match="a picture"):
        read_message(reader(bytes(parts)))
