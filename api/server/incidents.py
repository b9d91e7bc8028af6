"""Incidents grow with what is told: whenever events are, those of the same cause there and then are put together anew.

What people handle keeps its id, whatever comes late; what they were alerted of is never taken back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, count, groupby

from api.server.incidents_stored import Handled
from api.server.writing import Writing
from api.site_schema import HallEntry
from api.times import day_of
from vision.calm.alerting import Way, way_of
from vision.calm.carrying import Course, carry_on, phase_of
from vision.calm.causes import EQUIPMENT, FACTS, cause_of
from vision.calm.incidents import BLINDS_AFTER_MS, Incident, explained, incidents, latest_end_ms
from vision.calm.limits import CalmLimits
from vision.datatypes import Event, Phase

Where = tuple[str, str, str]
"""Hall, counter (or what else events name) and cause."""
HallAt = Callable[[str, int], HallEntry]
"""A hall (id) as the site has it at a moment (ms UTC)."""


class Incidents:
    """Every method that is given a ``log`` is part of its transaction."""

    def __init__(self, hall_at: HallAt) -> None:
        """How calm each hall wants it, and by which clock it lives, ``hall_at`` tells."""
        self._hall_at = hall_at

    def grow(self, log: Writing, told: Iterable[Event], now_ms: int) -> None:
        """Take in revisions of events that have just been told."""
        matter = sorted((event for event in told if event.type not in FACTS), key=_where)
        for where, group in groupby(matter, _where):
            events = list(group)
            limits = self._limits(where[0], events[-1].at_ms)
            before = self._touched(log, where, events, limits)
            courses = self._put_together(log, before, events, limits, now_ms)
            if where[2] == EQUIPMENT:
                self._explain(log, where[0], [one for course in courses for one in course if one], now_ms)

    def _touched(self, log: Writing, where: Where, events: Sequence[Event], limits: CalmLimits) -> list[Handled]:
        """The incidents to which any of ``events`` belongs, or may: their begin never changes."""
        from_ms, end_ms = min(event.start_ms for event in events), latest_end_ms(events)
        to_ms = None if end_ms is None else end_ms + limits.gap_ms
        return log.incidents_touching(where, from_ms - limits.gap_ms, to_ms)

    def _put_together(
        self,
        log: Writing,
        before: Sequence[Handled],
        events: Sequence[Event],
        limits: CalmLimits,
        now_ms: int,
    ) -> list[Course]:
        ids = dict.fromkeys([*(name for old in before for name in old.incident.findings), *(e.id for e in events)])
        latest = {name: event for name in ids if (event := log.last_event(name)) is not None}
        made = [
            explained(incident, [latest[name] for name in incident.findings], self._faults(log, incident))
            for incident in incidents(latest.values(), limits)
        ]
        old = {handled.incident.id: handled for handled in before}
        courses = carry_on([handled.incident for handled in before], made)
        for was, now in courses:
            self._tell(log, old.get(was.id) if was else None, now, (_told_ms((was, now), events), now_ms), limits)
        return courses

    def _faults(self, log: Writing, incident: Incident) -> list[Incident]:
        """The incidents of cameras that may explain how it ended."""
        if incident.end_ms is None or incident.cause == EQUIPMENT:
            return []
        around = incident.end_ms, incident.end_ms + BLINDS_AFTER_MS
        return [handled.incident for handled in log.incidents_of_cause(incident.hall, EQUIPMENT, *around)]

    def _explain(self, log: Writing, hall: str, faults: Sequence[Incident], now_ms: int) -> None:
        """Say of what ended at a counter meanwhile whether a camera explains it, or does no longer.

        ``faults``: the incidents of the camera as they were and as they are.
        """
        counters = tuple(sorted({counter for fault in faults for counter in fault.blinded}))
        if not counters:
            return
        from_ms = min(fault.start_ms for fault in faults) - BLINDS_AFTER_MS
        for handled in log.incidents_ended(hall, counters, from_ms, latest_end_ms(faults)):
            incident = handled.incident
            found = [event for name in incident.findings if (event := log.last_event(name)) is not None]
            now = explained(incident, found, self._faults(log, incident))
            self._tell(log, handled, now, (handled.at_ms, now_ms), self._limits(hall, handled.at_ms))

    def _tell(
        self, log: Writing, old: Handled | None, now: Incident | None, times_ms: tuple[int, int], limits: CalmLimits
    ) -> None:
        """Tell what ``old`` has become; ``times_ms``: the event time of that, and the API's clock."""
        was = None if old is None else old.incident
        phase, known = phase_of(was, now), now or was
        if phase is None or known is None:
            return
        at_ms, now_ms = times_ms
        day = day_of(self._hall_at(known.hall, at_ms).time_zone)(at_ms)
        way = Way.NONE
        if now is not None and phase is not Phase.ENDED:
            way = way_of(was, now, at_ms, log.sent(now.hall, now.counter, day), limits)
        revision, opened_ms = (1, now_ms) if old is None else (old.revision + 1, old.opened_ms)
        if old is None:
            known, revision = _named(log, known)
        log.add_incident(Handled(known, revision, phase, at_ms, day, way, opened_ms, now_ms))

    def _limits(self, hall: str, at_ms: int) -> CalmLimits:
        return self._hall_at(hall, at_ms).calm.limits


def _told_ms(course: Course, events: Sequence[Event]) -> int:
    """When (event time) the last of ``events`` was found that an incident had or has; without any, the last of all."""
    mine = {name for incident in course if incident for name in incident.findings}
    return max(event.at_ms for event in [e for e in events if e.id in mine] or events)


def _named(log: Writing, incident: Incident) -> tuple[Incident, int]:
    """A new ``incident`` and its revision, under an id that no other has: one may go on under that of a lost finding.

    One that was withdrawn and is found again goes on where it stood.
    """
    names = chain(incident.findings, (f"{incident.id}/{number}" for number in count(2)))
    known = ((name, log.incident(name)) for name in names)
    name, earlier = next((name, of_it) for name, of_it in known if not of_it or of_it[-1].phase is Phase.WITHDRAWN)
    return replace(incident, id=name), len(earlier) + 1


def _where(event: Event) -> Where:
    return event.hall, event.counter, cause_of(event.type)
