"""``onpost eval behaviour``: how well calls, handling of phones and slumping are told from their absence."""

from typing import Any, cast

import typer

from api.behaviour_eval import QUESTIONS, behaviour_json, evaluate_behaviour
from api.behaviour_page import behaviour_page
from api.commands.evaluate import Folder, Pose, rate_text
from api.commands.evaluate_events import Html, write_page
from api.commands.options import AsJson, Weights, detector_of, print_json, progress_bar
from api.settings import Settings
from models.closer import open_closer


def behaviour(
    folder: Folder, as_json: AsJson = False, html: Html = None, weights: Weights = None, pose: Pose = None
) -> None:
    """Phone calls, phones in the hand and slumped people, on labelled pictures, one at a time."""
    detector = detector_of(weights)
    with progress_bar("eval behaviour") as progress:
        result = evaluate_behaviour(folder, detector, open_closer(detector, pose or Settings().pose), progress)
    if html is not None:
        write_page(html, behaviour_page(result))
    figures = behaviour_json(result)
    if as_json:
        print_json(figures)
        return
    typer.echo(f"{figures['pictures']} pictures, nobody found in {figures['nobody_found']}")
    for name in QUESTIONS:
        column, value = name.split(".")
        told = cast("dict[str, dict[str, Any]]", figures[column])[value]
        typer.echo(f"{name}: {told['negatives']} negatives, {told['cannot_judge']} cannot be judged")
        for figure in ("auc", "tpr_at_1pct", "tpr_at_5pct"):
            typer.echo(f"  {figure:12} {rate_text(told[figure])}")
