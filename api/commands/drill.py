"""``onpost drill``: tries out the alarm path of a hall, on the way on which everything is told."""

from typing import Annotated

import typer

from api.client import ApiClient
from api.commands.options import AsJson, print_json, say
from api.commands.worker import KeyFile, key_of
from api.server.running import HOST, PORT


def drill(
    hall: Annotated[str, typer.Argument(help="Id of the hall.")],
    api: Annotated[str, typer.Option("--api", help="Address of the API.")] = f"http://{HOST}:{PORT}",
    key_file: KeyFile = None,
    as_json: AsJson = False,
) -> None:
    """Tell of a drill in a hall, as of anything that is found; it is marked as one and counts in no figure."""
    with ApiClient(api, key_of(key_file)) as client:
        told = client.drill(hall)
    if as_json:
        print_json({"event": told.event})
    else:
        say(f"told as {told.event}")
