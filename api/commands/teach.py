"""``onpost teach``: a head from reviewed examples, in seconds, on a CPU."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.evaluate import rate_text
from api.commands.options import DATA, AsJson, print_json, progress_bar
from api.errors import InputError
from api.settings import Settings
from models.cards import find_card
from models.detector import open_detector
from models.examples import look_at, read_examples
from models.heads import QUESTIONS
from models.pose import open_pose_estimator
from models.teaching import OWN, Rights, teach, write_head

Name = Annotated[str, typer.Argument(help=f"What to teach: {', '.join(QUESTIONS)}.", show_default=False)]
Source = Annotated[
    Path,
    typer.Option("--from", help="A folder with labels.csv (file,phone,posture and if wanted group) and images/."),
]
Into = Annotated[Path, typer.Option("--into", help="The folder that keeps heads and their cards.")]
Licence = Annotated[str, typer.Option("--licence", help="Under which licence the head may be passed on, for the card.")]
Credit = Annotated[str, typer.Option("--credit", help="Whose pictures they are, for the card.")]


def teach_head(  # noqa: PLR0913, PLR0917 - each is an option of the command
    name: Name,
    source: Source,
    into: Into = DATA / "heads",
    licence: Licence = OWN.licence,
    credit: Credit = OWN.credit,
    as_json: AsJson = False,
) -> None:
    """Teach a head from reviewed pictures: the largest person of each; the head and its card are written.

    Its score comes from pictures it was not taught on. Nothing is written where that is no better than chance.
    """
    if name not in QUESTIONS:
        msg = f"a head called {name} was wanted, there can be {', '.join(QUESTIONS)}: name one of these"
        raise InputError(msg)
    settings = Settings()
    network = find_card(settings.detector)
    detector, estimate = open_detector(settings.detector), open_pose_estimator(settings.pose)
    with progress_bar(f"teach {name}") as progress:
        taught = look_at(read_examples(source, QUESTIONS[name]), detector, estimate, progress)
    lesson = teach(taught)
    card = write_head(into, name, network, lesson, Rights(licence, credit))
    if as_json:
        counts = card.training.model_dump(include={"positives", "negatives", "not_seen", "sha256", "regularisation"})
        print_json({"head": name, "file": str(into / card.file), "auc": lesson.auc.to_json(), **counts})
        return
    typer.echo(f"{name}: area under the curve {rate_text(lesson.auc.to_json())}")
    typer.echo(f"written to {into / card.file}, with its card")
