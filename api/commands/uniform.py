"""``onpost uniform``: what is worn at counters."""

import re
from pathlib import Path
from typing import Annotated

import typer
import yaml

from api.commands.options import AsJson, Weights, detector_of, print_json
from api.learning import learn_palette
from api.palettes import entry_of
from api.settings import Settings
from models.pose import open_pose_estimator

Pictures = Annotated[list[Path], typer.Argument(help="Pictures of people who wear it.", show_default=False)]
Name = Annotated[str, typer.Option("--name", help="What the uniform is called.", show_default=False)]


def learn(pictures: Pictures, name: Name, as_json: AsJson = False, weights: Weights = None) -> None:
    """A uniform's colours, from pictures: an entry for `uniforms` in the site file, with each colour's share."""
    palette = learn_palette(_id(name), pictures, detector_of(weights), open_pose_estimator(Settings().pose))
    entry = entry_of(palette, name)
    if as_json:
        print_json(entry)
        return
    typer.echo(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, default_flow_style=None).rstrip())


def _id(name: str) -> str:
    """An id that may stand in a site file: ``Summer shirt`` becomes ``summer-shirt``, a name in Chinese ``uniform``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "uniform"
