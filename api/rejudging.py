"""Judging a counter's spans again in several ways at once: as it was judged, and as it would be otherwise.

What evidence settles is the same whatever the limits are, so it is worked out once and judged in each of the ways.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from vision.coverage import Coverage
from vision.covering import away
from vision.datatypes import Event, SettledSpan, Span
from vision.fold import Change, CounterSetup, CounterState, judge_settled
from vision.judgement import CounterJudgement, finish, take
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed
from vision.rules.timeline import Interval


@dataclass(frozen=True, slots=True)
class Stretch:
    """Spans of one counter in their order, through which it is judged by the same ``setups``: one for each way.

    The first of them says how evidence is weighed, and which views there are.
    """

    setups: tuple[CounterSetup, ...]
    spans: Sequence[Span]


@dataclass(slots=True)
class Rejudged:
    """What judging a counter in one way gave. ``from_ms`` and ``until_ms`` (ms UTC): from when until when.

    ``private``: when, of that, nothing was looked at. ``covered_by``: the counters that cover it at any time.
    """

    counter: str
    from_ms: int
    until_ms: int
    changes: list[Change] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    private: list[Interval] = field(default_factory=list)
    covered_by: set[str] = field(default_factory=set)

    @property
    def known(self) -> tuple[int, int]:
        """From when until when."""
        return self.from_ms, self.until_ms


def rejudge(counter: str, stretches: Iterable[Stretch], unstaffed: Sequence[Unstaffed] = ()) -> tuple[Rejudged, ...]:
    """Judge a counter's ``stretches``, which follow each other; what came of it in each way, nothing without a span.

    ``unstaffed``: in each way, when those that cover it are not staffed. Raises ValueError where a span leaves a gap or
    is not of the counter.
    """
    done: list[Rejudged] = []
    states: list[CounterState] = []
    judgement, before = None, None
    for stretch in stretches:
        if not stretch.spans:
            continue
        if judgement is None or before is None:
            judgement = CounterJudgement.at(counter, stretch.setups[0].covers, stretch.spans[0].from_ms)
            from_ms = stretch.spans[0].from_ms
            done = [Rejudged(counter, from_ms, from_ms) for _ in stretch.setups]
            states = [CounterState(judgement) for _ in stretch.setups]
        elif dict(before.setups[0].covers) != dict(stretch.setups[0].covers):
            judgement, settled = finish(judgement)
            _judge(states, done, judgement, settled, before, unstaffed)
            judgement = _other_views(judgement, stretch)
        judgement, settled = _settled(judgement, stretch)
        _judge(states, done, judgement, settled, stretch, unstaffed)
        before = stretch
    if judgement is not None and before is not None:
        _judge(states, done, *finish(judgement), before, unstaffed)
    for way, state in zip(done, states, strict=True):
        way.coverage = state.coverage
    return tuple(done)


def _other_views(judgement: CounterJudgement, stretch: Stretch) -> CounterJudgement:
    """Beginning anew with the views of ``stretch``: what they see is not known yet."""
    new = CounterJudgement.at(judgement.counter, stretch.setups[0].covers, stretch.spans[0].from_ms)
    return replace(new, zone_version=judgement.zone_version, model_set=judgement.model_set)


def _settled(judgement: CounterJudgement, stretch: Stretch) -> tuple[CounterJudgement, list[SettledSpan]]:
    setup, settled = stretch.setups[0], list[SettledSpan]()
    for span in stretch.spans:
        known = span if span.zone_version else _named(span, judgement)
        try:
            judgement, more = take(judgement, known, setup.evidence, setup.behaviour)
        except ValueError as error:
            msg = f'view "{span.view}": {error}'
            raise ValueError(msg) from error
        settled += more
    return judgement, list(_joined(settled))


def _named(gap: Span, judgement: CounterJudgement) -> Span:
    """A gap (zone version 0) under the zones and networks of what was before it."""
    return replace(gap, zone_version=judgement.zone_version, model_set=judgement.model_set)


SAID = attrgetter(*(name for name in SettledSpan.__dataclass_fields__ if name not in {"counter", "from_ms", "to_ms"}))


def _joined(settled: Iterable[SettledSpan]) -> Iterator[SettledSpan]:
    """``settled`` with neighbours that say the same made one: cutting changes nothing, so neither does this."""
    for _, group in groupby(settled, SAID):
        same = list(group)
        yield same[0] if len(same) == 1 else replace(same[0], to_ms=same[-1].to_ms)


def _judge(  # noqa: PLR0913, PLR0917 - what there is to go on from, and what comes of it
    states: list[CounterState],
    done: Sequence[Rejudged],
    judgement: CounterJudgement,
    settled: Sequence[SettledSpan],
    stretch: Stretch,
    unstaffed: Sequence[Unstaffed],
) -> None:
    for number, (way, setup) in enumerate(zip(done, stretch.setups, strict=True)):
        neighbours = unstaffed[number] if unstaffed else NO_NEIGHBOURS
        states[number], (changes, events) = judge_settled(states[number], judgement, settled, setup, neighbours)
        way.changes += changes
        way.events += events
        _note(way, setup, judgement.settled_until_ms)


def _note(way: Rejudged, setup: CounterSetup, until_ms: int) -> None:
    """Note what was private and who covers by ``setup`` since the moment up to which that is known."""
    way.covered_by.update(by for start, end, by in setup.context.covers if start < until_ms and end > way.until_ms)
    pieces = ((max(start, way.until_ms), min(end, until_ms)) for start, end in setup.context.private)
    way.private += [piece for piece in pieces if piece[0] < piece[1]]
    way.until_ms = max(way.until_ms, until_ms)


Ways = tuple[Rejudged, ...]
"""A counter in each way."""


def with_neighbours(done: Mapping[str, Ways]) -> dict[str, tuple[Unstaffed, ...]]:
    """For each counter that is covered, when those that cover it were not staffed, in each way.

    That follows from what evidence has settled: it is the same whoever covers them in turn.
    """
    found: dict[str, tuple[Unstaffed, ...]] = {}
    for counter, ways in done.items():
        covering = sorted(frozenset[str]().union(*(way.covered_by for way in ways)))
        known = [name for name in covering if done.get(name)]
        if known:
            found[counter] = tuple({name: away(done[name][n].changes) for name in known} for n in range(len(ways)))
    return found
