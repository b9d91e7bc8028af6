"""What the pages of all ``onpost eval`` commands share: their head, a rate in words, a picture with its caption.

They show people of the measuring data: for those who measured, never to be published.
"""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

STYLE = (
    "body{font:15px sans-serif;margin:2em;max-width:75em}table{border-collapse:collapse;margin:1em 0}"
    "td,th{padding:.25em .8em;border-bottom:1px solid #ccc;text-align:left}figure{display:inline-block;margin:.5em;"
    "vertical-align:top}figcaption{width:240px}svg{background:#fafafa;margin-right:1em}"
)
SIDE, PAD = 260, 30


def page(title: str, parts: Sequence[str]) -> str:
    """A whole page without scripts."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    note = "<p>Shows people of the measuring data: keep it to yourself.</p>"
    return "\n".join([head, f"<h1>{escape(title)}</h1>", note, *parts, "</html>"])


def rate_words(rate: Mapping[str, Any]) -> str:
    """A rate as ``--json`` prints it, in words."""
    if rate["value"] is None:
        return f"too few to say (n {rate['n']})"
    low, high = rate["ci"]
    return f"<b>{rate['value']:.3f}</b> ({low:.3f} to {high:.3f}, n {rate['n']})"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Cells as they are, escaped."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def figure(content: bytes | None, words: str) -> str:
    """A picture file's ``content`` (None: none was kept) above its caption."""
    stored = "" if content is None else base64.b64encode(content).decode()
    picture = f'<img alt="" src="data:image;base64,{stored}" height="150">' if stored else ""
    return f"<figure>{picture}<figcaption>{escape(words)}</figcaption></figure>"


def diagram(title: str, points: Sequence[tuple[float, float]], *, joined: bool) -> str:
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
