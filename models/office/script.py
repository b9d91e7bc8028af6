"""What happens in a generated hour: who is at which counter, doing what, when. Truth is what is written here.

An hour is 3600 s of its own time. It is not hurried: every limit of every rule is met as on a real day. What
is saved is looking: whenever people come, go or pass, pictures are drawn twice a second (``Play``); in the
quiet time in between a few pictures of swaying people are shown again and again, one a second (``Loop``).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

WALK_S = 4.0
"""How long somebody walks along the staff side to their seat, or from it."""
STEP_S = 0.5
"""Two pictures a second while people move: the product's own rate."""
LOOP_STEP_S = 1.0
LOOP_PICTURES = 4
STAGGER_S = 0.5
"""Counters' changes within one phase follow each other by this much."""
TAIL_S = 2.0
PASS_S = 6.0
"""How long a passer-by takes across the whole room."""


class Activity(StrEnum):
    """What the clerk of a counter does."""

    UPRIGHT = "upright"
    HANDLING = "handling"
    CALL = "call"
    DESK_PHONE = "desk_phone"
    SLUMPED = "slumped"
    DOZING = "dozing"
    LEANING_BACK = "leaning_back"
    ABSENT = "absent"


A = Activity
PHONES = frozenset({A.HANDLING, A.CALL, A.DESK_PHONE})
POSTURES = frozenset({A.SLUMPED, A.DOZING, A.LEANING_BACK})
BEGIN_S, LONG_S, MIDDLE_S, SHORT_S = 200, 460, 220, 100
ORDER = "MSLSMSMLSMSMSLMS"
"""The phases after the first, by length: they add up to an hour with ``BEGIN_S``."""
PARTS: dict[str, tuple[Activity, ...]] = {
    "L": (A.ABSENT, A.ABSENT, A.UPRIGHT),
    "M": (A.CALL, A.DOZING, A.DESK_PHONE, A.ABSENT, A.UPRIGHT, A.UPRIGHT),
    "S": (A.HANDLING, A.SLUMPED, A.LEANING_BACK, A.UPRIGHT, A.UPRIGHT, A.UPRIGHT, A.UPRIGHT),
}
LENGTHS_S = {"L": LONG_S, "M": MIDDLE_S, "S": SHORT_S}
VISITED = 0.35
"""In this share of the phases a visitor stands at a counter; never before one who sleeps."""
PASSED = 0.3


class Duty(NamedTuple):
    """What holds of one counter through a phase."""

    activity: Activity
    visitor: bool
    in_uniform: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """``[from_s, to_s)`` of an hour with one duty a counter; ``passed_at_s``: when somebody crosses the room."""

    from_s: float
    to_s: float
    duties: tuple[Duty, ...]
    passed_at_s: float | None


class Moment(NamedTuple):
    """``[from_s, to_s)`` of one counter in which nothing of its truth changes."""

    from_s: float
    to_s: float
    duty: Duty


class Stretch(NamedTuple):
    """Pictures of ``[from_s, to_s)``, ``step_s`` apart; ``loop``: only the first few, forth and back."""

    from_s: float
    to_s: float
    step_s: float
    loop: bool


@dataclass(frozen=True, slots=True)
class Script:
    """The phases of an hour, in order and without gap."""

    phases: tuple[Phase, ...]

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.phases[-1].to_s


def write_script(counters: int, draw: np.random.Generator) -> Script:
    """An hour at ``counters`` counters."""
    columns = [_column(draw) for _ in range(counters)]
    lengths = [BEGIN_S, *(LENGTHS_S[kind] for kind in ORDER)]
    starts = np.cumsum([0, *lengths])
    phases = []
    for number, length in enumerate(lengths):
        duties = tuple(column[number] for column in columns)
        passed = float(starts[number]) + length / 2 if draw.random() < PASSED else None
        phases.append(Phase(float(starts[number]), float(starts[number + 1]), duties, passed))
    return Script(tuple(phases))


def _column(draw: np.random.Generator) -> list[Duty]:
    """One counter's hour."""
    activities = _activities(draw)
    changes_clothes = draw.random() < 0.5  # noqa: PLR2004 - every other clerk
    absences = [n for n, activity in enumerate(activities) if activity is A.ABSENT]
    from_phase = int(draw.choice(absences)) if changes_clothes else len(activities)
    visits = draw.random(len(activities)) < VISITED
    return [
        Duty(activity, bool(visited) and activity not in POSTURES, number < from_phase)
        for number, (activity, visited) in enumerate(zip(activities, visits, strict=True))
    ]


