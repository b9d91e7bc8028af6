"""The worker's line to a real API on a free port, and what it makes of everything that can go wrong on it."""

import socket
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api.client import ApiClient, Fenced, LinkError, Lost, NotTaken, Unauthorised, Unreachable
from api.contract import Configuration, LastAcknowledged
from api.contract_live import Probe, Wishes
from api.server.watched import configuration
from tests.api.server.builders import BEGIN_MS, KEY, SOMEBODY, Hall, batch_of, hall_in, spans
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
    with served(hall.parts) as address, ApiClient(address, KEY) as client:
        registered = client.register("w1", VIEWS)
        assert (registered.epoch, registered.previous) == (1, None)
        for sequence in range(4):
            assert client.send(batch_of("w1", 1, sequence, SPANS[sequence : sequence + 1])).sequence == sequence
        assert client.send(batch_of("w1", 1, 3, SPANS[3:])).sequence == 3
        assert client.register("w1", VIEWS).previous == LastAcknowledged(epoch=1, sequence=3)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 20_000


def test_what_the_api_refuses_is_told_by_kind(hall: Hall) -> None:
    with served(hall.parts) as address, ApiClient(address + "/", KEY) as client:
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
    with ApiClient(f"http://127.0.0.1:{port}", KEY) as client:
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


# --- commands ---------------------------------------------------------------------------------------

AT_ONCE_S = 5
"""Well within what a read waits for (30 s)."""


def followed(client: ApiClient) -> list[Configuration | Wishes | None]:
    """All that is told until the stream ends."""
    return list(client.commands("w1"))


def speaking_to(silent: socket.socket) -> ApiClient:
    return ApiClient(f"http://127.0.0.1:{silent.getsockname()[1]}", KEY)


def test_a_worker_is_told_what_to_watch_until_the_api_ends(hall: Hall) -> None:
    with ThreadPoolExecutor() as pool:
        with served(hall.parts) as address:
            commands = ApiClient(address, KEY).commands("w1")
            first = next(commands)
            rest = pool.submit(list, commands)
        assert rest.result(AT_ONCE_S) == []
    assert first == configuration(hall.parts.engine.history, BEGIN_MS)


def test_without_the_key_a_worker_is_told_nothing(hall: Hall) -> None:
    for key, told in ((None, "got none"), ("other", "got another one")):
        with (
            served(hall.parts) as address,
            ApiClient(address, key) as client,
            pytest.raises(Unauthorised, match=told) as caught,
        ):
            next(client.commands("w1"))
        assert caught.value.code == "unauthorised"


def test_commands_end_soon_when_another_thread_says_so(hall: Hall) -> None:
    with served(hall.parts) as address, ApiClient(address, KEY) as client, ThreadPoolExecutor() as pool:
        commands = client.commands("w1")
        assert next(commands) is not None
        waiting = pool.submit(list, commands)
        assert not waiting.done()
        client.end_commands()
        assert waiting.result(AT_ONCE_S) == []
        assert followed(client) == []


def test_commands_end_soon_where_nobody_has_answered_yet() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as pool, speaking_to(silent) as client:
        waiting = pool.submit(followed, client)
        line, _ = silent.accept()
        with line:
            assert line.recv(3) == b"GET"
            client.end_commands()
            assert waiting.result(AT_ONCE_S) == []


def test_commands_that_break_off_are_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as pool, speaking_to(silent) as client:
        waiting = pool.submit(followed, client)
        silent.accept()[0].close()
        with pytest.raises(Unreachable, match="Error; it is tried again"):
            waiting.result(AT_ONCE_S)


SECRET = "rtsp://viewer:hunter2@192.0.2.7"  # noqa: S105 - what must not be told
STREAM = {"Content-Type": "text/event-stream"}


def streaming(content: str) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _request: httpx.Response(200, headers=STREAM, text=content))


def test_a_command_that_is_not_known_is_none() -> None:
    with ApiClient("http://api.example", transport=streaming("event: dance\ndata: {}\n\n")) as client:
        assert followed(client) == [None]


def test_what_people_wish_is_told() -> None:
    wishes = Wishes(probes=(Probe(id="p", address=SECRET),))
    content = f"event: wishes\ndata: {wishes.model_dump_json()}\n\n"
    with ApiClient("http://api.example", transport=streaming(content)) as client:
        assert followed(client) == [wishes]


@pytest.mark.parametrize(
    "content",
    [
        f'event: configuration\ndata: {{"version": 1, "cameras": [{{"main": "{SECRET}"}}]}}\n\n',
        f'event: wishes\ndata: {{"probes": [{{"address": "{SECRET}"}}]}}\n\n',
    ],
)
def test_a_command_of_another_form_is_not_quoted(content: str) -> None:
    with ApiClient("http://api.example", transport=streaming(content)) as client, pytest.raises(Unreachable) as caught:
        followed(client)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_what_is_no_stream_is_unreachable() -> None:
    transport = httpx.MockTransport(answering(200, b"<html>"))
    with ApiClient("http://api.example", transport=transport) as client, pytest.raises(Unreachable, match="SSEError"):
        followed(client)
