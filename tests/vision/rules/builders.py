"""Stories of a counter in letters and seconds, as settled spans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from vision.datatypes import BlindReason, Event, Phone, Posture, Presence, SettledSpan, Sign, Status, Taught, Uniform
from vision.datatypes import Told as Answered
from vision.rules.circumstances import Declaration
from vision.rules.context import Context
from vision.rules.judging import States, judge
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed, pieces_of
from vision.rules.registry import DEFAULTS
from vision.rules.rule import HeldLimits

ALWAYS = Context("hall", ("7号窗口", "Window 7"))
DAY = replace(ALWAYS, service=((600_000, 3_600_000),), ready=((0, 600_000),))
"""In service from 600 s to 3600 s of a story, and the time before to get ready."""
YES, NO = Answered.YES, Answered.NO
P, A, B = Presence.PRESENT, Presence.ABSENT, Presence.BLIND

IN_USE = {
    rule: replace(limits, status=Status.TRIAL) if limits.status is Status.OFF else limits
    for rule, limits in DEFAULTS.items()
}
"""The limits of the rule book, those rules on trial that it has off."""

Seen = Mapping[str, object]
"""What is seen, as fields of a settled span."""

LETTERS: dict[str, Seen] = {
    # nobody and nothing
    ".": {"staff": P},
    "x": {"staff": A},
    "b": {"staff": B, "blind_reason": BlindReason.DARK},
    "?": {"staff": P, "customer": A},  # staff whose behaviour cannot be judged
    # posture
    "u": {"staff": P, "customer": A, "posture": Posture.UPRIGHT},
    "s": {"staff": P, "customer": A, "posture": Posture.SLUMPED},
    "S": {"staff": P, "customer": A, "posture": Posture.SLUMPED, "still": True},
    "z": {"staff": P, "posture": Posture.SLUMPED},  # nobody looks for visitors
    "Z": {"staff": P, "posture": Posture.SLUMPED, "watches_visitors": True},  # whether one is there cannot be judged
    "V": {"staff": P, "customer": P, "posture": Posture.SLUMPED},
    "H": {"staff": P, "customer": A, "posture": Posture.HEAD_DOWN, "still": True},
    "h": {"staff": P, "customer": A, "posture": Posture.HEAD_DOWN},
    "l": {"staff": P, "customer": A, "posture": Posture.LEANING_BACK},
    # phone
    "n": {"staff": P, "customer": A, "phone": Phone.NONE},
    "p": {"staff": P, "customer": A, "phone": Phone.HANDLING},
    "c": {"staff": P, "customer": A, "phone": Phone.CALL},
    "N": {"staff": P, "customer": P, "phone": Phone.NONE},
    "Q": {"staff": P, "customer": P, "phone": Phone.HANDLING},
    "C": {"staff": P, "customer": P, "phone": Phone.CALL},
    "q": {"staff": P, "phone": Phone.HANDLING},  # whether a visitor is there cannot be judged
    # uniform
    "m": {"staff": P, "customer": A, "uniform": Uniform.MATCH},
    "M": {"staff": P, "customer": A, "uniform": Uniform.MISMATCH},
    "U": {"staff": P, "customer": A, "uniform": Uniform.MIXED},
    # what a taught head tells: yes, no
    "E": {"staff": P, "taught": Taught(eating=YES)},
    "e": {"staff": P, "taught": Taught(eating=NO)},
    "F": {"staff": P, "taught": Taught(smoking=YES)},
    "f": {"staff": P, "taught": Taught(smoking=NO)},
    "L": {"staff": P, "taught": Taught(legs_crossed=YES)},
    "j": {"staff": P, "taught": Taught(legs_crossed=NO)},
    "R": {"staff": P, "taught": Taught(grooming=YES)},
    "r": {"staff": P, "taught": Taught(grooming=NO)},
    "D": {"staff": P, "taught": Taught(reading=YES)},
    "d": {"staff": P, "taught": Taught(reading=NO)},
    "I": {"staff": A, "taught": Taught(private_items=YES)},
    "i": {"staff": P, "taught": Taught(private_items=NO)},
    "O": {"staff": A, "taught": Taught(outsider=YES)},
    "t": {"staff": P, "taught": Taught(outsider=NO)},
    # visitors
    "0": {"staff": A, "customer": A},
    "1": {"staff": A, "customer": P},
    "2": {"staff": A, "customer": P, "served": True},
    "3": {"staff": A, "customer": P, "sign": Sign.SHOWN},
    "4": {"staff": P, "customer": P},
    "5": {"staff": A, "customer": P, "served": None},  # nobody knows when the visitor came
    "6": {"staff": A, "customer": P, "sign_lost": True},  # a sign stood there and is hidden
    # the sign
    "g": {"staff": A, "customer": A, "sign": Sign.SHOWN},
    "o": {"staff": A, "customer": A, "sign": Sign.NOT_SHOWN},
    "w": {"staff": P, "customer": A, "sign": Sign.NOT_SHOWN},
    "G": {"staff": P, "customer": A, "sign": Sign.SHOWN},
    "W": {"staff": P, "customer": P, "sign": Sign.SHOWN},
    "Y": {"staff": P, "sign": Sign.SHOWN, "watches_visitors": True},  # a visitor may be there
}

Story = Sequence[tuple[float, str]]
"""Until which second, and what is seen."""


def spans_of(story: Story) -> list[SettledSpan]:
    spans, at_ms = [], 0
    for until_s, letter in story:
        to_ms = round(until_s * 1000)
        plain = SettledSpan("7", at_ms, to_ms, Presence.PRESENT)
        spans.append(replace(plain, **LETTERS[letter]))  # type: ignore[arg-type]
        at_ms = to_ms
    return spans


def cut(spans: Iterable[SettledSpan], points: Iterable[int]) -> list[SettledSpan]:
    points, pieces = sorted(points), []
    for span in spans:
        edges = [span.from_ms, *(p for p in points if span.from_ms < p < span.to_ms), span.to_ms]
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges) if a < b]
    return pieces


def folded(
    spans: Iterable[SettledSpan],
    limits: Mapping[str, HeldLimits] = IN_USE,
    context: Context = ALWAYS,
    states: States | None = None,
    unstaffed: Unstaffed = NO_NEIGHBOURS,
) -> tuple[States, list[Event]]:
    states, events = states or {}, []
    for span in spans:
        for piece, circumstances in pieces_of(span, context, unstaffed):
            states, found = judge(states, piece, limits, context, circumstances)
            events += found
    return states, events


def slip(from_s: float, due_s: float, name: str = "slip") -> Declaration:
    return Declaration(name, round(from_s * 1000), round(due_s * 1000))


def during(from_s: float, to_s: float) -> tuple[tuple[int, int]]:
    return ((round(from_s * 1000), round(to_s * 1000)),)


def covered(from_s: float, to_s: float) -> tuple[tuple[int, int, str]]:
    return ((round(from_s * 1000), round(to_s * 1000), "8"),)


def exempt(rule: str) -> Context:
    """A day on which ``rule`` does not hold."""
    return replace(DAY, exemptions=((0, 10**9, frozenset({rule})),))


def only(rule: str, events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.type == rule]


Told = list[tuple[object, ...]]

Case = tuple[str, Context, Story, Told]
"""What it shows, the surroundings, what is seen, what is told."""


def ids(cases: Iterable[Case]) -> list[str]:
    return [case[0] for case in cases]


def told(events: Iterable[Event]) -> Told:
    """(phase, at, severity, from, to, outcome, seen, blind) in seconds."""
    return [
        (
            e.phase.value,
            e.at_ms / 1000,
            e.severity.value,
            e.start_ms / 1000,
            e.end_ms and e.end_ms / 1000,
            e.outcome and e.outcome.value,
            e.observed_s,
            e.blind_s,
        )
        for e in events
    ]
