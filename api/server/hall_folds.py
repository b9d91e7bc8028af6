"""The folds of halls as a whole: judged as far as the slowest of their counters has settled, by what those settled.

Where something changes before the moment up to which a hall is judged, be it what a counter settled or what people
entered, the hall is judged anew from its last checkpoint before that, and tells what differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from api.server.hall_setups import HallSetups, SettledUntil
from api.server.reading import HallCheckpoint
from api.server.sites import SiteHistory
from api.server.telling import Telling, of_hall
from api.server.writing import Writing
from vision.datatypes import Event
from vision.fold import Change
from vision.hall import HallSetup, HallState, fold, passed
from vision.rules.context import Context
from vision.sights import SightChange

CHECKPOINT_EVERY_MS = 300_000


@dataclass(slots=True)
class Anew:
    """A hall is judged anew from ``checkpoint``; nothing is told before it has come to ``until_ms`` again."""

    checkpoint: HallCheckpoint
    until_ms: int
    events: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class HallFold:
    """One hall: its state, of when it was last kept, and whether it is judged anew."""

    hall: str
    state: HallState
    kept_ms: int
    anew: Anew | None = None


class HallFolds:
    """The folds of all halls. Every method that is given a ``log`` is part of its transaction."""

    def __init__(self, telling: Telling, history: SiteHistory, step_ms: int) -> None:
        """Nothing is known before ``load``. No more than ``step_ms`` of event time is judged at once."""
        self.folds: dict[str, HallFold] = {}
        self._step_ms = step_ms
        self._telling, self._setups = telling, HallSetups(history)

    def load(self, log: Writing, begins_ms: Mapping[str, int]) -> None:
        """Stand at each hall's last checkpoint; one that has none begins where its counters (``begins_ms``) do.

        What was told of it later is judged anew.
        """
        self.folds = {hall: self._begun(log, hall, begins_ms) for hall in self._setups.history.every_hall()}
        for one in self.folds.values():
            told = [log.last_event(event_id) for event_id in self._told(log, one.hall, self._checkpoint(log, one.hall))]
            if told:
                until_ms = 1 + max(event.at_ms for event in told if event)
                one.anew = Anew(self._checkpoint(log, one.hall), until_ms)

    def configure(self, log: Writing, history: SiteHistory, begins_ms: Mapping[str, int]) -> None:
        """Judge by ``history`` from now on; halls that are new begin where their counters (``begins_ms``) do."""
        self.use(history)
        for one in self.folds.values():
            self._again(log, one, history.versions[-1].from_ms)
        new = [hall for hall in history.every_hall() if hall not in self.folds]
        self.folds = {**self.folds, **{hall: self._begun(log, hall, begins_ms) for hall in new}}

    def use(self, history: SiteHistory) -> None:
        """Judge by ``history``, which says the same of all time that is judged and not judged anew."""
        if self._setups.history is not history:
            self._setups = HallSetups(history)

    def context(self, hall: str, at_ms: int) -> Context:
        """The hall's name and clock at ``at_ms``."""
        return self._setups.at(hall, at_ms).context

    def stand_ms(self) -> list[int]:
        """Where the halls stand, or are judged anew: what people entered must be known from there on."""
        return [one.state.at_ms for one in self.folds.values()]

    def reach_beyond(self, counter: str, at_ms: int) -> bool:
        """Whether any hall of the counter is judged beyond ``at_ms``."""
        halls = self._setups.halls_of.get(counter, ())
        return any(self.folds[hall].state.at_ms > at_ms for hall in halls if hall in self.folds)

    def changed(self, log: Writing, counters: Iterable[str], from_ms: int) -> None:
        """From ``from_ms`` on something is otherwise about ``counters``."""
        halls = {hall for counter in counters for hall in self._setups.halls_of.get(counter, ())}
        for hall in sorted(halls & self.folds.keys()):
            self._again(log, self.folds[hall], from_ms)

    def settle(self, log: Writing, settled_until: SettledUntil, now_ms: int) -> None:
        """Judge every hall as far as its counters have come."""
        for one in self.folds.values():
            to_ms = self._setups.settled_ms(one.hall, one.state.at_ms, settled_until)
            if to_ms > one.state.at_ms:
                self._advance(log, one, to_ms, now_ms)

    def keep_all(self, log: Writing) -> None:
        """Write a checkpoint of every hall that has moved since its last."""
        for one in self.folds.values():
            if one.anew is None and one.state.at_ms > one.kept_ms:
                self._keep(log, one)

    def _begun(self, log: Writing, hall: str, begins_ms: Mapping[str, int]) -> HallFold:
        checkpoint = log.hall_checkpoint(hall)
        if checkpoint is None:
            *_, (from_ms, _, counters) = self._setups.history.hall_periods(hall, 0)
            at_ms = min((begins_ms[counter] for counter in counters), default=from_ms)
            checkpoint = HallCheckpoint(hall, log.position(), HallState(at_ms))
            log.add_hall_checkpoint(checkpoint)
        return HallFold(hall, checkpoint.state, checkpoint.state.at_ms)

    def _checkpoint(self, log: Writing, hall: str) -> HallCheckpoint:
        checkpoint = log.hall_checkpoint(hall)
        if checkpoint is None:
            msg = f"a checkpoint of hall {hall!r} was wanted, got none: restore the store from a copy"
            raise LookupError(msg)
        return checkpoint

    def _told(self, log: Writing, hall: str, checkpoint: HallCheckpoint) -> list[str]:
        return [event_id for event_id in log.told_ids_in(hall, checkpoint.position) if of_hall(event_id)]

    def _again(self, log: Writing, one: HallFold, from_ms: int) -> None:
        """Go back to before ``from_ms``, if the hall is judged beyond it."""
        if one.state.at_ms <= from_ms:
            return
        log.drop_hall_checkpoints(one.hall, from_ms)
        checkpoint = self._checkpoint(log, one.hall)
        until_ms = max(one.state.at_ms, one.anew.until_ms if one.anew else 0)
        one.state, one.kept_ms, one.anew = checkpoint.state, checkpoint.state.at_ms, Anew(checkpoint, until_ms)

    def _advance(self, log: Writing, one: HallFold, horizon_ms: int, now_ms: int) -> None:
        events = self._step(log, one, horizon_ms)
        if one.anew is None:
            self._telling.go_on(log, events, now_ms)
        else:
            one.anew.events += events
            if one.state.at_ms >= one.anew.until_ms:
                self._end_anew(log, one, one.anew, now_ms)
        if one.anew is None and one.state.at_ms - one.kept_ms >= CHECKPOINT_EVERY_MS:
            self._keep(log, one)

    def _step(self, log: Writing, one: HallFold, horizon_ms: int) -> list[Event]:
        """Judge up to ``horizon_ms``, but no more than one step of time in which there is anything to judge."""
        events, left_ms = list[Event](), self._step_ms
        for from_ms, until_ms, setup in self._setups.stretches(one.hall, one.state.at_ms, horizon_ms):
            if left_ms <= 0:
                break
            if setup.idle and not one.state.rules:
                one.state = HallState(until_ms)  # what counters settle is asked for when a rule can find anything
                continue
            shown = _shown(log, one.state, setup, until_ms)
            if (quiet := passed(one.state, until_ms, setup, shown)) is not None:
                one.state = quiet
                continue
            one.state, found = _judged(log, one.state, setup, min(until_ms, from_ms + left_ms))
            events, left_ms = events + found, left_ms - (until_ms - from_ms)
        return events

    def _end_anew(self, log: Writing, one: HallFold, anew: Anew, now_ms: int) -> None:
        told = self._told(log, one.hall, anew.checkpoint)
        self._telling.anew(log, told, anew.checkpoint.position, anew.events, now_ms)
        one.anew = None

    def _keep(self, log: Writing, one: HallFold) -> None:
        log.add_hall_checkpoint(HallCheckpoint(one.hall, log.position(), one.state))
        one.kept_ms = one.state.at_ms


