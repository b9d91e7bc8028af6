"""The app behind a port."""

import asyncio
import errno
import socket

import uvicorn
from fastapi import FastAPI

from api.errors import InputError
from api.server.app import create_app
from api.server.parts import Parts

HOST, PORT = "127.0.0.1", 8080
PATIENCE_S = 3
UNSENT_BYTES = 128 * 1024
"""What the system holds back for a slow reader: otherwise megabytes, which are many old live pictures."""


class _Server(uvicorn.Server):
    """A server that tells its streams to end before it waits for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.news.close()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):  # of whoever does not read what was sent last
            connection.transport.abort()
        await asyncio.sleep(0)  # for the loop to let go of them


def listen(host: str = HOST, port: int = PORT) -> socket.socket:
    """A socket that listens at ``host`` and ``port`` (0: any free one); for ``run(sockets=[...])``.

    It is made as TCP by name: only then does asyncio send small answers at once, instead of some 40 ms later.
    Raises InputError where that is not possible.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, proto)
    except OSError as error:
        raise _not_free(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listening.bind(address)
        listening.listen(socket.SOMAXCONN)
    except OSError as error:
        listening.close()
        raise _not_free(host, port, error) from error
    return listening


def _not_free(host: str, port: int, error: OSError) -> InputError:
    reason = error.strerror or type(error).__name__
    if error.errno == errno.EADDRINUSE:
        return InputError(
            f"{host}:{port}: a free port was wanted, got: {reason}; name another with --port, or end its user"
        )
    if error.errno == errno.EACCES:
        return InputError(f"{host}:{port}: a port that may be used was wanted, got: {reason}; name one above 1023")
    return InputError(f"{host}: an address of this machine was wanted, got: {reason}; name another with --host")


def web_server(parts: Parts, host: str = HOST, port: int = PORT) -> uvicorn.Server:
    """A server of the app over ``parts``; loopback unless told otherwise.

    ``run(sockets=[listen(...)])`` serves until a signal, or until ``should_exit`` is set. Streams are given
    ``PATIENCE_S`` to end.
    """
    app = create_app(parts)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE_S,
    )
    return _Server(config, app)
