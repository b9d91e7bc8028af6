"""``onpost eval``: accuracy on folders in the formats that their README describes."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, Weights, detector_of, print_json, progress_bar
from api.presence_eval import CounterResult, evaluate_clip, presence_json, read_truths, seconds_right
from api.settings import Settings
from models.accuracy import EVAL_IOU, EVAL_SCORE, evaluate_people
from models.pose import open_pose_estimator

Folder = Annotated[Path, typer.Argument(help="The folder to measure on.", show_default=False)]
Pose = Annotated[str | None, typer.Option("--pose", help="Pose network: a shipped one's name. [ONPOST_POSE]")]


def people(folder: Folder, as_json: AsJson = False, weights: Weights = None, pose: Pose = None) -> None:
    """Average precision of people and phones, and likeness of poses, on pictures with boxes and keypoints."""
    detector = detector_of(weights, min_score=EVAL_SCORE, max_iou=EVAL_IOU)
    estimator = open_pose_estimator(pose or Settings().pose)
    with progress_bar("eval people") as progress:
        result = evaluate_people(folder, detector, estimator, lambda done, of: progress(done / of))
    figures = result.to_json()
    if as_json:
        print_json(figures)
        return
    for name, rate in figures.items():
        typer.echo(f"{name:24} {rate_text(rate)}")


def presence(folder: Folder, as_json: AsJson = False, weights: Weights = None) -> None:
    """Share of seconds right and changes on time, on clips with hand-made truth."""
    detector = detector_of(weights)
    results: list[CounterResult] = []
    truths = read_truths(folder)
    with progress_bar("eval presence") as progress:
        for number, (clip, truth) in enumerate(truths.items()):
            results += evaluate_clip(clip, truth, detector, part_of(progress, number, len(truths)))
    figures = presence_json(results)
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        if name != "clips":
            typer.echo(f"{name:24} {rate_text(value)}")
    for result in results:
        staff, right = result.staff, rate_text(seconds_right([result.staff]).to_json())
        on_time = f"{staff.changes_on_time} of {staff.changes} changes on time, {staff.false_changes} false"
        typer.echo(f"  {result.clip} · {result.counter}: {on_time}; seconds right {right}")


def part_of(progress: Callable[[float], None], number: int, of: int) -> Callable[[float], None]:
    """Tells ``progress`` the share of everything when told the share of part ``number``."""
    return lambda share: progress((number + share) / of)


def rate_text(value: object) -> str:
    """``0.987 (n 120, 0.970 to 0.995)``; plain values as they are."""
    if not isinstance(value, dict):
        return str(value)
    if value["value"] is None:
        return f"too few to say (n {value['n']})"
    low, high = value["ci"]
    return f"{value['value']:.3f} (n {value['n']}, {low:.3f} to {high:.3f})"
