"""The app behind a real port of this machine, stopped by its own handle."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx

from api.contract import PREFIX
from api.server.parts import Parts
from api.server.running import HOST, listen, web_server

Json = dict[str, Any]


@contextmanager
def served(parts: Parts, port: int = 0) -> Iterator[str]:
    """The address of a server over ``parts``, which runs while the block does."""
    with listen(HOST, port) as listening:
        server = web_server(parts)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, timeout=20) as client:
                client.get("/healthz").raise_for_status()  # waits for the app to begin
            yield address
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


NAME, PASSWORD = "Zhang Wei", "a long enough one"


@contextmanager
def logged_in(address: str, token: str | None = None) -> Iterator[httpx.Client]:
    """Somebody's browser: by the invitation ``token`` for the first time, else by name and password."""
    given = {"name": NAME, "password": PASSWORD}
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        if token is None:
            answer = client.post(f"{PREFIX}/login", json=given)
        else:
            answer = client.post(f"{PREFIX}/invitations/accept", json={"token": token, **given})
        assert answer.status_code == 200, answer.text
        client.headers["X-OnPost-CSRF"] = answer.json()["csrf"]
        yield client
