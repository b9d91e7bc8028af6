"""A real HTTP proxy between worker and API that passes everything through and writes down every batch.

What was sent is noted before the API sees it, what was acknowledged once the API's whole answer has come: so nothing
is taken as acknowledged that was not, and nothing reaches the store that was never noted.
"""

import contextlib
import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from api.contract import PREFIX, Batch
from vision.datatypes import Span

HOST = "127.0.0.1"
OF_ONE_LINE = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "content-length"}
PIECE = 65_536


@dataclass(slots=True)
class Exchange:
    """A batch and what became of it: the API's status (None: no whole answer came), and whether the worker got it."""

    batch: Batch
    status: int | None = None
    answer: object = None
    passed_on: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether the API has promised to keep it."""
        return self.status == http.client.OK

    @property
    def spans(self) -> list[Span]:
        """What was in it."""
        return [message.span() for message in self.batch.spans]


class Proxy:
    """Passes what comes to ``address`` on to ``upstream`` (a port of this machine).

    ``loses(n)`` says of the nth answer to a batch (from 0) whether it gets lost on its way back. While ``cut`` is set
    every line is closed without an answer.
    """

    def __init__(self, upstream: int, loses: Callable[[int], bool] = lambda _n: False) -> None:
        """Listen; nothing is passed on before ``run``."""
        self.upstream, self.loses, self.cut = upstream, loses, False
        self.exchanges: list[Exchange] = []
        self.paths: dict[str, int] = {}
        self.lost_answers = 0
        self._answers = 0
        self._lock = Lock()
        self._lines: set[socket.socket] = set()
        self._server = _Server((HOST, 0), _handler(self))
        self.address = f"http://{HOST}:{self._server.server_address[1]}"

    @contextmanager
    def run(self) -> Iterator["Proxy"]:
        """Pass on while the block runs."""
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self.hang_up()
            self._server.server_close()

    def hang_up(self) -> None:
        """Close every line there is just now."""
        with self._lock:
            for line in self._lines:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def note(self, path: str, body: bytes) -> Exchange | None:
        """Write down a request, before it is passed on; its exchange if it is a batch."""
        with self._lock:
            self.paths[path] = self.paths.get(path, 0) + 1
            if path != f"{PREFIX}/batches":
                return None
            exchange = Exchange(Batch.model_validate_json(body))
            self.exchanges.append(exchange)
            return exchange

    def answered(self, exchange: Exchange, status: int, content: bytes) -> bool:
        """Write down the API's whole answer; whether it may be passed on."""
        with self._lock:
            lost = self.loses(self._answers)
            self._answers += 1
            self.lost_answers += lost
        exchange.answer, exchange.passed_on = json.loads(content), not lost
        exchange.status = status
        return not lost

    @contextmanager
    def line(self, connection: socket.socket) -> Iterator[None]:
        """Know of a line, to hang it up."""
        with self._lock:
            self._lines.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._lines.discard(connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, *_: object) -> None:
        """A line that breaks is what we are here for."""


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with proxy.line(self.connection), contextlib.suppress(OSError):
                super().handle()

        def do_POST(self) -> None:
            _pass_on(proxy, self)

        do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - named by http.server

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _pass_on(proxy: Proxy, ours: BaseHTTPRequestHandler) -> None:
    """One request and its answer; where there is none, the worker's line breaks as the API's did."""
    body = ours.rfile.read(int(ours.headers.get("Content-Length", 0)))
    if proxy.cut:
        ours.close_connection = True
        return
    exchange = proxy.note(ours.path.partition("?")[0], body)
    upstream = http.client.HTTPConnection(HOST, proxy.upstream)
    try:
        upstream.connect()
        with proxy.line(upstream.sock):
            headers = {name: value for name, value in ours.headers.items() if name.lower() not in OF_ONE_LINE}
            upstream.request(ours.command, ours.path, body, headers)
            _answer(proxy, ours, upstream.getresponse(), exchange)
    except (OSError, http.client.HTTPException):
        ours.close_connection = True
    finally:
        upstream.close()


def _answer(
    proxy: Proxy, ours: BaseHTTPRequestHandler, response: http.client.HTTPResponse, exchange: Exchange | None
) -> None:
    if response.length is None and response.status != http.client.NO_CONTENT:
        _stream(ours, response)
        return
    content = response.read()
    if exchange is not None and not proxy.answered(exchange, response.status, content):
        ours.close_connection = True
        return
    _head(ours, response)
    ours.send_header("Content-Length", str(len(content)))
    ours.end_headers()
    ours.wfile.write(content)


def _stream(ours: BaseHTTPRequestHandler, response: http.client.HTTPResponse) -> None:
    """An answer without an end that is known: each piece as it comes."""
    _head(ours, response)
    ours.send_header("Transfer-Encoding", "chunked")
    ours.end_headers()
    while piece := response.read1(PIECE):
        ours.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        ours.wfile.flush()
    ours.wfile.write(b"0\r\n\r\n")


def _head(ours: BaseHTTPRequestHandler, response: http.client.HTTPResponse) -> None:
    ours.send_response_only(response.status, response.reason)
    for name, value in response.getheaders():
        if name.lower() not in OF_ONE_LINE:
            ours.send_header(name, value)
