"""The API as a child process: ``python -m api.supervisor.child_api``, at a socket that is handed down to it."""

import argparse
import os
import socket
from dataclasses import replace
from pathlib import Path

from api.commands.interruption import interruption
from api.server.access.access import Access
from api.server.parts import PICTURES, Parts, Take, open_store
from api.server.running import web_server
from api.server.store import Store, StoreError, sqlite_url
from api.site_file import load_site
from api.site_schema import Site
from api.supervisor.entry import run_child
from api.supervisor.product import KEY_VARIABLE, URL_VARIABLE, is_loopback
from cameras.arrival import wall_ms


def serve_api(data: Path, site: Path | None, take: Take | None, listening: socket.socket, *, open_reading: bool) -> int:
    """Serve the store of ``data`` until a signal comes, to whoever may. Raises StoreError and InputError."""
    loaded = None if site is None else load_site(site)
    with interruption() as interrupted:
        parts = _open(open_the_store(data), data, loaded, take)
        try:
            if interrupted() is None:
                access = Access(parts.store, parts.clock, open_reading=open_reading and is_loopback(listening))
                web_server(replace(parts, access=access)).run(sockets=[listening])
        finally:
            parts.close()
    return 0


def _open(store: Store, data: Path, site: Site | None, take: Take | None) -> Parts:
    try:
        key = os.environ.get(KEY_VARIABLE)
        return open_store(store, site, wall_ms, pictures=data / PICTURES, worker_key=key, take=take)
    except (ValueError, LookupError) as error:  # what is in it is not what we wrote
        reason = str(error).splitlines()[0]
        msg = f"{store.name}: a store as it was left was wanted, got: {reason}; restore a copy, or name another folder"
        raise StoreError(msg) from error


def open_the_store(data: Path) -> Store:
    """The store that the environment names, or else the one in ``data``. Raises StoreError."""
    return Store(os.environ.get(URL_VARIABLE) or sqlite_url(data))


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--descriptor", type=int, required=True)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--take", type=Take)
    parser.add_argument("--open-reading", action="store_true")
    given = parser.parse_args()

    def serve() -> int:
        listening = socket.socket(fileno=given.descriptor)
        return serve_api(given.data, given.site, given.take, listening, open_reading=given.open_reading)

    run_child("api", serve)


if __name__ == "__main__":
    main()