def first_difference_ms(before: Sequence[Change | SightChange], after: Sequence[Change | SightChange]) -> int | None:
    """The first moment of two courses of a counter's changes that is not in both; None: they are the same."""
    pairs = (pair for pair in zip_longest(before, after) if pair[0] != pair[1])
    return next((min(change.at_ms for change in pair if change) for pair in pairs), None)


def _judged(log: Writing, state: HallState, setup: HallSetup, to_ms: int) -> tuple[HallState, list[Event]]:
    """Judge up to ``to_ms``, through all of which ``setup`` holds."""
    unknown = [counter for counter in setup.counters if counter not in state.seen]
    led: list[Change] = [change for counter in unknown for change in log.changes(counter, state.at_ms, state.at_ms + 1)]
    news = log.changes_of(setup.counters.keys(), state.at_ms, to_ms)
    return fold(state, {*led, *news}, to_ms, setup, _shown(log, state, setup, to_ms))


def _shown(log: Writing, state: HallState, setup: HallSetup, to_ms: int) -> set[SightChange]:
    """What views show until ``to_ms``, with what those have shown last of which the hall knows nothing yet."""
    watched = {view: counter for camera in setup.cameras for view, counter in camera.views.items()}
    unknown = sorted({counter for view, counter in watched.items() if view not in state.sights})
    led = [on for counter in unknown for on in log.sights_at(counter, state.at_ms + 1).values()]
    news = log.sights(set(watched.values()), state.at_ms, to_ms)
    known = [on for on in led if on.view not in state.sights]
    return {on for on in (*known, *news) if on.view in watched}
