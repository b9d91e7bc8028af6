"""From looks to events under slips, cover, closings and announced pauses: whatever the order, the cuts, the context."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Covers, Event, Fact, Phase, Presence, Severity, Sign, Span, Status
from vision.fold import CounterSetup, CounterState, end, fold
from vision.rules.circumstances import Declaration
from vision.rules.context import Context
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed
from vision.rules.presence import AbsenceLimits
from vision.rules.registry import DEFAULTS
from vision.rules.rule import HeldLimits

DAY_MS = 400_000
"""A short day."""


def daily(from_s: int, to_s: int) -> tuple[tuple[int, int], ...]:
    return tuple((day + from_s * 1000, day + to_s * 1000) for day in range(0, 4 * DAY_MS, DAY_MS))


CONTEXT = Context(
    "hall",
    ("7号", "Window 7"),
    daily(50, 150) + daily(160, 300),
    ready=daily(30, 50),
    breaks=daily(200, 210),
    approved_closings=daily(290, 300),
    suspensions=((500_000, 520_000),),
    declarations=tuple(Declaration(str(start), start, due) for start, due in daily(100, 130)),
    covers=tuple((*interval, "8") for interval in daily(170, 260)),
    announcements=daily(90, 120),
    announced_at_most_ms=20_000,
)
CONTEXT = replace(CONTEXT, service=tuple(sorted(CONTEXT.service or ())))
UNSTAFFED = {"8": daily(180, 190) + daily(220, 230)}
SHORT = {
    name: replace(limits, steps=((4_000, Severity.NOTICE),), gap_ms=1_000, recorded_after_ms=None)
    for name, limits in DEFAULTS.items()
}
ABSENT = AbsenceLimits(((4_000, Severity.NOTICE), (9_000, Severity.WARNING)), 30_000, status=Status.PROMPT)
SETUP = CounterSetup("7", {"front": Covers.FULL, "side": Covers.FULL}, CONTEXT, ABSENT, rules=SHORT)

SEEN: dict[str, Span] = {
    "clerk": Span("", 0, 1, staff_evidence=12, customer_evidence=-8, sign=Fact(Sign.NOT_SHOWN, 13)),
    "clerk, sign": Span("", 0, 1, staff_evidence=12, customer_evidence=-8, sign=Fact(Sign.SHOWN, 13)),
    "served": Span("", 0, 1, staff_evidence=12, customer_evidence=12),
    "nobody": Span("", 0, 1, staff_evidence=-12, customer_evidence=-8, sign=Fact(Sign.NOT_SHOWN, 13)),
    "sign": Span("", 0, 1, staff_evidence=-12, customer_evidence=-8, sign=Fact(Sign.SHOWN, 13)),
    "visitor": Span("", 0, 1, staff_evidence=-12, customer_evidence=12),
    "dark": Span("", 0, 1, BlindReason.DARK),
}

Runs = Sequence[tuple[int, str]]


def spans(runs: Runs, view: str) -> list[Span]:
    done, at_ms = [], 0
    for lasts_ms, seen in runs:
        done.append(replace(SEEN[seen], view=view, from_ms=at_ms, to_ms=at_ms + lasts_ms))
        at_ms += lasts_ms
    return done


def cut(whole: Sequence[Span], places: Sequence[int]) -> list[Span]:
    pieces = []
    for span in whole:
        edges = sorted({span.from_ms, span.to_ms, *(p for p in places if span.from_ms < p < span.to_ms)})
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def looks(runs: Runs, view: str) -> list[Span]:
    whole = spans(runs, view)
    return cut(whole, range(0, whole[-1].to_ms, 1000))


def judged(
    these: Sequence[Span],
    setup: CounterSetup = SETUP,
    unstaffed: Unstaffed = UNSTAFFED,
    context_of: Callable[[int], Context] | None = None,
) -> list[Event]:
    state, events = CounterState.at(setup, 0), list[Event]()
    for span in these:
        if context_of is not None:
            setup = replace(setup, context=context_of(span.from_ms // DAY_MS))
        state, found = fold(state, span, setup, unstaffed)
        events += found[1]
    state, found = end(state, setup, unstaffed)
    return sorted(events + found[1], key=lambda event: (event.type, event.id, event.revision))


STORY = st.lists(st.tuples(st.integers(1_000, 60_000), st.sampled_from(list(SEEN))), min_size=2, max_size=12)


@given(STORY, st.permutations(range(40)))
def test_views_may_arrive_in_any_order(runs: Runs, order: list[int]) -> None:
    front, side = looks(runs, "front"), looks([(lasts_ms, seen) for lasts_ms, seen in runs], "side")
    mixed, left = list[Span](), {0: list(front), 1: list(side)}
    for n in order * (len(front) // 15 + 1):
        mixed += left[n % 2][:3]
        left[n % 2] = left[n % 2][3:]
    mixed += left[0] + left[1]
    in_turn = [span for both in zip(front, side, strict=True) for span in both]
    assert judged(mixed) == judged(in_turn)


ONE = replace(SETUP, covers={"front": Covers.FULL})


@cache
def around(day: int) -> Context:
    """What is known on a day: its own intervals and those of the days around it."""
    from_ms, to_ms = (day - 1) * DAY_MS, (day + 2) * DAY_MS

    def near(intervals: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((max(a, from_ms), min(b, to_ms)) for a, b in intervals if a < to_ms and b > from_ms)

    return replace(
        CONTEXT,
        service=near(CONTEXT.service or ()),
        ready=near(CONTEXT.ready),
        breaks=near(CONTEXT.breaks),
        approved_closings=near(CONTEXT.approved_closings),
        suspensions=near(CONTEXT.suspensions),
        announcements=near(CONTEXT.announcements),
    )


@given(STORY)
def test_a_context_of_the_days_around_is_enough(runs: Runs) -> None:
    these = looks(runs, "front")
    midnights = range(DAY_MS, these[-1].to_ms, DAY_MS)
    assert judged(cut(these, midnights), ONE, context_of=around) == judged(these, ONE)


@given(STORY, st.sets(st.integers(1, 700_000), max_size=30))
def test_looks_may_be_cut_anywhere(runs: Runs, places: set[int]) -> None:
    these = looks(runs, "front")
    assert judged(cut(these, sorted(places)), ONE) == judged(these, ONE)


LEFT: Runs = [(20_000, "clerk"), (80_000, "nobody"), (20_000, "clerk")]
COVERED = replace(
    ONE, context=Context("hall", ("7号", "Window 7"), covers=((0, 200_000, "8"),)), rules=dict[str, HeldLimits]()
)
NEIGHBOUR: list[tuple[str, Unstaffed, list[tuple[str, str]]]] = [
    ("is there, or nobody knows", NO_NEIGHBOURS, [("started", "trial"), ("ended", "trial")]),
    (
        "is away too",
        {"8": ((0, 200_000),)},
        [("started", "prompt"), ("graver", "prompt"), ("ended", "prompt")],
    ),
    ("leaves for less than the limit", {"8": ((60_000, 63_000),)}, [("started", "trial"), ("ended", "trial")]),
    (
        "leaves for longer",
        {"8": ((60_000, 66_000),)},
        [("started", "trial"), ("graver", "prompt"), ("ended", "prompt")],
    ),
    ("another counter is nobody's cover", {"9": ((0, 200_000),)}, [("started", "trial"), ("ended", "trial")]),
]


@pytest.mark.parametrize(("what", "unstaffed", "expected"), NEIGHBOUR, ids=[row[0] for row in NEIGHBOUR])
def test_cover_holds_while_the_neighbour_is_staffed(
    what: str, unstaffed: Unstaffed, expected: list[tuple[str, str]]
) -> None:
    del what
    events = judged(looks(LEFT, "front"), COVERED, unstaffed)
    assert [(e.phase.value, e.status.value) for e in events] == expected


def test_out_of_service_a_counter_is_unscheduled_whatever_the_reason() -> None:
    context = replace(CONTEXT, service=((0, 90_000),), breaks=((20_000, 30_000),), suspensions=((50_000, 60_000),))
    state, told = CounterState.at(ONE, 0), list[tuple[int, str]]()
    for span in looks([(120_000, "clerk")], "front"):
        state, (changes, _) = fold(state, span, replace(ONE, context=context))
        told += [(change.at_ms, change.state.value) for change in changes if change.state is not Presence.BLIND]
    known = [(at_ms, what) for at_ms, what in told if at_ms >= 20_000]
    assert known == [
        (20_000, "unscheduled"), (30_000, "present"), (50_000, "unscheduled"), (60_000, "present"),
        (90_000, "unscheduled"),
    ]  # fmt: skip


@given(STORY)
def test_each_finding_starts_once_and_ends_at_most_once(runs: Runs) -> None:
    by_id: dict[str, list[Event]] = {}
    for event in judged(looks(runs, "front"), ONE):
        by_id.setdefault(event.id, []).append(event)
    for steps in by_id.values():
        assert [step.revision for step in steps] == list(range(1, len(steps) + 1))
        assert [step.phase for step in steps].count(Phase.STARTED) == 1
        assert Phase.ENDED not in [step.phase for step in steps[:-1]]
