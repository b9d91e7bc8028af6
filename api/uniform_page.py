"""The figures of ``onpost eval uniform`` as one page to look at, with the worst mistakes; it holds people: keep it."""

from collections.abc import Sequence

from api.eval_page import figure, page, table
from api.uniform_eval import Judged, uniform_json
from vision.datatypes import Uniform

WORST = 24


def uniform_html(judged: Sequence[Judged]) -> str:
    """A page of its own: lights, reliability, and the ``WORST`` surest wrong answers with their pictures."""
    figures = uniform_json(judged)
    return page("Uniforms in generated scenes", [
        table(["", "value"], [(name, figures[name]) for name in figures if name not in {"lights", "reliability"}]),
        "<h2>Lights</h2>",
        table(["light", "figures"], list(_items(figures["lights"]))),
        "<h2>Reliability</h2>",
        table(["said", "right", "n"], [tuple(row.values()) for row in _rows(figures["reliability"])]),
        "<h2>Worst mistakes</h2>",
        *[_figure(each) for each in worst(judged)],
    ])  # fmt: skip


def worst(judged: Sequence[Judged]) -> list[Judged]:
    """The surest wrong answers, surest first."""
    wrong = [e for e in judged if e.fact.value not in {e.worn.truth, Uniform.CANNOT_JUDGE}]
    return sorted(wrong, key=lambda each: -each.fact.score)[:WORST]


def _items(value: object) -> list[tuple[object, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _rows(value: object) -> list[dict[str, float]]:
    return value if isinstance(value, list) else []


def _figure(judged: Judged) -> str:
    worn, fact = judged.worn, judged.fact
    words = f"{judged.lamp}, {worn.uniform}: {worn.truth.value}, said {fact.value.value} {fact.score}/15"
    return figure(judged.shown, words)
