"""Settled time as rules judge it: cut wherever the circumstances change, facts that came another way put in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vision.datatypes import SettledSpan, Sign
from vision.rules.circumstances import Circumstances
from vision.rules.context import Context
from vision.rules.timeline import Interval, cut_by_cover

Unstaffed = Mapping[str, Sequence[Interval]]
"""Counter -> when it is seen to be unstaffed or is out of service: what the hall knows of those that cover.

Sorted and disjoint, ms UTC. At all other times, also when blind, a counter is taken to be staffed.
"""

NO_NEIGHBOURS: Unstaffed = {}


def pieces_of(
    span: SettledSpan, context: Context, unstaffed: Unstaffed = NO_NEIGHBOURS
) -> Sequence[tuple[SettledSpan, Circumstances]]:
    """``span`` cut wherever the circumstances change, and those of each piece.

    An announced *service suspended* is a sign that is up.
    """
    held = context.through(span.from_ms, span.to_ms)
    if held is not None and not held.announced and (held.covered_by is None or not unstaffed):  # as most often
        return ((span, held),)
    pieces = cut_by_cover(context.pieces(span.from_ms, span.to_ms), unstaffed)
    return [(_as_announced(replace(span, from_ms=start, to_ms=end), held), held) for start, end, held in pieces]


def _as_announced(span: SettledSpan, held: Circumstances) -> SettledSpan:
    return replace(span, sign=Sign.SHOWN, sign_lost=False) if held.announced else span
