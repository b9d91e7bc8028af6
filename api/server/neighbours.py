"""What counters know of those that cover them: when they are not staffed themselves.

A colleague who covers must be there. Whether they are is what their own counter's fold has settled; beyond that its
last state is taken to go on, and where it turns out otherwise whoever is covered is judged anew from that moment.
"""

from collections.abc import Iterable, Sequence

from api.server.reading import Reading
from vision.covering import away
from vision.fold import Change, CounterSetup
from vision.rules.pieces import Unstaffed

Interval = tuple[int, int]


def who_covers(setups: Iterable[CounterSetup], period_ms: Interval) -> set[str]:
    """The counters that cover at any time within ``period_ms`` where a counter is judged by ``setups``."""
    start_ms, end_ms = period_ms
    covers = (cover for setup in setups for cover in setup.context.covers)
    return {by for from_ms, to_ms, by in covers if from_ms < end_ms and to_ms > start_ms}


def unstaffed_of(log: Reading, covering: Iterable[str], period_ms: Interval) -> Unstaffed:
    """When each of the counters ``covering`` is not staffed, from the change that holds as ``period_ms`` begins."""
    return {counter: away(log.changes(counter, *period_ms)) for counter in sorted(covering)}


def differs_from_ms(before: Sequence[Change], after: Sequence[Change]) -> int | None:
    """The first moment at which a counter is away by one of two courses of changes alone; None: there is none."""
    one, other = away(before), away(after)
    edges = set(one) ^ set(other)
    return _first_difference(one, other, edges) if edges else None


def _first_difference(one: Sequence[Interval], other: Sequence[Interval], edges: set[Interval]) -> int:
    moments = sorted({moment for piece in edges for moment in piece})
    return next((m for m in moments if _within(one, m) != _within(other, m)), moments[0])


def _within(pieces: Sequence[Interval], at_ms: int) -> bool:
    return any(start <= at_ms < end for start, end in pieces)
