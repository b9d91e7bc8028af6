"""``onpost eval uniform``: who wears the uniform, on generated scenes of real people."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.evaluate import Folder, Pose, rate_text
from api.commands.options import AsJson, print_json, progress_bar
from api.settings import Settings
from api.uniform_eval import balanced_accuracy, evaluate_uniforms, in_light, uniform_json
from api.uniform_page import uniform_html
from api.uniform_scenes import LAMPS
from models.pose import open_pose_estimator

Html = Annotated[Path | None, typer.Option("--html", help="Write a page with the figures and worst mistakes here.")]
Most = Annotated[int | None, typer.Option("--people", help="Only the first so many people.", min=1)]
TOLD = ("balanced_accuracy", "match_right", "mismatch_right", "cannot_judge", "cannot_judge_grey")


def uniform(folder: Folder, as_json: AsJson = False, html: Html = None, pose: Pose = None, most: Most = None) -> None:
    """Balanced accuracy of uniforms on generated scenes: people of the folder, re-coloured, in five lights."""
    estimator = open_pose_estimator(pose or Settings().pose)
    with progress_bar("eval uniform") as progress:
        judged = evaluate_uniforms(folder, estimator, progress, most)
    figures = uniform_json(judged)
    if html is not None:
        html.write_text(uniform_html(judged), encoding="utf-8")
    if as_json:
        print_json(figures)
        return
    for name in TOLD:
        typer.echo(f"{name:24} {rate_text(figures[name])}")
    for lamp in LAMPS:
        typer.echo(f"  {lamp.name:22} {rate_text(balanced_accuracy(in_light(judged, lamp.name)).to_json())}")
