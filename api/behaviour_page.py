"""The figures of ``onpost eval behaviour`` as one page without scripts: curves, reliability, worst mistakes.

It shows people from the measuring data: for those who measured, never to be published.
"""

from collections.abc import Sequence
from pathlib import Path

from api.behaviour_eval import QUESTIONS, Behaviour
from api.behaviour_score import curve, figures, reliability
from api.eval_page import diagram, figure, page, rate_words
from models.rate import Rate

WORST = 12
"""Pictures shown of each kind of mistake."""


def behaviour_page(behaviour: Behaviour) -> str:
    """The whole page. Raises OSError for a picture that has gone in between."""
    return page("Behaviour", [_question(behaviour, name) for name in QUESTIONS])


def _question(behaviour: Behaviour, name: str) -> str:
    told = behaviour.told(name)
    parts = [f"<h2>{name}</h2>", _rates(figures(told), int((~told.positive).sum()))]
    parts.append(diagram("found against false alarms", [*curve(told), (1.0, 1.0)], joined=True))
    parts.append(diagram("right against said", [(each.said, each.right) for each in reliability(told)], joined=False))
    missed, false = mistakes(behaviour, name)
    parts.append(f"<h3>Least likely of those that show it</h3>{_pictures(behaviour, name, missed)}")
    parts.append(f"<h3>Likeliest of those that do not</h3>{_pictures(behaviour, name, false)}")
    return "".join(parts)


def mistakes(behaviour: Behaviour, name: str) -> tuple[list[Path], list[Path]]:
    """The positives of the lowest odds and the negatives of the highest, worst first, at most WORST of each."""
    truth = behaviour.truth[name]
    ranked = sorted(truth, key=lambda path: behaviour.judged[path].odds(name))
    missed = [path for path in ranked if truth[path]]
    false = [path for path in reversed(ranked) if not truth[path]]
    return missed[:WORST], false[:WORST]


def _rates(rates: dict[str, Rate], negatives: int) -> str:
    rows = "".join(f"<tr><td>{name}<td>{rate_words(rate.to_json())}" for name, rate in rates.items())
    return f"<table>{rows}<tr><td>negatives<td>{negatives}</table>"


def _pictures(behaviour: Behaviour, name: str, paths: Sequence[Path]) -> str:
    return "".join(_figure(behaviour, name, path) for path in paths) or "<p>None.</p>"


def _figure(behaviour: Behaviour, name: str, path: Path) -> str:
    """A picture as it lies in the folder, with what was said of it."""
    judged = behaviour.judged[path]
    said = f"{judged.odds(name):+.1f} nats" if judged.judged(name) else "cannot judge"
    why = "" if judged.found else ", nobody found"
    return figure(path.read_bytes(), f"{path.name}: {said}{why}")
