"""Judgement of a hall as a whole: what its counters have settled and its cameras show in, events out.

    changes of counters, up to where the slowest has come -> its counters side by side -> rules of the hall
    what views show, up to there                          -> its cameras               -> rules of cameras

Nothing else is remembered than ``HallState``; the events are the same in whatever order counters are named and
wherever time is cut. Of each rule there is one state for each *place* that it judges: a group, a counter, the hall, a
camera.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Generic, NamedTuple, TypeVar

from vision.cameras import PREFIX, Camera, blinded, faulty, hours, rule_for, span_of
from vision.datatypes import Event, Presence
from vision.fold import Change
from vision.rules import hall_below_minimum, hall_queue_long, presence_gathering
from vision.rules.camera_registry import CAMERA_RULES
from vision.rules.camera_span import CameraSpan
from vision.rules.circumstances import ALWAYS, UNSCHEDULED, Circumstances
from vision.rules.context import Context
from vision.rules.hall_registry import DEFAULTS, HALL_RULES
from vision.rules.hall_span import HallSpan, Post
from vision.rules.held import IDLE, Case, HeldState, Judged_contra, advance_within
from vision.rules.rule import NEVER, HeldLimits
from vision.sights import HARMLESS, Sight, SightChange


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

    ``context`` has the hall's name and clock. ``rules``: one that is left out is off. ``cameras`` have a view of one of
    its counters. ``former``: groups that there were (by id), to end in their own words what still runs of them.
    """

    context: Context
    counters: Mapping[str, Context]
    groups: tuple[Group, ...] = ()
    rules: Mapping[str, HeldLimits] = field(default_factory=lambda: DEFAULTS)
    former: Mapping[str, Group] = field(default_factory=dict)
    cameras: tuple[Camera, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether none of its rules can find anything."""
        return self.cameras_alone and not (self.cameras and self._in_use & CAMERA_RULES.keys())

    @property
    def cameras_alone(self) -> bool:
        """Whether none but the rules of its cameras can find anything."""
        in_use = self._in_use - CAMERA_RULES.keys()
        return not self.counters or not (in_use - {hall_below_minimum.TYPE} or (in_use and self.groups))

    @property
    def _in_use(self) -> set[str]:
        return {rule for rule, limits in self.rules.items() if limits.marks()}


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
    nothing are left out. ``sights``: view of its cameras -> what it showed last. ``blinded``: rule -> camera's place ->
    the counters that what runs there has blinded so far.
    """

    at_ms: int
    seen: Mapping[str, Seen] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, HeldState]] = field(default_factory=dict)
    sights: Mapping[str, Sight] = field(default_factory=dict)
    blinded: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


Rules = dict[str, dict[str, HeldState]]
Blinded = dict[str, dict[str, tuple[str, ...]]]


def passed(state: HallState, to_ms: int, setup: HallSetup, shown: Collection[SightChange]) -> HallState | None:
    """The state at ``to_ms`` where nothing can be found until then; None where something may be.

    As most often: only cameras are judged, and none is at fault. What counters settle is not followed meanwhile.
    """
    if state.rules or not setup.cameras_alone:
        return None
    sights = {**state.sights, **{on.view: on.sight for on in sorted(shown, key=lambda on: on.at_ms)}}
    known = (*state.sights.values(), *(on.sight for on in shown))
    return HallState(to_ms, sights=sights) if HARMLESS.issuperset(known) else None


