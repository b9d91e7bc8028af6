"""How many spans a second judgement alone takes."""

from collections import Counter
from itertools import islice

from api.bench.busy_day import VIEW, busy_day
from api.bench.stopwatch import Took, stopwatch
from vision.datatypes import Covers
from vision.fold import CounterSetup, CounterState, end, fold
from vision.rules.context import Context

BEGIN_MS = 1_772_330_400_000
HOUR_MS = 3_600_000
MADE_AT_ONCE = 500
"""So many spans wait to be judged: making them is not measured, nor is carrying a day of them about."""
LIMITS_BY_DEFAULT = CounterSetup("1", {VIEW: Covers.FULL}, Context("hall", ("窗口", "Window"), ((0, 2**60),)))
"""A counter with the limits of the rule book, always in service."""


def bench_fold(spans: int) -> dict[str, object]:
    """Judge so many spans of a busy counter; ``spans_per_s`` is by CPU time of one core.

    ``seconds``: where the judged time went, ``events``: what was told, so that it is plain that work was done.
    """
    source = busy_day(BEGIN_MS)
    state, told, took = CounterState.at(LIMITS_BY_DEFAULT, BEGIN_MS), Counter[str](), Took()
    for done in range(0, spans, MADE_AT_ONCE):
        made = list(islice(source, min(MADE_AT_ONCE, spans - done)))
        with stopwatch(took):
            for span in made:
                state, (changes, events) = fold(state, span, LIMITS_BY_DEFAULT)
                told["changes"] += len(changes)
                told["events"] += len(events)
    state, _ = end(state, LIMITS_BY_DEFAULT)
    seconds = {presence.value: round(ms / 1000) for presence, ms in state.coverage.ms.items()}
    return {**took.figures(spans), "hours": round(state.coverage.total_ms / HOUR_MS, 1), **told, "seconds": seconds}
