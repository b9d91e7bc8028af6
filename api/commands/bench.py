"""``onpost bench``: speed on this machine, over spans made for it."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from api.bench.fold import bench_fold
from api.bench.ingest import Load, bench_ingest
from api.bench.replay import bench_replay
from api.commands.options import AsJson, print_json

COUNTERS = 64
FOLD_SPANS, INGEST_BATCHES, REPLAY_DAYS = 60_000, 600, 5

Spans = Annotated[int, typer.Option(min=1, help="How many spans; fewer are quicker and less exact.")]
Batches = Annotated[int, typer.Option(min=1, help=f"How many batches, each of {COUNTERS} spans.")]
Days = Annotated[int, typer.Option(min=1, max=366, help="How many days of 8 hours.")]
Together = Annotated[int, typer.Option(min=1, help="How many batches are taken in by one commit.")]


def fold(as_json: AsJson = False, spans: Spans = FOLD_SPANS) -> None:
    """Spans a second that are judged: a busy counter with absences, doubts, blind and still times."""
    _tell(bench_fold(spans), as_json=as_json)


def ingest(as_json: AsJson = False, batches: Batches = INGEST_BATCHES, together: Together = 1) -> None:
    """Spans a second that are taken in, kept on disk (SQLite, synchronous=FULL) and judged, from JSON on."""
    with tempfile.TemporaryDirectory() as folder:
        _tell(bench_ingest(Path(folder), Load(COUNTERS, batches, together)), as_json=as_json)


def replay(as_json: AsJson = False, days: Days = REPLAY_DAYS) -> None:
    """Stored days of a counter that are judged again in two ways, and what 50 counter-months would take."""
    with tempfile.TemporaryDirectory() as folder:
        _tell(bench_replay(Path(folder), days), as_json=as_json)


def _tell(figures: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name:24} {value}")