def fold(
    state: HallState, changes: Iterable[Change], to_ms: int, setup: HallSetup, shown: Iterable[SightChange] = ()
) -> tuple[HallState, list[Event]]:
    """Judge the hall up to ``to_ms``, until when ``changes`` of its counters and what views have ``shown`` are known.

    Nothing happens where it is judged so far already. Changes come in any order; those at or before ``state.at_ms``
    say what held then. Raises ValueError for a change at or after ``to_ms``.
    """
    if to_ms <= state.at_ms:
        return state, []
    news, sight_news = _by_time(changes, state.at_ms, to_ms), _by_time(shown, state.at_ms, to_ms)
    hall, events, posts = _Running.of(state), list[Event](), dict[str, Post]()
    borders = _borders(setup, state.at_ms, to_ms)
    for start_ms, end_ms in pairwise(sorted({to_ms, *borders, *news, *sight_news})):
        changed = {change.counter: Seen(change.state, change.customer) for change in news.get(start_ms, ())}
        hall.seen |= changed
        hall.sights |= {change.view: change.sight for change in sight_news.get(start_ms, ())}
        other = setup.counters.keys() if start_ms in borders else changed.keys() & setup.counters.keys()
        posts |= {name: _post(name, hall.seen, setup.counters[name].at(start_ms)) for name in sorted(other)}
        told = _told(hall, setup, posts, (start_ms, end_ms))
        events += sorted(told, key=lambda event: (event.at_ms, event.id))
    return hall.at(to_ms, setup), events


@dataclass(slots=True)
class _Running:
    """What ``HallState`` remembers, as it changes on the way."""

    seen: dict[str, Seen]
    rules: Rules
    sights: dict[str, Sight]
    blinded: Blinded

    @classmethod
    def of(cls, state: HallState) -> "_Running":
        rules: Rules = {rule: dict(places) for rule, places in state.rules.items()}
        known: Blinded = {rule: dict(places) for rule, places in state.blinded.items()}
        return cls(dict(state.seen), rules, dict(state.sights), known)

    def at(self, at_ms: int, setup: HallSetup) -> HallState:
        """The state at ``at_ms``, without what is not of the hall by now and rules that remember nothing."""
        seen = {name: known for name, known in self.seen.items() if name in setup.counters}
        views = {view for camera in setup.cameras for view in camera.views}
        sights = {view: sight for view, sight in self.sights.items() if view in views}
        rules = {rule: places for rule, places in self.rules.items() if places}
        cameras = {rule: places for rule, places in rules.items() if rule in CAMERA_RULES}
        blind = {rule: {name: self.blinded[rule][name] for name in places} for rule, places in cameras.items()}
        return HallState(at_ms, seen, rules, sights, blind)


News = TypeVar("News", Change, SightChange)


def _by_time(changes: Iterable[News], from_ms: int, to_ms: int) -> dict[int, list[News]]:
    """``changes`` by when they are news to who stands at ``from_ms``."""
    ordered = sorted(changes, key=lambda change: change.at_ms)
    if ordered and ordered[-1].at_ms >= to_ms:
        msg = f"changes before {to_ms} were wanted, got one at {ordered[-1].at_ms}: fold up to a later moment"
        raise ValueError(msg)
    return {at_ms: list(some) for at_ms, some in groupby(ordered, key=lambda change: max(change.at_ms, from_ms))}


