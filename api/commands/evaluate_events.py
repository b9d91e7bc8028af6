"""``onpost eval events``: the whole path from pixels to events, measured."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from api.commands.evaluate import Folder, part_of, rate_text
from api.commands.options import AsJson, Weights, detector_of, print_json, progress_bar
from api.errors import OutputError
from api.events_eval import CounterHours, Recording, clips, evaluate, events_json
from api.events_hours import generated, is_people
from api.events_page import events_page
from api.presence_eval import read_truths
from api.settings import Settings
from models.closer import open_closer
from models.office.hour import SIZES_WH

Hours = Annotated[int, typer.Option("--hours", min=1, help="How many hours to generate, one light after the other.")]
Html = Annotated[Path | None, typer.Option("--html", help="Also write a page with curves and the worst mistakes.")]


def events(
    folder: Folder, as_json: AsJson = False, html: Html = None, hours: Hours = 5, weights: Weights = None
) -> None:
    """Events missed, false or late: on clips with truth, or on office hours generated from outlined people."""
    detector = detector_of(weights)
    closer = open_closer(detector, Settings().pose)
    recordings, count = (generated(folder, hours), hours * len(SIZES_WH)) if is_people(folder) else _clips(folder)
    results: list[CounterHours] = []
    with progress_bar("eval events") as progress:
        for number, recording in enumerate(recordings):
            results += evaluate(
                recording, detector, closer, part_of(progress, number, count), pictures=html is not None
            )
    if html is not None:
        write_page(html, events_page(results))
    figures = events_json(results)
    if as_json:
        print_json(figures)
        return
    for line in _lines(figures):
        typer.echo(line)


def _clips(folder: Path) -> tuple[Iterator[Recording], int]:
    return clips(folder), len(read_truths(folder))


def write_page(path: Path, page: str) -> None:
    """Write ``page`` to ``path``; raises OutputError."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        msg = f"{path}: a page was to be written there, it cannot be ({error.strerror}): name another file"
        raise OutputError(msg) from error


def _lines(figures: dict[str, object]) -> Iterator[str]:
    for name, size in cast("dict[str, dict[str, Any]]", figures["sizes"]).items():
        yield f"{name}, {size['counter_hours']} counter-hours"
        for figure in ("seconds_right", "customer_seconds_right"):
            yield f"  {figure:28} {rate_text(size[figure])}"
        for rule, rates in size["rules"].items():
            missed, false = rate_text(rates["missed"]), rate_text(rates["false_per_counter_hour"])
            yield f"  {rule:28} missed {missed}; false an hour {false}"
        for kind, seconds in size["mistakes_s"].items():
            yield f"  {seconds:6.0f} s  {kind}"
