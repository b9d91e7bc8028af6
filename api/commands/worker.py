"""``onpost worker``: watches what an API says, and tells it what is seen."""

import os
import platform
import re
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.commands.options import DATA, DataFolder
from api.contract import WORKER, WorkerName
from api.errors import InputError
from api.logs import set_up_logs
from api.supervisor.folder import for_nobody_else, read_key
from api.supervisor.product import KEY_VARIABLE
from api.worker.running import run_worker

FALLBACK = "worker"
LONGEST = 64


KeyFile = Annotated[
    Path | None,
    typer.Option(help=f"The API's worker.key, copied here; without: the key in {KEY_VARIABLE}."),
]


def worker(
    api: Annotated[str, typer.Option("--api", help="Address of the API, as http://10.0.0.2:8080.")],
    data: DataFolder = DATA,
    name: Annotated[
        str | None, typer.Option(help="Its name, which no other worker of this API has; without: this machine's.")
    ] = None,
    key_file: KeyFile = None,
) -> None:
    """Watch the cameras that an API on this or another machine tells of, and send it what is seen."""
    set_up_logs("worker")
    called = worker_name(platform.node()) if name is None else _checked(name)
    key = key_of(key_file)
    for_nobody_else()
    raise typer.Exit(run_worker(api, data.absolute() / "worker" / called, key, called, data.absolute() / "heads"))


def worker_name(host: str) -> str:
    """The name of a worker on ``host``, as the contract wants it."""
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "-", host)[:LONGEST].lstrip("._-")
    return cleaned or FALLBACK


def _checked(name: str) -> str:
    try:
        return TypeAdapter[str](WorkerName).validate_python(name)
    except ValidationError as error:
        msg = f'--name: {WORKER} were wanted, got "{name[:LONGEST]}"; choose another'
        raise InputError(msg) from error


def key_of(key_file: Path | None) -> str:
    """What is in the file, or else in the environment. Raises InputError."""
    if key_file is not None:
        try:
            return read_key(key_file)
        except OSError as error:
            msg = f"{key_file}: a worker's key was wanted, got: {error.strerror}; copy worker.key here from the API's "
            raise InputError(msg + "data folder") from error
    key = os.environ.get(KEY_VARIABLE, "")
    if not key:
        msg = "a worker's key was wanted, got none; name a copy of the API's worker.key with --key-file, "
        raise InputError(msg + f"or set {KEY_VARIABLE}")
    return key
