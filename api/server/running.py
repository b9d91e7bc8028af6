"""The app behind a port."""

import socket

import uvicorn
from fastapi import FastAPI

from api.server.app import create_app
from api.server.parts import Parts

HOST, PORT = "127.0.0.1", 8080
PATIENCE_S = 3


class _Server(uvicorn.Server):
    """A server that tells its streams to end before it waits for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.news.close()
        await super().shutdown(sockets)


def web_server(parts: Parts, host: str = HOST, port: int = PORT) -> uvicorn.Server:
    """A server of the app over ``parts``; loopback unless told otherwise.

    ``run(sockets=[...])`` serves until a signal, or until ``should_exit`` is set. Streams are given ``PATIENCE_S``
    to end.
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
