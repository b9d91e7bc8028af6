"""Judgement of a hall as a whole: what its counters have settled in, events out.

    changes of counters, up to where the slowest has come -> its counters side by side -> rules of the hall

Nothing else is remembered than ``HallState``; the events are the same in whatever order counters are named and
wherever time is cut. Of each rule there is one state for each *place* that it judges: a group, a counter, the hall.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from vision.datatypes import Event, Presence
from vision.fold import Change
from vision.rules import hall_below_minimum, hall_queue_long, presence_gathering
from vision.rules.circumstances import ALWAYS, UNSCHEDULED, Circumstances
from vision.rules.context import Context
from vision.rules.hall_registry import DEFAULTS, HALL_RULES
from vision.rules.hall_span import HallSpan, Post
from vision.rules.held import IDLE, Case, HeldState, advance_within
from vision.rules.rule import NEVER, HeldLimits


@dataclass(frozen=True, slots=True)
class Group:
    """Counters of which ``minimum`` must be staffed. ``name`` is (zh, en), with the hall's."""

    id: str
    name: tuple[str, str]
    counters: tuple[str, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class HallSetup:
    """What a hall is judged by: the surroundings of each of its counters, its groups, its limits.

    ``context`` has the hall's name and clock. ``rules``: one that is left out is off.
    """

    context: Context
    counters: Mapping[str, Context]
    groups: tuple[Group, ...] = ()
    rules: Mapping[str, HeldLimits] = field(default_factory=lambda: DEFAULTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a counter has settled last."""

    staff: Presence = Presence.BLIND
    customer: Presence = Presence.BLIND


UNKNOWN = Seen()


@dataclass(frozen=True, slots=True)
class HallState:
    """Everything that is remembered of a hall, which is judged up to ``at_ms`` (ms UTC).

    ``seen``: counter -> what it settled last. ``rules``: rule -> place -> state; those that remember nothing left out.
    """

    at_ms: int
    seen: Mapping[str, Seen] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, HeldState]] = field(default_factory=dict)


Rules = dict[str, dict[str, HeldState]]


def fold(state: HallState, changes: Iterable[Change], to_ms: int, setup: HallSetup) -> tuple[HallState, list[Event]]:
    """Judge the hall up to ``to_ms``, until when all ``changes`` of its counters are known.

    Nothing happens where it is judged so far already. Changes come in any order; those at or before ``state.at_ms``
    say what held then. Raises ValueError for a change at or after ``to_ms``.
    """
    if to_ms <= state.at_ms:
        return state, []
    ordered = sorted(changes, key=lambda change: change.at_ms)
    if ordered and ordered[-1].at_ms >= to_ms:
        msg = f"changes before {to_ms} were wanted, got one at {ordered[-1].at_ms}: fold up to a later moment"
        raise ValueError(msg)
    seen, events = dict(state.seen), list[Event]()
    rules: Rules = {rule: dict(places) for rule, places in state.rules.items()}
    for start_ms, end_ms, news in _cut(ordered, state.at_ms, to_ms):
        seen |= {change.counter: Seen(change.state, change.customer) for change in news}
        for span_from_ms, span_to_ms, held in _pieces(setup, start_ms, end_ms):
            posts = _posts(seen, held)
            places = _places(setup, posts, rules, (span_from_ms, span_to_ms))
            told = [event for place in places for event in _judge(rules, place)]
            events += sorted(told, key=lambda event: (event.at_ms, event.id))
    kept = {rule: places for rule, places in rules.items() if places}
    return HallState(to_ms, seen, kept), events


def _cut(ordered: list[Change], from_ms: int, to_ms: int) -> Iterator[tuple[int, int, list[Change]]]:
    """``[from_ms, to_ms)`` cut at every change; what changes at the begin of each piece."""
    at = {at_ms: list(news) for at_ms, news in groupby(ordered, key=lambda change: max(change.at_ms, from_ms))}
    for start_ms, end_ms in pairwise(sorted({from_ms, to_ms, *at})):
        yield start_ms, end_ms, at.get(start_ms, [])


Held = Mapping[str, Circumstances]


def _pieces(setup: HallSetup, from_ms: int, to_ms: int) -> Iterator[tuple[int, int, Held]]:
    """``[from_ms, to_ms)`` cut wherever the circumstances of any counter change, and those of all of them."""
    pieces = (context.pieces(from_ms, to_ms) for context in setup.counters.values())
    edges = {to_ms, *(start_ms for found in pieces for start_ms, _, _ in found)}
    for start_ms, end_ms in pairwise(sorted({from_ms, *edges})):
        yield start_ms, end_ms, {counter: context.at(start_ms) for counter, context in setup.counters.items()}


def _posts(seen: Mapping[str, Seen], held: Held) -> dict[str, Post]:
    def post(counter: str) -> Post:
        known = seen.get(counter, UNKNOWN)
        staff = Presence.BLIND if known.staff is Presence.UNSCHEDULED else known.staff
        return Post(counter, staff, known.customer, held[counter])

    return {counter: post(counter) for counter in sorted(held)}


class Place(NamedTuple):
    """What one rule is asked: about which place, over which stretch, by what."""

    span: HallSpan
    case: Case[HallSpan]


def _places(setup: HallSetup, posts: Mapping[str, Post], rules: Rules, period_ms: tuple[int, int]) -> Iterator[Place]:
    """Every place of every rule that is in use or runs; one that runs and is in the setup no more has closed."""
    known: dict[str, set[str]] = {}
    for rule, places in PLACES.items():
        if setup.rules.get(rule, NEVER).marks() or rules.get(rule):
            for place in places(setup, posts, period_ms):
                known.setdefault(rule, set()).add(place.span.counter)
                yield place
    gone = [(rule, name) for rule, running in rules.items() for name in running if name not in known.get(rule, ())]
    for rule, name in gone:
        yield Place(HallSpan(name, *period_ms, ()), _case(setup, rule, (name, name), UNSCHEDULED))


def _groups(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Place]:
    for group in setup.groups:
        mine = tuple(posts[counter] for counter in sorted(group.counters) if counter in posts)
        case = _case(setup, hall_below_minimum.TYPE, group.name, _hours(mine))
        case = case._replace(rule=hall_below_minimum.rule_of(group.minimum))
        yield Place(HallSpan(group.id, *period_ms, mine, group.minimum), case)


def _whole(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Place]:
    every = tuple(posts.values())
    case = _case(setup, hall_queue_long.TYPE, setup.context.name, _hours(every))
    yield Place(HallSpan(setup.context.hall, *period_ms, every, at_least=case.limits.at_least), case)


def _counters(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Place]:
    every = tuple(posts.values())
    for post in every:
        name = setup.counters[post.counter].name
        case = _case(setup, presence_gathering.TYPE, name, post.circumstances)
        span = HallSpan(post.counter, *period_ms, every, at_least=case.limits.at_least)
        yield Place(span, case._replace(limits=presence_gathering.limits_at(span, case.limits)))


PLACES: dict[str, Callable[[HallSetup, Mapping[str, Post], tuple[int, int]], Iterator[Place]]] = {
    hall_below_minimum.TYPE: _groups,
    hall_queue_long.TYPE: _whole,
    presence_gathering.TYPE: _counters,
}
"""What each rule is asked about."""


def _hours(posts: tuple[Post, ...]) -> Circumstances:
    """Counters together are in service while any of them is."""
    return ALWAYS if any(post.in_service for post in posts) else UNSCHEDULED


def _case(setup: HallSetup, rule: str, name: tuple[str, str], circumstances: Circumstances) -> Case[HallSpan]:
    context = replace(setup.context, name=name)
    return Case(rule, HALL_RULES[rule], setup.rules.get(rule, NEVER), context, circumstances)


def _judge(rules: Rules, place: Place) -> list[Event]:
    span, case = place
    states = rules.setdefault(case.type, {})
    state, told = advance_within(states.pop(span.counter, IDLE), span, case)
    if state != IDLE:
        states[span.counter] = state
    return told