def _told(hall: _Running, setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> list[Event]:
    told = [event for place in _places(setup, posts, hall.rules, period_ms) for event in _judge(hall.rules, place)]
    for place in _cameras(setup, posts, hall, period_ms):
        held = _judge(hall.rules, place)
        told += [replace(event, blinded=hall.blinded.get(event.type, {}).get(event.counter, ())) for event in held]
    return told


def _borders(setup: HallSetup, from_ms: int, to_ms: int) -> set[int]:
    """``from_ms``, and wherever the circumstances of any counter change until ``to_ms``."""
    pieces = (context.pieces(from_ms, to_ms) for context in setup.counters.values())
    return {from_ms, *(start_ms for found in pieces for start_ms, _, _ in found)}


def _post(counter: str, seen: Mapping[str, Seen], held: Circumstances) -> Post:
    known = seen.get(counter, UNKNOWN)
    staff = Presence.BLIND if known.staff is Presence.UNSCHEDULED else known.staff
    return Post(counter, staff, known.customer, held)


class Asked(NamedTuple, Generic[Judged_contra]):
    """What one rule is asked: about which place, over which stretch, by what."""

    span: Judged_contra
    case: Case[Judged_contra]


def _places(
    setup: HallSetup, posts: Mapping[str, Post], rules: Rules, period_ms: tuple[int, int]
) -> Iterator[Asked[HallSpan]]:
    """Every place of every rule that is in use or runs; one that runs and is in the setup no more has closed."""
    known: dict[str, set[str]] = {}
    for rule, places in PLACES.items():
        if setup.rules.get(rule, NEVER).marks() or rules.get(rule):
            for place in places(setup, posts, period_ms):
                known.setdefault(rule, set()).add(place.span.counter)
                yield place
    running = {rule: places for rule, places in rules.items() if rule in PLACES}
    gone = [(rule, name) for rule, places in running.items() for name in places if name not in known.get(rule, ())]
    for rule, name in gone:
        yield Asked(HallSpan(name, *period_ms, ()), _last_case(setup, rule, name))


def _groups(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked[HallSpan]]:
    for group in setup.groups:
        mine = tuple(posts[counter] for counter in sorted(group.counters) if counter in posts)
        case = _group_case(setup, group, _hours(mine))
        yield Asked(HallSpan(group.id, *period_ms, mine, group.minimum), case)


def _whole(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked[HallSpan]]:
    every = tuple(posts.values())
    case = _case(setup, hall_queue_long.TYPE, setup.context.name, _hours(every))
    yield Asked(HallSpan(setup.context.hall, *period_ms, every, at_least=case.limits.at_least), case)


def _counters(setup: HallSetup, posts: Mapping[str, Post], period_ms: tuple[int, int]) -> Iterator[Asked[HallSpan]]:
    every = tuple(posts.values())
    for post in every:
        name = setup.counters[post.counter].name
        case = _case(setup, presence_gathering.TYPE, name, post.circumstances)
        span = HallSpan(post.counter, *period_ms, every, at_least=case.limits.at_least)
        yield Asked(span, case._replace(limits=presence_gathering.limits_at(span, case.limits)))


PLACES: dict[str, Callable[[HallSetup, Mapping[str, Post], tuple[int, int]], Iterator[Asked[HallSpan]]]] = {
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


def _cameras(
    setup: HallSetup, posts: Mapping[str, Post], hall: _Running, period_ms: tuple[int, int]
) -> Iterator[Asked[CameraSpan]]:
    """Every rule of every camera that is at fault or about which one runs; what runs of one that is gone has closed."""
    running = {name for rule in CAMERA_RULES for name in hall.rules.get(rule, ())}
    for camera in setup.cameras:
        if camera.place not in running and not faulty(camera, hall.sights):
            continue
        span = span_of(camera, hall.sights, period_ms)
        for rule in CAMERA_RULES:
            if setup.rules.get(rule, NEVER).marks() or span.counter in hall.rules.get(rule, ()):
                yield Asked(span, _camera_case(setup, rule, camera, hall, hours(camera, rule, posts)))
    for name in sorted(running - {camera.place for camera in setup.cameras}):
        given_up = Camera(name.removeprefix(PREFIX), (name, name), {})
        for rule in (rule for rule in CAMERA_RULES if name in hall.rules.get(rule, ())):
            case = _camera_case(setup, rule, given_up, hall, UNSCHEDULED)
            yield Asked(CameraSpan(name, *period_ms, frozenset()), case)


def _camera_case(
    setup: HallSetup, rule: str, camera: Camera, hall: _Running, circumstances: Circumstances
) -> Case[CameraSpan]:
    """With what it blinds: all that it has while it runs."""
    before = hall.blinded.get(rule, {}).get(camera.place, ()) if camera.place in hall.rules.get(rule, ()) else ()
    counters = tuple(sorted({*before, *blinded(camera, rule, hall.sights)}))
    hall.blinded.setdefault(rule, {})[camera.place] = counters
    names = tuple(setup.counters[counter].name for counter in counters if counter in setup.counters)
    limits, context = setup.rules.get(rule, NEVER), _named(setup.context, camera.name)
    return Case(rule, rule_for(rule, names), limits, context, circumstances)


@lru_cache(maxsize=1024)
def _named(context: Context, name: tuple[str, str]) -> Context:
    return replace(context, name=name)


def _judge(rules: Rules, place: Asked[Judged_contra]) -> list[Event]:
    span, case = place
    states = rules.setdefault(case.type, {})
    state, told = advance_within(states.pop(span.counter, IDLE), span, case)
    if state != IDLE:
        states[span.counter] = state
    return told
