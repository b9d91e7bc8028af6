"""The figures of ``onpost eval events`` as one page without scripts: rules, reliability, worst mistakes.

It shows people from the measuring data: for those who measured, never to be published.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Any, cast

from api.eval_page import diagram, figure, page, rate_words
from api.events_eval import CounterHours, Mistake, events_json

WORST = 24


def events_page(results: Sequence[CounterHours]) -> str:
    """The whole page."""
    sizes = cast("Mapping[str, Mapping[str, Any]]", events_json(results)["sizes"])
    parts = [_size(name, figures, _of(results, name)) for name, figures in sizes.items()]
    return page("Events", parts)


def _of(results: Sequence[CounterHours], name: str) -> list[CounterHours]:
    return [r for r in results if f"{r.size_wh[0]}x{r.size_wh[1]}" == name]


def _size(name: str, figures: Mapping[str, Any], results: Sequence[CounterHours]) -> str:
    wrong = "".join(f"<tr><td>{html.escape(kind)}<td>{s:.0f} s" for kind, s in figures["mistakes_s"].items())
    return (
        f"<h2>{name}, {figures['counter_hours']} counter-hours</h2>"
        f"<p>Seconds right: {rate_words(figures['seconds_right'])}; "
        f"of visitors: {rate_words(figures['customer_seconds_right'])}; "
        f"visitor told to have come before the clerk left, or after: {rate_words(figures['served_right'])}; "
        f"staff counted: {rate_words(figures['staff_count_right'])}"
        f"{_rules(figures['rules'])}"
        f"<h3>When findings began, against the truth</h3>{_curves(results)}"
        f"<h3>Reliability: what looks claimed of staff, and what that was worth (nats)</h3>"
        f"{_reliability(figures['reliability'])}"
        f"<h3>Calibration of looks: right against said</h3>{_calibration(figures['calibration'])}"
        f"<h3>Seconds wrong by kind</h3><table>{wrong}</table>"
        f"<h3>Worst mistakes</h3>{_mistakes([m for r in results for m in r.mistakes])}"
    )


def _rules(rules: Mapping[str, Mapping[str, Any]]) -> str:
    """A line a rule; what was missed where the clerk was found only of behaviour."""
    head = "<tr><th>rule<th>missed<th>missed where the clerk was found<th>false per counter-hour<th>start error, s"
    names = ("missed", "missed_where_present", "false_per_counter_hour", "start_error_s")
    rows = (
        f"<tr><td>{rule}" + "".join(f"<td>{rate_words(rates[name]) if name in rates else ''}" for name in names)
        for rule, rates in rules.items()
    )
    return f"<table>{head}{''.join(rows)}</table>"


WIDTH, HEIGHT, PAD = 460, 240, 34
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#7f7f7f")
LATEST_S = 30.0


def _svg(inner: str) -> str:
    frame = (
        f'<rect x="{PAD}" y="10" width="{WIDTH - PAD - 10}" height="{HEIGHT - PAD - 10}" fill="none" stroke="#888"/>'
    )
    return f'<svg width="{WIDTH}" height="{HEIGHT}" font-size="11">{frame}{inner}</svg>'


def _at(x: float, y: float) -> tuple[float, float]:
    """Fractions of the frame (from its lower left corner) in pixels."""
    return PAD + x * (WIDTH - PAD - 10), HEIGHT - PAD - y * (HEIGHT - PAD - 10)


def _curves(results: Sequence[CounterHours]) -> str:
    """Share of the due happenings whose finding began within so many seconds of them, one line a rule."""
    lines = []
    for number, rule in enumerate(results[0].rules if results else ()):
        scores = [r.rules[rule] for r in results]
        due, errors = sum(s.due for s in scores), sorted(e for s in scores for e in s.start_errors_s)
        if not due:
            continue
        steps = [(min(error / LATEST_S, 1.0), (n + 1) / due) for n, error in enumerate(errors)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*step) for step in [(0.0, 0.0), *steps]))
        colour = COLOURS[number % len(COLOURS)]
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        lines.append(f'<text x="{PAD + 6}" y="{24 + 13 * number}" fill="{colour}">{rule}</text>')
    return _svg("".join(lines) + f'<text x="{PAD}" y="{HEIGHT - 12}">0 to {LATEST_S:.0f} s</text>')


FARTHEST_NATS = 5.0


def _reliability(rows: Sequence[Mapping[str, float | None]]) -> str:
    def place(nats: float) -> float:
        return (max(-FARTHEST_NATS, min(FARTHEST_NATS, nats)) + FARTHEST_NATS) / (2 * FARTHEST_NATS)

    (x1, y1), (x2, y2) = _at(0, 0), _at(1, 1)
    dots = [f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#bbb"/>']
    for row in rows:
        worth = row["worth_nats"]
        if worth is not None:
            x, y = _at(place(row["claimed_nats"] or 0.0), place(worth))
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[0]}"/>')
    cells = "".join(
        f"<tr><td>{row['claimed_nats']}<td>{'' if row['worth_nats'] is None else row['worth_nats']}"
        f"<td>{row['present_s']}<td>{row['absent_s']}"
        for row in rows
    )
    return _svg("".join(dots)) + f"<table><tr><th>claimed<th>worth<th>s present<th>s absent{cells}</table>"


def _calibration(kinds: Mapping[str, Mapping[str, Any]]) -> str:
    """A diagram of each kind of look, and how far what was said is from what was right."""
    return "".join(
        diagram(f"{kind}: error {told['error']}", [(row["said"], row["right"]) for row in told["bins"]], joined=False)
        for kind, told in kinds.items()
    )


def _mistakes(mistakes: Sequence[Mistake]) -> str:
    worst = sorted(mistakes, key=lambda mistake: mistake.from_ms - mistake.to_ms)[:WORST]
    return "".join(map(_figure, worst)) or "<p>None.</p>"


def _figure(mistake: Mistake) -> str:
    where = f"{mistake.clip} · {mistake.counter}: {mistake.from_ms / 1000:.0f} to {mistake.to_ms / 1000:.0f} s"
    return figure(mistake.jpeg, f"{where}; {mistake.kind}")
