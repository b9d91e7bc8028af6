"""``onpost serve``: API, worker and jobs over a data folder, until somebody ends it."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import create_engine
from sqlalchemy.exc import ArgumentError

from api.commands.options import DATA, DataFolder, say
from api.errors import InputError
from api.logs import set_up_logs
from api.server.parts import Take
from api.server.running import HOST, PORT, listen
from api.site_file import load_site
from api.supervisor.product import URL_VARIABLE, Product, is_loopback, run_product

NOT_ENCRYPTED = (
    "onpost: WARNING: this listens to the network without TLS: passwords, sessions and pictures can be read on their "
    "way; let it listen at 127.0.0.1 behind a proxy with TLS, or use it only in a network that you trust\n"
)
URL_EXAMPLE = "postgresql+psycopg://user:password@host/name"


def serve(  # noqa: PLR0913, PLR0917 - the command's options, each named
    site: Annotated[
        Path | None, typer.Option(help="Site file; one that differs from the stored site counts from now on.")
    ] = None,
    take: Annotated[
        Take | None,
        typer.Option(help="What counts where the site was changed in the app since: the site file, or the store."),
    ] = None,
    data: DataFolder = DATA,
    database_url: Annotated[
        str | None,
        typer.Option(
            envvar=URL_VARIABLE,
            show_envvar=True,
            help="A database instead of the SQLite file in the data folder; one with a password is better set by "
            "environment, where the list of processes does not show it.",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen at; others than this machine see all traffic, without TLS.")
    ] = HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = PORT,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Watch no camera here: workers elsewhere send what they see.")
    ] = False,
) -> None:
    """Run the product on this machine: the API under /api/v1, a worker that watches the cameras, and housekeeping."""
    if site is not None:
        load_site(site)  # a mistake in it is told at once
    if database_url is not None:
        refuse_no_address(database_url)
    set_up_logs("serve")
    with listen(host, port) as listening:
        if not is_loopback(listening):
            sys.stderr.write(NOT_ENCRYPTED)
        product = Product(data.absolute(), site, take, database_url, worker=not no_worker)
        code = run_product(product, listening, lambda address, login: say(serving_at(address, login)))
    raise typer.Exit(code)


def serving_at(address: str, first_login: str | None) -> str:
    """Where it serves and, while nobody administrates, where to begin."""
    return f"serving at {address}" + ("" if first_login is None else f"\nfirst login: {first_login}")


def refuse_no_address(database_url: str) -> None:
    """Raises InputError for what is no address of a database, without showing it."""
    try:
        create_engine(database_url).dispose()
    except ImportError as error:
        msg = f"a database whose driver is installed was wanted for --database-url, got one that needs {error.name}: "
        raise InputError(
            msg + "install OnPost's extra postgres, and write postgresql+psycopg://user:password@host/name"
        ) from error
    except (ArgumentError, ValueError) as error:  # its words would show the password
        msg = "the address of a database was wanted for --database-url, got something else; write it like "
        raise InputError(msg + URL_EXAMPLE) from error
