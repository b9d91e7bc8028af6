"""The figures of ``onpost eval behaviour`` as one page without scripts: curves, reliability, worst mistakes.

It shows people from the measuring data: for those who measured, never to be published.
"""

import base64
import html
from collections.abc import Sequence
from pathlib import Path

from api.behaviour_eval import QUESTIONS, Behaviour
from api.behaviour_score import curve, figures, reliability
from models.rate import Rate

WORST = 12
"""Pictures shown of each kind of mistake."""
STYLE = (
    "body{font:15px sans-serif;margin:2em;max-width:75em}table{border-collapse:collapse;margin:1em 0}"
    "td,th{padding:.25em .8em;border-bottom:1px solid #ccc;text-align:left}figure{display:inline-block;margin:.5em;"
    "vertical-align:top}figcaption{width:200px}img{height:150px}svg{background:#fafafa;margin-right:1em}"
)
SIDE, PAD = 260, 30


def behaviour_page(behaviour: Behaviour) -> str:
    """The whole page. Raises OSError for a picture that has gone in between."""
    head = f"<!doctype html><meta charset=utf-8><title>Behaviour</title><style>{STYLE}</style><h1>Behaviour</h1>"
    note = "<p>Shows people of the measuring data: keep it to yourself.</p>"
    return head + note + "".join(_question(behaviour, name) for name in QUESTIONS)


def _question(behaviour: Behaviour, name: str) -> str:
    told = behaviour.told(name)
    parts = [f"<h2>{name}</h2>", _rates(figures(told), int((~told.positive).sum()))]
    parts.append(_diagram("found against false alarms", [*curve(told), (1.0, 1.0)], joined=True))
    parts.append(_diagram("right against said", [(each.said, each.right) for each in reliability(told)], joined=False))
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
    rows = "".join(f"<tr><td>{name}<td>{_rate(rate)}" for name, rate in rates.items())
    return f"<table>{rows}<tr><td>negatives<td>{negatives}</table>"


def _rate(rate: Rate) -> str:
    if rate.value is None or rate.ci is None:
        return f"too few to say (n {rate.n})"
    return f"<b>{rate.value:.3f}</b> ({rate.ci[0]:.3f} to {rate.ci[1]:.3f}, n {rate.n})"


def _diagram(title: str, points: Sequence[tuple[float, float]], *, joined: bool) -> str:
    """Points 0..1 in a square with its diagonal."""
    inner = SIDE - 2 * PAD
    placed = [(PAD + x * inner, SIDE - PAD - y * inner) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    drawn = (
        f'<polyline points="{path}" fill="none" stroke="#1f77b4" stroke-width="2"/>'
        if joined
        else "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f77b4"/>' for x, y in placed)
    )
    frame = f'<rect x="{PAD}" y="{PAD}" width="{inner}" height="{inner}" fill="none" stroke="#888"/>'
    diagonal = f'<line x1="{PAD}" y1="{SIDE - PAD}" x2="{SIDE - PAD}" y2="{PAD}" stroke="#ccc"/>'
    words = f'<text x="{PAD}" y="{PAD - 10}">{title}</text>'
    return f'<svg width="{SIDE}" height="{SIDE}" font-size="12">{frame}{diagonal}{drawn}{words}</svg>'


def _pictures(behaviour: Behaviour, name: str, paths: Sequence[Path]) -> str:
    return "".join(_figure(behaviour, name, path) for path in paths) or "<p>None.</p>"


def _figure(behaviour: Behaviour, name: str, path: Path) -> str:
    """A picture as it lies in the folder, with what was said of it."""
    judged = behaviour.judged[path]
    said = f"{judged.odds(name):+.1f} nats" if judged.judged(name) else "cannot judge"
    why = "" if judged.found else ", nobody found"
    stored = base64.b64encode(path.read_bytes()).decode()
    words = html.escape(f"{path.name}: {said}{why}")
    return f'<figure><img alt="" src="data:image;base64,{stored}"><figcaption>{words}</figcaption></figure>'
