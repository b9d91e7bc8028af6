"""Judging logged spans again: the same facts give the same events, other limits, hours or presets give others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from api.errors import InputError
from api.ledgers import DayLedger, days_of_counter
from api.rejudging import Rejudged, Stretch, Ways, rejudge, with_neighbours
from api.span_log import SpanLog
from api.times import day_of
from api.what_if import Otherwise, served_days
from vision.coverage import Coverage
from vision.datatypes import Event, Span
from vision.fold import Change, CounterSetup
from vision.rules.context import day_since_begin
from vision.rules.pieces import Unstaffed

DAY_MS = 86_400_000
AT_ONCE = 20_000
"""So many spans are settled, then judged in each way."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What judging a log gave, in one way: how much of each counter's time was what, and all that was told.

    ``days``: the ledger of each counter whose dates are known; ``served_days``: on how many any was in service.
    """

    coverage: Mapping[str, Coverage]
    changes: tuple[Change, ...]
    events: tuple[Event, ...]
    days: Mapping[str, Sequence[DayLedger]]
    served_days: int


def replay_log(
    log: SpanLog,
    from_ms: int | None,
    to_ms: int | None,
    otherwise: Sequence[Otherwise] = (),
) -> tuple[Replayed, ...]:
    """Judge the spans of ``log`` between the two moments (None: all): as it was, then in each way ``otherwise``.

    Raises InputError where a span is amiss.
    """
    spans = _by_counter(log, from_ms, to_ms)
    setups = {counter.counter: counter.setup() for counter in log.counters}
    ways = {
        name: (setups[name], *(other(setups[name], _period(these)) for other in otherwise))
        for name, these in spans.items()
    }
    done = {name: _rejudged(name, ways[name], these) for name, these in spans.items()}
    for name, unstaffed in with_neighbours(done).items():
        done[name] = _rejudged(name, ways[name], spans[name], unstaffed)
    zones = {counter.counter: counter.time_zone for counter in log.counters}
    found = [of for of in done.values() if of]
    return tuple(together((of[way] for of in found), zones) for way in range(1 + len(otherwise)))


def _by_counter(log: SpanLog, from_ms: int | None, to_ms: int | None) -> dict[str, list[Span]]:
    """The spans of each counter that has any, cut at both moments."""
    counter_of = {view: counter.counter for counter in log.counters for view in counter.covers}
    spans: dict[str, list[Span]] = {}
    for span in _within(log.spans, from_ms, to_ms):
        if span.view not in counter_of:
            msg = f'a span of a view in the log\'s header was wanted, got one of "{span.view}": write the log again'
            raise InputError(msg)
        spans.setdefault(counter_of[span.view], []).append(span)
    return spans


def _within(spans: Iterable[Span], from_ms: int | None, to_ms: int | None) -> Iterator[Span]:
    for span in spans:
        start = span.from_ms if from_ms is None else max(span.from_ms, from_ms)
        stop = span.to_ms if to_ms is None else min(span.to_ms, to_ms)
        if start < stop:
            yield span if (start, stop) == (span.from_ms, span.to_ms) else replace(span, from_ms=start, to_ms=stop)


def _period(spans: Sequence[Span]) -> tuple[int, int]:
    """The time of ``spans`` and a day around it: no border is where a log begins."""
    return spans[0].from_ms - DAY_MS, max(span.to_ms for span in spans) + DAY_MS


def _rejudged(
    counter: str,
    setups: tuple[CounterSetup, ...],
    spans: Sequence[Span],
    unstaffed: Sequence[Unstaffed] = (),
) -> Ways:
    stretches = (Stretch(setups, spans[at : at + AT_ONCE]) for at in range(0, len(spans), AT_ONCE))
    try:
        return rejudge(counter, stretches, unstaffed)
    except ValueError as error:
        msg = f'spans of counter "{counter}" one after the other were wanted, got a gap ({error}): write the log again'
        raise InputError(msg) from error


def together(courses: Iterable[Rejudged], zones: Mapping[str, str | None], of_halls: Sequence[Event] = ()) -> Replayed:
    """All counters, judged in one way; ``zones``: the time zone of each, None for a clip of unknown date.

    ``of_halls``: what their halls as a whole tell.
    """
    these = sorted(courses, key=attrgetter("counter"))
    dated = [(course, zone) for course in these if (zone := zones[course.counter]) is not None]
    days = (day_since_begin if (zone := zones[course.counter]) is None else day_of(zone) for course in these)
    return Replayed(
        {course.counter: course.coverage for course in these},
        tuple(sorted((change for course in these for change in course.changes), key=attrgetter("at_ms"))),
        tuple(sorted((*(e for course in these for e in course.events), *of_halls), key=attrgetter("at_ms"))),
        {course.counter: days_of_counter(course.changes, course.known, zone, course.private) for course, zone in dated},
        served_days(zip(these, days, strict=True)),
    )
