"""``onpost serve``: the API over a data folder, until somebody ends it."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.interruption import interruption
from api.errors import InputError
from api.server.parts import open_parts
from api.server.running import HOST, PORT, listen, web_server
from api.server.store import StoreError
from api.site_file import load_site
from cameras.arrival import wall_ms


def serve(
    data: Annotated[Path, typer.Option(help="The folder that keeps everything; made where there is none.")],
    site: Annotated[
        Path | None, typer.Option(help="Site file; one that differs from the stored site counts from now on.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen at; others than this machine are not protected.")
    ] = HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = PORT,
) -> None:
    """Take spans in from workers and serve counters, events and timelines under /api/v1."""
    loaded = None if site is None else load_site(site)
    with listen(host, port) as listening:
        try:
            parts = open_parts(data, loaded, wall_ms)
        except StoreError as error:
            raise InputError(str(error)) from error
        try:
            typer.echo(f"serving at http://{host}:{listening.getsockname()[1]}/api/v1/openapi.json")
            with interruption():  # the server passes on the signal that ended it, which is no failure
                web_server(parts, host, port).run(sockets=[listening])
        finally:
            parts.close()
