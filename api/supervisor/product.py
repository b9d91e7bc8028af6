"""What the product consists of: the table of its processes."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from api.server.parts import Take
from api.supervisor.folder import data_folder
from api.supervisor.processes import Child, python_command
from api.supervisor.running import supervise

API, WORKER, JOBS = "api", "worker", "jobs"
KEY_VARIABLE = "ONPOST_WORKER_KEY"
URL_VARIABLE = "ONPOST_DATABASE_URL"
LOCAL_WORKER = "local"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a person asked for, not what we listen at


@dataclass(frozen=True, slots=True)
class Product:
    """What is served: a data folder and its site, by an API alone or with a worker beside it.

    The file ``site`` counts from now on; ``take`` says whether also where the stored site was changed in the app.
    ``database_url`` and ``key`` may open doors: they are handed to the processes by environment alone.
    """

    data: Path
    site: Path | None = None
    take: Take | None = None
    database_url: str | None = field(default=None, repr=False)
    worker: bool = True


def run_product(product: Product, listening: socket.socket, when_up: Callable[[str], None]) -> int:
    """Run ``product`` behind ``listening`` until a signal ends it; gives the exit code, as ``supervise`` does.

    ``when_up`` is given its address once it answers. Raises InputError for a folder that cannot be used.
    """
    address = address_of(listening)
    with data_folder(product.data) as key:
        return supervise(children(product, listening.fileno(), address, key), lambda: when_up(address))


def address_of(listening: socket.socket) -> str:
    """Where this machine reaches what listens at ``listening``, as ``http://127.0.0.1:8080``."""
    host, port = listening.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def children(product: Product, descriptor: int, address: str, key: str) -> list[Child]:
    """The processes: the API at ``descriptor``, and what starts once it answers at ``address``."""
    data, store = (
        ("--data", str(product.data)),
        {} if product.database_url is None else {URL_VARIABLE: product.database_url},
    )
    api = python_command("api.supervisor.child_api", *data, "--descriptor", str(descriptor))
    serving = Child(
        API,
        (*api, *_given("--site", product.site), *_given("--take", product.take)),
        {KEY_VARIABLE: key, **store},
        (descriptor,),
        again=api,  # the file was taken in at the first start; what was changed since must not be undone
        address=f"{address}/healthz",
    )
    jobs = Child(JOBS, python_command("api.jobs.running", *data), store, after=API)
    worker = python_command("api.cli", "worker", "--api", address, *data, "--name", LOCAL_WORKER)
    return [serving, jobs, *([Child(WORKER, worker, {KEY_VARIABLE: key}, after=API)] if product.worker else [])]


def _given(option: str, value: object | None) -> tuple[str, ...]:
    return () if value is None else (option, str(value))
