"""Options that several commands share, and how they print."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.settings import Settings
from models.detector import LOOK_SCORE, Detector, open_detector

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object last (and events as JSON lines).")]
Weights = Annotated[
    str | None,
    typer.Option("--weights", help="Detector: a shipped network's name, an .onnx or a .pt file. [ONPOST_DETECTOR]"),
]
DATA = Path("onpost-data")
DataFolder = Annotated[Path, typer.Option("--data", help="The folder that keeps everything; made where there is none.")]


def detector_of(weights: str | None, *, min_score: float = LOOK_SCORE, max_iou: float = 0.6) -> Detector:
    """The detector that was named on the command line, or else by the settings."""
    return open_detector(weights or Settings().detector, min_score=min_score, max_iou=max_iou)


def print_json(value: object) -> None:
    """One JSON object on a line of its own."""
    say(json.dumps(value, ensure_ascii=False))


def say(line: str) -> None:
    """Print ``line``. Not by typer, which goes around the progress bar and writes into its line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr, gone when done; a function to tell it the share that is done, 0..1."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),  # piped output must reach the pipe, not the bar's terminal
    ) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)
