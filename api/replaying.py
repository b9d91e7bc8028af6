"""Judging logged spans again: the same facts give the same events, other limits give others."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.errors import InputError
from api.setups import absence_limits
from api.site_limits import LimitsEntry
from api.site_problems import Where, place
from api.site_shape import read_shape
from api.site_yaml import read_document
from api.span_log import SpanLog
from vision.datatypes import Event, Span
from vision.fold import Change, CounterSetup, CounterState, end, fold


@dataclass(frozen=True, slots=True)
class Replayed:
    """What judging a log gave: the final state of each counter, and all that was told on the way."""

    states: dict[str, CounterState]
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings (all steps of each) that other limits add, take away, or tell at another moment or severity."""

    appear: tuple[Event, ...]
    vanish: tuple[Event, ...]
    move: tuple[Event, ...]


def replay_log(log: SpanLog, setups: Sequence[CounterSetup], from_ms: int | None, to_ms: int | None) -> Replayed:
    """Judge the spans of ``log`` between the two moments (None: all). Raises InputError where a span is amiss."""
    by_view = {view: setup for setup in setups for view in setup.covers}
    states: dict[str, CounterState] = {}
    changes: list[Change] = []
    events: list[Event] = []
    for span in _within(log.spans, from_ms, to_ms):
        setup = by_view.get(span.view)
        if setup is None:
            msg = f'a span of a view in the log\'s header was wanted, got one of "{span.view}": write the log again'
            raise InputError(msg)
        state = states.get(setup.counter) or CounterState.at(setup, span.from_ms)
        try:
            states[setup.counter], found = fold(state, span, setup)
        except ValueError as error:
            msg = (
                f'spans of view "{span.view}" one after the other were wanted, got a gap ({error}): write the log again'
            )
            raise InputError(msg) from error
        changes += found[0]
        events += found[1]
    for setup in setups:
        if setup.counter in states:
            states[setup.counter], found = end(states[setup.counter], setup)
            changes += found[0]
            events += found[1]
    return Replayed(states, tuple(changes), tuple(events))


def _within(spans: Iterable[Span], from_ms: int | None, to_ms: int | None) -> Iterable[Span]:
    """The spans, cut at both moments."""
    for span in spans:
        start = span.from_ms if from_ms is None else max(span.from_ms, from_ms)
        stop = span.to_ms if to_ms is None else min(span.to_ms, to_ms)
        if start < stop:
            yield replace(span, from_ms=start, to_ms=stop)


def difference(before: Sequence[Event], after: Sequence[Event]) -> Difference:
    """What changes from the events ``before`` to those ``after``, by what they are about."""
    old, new = _findings(before), _findings(after)
    return Difference(
        tuple(e for name, steps in new.items() if name not in old for e in steps),
        tuple(e for name, steps in old.items() if name not in new for e in steps),
        tuple(e for name, steps in new.items() if name in old and _told(steps) != _told(old[name]) for e in steps),
    )


def _findings(events: Sequence[Event]) -> dict[str, list[Event]]:
    findings: dict[str, list[Event]] = {}
    for event in events:
        findings.setdefault(event.id, []).append(event)
    return findings


def _told(steps: Sequence[Event]) -> list[tuple[object, ...]]:
    return [(e.phase, e.at_ms, e.end_ms, e.outcome, e.severity) for e in steps]


def with_limits(setups: Sequence[CounterSetup], file: Path) -> tuple[CounterSetup, ...]:
    """``setups`` under the limits of a YAML file (rule id -> limits, as in a site file). Raises InputError."""
    entry = _limits(file)
    return tuple(
        replace(
            setup,
            absence=absence_limits(entry.presence_absent, setup.absence.version),
            rules=entry.held(setup.absence.version),
        )
        for setup in setups
    )


def _limits(file: Path) -> LimitsEntry:
    document = read_document(file)
    for finding in document.findings:
        if finding.code.startswith("file_"):
            came = place(finding, str(file), document.mark(finding)).came
            msg = (
                f'{file}: limits by rule were wanted, as "presence.absent: {{notice_after_s: 300}}", got {came}: {HOW}'
            )
            raise InputError(msg)
        raise InputError(place(finding, str(file), document.mark(finding)).sentence)
    for finding in read_shape(_site_of_one_counter(document.data))[1]:
        inside = replace(finding, where=finding.where[len(LIMITS) :])
        raise InputError(place(inside, str(file), document.mark(inside)).sentence)
    return LimitsEntry.model_validate_json(json.dumps(document.data))


LIMITS: Where = ("halls", 0, "counters", 0, "limits")
HOW = "write such a file, or check the path"


def _site_of_one_counter(limits: object) -> dict[str, object]:
    """The smallest site with ``limits``: what is wrong with them is told as for a site file."""
    counter = {"id": "any", "name": "any", "limits": limits}
    return {"version": 1, "halls": [{"id": "any", "name": "any", "time_zone": "UTC", "counters": [counter]}]}
