"""What the product consists of: the table of its processes."""

import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from api.server.access.invitations import first_invitation, link
from api.server.parts import Take
from api.server.store import Store, StoreError, sqlite_url
from api.supervisor.folder import data_folder
from api.supervisor.processes import Child, python_command
from api.supervisor.running import supervise
from cameras.arrival import wall_ms

LOG = logging.getLogger(__name__)
API, WORKER, JOBS = "api", "worker", "jobs"
KEY_VARIABLE = "ONPOST_WORKER_KEY"
URL_VARIABLE = "ONPOST_DATABASE_URL"
LOCAL_WORKER = "local"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a person asked for, not what we listen at


@dataclass(frozen=True, slots=True)
class Product:
    """What is served: a data folder and its site, by an API alone or with a worker beside it.

    The file ``site`` counts from now on; ``take`` says whether also where the stored site was changed in the app.
    ``open_reading``: whoever reaches it, which must be from this machine, may read without logging in.
    ``database_url`` and ``key`` may open doors: they are handed to the processes by environment alone.
    """

    data: Path
    site: Path | None = None
    take: Take | None = None
    database_url: str | None = field(default=None, repr=False)
    worker: bool = True
    open_reading: bool = False


def run_product(product: Product, listening: socket.socket, when_up: Callable[[str, str | None], None]) -> int:
    """Run ``product`` behind ``listening`` until a signal ends it; gives the exit code, as ``supervise`` does.

    ``when_up`` is given its address once it answers, and the link for the first login while nobody administrates: it
    is for standard output alone. Raises InputError for a folder that cannot be used.
    """
    address = address_of(listening)
    with data_folder(product.data) as key:
        family = children(product, listening.fileno(), address, key)
        return supervise(family, lambda: when_up(address, _first_login(product, address)))


def _first_login(product: Product, address: str) -> str | None:
    try:
        with contextlib.closing(Store(product.database_url or sqlite_url(product.data))) as store:
            token = first_invitation(store, wall_ms())
    except StoreError as error:  # what is watched goes on all the same
        LOG.warning("no_first_login reason=%s", error)
        return None
    return None if token is None else link(address, token)


def address_of(listening: socket.socket) -> str:
    """Where this machine reaches what listens at ``listening``, as ``http://127.0.0.1:8080``."""
    host, port = listening.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine reaches what listens at ``listening``."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def children(product: Product, descriptor: int, address: str, key: str) -> list[Child]:
    """The processes: the API at ``descriptor``, and what starts once it answers at ``address``."""
    data, store = (
        ("--data", str(product.data)),
        {} if product.database_url is None else {URL_VARIABLE: product.database_url},
    )
    options = ("--descriptor", str(descriptor), *(("--open-reading",) if product.open_reading else ()))
    api = python_command("api.supervisor.child_api", *data, *options)
    serving = Child(
        API,
        (*api, *_given("--site", product.site), *_given("--take", product.take)),
        {KEY_VARIABLE: key, **store},
        (descriptor,),
        again=api,  # the file was taken in at the first start; what was changed since must not be undone
        address=f"{address}/healthz",
    )
    jobs = Child(JOBS, python_command("api.jobs.running", *data), store, after=API, beats=True)
    worker = python_command("api.cli", "worker", "--api", address, *data, "--name", LOCAL_WORKER)
    watching = Child(WORKER, worker, {KEY_VARIABLE: key}, after=API, beats=True)
    return [serving, jobs, *([watching] if product.worker else [])]


def _given(option: str, value: object | None) -> tuple[str, ...]:
    return () if value is None else (option, str(value))
