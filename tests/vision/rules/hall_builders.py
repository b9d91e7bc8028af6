"""Stories of a hall: letters of each counter, second by second, as changes; what is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tests.vision.rules.builders import Told, told
from vision.datatypes import BlindReason, Event, Presence, Status
from vision.fold import Change
from vision.hall import Group, HallSetup, HallState, fold
from vision.rules import presence_gathering
from vision.rules.circumstances import ALWAYS, Circumstances
from vision.rules.context import Context
from vision.rules.hall_registry import HALL_RULES
from vision.rules.hall_span import HallSpan, Post
from vision.rules.held import IDLE, Case, advance_within
from vision.rules.rule import HeldLimits

P, A, B = Presence.PRESENT, Presence.ABSENT, Presence.BLIND
LETTERS: dict[str, tuple[Presence, Presence]] = {".": (P, A), "x": (A, A), "b": (B, B), "w": (A, P)}

Story = Mapping[str, Sequence[tuple[float, str]]]
"""Counter -> since which second, and what is seen: staffed ``.``, empty ``x``, blind ``b``, somebody waits ``w``."""

COUNTERS = ("7", "8", "9")
GROUP = Group("tax", ("北厅税务组", "North hall, tax"), COUNTERS, 2)


def window(counter: str) -> Context:
    return Context("north", (f"{counter}号窗口", f"Window {counter}"), service=((600_000, 3_600_000),))


SETUP = HallSetup(
    Context("north", ("北厅", "North hall"), service=()), {name: window(name) for name in COUNTERS}, (GROUP,)
)
"""Three counters in service from 600 s to 3600 s, of which two must be staffed."""


def but(counter: str, **kinds: object) -> HallSetup:
    """The setup, with other surroundings of one counter."""
    there = replace(SETUP.counters[counter], **kinds)  # type: ignore[arg-type]
    return replace(SETUP, counters={**SETUP.counters, counter: there})


def changes_of(story: Story) -> list[Change]:
    return [
        Change(counter, round(since_s * 1000), *LETTERS[letter], BlindReason.DARK if letter == "b" else None)
        for counter, runs in story.items()
        for since_s, letter in runs
    ]


def judged(
    changes: Iterable[Change], until_ms: int = 4_000_000, setup: HallSetup = SETUP, cuts: Iterable[int] = ()
) -> list[Event]:
    """What the hall is told of, judged up to each of ``cuts`` and then to the end."""
    changes, state, events = list(changes), HallState(0), list[Event]()
    for to_ms in (*sorted(cuts), until_ms):
        news = [change for change in changes if state.at_ms <= change.at_ms < to_ms]
        state, found = fold(state, news, to_ms, setup)
        events += found
    return events


def story(seen: Story, setup: HallSetup = SETUP) -> Told:
    return told(judged(changes_of(seen), setup=setup))


Looks = Sequence[tuple[float, Sequence[Post], int | None]]
"""Until which second, the counters side by side, and how many visitors wait."""


def spans_of(looks: Looks, at_least: int, counter: str = "7") -> list[HallSpan]:
    """What a rule about people who are counted is asked; ``counter`` is the place that it judges."""
    starts = [0, *(round(until_s * 1000) for until_s, _, _ in looks)]
    return [
        HallSpan(counter, from_ms, to_ms, tuple(posts), at_least=at_least, waiting=waiting)
        for (from_ms, to_ms), (_, posts, waiting) in zip(pairwise(starts), looks, strict=True)
    ]


def advanced(rule: str, spans: Iterable[HallSpan], limits: HeldLimits, circumstances: Circumstances = ALWAYS) -> Told:
    """What ``rule`` tells over ``spans``, were it in use."""
    state, events = IDLE, list[Event]()
    for span in spans:
        given = presence_gathering.limits_at(span, limits) if rule == presence_gathering.TYPE else limits
        case = Case(rule, HALL_RULES[rule], given, SETUP.context, circumstances)
        state, found = advance_within(state, span, case)
        events += found
    return told(events)


def in_use(rule: str) -> HeldLimits:
    """The rule's limits, on trial."""
    return replace(HALL_RULES[rule].defaults, status=Status.TRIAL)
