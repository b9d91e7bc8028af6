"""The worker's line to a real API on a free port, and what it makes of everything that can go wrong on it."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.client import ApiClient, Fenced, LinkError, Lost, NotTaken, Unreachable
from api.contract import LastAcknowledged
from tests.api.server.builders import BEGIN_MS, SOMEBODY, Hall, batch_of, hall_in, spans
from tests.api.server.serving import served
from vision.datatypes import Span

SPANS = spans([(20_000, SOMEBODY)])
VIEWS = ("seven", "front", "side")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path)
    opened.clock.now_ms = BEGIN_MS + 20_000
    yield opened
    opened.parts.close()


def test_a_worker_registers_sends_and_is_acknowledged(hall: Hall) -> None:
    with served(hall.parts) as address, ApiClient(address) as client:
        registered = client.register("w1", VIEWS)
        assert (registered.epoch, registered.previous) == (1, None)
        for sequence in range(4):
            assert client.send(batch_of("w1", 1, sequence, SPANS[sequence : sequence + 1])).sequence == sequence
        assert client.send(batch_of("w1", 1, 3, SPANS[3:])).sequence == 3
        assert client.register("w1", VIEWS).previous == LastAcknowledged(epoch=1, sequence=3)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 20_000


def test_what_the_api_refuses_is_told_by_kind(hall: Hall) -> None:
    with served(hall.parts) as address, ApiClient(address + "/") as client:
        with pytest.raises(Lost, match="a registered worker was wanted"):
            client.send(batch_of("w1", 1, 0, SPANS))
        client.register("w1", VIEWS)
        with pytest.raises(Lost, match="batch 0 was wanted, got 1"):
            client.send(batch_of("w1", 1, 1, SPANS))
        with pytest.raises(NotTaken, match="without overlap") as caught:
            client.send(batch_of("w1", 1, 0, [*SPANS, Span("seven", BEGIN_MS, BEGIN_MS + 1)]))
        assert (type(caught.value), caught.value.code) == (NotTaken, "overlap")
        client.register("w1", VIEWS)
        with pytest.raises(Fenced, match="epoch 2"):
            client.send(batch_of("w1", 1, 0, SPANS))


def test_an_api_that_was_away_is_found_again(hall: Hall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ApiClient(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(Unreachable, match=r"ConnectError"):
            client.register("w1", VIEWS)
        with served(hall.parts, port):
            assert client.register("w1", VIEWS).epoch == 1
        with pytest.raises(Unreachable):
            client.send(batch_of("w1", 1, 0, SPANS))


def test_an_api_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with ApiClient(address, timeout_s=0.1) as client, pytest.raises(Unreachable, match="ReadTimeout"):
            client.register("w1", VIEWS)


def answering(status: int, content: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, content=content)


BUSY = b'{"error": {"code": "store_unavailable", "message": "m", "remedy": "r"}}'
NEW = b'{"error": {"code": "brand_new", "message": "m"}}'


@pytest.mark.parametrize(
    ("status", "content", "kind", "told"),
    [
        (503, BUSY, Unreachable, "m; r"),
        (502, b"<html>", Unreachable, "status 502"),
        (404, b"<html>", Unreachable, "status 404"),
        (200, b"<html>", Unreachable, "status 200"),
        (418, NEW, NotTaken, "m; nothing helps"),
    ],
)
def test_whatever_is_answered_is_one_of_the_kinds(
    status: int, content: bytes, kind: type[LinkError], told: str
) -> None:
    transport = httpx.MockTransport(answering(status, content))
    with ApiClient("http://api.example", transport=transport) as client, pytest.raises(kind, match=told) as caught:
        client.register("w1", VIEWS)
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


def every_error_of(kind: type[Exception]) -> Iterator[type[Exception]]:
    for below in kind.__subclasses__():
        yield below
        yield from every_error_of(below)


def test_no_error_of_the_line_is_unknown() -> None:
    errors = {*every_error_of(httpx.HTTPError), *every_error_of(httpx.StreamError)}
    raised = {e for e in vars(httpx).values() if isinstance(e, type) and issubclass(e, Exception)}
    assert raised - errors == {httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict}
