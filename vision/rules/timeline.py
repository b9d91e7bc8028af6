"""From intervals of each kind to stretches through which nothing changes: how ``Context`` answers what holds when."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeVar

from vision.rules.circumstances import ALWAYS, Circumstances, Declaration, Service

Interval = tuple[int, int]
"""``[from_ms, to_ms)``."""

Piece = tuple[int, int, Circumstances]
"""``[from_ms, to_ms)`` and what holds through it."""

Value = TypeVar("Value")
Dated = Sequence[tuple[int, int, Value]]
"""``[from_ms, to_ms)`` and what holds then."""


class Kinds(NamedTuple):
    """The intervals of every kind, as ``Context`` names them."""

    service: Sequence[Interval] | None
    ready: Sequence[Interval]
    breaks: Sequence[Interval]
    approved_closings: Sequence[Interval]
    suspensions: Sequence[Interval]
    declarations: Sequence[Declaration]
    covers: Dated[str]
    announcements: Sequence[Interval]
    required_staff: Dated[int]
    exemptions: Dated[frozenset[str]]
    uniforms: Dated[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What holds before, between and after ``borders_ms``: one more of ``holds`` than there are borders."""

    borders_ms: tuple[int, ...] = ()
    holds: tuple[Circumstances, ...] = (ALWAYS,)

    def at(self, at_ms: int) -> Circumstances:
        """What holds at a moment."""
        return self.holds[bisect_right(self.borders_ms, at_ms)]

    def through(self, from_ms: int, to_ms: int) -> Circumstances | None:
        """What holds through all of ``[from_ms, to_ms)``; None where that changes within."""
        borders = self.borders_ms
        first = bisect_right(borders, from_ms)
        return self.holds[first] if first == len(borders) or to_ms <= borders[first] else None

    def pieces(self, from_ms: int, to_ms: int) -> Sequence[Piece]:
        """``[from_ms, to_ms)`` cut at every border."""
        first = bisect_right(self.borders_ms, from_ms)
        last = bisect_right(self.borders_ms, to_ms - 1)
        edges = (from_ms, *self.borders_ms[first:last], to_ms)
        return [(start, end, held) for (start, end), held in zip(pairwise(edges), self.holds[first:], strict=False)]


def timeline(kinds: Kinds) -> Timeline:
    """All of ``kinds`` put together; their intervals may touch and overlap."""
    if not any(kinds) and kinds.service is None:
        return Timeline()
    kinds = kinds._replace(
        service=None if kinds.service is None else _joined(kinds.service),
        ready=_joined(kinds.ready),
        breaks=_joined(kinds.breaks),
        approved_closings=_joined(kinds.approved_closings),
        suspensions=_joined(kinds.suspensions),
        announcements=_joined(kinds.announcements),
    )
    borders = sorted(set(_borders(kinds)))
    starts = [borders[0] - 1 if borders else 0, *borders]
    hours = _hours(kinds)
    holds = [_circumstances(kinds, hours, at_ms) for at_ms in starts]
    kept = [n for n in range(1, len(holds)) if holds[n] != holds[n - 1]]
    return Timeline(tuple(starts[n] for n in kept), (holds[0], *(holds[n] for n in kept)))


def _borders(kinds: Kinds) -> Iterator[int]:
    for kind in kinds:
        for entry in kind or ():
            yield from (entry.from_ms, entry.due_ms) if isinstance(entry, Declaration) else entry[:2]


