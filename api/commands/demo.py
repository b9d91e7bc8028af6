"""``onpost demo``: the whole product on the built-in scene, for somebody who has no camera at hand."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.commands.demo_folders import PREFIX, remove_left_behind
from api.commands.options import say
from api.commands.serve import serving_at
from api.demo_plan import plan_text, round_begin_ms
from api.demo_site import ADDRESS, address_from, demo_site_text
from api.errors import InputError
from api.logs import set_up_logs
from api.server.running import HOST, PORT, listen
from api.server.store import FILE
from api.supervisor.product import Product, run_product
from cameras.arrival import wall_ms
from cameras.scene_demo import demo_script

SITE_FILE = "demo-site.yaml"
LEAD_MS = 5_000
"""The script begins so long after us: by then the processes run, and before it the scene shows its calm end."""

BEGINS = re.compile(re.escape(ADDRESS) + r"\?begins=(\d{1,15})\b")


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = PORT,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder that keeps everything, to go on another time; without: one that goes at the end."),
    ] = None,
) -> None:
    """Run the whole product on the built-in scene: a hall of four windows, its script known to the second.

    For this machine alone: looking wants no login.
    """
    set_up_logs("demo")
    with listen(HOST, port) as listening, _folder(data) as folder:
        site, begins_ms = demo_site(folder, wall_ms())
        product = Product(folder, site, open_reading=True)
        code = run_product(
            product, listening, lambda address, login: say(_welcome(serving_at(address, login), address, begins_ms))
        )
    raise typer.Exit(code)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data.absolute()
        return
    remove_left_behind()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        yield Path(folder)


def demo_site(folder: Path, now_ms: int) -> tuple[Path, int]:
    """The demo's site file in ``folder``, and when its script began (ms UTC): soon after ``now_ms``, or once before.

    Raises InputError where the folder holds something else, or cannot be written.
    """
    path = folder / SITE_FILE
    try:
        if path.exists():
            return path, _begin_of(path)
        if (folder / FILE).exists():
            msg = (
                f"{folder}: a folder of a demo or an empty one was wanted, got one of another site; name another with "
            )
            raise InputError(msg + "--data")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        begins_ms = (now_ms + LEAD_MS) // 1000 * 1000
        path.write_text(demo_site_text(demo_script(), address_from(begins_ms)), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        msg = (
            f"{folder}: a folder for the demo was wanted, got: {reason}; make it writable, or name another with --data"
        )
        raise InputError(msg) from error
    return path, begins_ms


def _begin_of(path: Path) -> int:
    found = BEGINS.search(path.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        msg = f"{path}: the demo's site file was wanted, got one without its begin; delete its folder, or name another"
        raise InputError(msg)
    return int(found[1])


def _welcome(head: str, address: str, begins_ms: int) -> str:
    script = demo_script()
    table = plan_text(script, round_begin_ms(script, begins_ms, wall_ms()))
    return f"""\
{head}

On this machine anybody may look without logging in; whoever changes something logs in first.

Nobody sits at these windows of the demo hall, by this machine's clock; then it begins again,
every {script.duration_ms // 1000} s:

{table}

How every window stands:  {address}/api/v1/counters
What was told:            {address}/api/v1/events
Ctrl-C ends it."""
