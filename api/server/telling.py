"""Telling events: writing them to the log, as what follows what was told before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from api.server.incidents import Incidents
from api.server.metrics import Metrics
from api.server.retelling import retell
from api.server.writing import Writing
from vision.datatypes import Event
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.system_drill import TYPE as DRILL


def of_hall(event_id: str) -> bool:
    """Whether it is an event of a rule of a hall as a whole, or of its cameras: its counter does not tell it."""
    _, _, rule, _ = event_id.split("/")
    return rule in EVERY_HALL_RULE


def of_counter(event_id: str) -> bool:
    """Whether a counter tells it: neither a hall nor somebody who tries out the alarm path."""
    _, _, rule, _ = event_id.split("/")
    return rule not in EVERY_HALL_RULE and rule != DRILL


class Telling:
    """What is told is counted. Every method is part of the transaction of its ``log``."""

    def __init__(self, metrics: Metrics, incidents: Incidents) -> None:
        """Count in ``metrics``; ``incidents`` grow by what is told."""
        self._metrics, self._incidents = metrics, incidents

    def go_on(self, log: Writing, events: Iterable[Event], now_ms: int) -> None:
        """Tell steps that happened after all that was told."""
        told = list(events)
        for event in told:
            last = log.last_event(event.id)
            self._tell(log, [replace(event, revision=last.revision + 1 if last else 1)], now_ms)
        self._incidents.grow(log, told, now_ms)

    def anew(self, log: Writing, told: Iterable[str], position: int, events: Sequence[Event], now_ms: int) -> None:
        """Tell what differs where all beyond ``position`` was judged anew.

        ``told``: ids of the events that were told beyond it, ``events``: what judging anew gave.
        """
        retold = list[Event]()
        for event_id in dict.fromkeys([*told, *(event.id for event in events)]):
            base, latest = log.event_until(event_id, position), log.last_event(event_id)
            steps = [event for event in events if event.id == event_id]
            changed = list(retell(base, latest, steps))
            self._tell(log, changed, now_ms)
            retold += changed
        self._incidents.grow(log, retold, now_ms)

    def _tell(self, log: Writing, events: Iterable[Event], now_ms: int) -> None:
        for event in events:
            log.add_event(event, now_ms)
            self._metrics.events.labels(phase=event.phase.value).inc()