def _joined(intervals: Sequence[Interval]) -> list[Interval]:
    """``intervals`` sorted, those that touch or overlap made one."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _holds(joined: Sequence[Interval], at_ms: int) -> bool:
    last = bisect_right(joined, at_ms, key=itemgetter(0)) - 1
    return last >= 0 and at_ms < joined[last][1]


def _values(dated: Dated[Value], at_ms: int) -> list[Value]:
    return [value for from_ms, to_ms, value in dated if from_ms <= at_ms < to_ms]


def _service(kinds: Kinds, at_ms: int) -> Service:
    """The gravest reason first: a hall mode, a private break, an approved closing, the schedule."""
    for intervals, service in (
        (kinds.suspensions, Service.SUSPENDED),
        (kinds.breaks, Service.BREAK),
        (kinds.approved_closings, Service.CLOSED_APPROVED),
    ):
        if _holds(intervals, at_ms):
            return service
    if kinds.service is None or _holds(kinds.service, at_ms):
        return Service.OPEN
    return Service.READY if _holds(kinds.ready, at_ms) else Service.CLOSED


class Hours(NamedTuple):
    """A service interval ``[from_ms, to_ms)``, and when it opens and closes."""

    from_ms: int
    to_ms: int
    opens_ms: int
    closes_ms: int


def _hours(kinds: Kinds) -> list[Hours]:
    """The service intervals, approved closings at their edges taken off; none for one that is approved away.

    What is private or suspended at an edge stays in: an emergency that begins is no closing to be judged.
    """
    hours = []
    for from_ms, to_ms in kinds.service or ():
        opens_ms, closes_ms = from_ms, to_ms
        for start, end in kinds.approved_closings:
            if start <= opens_ms < end:
                opens_ms = end
            if start < closes_ms <= end:
                closes_ms = start
        if opens_ms < closes_ms:
            hours.append(Hours(from_ms, to_ms, opens_ms, closes_ms))
    return hours


def _circumstances(kinds: Kinds, hours: Sequence[Hours], at_ms: int) -> Circumstances:
    closed = bisect_right(hours, at_ms, key=attrgetter("closes_ms"))
    following = bisect_right(hours, at_ms, key=attrgetter("to_ms"))
    now = hours[following] if following < len(hours) else None
    declared = max(_slips(kinds, at_ms), key=lambda slip: slip.due_ms, default=None)
    return Circumstances(
        _service(kinds, at_ms),
        None if now is None else now.opens_ms,
        None if now is None else now.closes_ms,
        hours[closed - 1].closes_ms if closed else None,
        declared,
        None if declared is not None else _overdue(kinds, at_ms, None if now is None else now.from_ms),
        next(iter(_values(kinds.covers, at_ms)), None),
        announced=_holds(kinds.announcements, at_ms),
        required_staff=max(_values(kinds.required_staff, at_ms), default=1),
        exempt=frozenset[str]().union(*_values(kinds.exemptions, at_ms)),
        uniforms=tuple(dict.fromkeys(name for names in _values(kinds.uniforms, at_ms) for name in names)),
    )


def _slips(kinds: Kinds, at_ms: int) -> Iterator[Declaration]:
    return (slip for slip in kinds.declarations if slip.from_ms <= at_ms < slip.due_ms)


def _overdue(kinds: Kinds, at_ms: int, begins_ms: int | None) -> Declaration | None:
    """The slip that ran out last, in the service interval that begins at ``begins_ms`` (None: there is none)."""
    since_ms = at_ms + 1 if kinds.service is not None and begins_ms is None else begins_ms
    over = [s for s in kinds.declarations if s.due_ms <= at_ms and (since_ms is None or s.due_ms >= since_ms)]
    return max(over, key=lambda slip: slip.due_ms, default=None)


def cut_by_cover(pieces: Sequence[Piece], unstaffed: Mapping[str, Sequence[Interval]]) -> Iterator[Piece]:
    """``pieces`` cut where the counter that covers begins or ceases to be one of the ``unstaffed``."""
    for start, end, held in pieces:
        failing = unstaffed.get(held.covered_by, ()) if held.covered_by is not None else ()
        at_ms = start
        for from_ms, to_ms in failing:
            fails_ms, over_ms = max(from_ms, at_ms), min(to_ms, end)
            if fails_ms >= over_ms:
                continue
            if at_ms < fails_ms:
                yield at_ms, fails_ms, held
            yield fails_ms, over_ms, replace(held, cover_fails=True)
            at_ms = over_ms
        if at_ms < end:
            yield at_ms, end, held