def _activities(draw: np.random.Generator) -> list[Activity]:
    """Every activity of ``PARTS`` in a random order in which none follows one of its own kind."""
    while True:
        shuffled = {kind: iter(draw.permutation(np.array(parts, object))) for kind, parts in PARTS.items()}
        order = [A.UPRIGHT, *(next(shuffled[kind]) for kind in ORDER)]
        if not any(_alike(a, b) for a, b in zip(order, order[1:], strict=False)):  # noqa: RUF007 - as in the test
            return order


def _alike(a: Activity, b: Activity) -> bool:
    return any(a in kind and b in kind for kind in (PHONES, POSTURES, frozenset({A.ABSENT})))


def offset_s(counter: int) -> float:
    """How long after the phase's begin the change at ``counter`` begins."""
    return counter * STAGGER_S


def moments(script: Script, counter: int) -> list[Moment]:
    """The exact truth of one counter: who arrives is present from sitting down, who leaves until rising."""
    edges: list[tuple[float, Duty]] = []
    before = script.phases[0].duties[counter]
    for phase in script.phases:
        duty = phase.duties[counter]
        edges += [(phase.from_s + shift, known) for shift, known in _changes(before, duty, offset_s(counter))]
        before = duty
    edges[0] = (0.0, edges[0][1])
    ends = [start for start, _ in edges[1:]] + [script.duration_s]
    return [Moment(start, end, duty) for (start, duty), end in zip(edges, ends, strict=True) if start < end]


def _changes(before: Duty, after: Duty, shift_s: float) -> Iterator[tuple[float, Duty]]:
    """When, from the phase's begin, what becomes true; a visitor has arrived after their walk."""
    arrives = before.activity is A.ABSENT and after.activity is not A.ABSENT
    visits = after.visitor and not before.visitor
    if arrives or visits:
        first = after._replace(activity=A.ABSENT if arrives else after.activity, visitor=after.visitor and not visits)
        yield shift_s, first
        yield shift_s + WALK_S, after
    else:
        yield shift_s, after


def stretches(script: Script) -> Iterator[Stretch]:
    """Which pictures an hour is shown in."""
    for number, phase in enumerate(script.phases):
        quiet_s = phase.from_s
        if number and _anything_moves(script.phases[number - 1].duties, phase.duties):
            quiet_s += offset_s(len(phase.duties) - 1) + WALK_S + TAIL_S
            yield Stretch(phase.from_s, quiet_s, STEP_S, loop=False)
        elif number:
            quiet_s += offset_s(len(phase.duties))
            yield Stretch(phase.from_s, quiet_s, LOOP_STEP_S, loop=False)
        if phase.passed_at_s is None:
            yield Stretch(quiet_s, phase.to_s, LOOP_STEP_S, loop=True)
            continue
        yield Stretch(quiet_s, phase.passed_at_s, LOOP_STEP_S, loop=True)
        yield Stretch(phase.passed_at_s, phase.passed_at_s + PASS_S, STEP_S, loop=False)
        yield Stretch(phase.passed_at_s + PASS_S, phase.to_s, LOOP_STEP_S, loop=True)


def _anything_moves(before: Sequence[Duty], after: Sequence[Duty]) -> bool:
    return any(
        a.visitor != b.visitor or (a.activity is A.ABSENT) != (b.activity is A.ABSENT)
        for a, b in zip(before, after, strict=True)
    )


def shown(stretch: Stretch) -> Iterator[tuple[float, float]]:
    """(when it is shown, which moment it shows) of each picture of a stretch, in seconds of the hour."""
    pictures = math.ceil((stretch.to_s - stretch.from_s) / stretch.step_s)
    for number in range(pictures):
        at_s = stretch.from_s + number * stretch.step_s
        there = number % (2 * LOOP_PICTURES - 2)
        turned = min(there, 2 * LOOP_PICTURES - 2 - there)
        yield at_s, stretch.from_s + turned * stretch.step_s if stretch.loop else at_s
