"""Judgement of a hall as a whole: what its counters have settled in, events out.

    changes of counters, up to where the slowest has come -> its counters side by side -> rules of the hall

Nothing else is remembered than ``HallState``; the events are the same in whatever order counters are named and
wherever time is cut. Of each rule there is one state for each *place* that it judges: a group, a counter, the hall.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
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

    ``context`` has the hall's name and clock. ``rules``: one that is left out is off. ``former``: groups that there
    were (by id), to end in their own words what still runs of them.
    """

    context: Context
    counters: Mapping[str, Context]
    groups: tuple[Group, ...] = ()
    rules: Mapping[str, HeldLimits] = field(default_factory=lambda: DEFAULTS)
    former: Mapping[str, Group] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        """Whether none of its rules can find anything."""
        in_use = {rule for rule, limits in self.rules.items() if limits.marks()}
        return not self.counters or not (in_use - {hall_below_minimum.TYPE} or (in_use and self.groups))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a counter has settled last."""

    staff: Presence = Presence.BLIND
    customer: Presence = Presence.BLIND


UNKNOWN = Seen()


@dataclass(frozen=True, slots=True)
class HallState:
    """Everything that is remembered of a hall, which is judged up to ``at_ms`` (ms UTC).

    ``seen``: counter of the hall -> what it settled last. ``rules``: rule -> place -> state; those that remember
    nothing are left out.
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
    seen, events, posts = dict(state.seen), list[Event](), dict[str, Post]()
    rules: Rules = {rule: dict(places) for rule, places in state.rules.items()}
    news = {at: list(some) for at, some in groupby(ordered, key=lambda change: max(change.at_ms, state.at_ms))}
    borders = _borders(setup, state.at_ms, to_ms)
    for start_ms, end_ms in pairwise(sorted({to_ms, *borders, *news})):
        changed = {change.counter: Seen(change.state, change.customer) for change in news.get(start_ms, ())}
        seen |= changed
        other = setup.counters.keys() if start_ms in borders else changed.keys() & setup.counters.keys()
        posts |= {name: _post(name, seen, setup.counters[name].at(start_ms)) for name in sorted(other)}
        told = [event for place in _places(setup, posts, rules, (start_ms, end_ms)) for event in _judge(rules, place)]
        events += sorted(told, key=lambda event: (event.at_ms, event.id))
    kept = {rule: places for rule, places in rules.items() if places}
    return HallState(to_ms, {name: known for name, known in seen.items() if name in setup.counters}, kept), events


def _borders(setup: HallSetup, from_ms: int, to_ms: int) -> set[int]:
    """``from_ms``, and wherever the circumstances of any counter change until ``to_ms``."""
    pieces = (context.pieces(from_ms, to_ms) for context in setup.counters.values())
    return {from_ms, *(start_ms for found in pieces for start_ms, _, _ in found)}


def _post(counter: str, seen: Mapping[str, Seen], held: Circumstances) -> Post:
    known = seen.get(counter, UNKNOWN)
    staff = Presence.BLIND if known.staff is Presence.UNSCHEDULED else known.staff
    return Post(counter, staff, known.customer, held)


class Asked(NamedTuple):
    """What one rule is asked: about which place, over which stretch, by what."""

    span: HallSpan
    case: Case[HallSpan]


def _places(setup: HallSetup, posts: Mapping[str, Post], rules: Rules, period_ms: tuple[int, int]) -> Iterator[Asked]:
    """Every place of every rule that is in use or runs; one that runs and is in the setup no more has closed."""
    known: dict[str, set[str]] = {}
    for rule, places in PLACES.items():
        if setup.rules.get(rule, NEVER).marks() or rules.get(rule):
            for place in places(setup, posts, period_ms):
                known.setdefault(rule, set()).add(place.span.counter)
                yield place
    gone = [(rule, name) for rule, running in rules.items() for name in running if name not in known.get(rule, ())]
    for rule, name in gone:
        yield Asked(HallSpan(name, *period_ms, ()), _last_case(setup, rule, name))


def _groups(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked]:
    for group in setup.groups:
        mine = tuple(posts[counter] for counter in sorted(group.counters) if counter in posts)
        case = _group_case(setup, group, _hours(mine))
        yield Asked(HallSpan(group.id, *period_ms, mine, group.minimum), case)


def _whole(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked]:
    every = tuple(posts.values())
    case = _case(setup, hall_queue_long.TYPE, setup.context.name, _hours(every))
    yield Asked(HallSpan(setup.context.hall, *period_ms, every, at_least=case.limits.at_least), case)


def _counters(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked]:
    every = tuple(posts.values())
    for post in every:
        name = setup.counters[post.counter].name
        case = _case(setup, presence_gathering.TYPE, name, post.circumstances)
        span = HallSpan(post.counter, *period_ms, every, at_least=case.limits.at_least)
        yield Asked(span, case._replace(limits=presence_gathering.limits_at(span, case.limits)))


PLACES: dict[str, Callable[[HallSetup, Mapping[str, Post], tuple[int, int]], Iterator[Asked]]] = {
    hall_below_minimum.TYPE: _groups,
    hall_queue_long.TYPE: _whole,
    presence_gathering.TYPE: _counters,
}
"""What each rule is asked about."""


def _hours(posts: tuple[Post, ...]) -> Circumstances:
    """Counters together are in service while any of them is."""
    return ALWAYS if any(post.in_service for post in posts) else UNSCHEDULED


def _case(setup: HallSetup, rule: str, name: tuple[str, str], circumstances: Circumstances) -> Case[HallSpan]:
    return Case(rule, HALL_RULES[rule], setup.rules.get(rule, NEVER), _named(setup.context, name), circumstances)


def _group_case(setup: HallSetup, group: Group, circumstances: Circumstances) -> Case[HallSpan]:
    case = _case(setup, hall_below_minimum.TYPE, group.name, circumstances)
    return case._replace(rule=hall_below_minimum.rule_of(group.minimum))


def _last_case(setup: HallSetup, rule: str, name: str) -> Case[HallSpan]:
    """What ends a finding about a place that there is no more."""
    if rule == hall_below_minimum.TYPE and name in setup.former:
        return _group_case(setup, setup.former[name], UNSCHEDULED)
    return _case(setup, rule, setup.context.name if name == setup.context.hall else (name, name), UNSCHEDULED)


@lru_cache(maxsize=1024)
def _named(context: Context, name: tuple[str, str]) -> Context:
    return replace(context, name=name)


def _judge(rules: Rules, place: Asked) -> list[Event]:
    span, case = place
    states = rules.setdefault(case.type, {})
    state, told = advance_within(states.pop(span.counter, IDLE), span, case)
    if state != IDLE:
        states[span.counter] = state
    return told
