"""``onpost user``: who may log in, and a link for somebody who cannot. It asks the store itself, served or not."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import DATA, AsJson, DataFolder, print_json, say
from api.commands.serve import refuse_no_address
from api.errors import InputError
from api.server.access.accounts import Account
from api.server.access.invitations import invite, link
from api.server.running import HOST, PORT
from api.server.store import FILE, Store, sqlite_url
from api.supervisor.product import URL_VARIABLE
from cameras.arrival import wall_ms

DatabaseUrl = Annotated[
    str | None,
    typer.Option(envvar=URL_VARIABLE, show_envvar=True, help="As onpost serve was given it, if it was."),
]


def list_users(data: DataFolder = DATA, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List who may log in."""
    with _store(data, database_url) as store, store.read() as log:
        accounts = log.accounts()
    if as_json:
        print_json({"accounts": [_told(account) for account in accounts]})
    elif not accounts:
        say("nobody yet: onpost serve prints the link for the first login, and so does onpost user invite")
    for account in () if as_json else accounts:
        say("  ".join(str(value) for value in _told(account).values() if value is not None))


def invite_user(
    data: DataFolder = DATA,
    database_url: DatabaseUrl = None,
    address: Annotated[str, typer.Option(help="Where the page is reached, for the link.")] = f"http://{HOST}:{PORT}",
) -> None:
    """Print a link that works once, within a day: a new administrator, or a new password for one by the same name.

    Links that were printed before work no more.
    """
    with _store(data, database_url) as store:
        say(link(address, invite(store, wall_ms())))


@contextmanager
def _store(data: Path, database_url: str | None) -> Iterator[Store]:
    """The store as it is; none is made. Raises InputError and StoreError."""
    if database_url is not None:
        refuse_no_address(database_url)
    elif not (data / FILE).is_file():
        msg = f"{data}: the data folder of onpost serve was wanted, got one without {FILE}; name another with --data"
        raise InputError(msg)
    with contextlib.closing(Store(database_url or sqlite_url(data))) as store:
        yield store


def _told(account: Account) -> dict[str, str | int | None]:
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role.value,
        "since": _date(account.created_ms),
        "disabled": None if account.disabled_ms is None else f"disabled {_date(account.disabled_ms)}",
    }


def _date(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
