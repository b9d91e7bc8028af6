"""The figures of ``onpost eval uniform`` as one page to look at, with the worst mistakes; it holds people: keep it."""

import base64
from collections.abc import Sequence
from html import escape

from api.uniform_eval import Judged, uniform_json
from vision.datatypes import Uniform

WORST = 24
STYLE = "body{font:15px sans-serif;margin:2em}td,th{padding:.2em .8em;text-align:right}figure{display:inline-block}"


def uniform_html(judged: Sequence[Judged]) -> str:
    """A page of its own: lights, reliability, and the ``WORST`` surest wrong answers with their pictures."""
    figures = uniform_json(judged)
    return "\n".join([
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>eval uniform</title><style>{STYLE}</style>',
        "<h1>Uniforms in generated scenes</h1>",
        _table(["", "value"], [(name, figures[name]) for name in figures if name not in {"lights", "reliability"}]),
        "<h2>Lights</h2>",
        _table(["light", "figures"], list(_items(figures["lights"]))),
        "<h2>Reliability</h2>",
        _table(["said", "right", "n"], [tuple(row.values()) for row in _rows(figures["reliability"])]),
        "<h2>Worst mistakes</h2>",
        *[_figure(each) for each in worst(judged)],
        "</html>",
    ])  # fmt: skip


def worst(judged: Sequence[Judged]) -> list[Judged]:
    """The surest wrong answers, surest first."""
    wrong = [e for e in judged if e.fact.value not in {e.worn.truth, Uniform.CANNOT_JUDGE}]
    return sorted(wrong, key=lambda each: -each.fact.score)[:WORST]


def _items(value: object) -> list[tuple[object, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _rows(value: object) -> list[dict[str, float]]:
    return value if isinstance(value, list) else []


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _figure(judged: Judged) -> str:
    stored = base64.b64encode(judged.shown).decode()
    worn, fact = judged.worn, judged.fact
    words = f"{judged.lamp}, {worn.uniform}: {worn.truth.value}, said {fact.value.value} {fact.score}/15"
    return (
        f'<figure><img alt="" src="data:image/jpeg;base64,{stored}"><figcaption>{escape(words)}</figcaption></figure>'
    )
