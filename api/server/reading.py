"""Everything that is asked of the store."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from api.contract import EventMessage
from api.server.access.stored import AccessReading
from api.server.checkpoints import load_hall_state, load_state
from api.server.entries_stored import EntriesReading
from api.server.incidents_stored import IncidentsReading
from api.server.packing import MINUTE_MS, unpack
from api.server.progress import Progress
from api.server.schema import (
    CHANGES,
    CHECKPOINTS,
    CONFIGURATION,
    EVENTS,
    HALL_CHECKPOINTS,
    PICTURES,
    SIGHTS,
    SILENCES,
    SPANS,
    VIEWS,
    WORKERS,
)
from vision.datatypes import BlindReason, Event, Presence, Span
from vision.fold import Change, CounterState
from vision.hall import HallState
from vision.sights import Sight, SightChange

EVENT = TypeAdapter(Event)
LONGEST_SPAN_MS = 65_536


@dataclass(frozen=True, slots=True)
class Worker:
    """A registered worker: its epoch, the last batch of it that is stored (-1: none), its views.

    ``previous`` is the last epoch before of which anything is stored, and its last batch.
    """

    name: str
    epoch: int
    sequence: int
    views: frozenset[str]
    previous: tuple[int, int] | None = None

    @property
    def stored(self) -> tuple[int, int] | None:
        """The last epoch of which anything is stored, and its last batch."""
        return self.previous if self.sequence < 0 else (self.epoch, self.sequence)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A counter's fold at ``at_ms``; events of it beyond ``position`` were told by what it judged later."""

    counter: str
    at_ms: int
    position: int
    state: CounterState


@dataclass(frozen=True, slots=True)
class HallCheckpoint:
    """The fold of a hall at ``state.at_ms``; events of it beyond ``position`` were told by what it judged later."""

    hall: str
    position: int
    state: HallState


class Origin(StrEnum):
    """Whence a version of the site came."""

    FILE = "file"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Configured:
    """A version of the site (JSON), since which event time it holds, whence it came and who saved it, if known."""

    version: int
    from_ms: int
    site: str
    origin: Origin = Origin.FILE
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch for which a view was given up as blind."""

    view: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a view at ``at_ms``, what its bytes hash to (SHA-256, hexadecimal) and how many they are."""

    view: str
    at_ms: int
    sha256: str
    bytes: int


class Reading(AccessReading, EntriesReading, IncidentsReading):
    """The questions, over one connection in one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def _all(self, statement: Select[*tuple[object, ...]]) -> Sequence[RowMapping]:
        return self._connection.execute(statement).mappings().all()

    def workers(self) -> dict[str, Worker]:
        """All registered workers by name."""
        rows = self._all(select(WORKERS))
        return {row["name"]: _worker(row) for row in rows}

    def progress(self) -> dict[str, Progress]:
        """How far each view has come."""
        rows = self._all(select(VIEWS))
        return {row["view"]: Progress(**row) for row in rows}

    def spans(self, views: Sequence[str], from_ms: int, to_ms: int) -> dict[str, list[Span]]:
        """The stored spans of each of ``views`` that reach into ``[from_ms, to_ms)``, in the order of their time."""
        first, last = (from_ms - LONGEST_SPAN_MS) // MINUTE_MS, (to_ms - 1) // MINUTE_MS
        rows = self._all(
            select(SPANS).where(SPANS.c.view.in_(views), SPANS.c.minute.between(first, last)).order_by(SPANS.c.minute)
        )
        found: dict[str, list[Span]] = {view: [] for view in views}
        for row in rows:
            spans = unpack(row["view"], row["minute"], row["packed"])
            found[row["view"]] += [span for span in spans if span.to_ms > from_ms and span.from_ms < to_ms]
        return {view: sorted(spans, key=lambda span: span.from_ms) for view, spans in found.items()}

    def packed(self, minutes: Collection[tuple[str, int]]) -> dict[tuple[str, int], bytes]:
        """The packed rows of views' minutes; those that there are."""
        views, numbers = {view for view, _ in minutes}, {minute for _, minute in minutes}
        of_them = SPANS.c.view.in_(views) & SPANS.c.minute.in_(numbers)
        return {(row["view"], row["minute"]): row["packed"] for row in self._all(select(SPANS).where(of_them))}

    def silences(self, view: str) -> list[Silence]:
        """When ``view`` was given up, in order."""
        rows = self._all(select(SILENCES).where(SILENCES.c.view == view).order_by(SILENCES.c.from_ms))
        return [Silence(row["view"], row["from_ms"], row["to_ms"]) for row in rows]

    def checkpoint(self, counter: str) -> Checkpoint | None:
        """The counter's latest checkpoint."""
        order = CHECKPOINTS.c.at_ms.desc()
        rows = self._all(select(CHECKPOINTS).where(CHECKPOINTS.c.counter == counter).order_by(order).limit(1))
        return _checkpoint(rows[0]) if rows else None

    def counters_with_checkpoints(self) -> list[str]:
        """Every counter of which a checkpoint is kept."""
        return list(self._connection.execute(select(CHECKPOINTS.c.counter).distinct()).scalars())

    def checkpoint_times(self, counter: str) -> list[int]:
        """When the counter's checkpoints are of, in ms UTC."""
        return list(
            self._connection.execute(select(CHECKPOINTS.c.at_ms).where(CHECKPOINTS.c.counter == counter)).scalars()
        )

    def hall_checkpoint(self, hall: str) -> HallCheckpoint | None:
        """The latest checkpoint of the hall as a whole."""
        order = HALL_CHECKPOINTS.c.at_ms.desc()
        of_it = select(HALL_CHECKPOINTS).where(HALL_CHECKPOINTS.c.hall == hall)
        rows = self._all(of_it.order_by(order).limit(1))
        return HallCheckpoint(hall, rows[0]["position"], load_hall_state(rows[0]["state"])) if rows else None

    def hall_checkpoint_times(self) -> dict[str, list[int]]:
        """When the checkpoints of each hall are of, in ms UTC, in order."""
        found: dict[str, list[int]] = {}
        columns = select(HALL_CHECKPOINTS.c.hall, HALL_CHECKPOINTS.c.at_ms).order_by(HALL_CHECKPOINTS.c.at_ms)
        for hall, at_ms in self._connection.execute(columns):
            found.setdefault(hall, []).append(at_ms)
        return found

    def position(self) -> int:
        """The place of the last event in the log; 0 where there is none."""
        return int(self._connection.execute(select(func.coalesce(func.max(EVENTS.c.position), 0))).scalar_one())

    def last_event(self, event_id: str) -> Event | None:
        """The latest revision of an event."""
        return self._latest(EVENTS.c.id == event_id)

    def event_until(self, event_id: str, position: int) -> Event | None:
        """The latest revision of an event up to ``position`` in the log."""
        return self._latest((EVENTS.c.id == event_id) & (EVENTS.c.position <= position))

    def _latest(self, condition: ColumnElement[bool]) -> Event | None:
        order = EVENTS.c.revision.desc()
        rows = self._all(select(EVENTS.c.event).where(condition).order_by(order).limit(1))
        return EVENT.validate_json(rows[0]["event"]) if rows else None

    def told_ids(self, counter: str, after: int) -> list[str]:
        """The counter's events of which a revision lies beyond position ``after``, in order."""
        of_it = (EVENTS.c.counter == counter) & (EVENTS.c.position > after)
        rows = self._all(select(EVENTS.c.id).where(of_it).order_by(EVENTS.c.position))
        return list(dict.fromkeys(row["id"] for row in rows))

    def told_ids_in(self, hall: str, after: int) -> list[str]:
        """The events of everything in the hall of which a revision lies beyond position ``after``, in order."""
        of_it = EVENTS.c.id.startswith(f"{hall}/", autoescape=True) & (EVENTS.c.position > after)
        rows = self._all(select(EVENTS.c.id).where(of_it).order_by(EVENTS.c.position))
        return list(dict.fromkeys(row["id"] for row in rows))

    def events(self, after: int, limit: int, counter: str | None = None, *, final: bool = True) -> list[EventMessage]:
        """Up to ``limit`` revisions beyond position ``after``, in order; ``final``: only the latest of each event."""
        statement = select(EVENTS).where(EVENTS.c.position > after).order_by(EVENTS.c.position).limit(limit)
        if counter is not None:
            statement = statement.where(EVENTS.c.counter == counter)
        if final:
            statement = statement.where(EVENTS.c.latest)
        return [_message(row) for row in self._all(statement)]

    def latest_of(self, ids: Sequence[str]) -> tuple[EventMessage, ...]:
        """The latest revisions of the events ``ids``, in that order; one that is not known is left out."""
        rows = self._all(select(EVENTS).where(EVENTS.c.id.in_(ids), EVENTS.c.latest))
        found = {row["id"]: _message(row) for row in rows}
        return tuple(found[name] for name in ids if name in found)

    def newest_events(self, limit: int, counter: str | None = None) -> list[EventMessage]:
        """The latest revisions of the last ``limit`` events, in the order they were told."""
        statement = select(EVENTS).where(EVENTS.c.latest).order_by(EVENTS.c.position.desc()).limit(limit)
        if counter is not None:
            statement = statement.where(EVENTS.c.counter == counter)
        return [_message(row) for row in reversed(self._all(statement))]

    def changes(self, counter: str, from_ms: int, to_ms: int) -> list[Change]:
        """A counter's changes in ``[from_ms, to_ms)``, led by the one that holds at ``from_ms``."""
        of_it = CHANGES.c.counter == counter
        before = select(func.max(CHANGES.c.at_ms)).where(of_it, CHANGES.c.at_ms <= from_ms).scalar_subquery()
        since = func.coalesce(before, from_ms)
        statement = select(CHANGES).where(of_it, CHANGES.c.at_ms >= since, CHANGES.c.at_ms < to_ms)
        return [_change(row) for row in self._all(statement.order_by(CHANGES.c.at_ms))]

    def changes_of(self, counters: Collection[str], from_ms: int, to_ms: int) -> list[Change]:
        """The changes of all of ``counters`` in ``[from_ms, to_ms)``, in order."""
        of_them = CHANGES.c.counter.in_(counters) & (CHANGES.c.at_ms >= from_ms) & (CHANGES.c.at_ms < to_ms)
        order = (CHANGES.c.at_ms, CHANGES.c.counter)
        return [_change(row) for row in self._all(select(CHANGES).where(of_them).order_by(*order))]

    def sights(self, counters: Collection[str], from_ms: int, to_ms: int) -> list[SightChange]:
        """How what the views of ``counters`` show changed in ``[from_ms, to_ms)``, in order."""
        of_them = SIGHTS.c.counter.in_(counters) & (SIGHTS.c.at_ms >= from_ms) & (SIGHTS.c.at_ms < to_ms)
        order = (SIGHTS.c.at_ms, SIGHTS.c.view)
        return [_shown(row) for row in self._all(select(SIGHTS).where(of_them).order_by(*order))]

    def sights_at(self, counter: str, at_ms: int) -> dict[str, SightChange]:
        """What each view of a counter showed before ``at_ms``, and since when."""
        of_it = (SIGHTS.c.counter == counter) & (SIGHTS.c.at_ms < at_ms)
        last = select(SIGHTS.c.view, func.max(SIGHTS.c.at_ms).label("at_ms")).where(of_it).group_by(SIGHTS.c.view)
        known = last.subquery()
        both = (SIGHTS.c.view == known.c.view) & (SIGHTS.c.at_ms == known.c.at_ms)
        rows = self._all(select(SIGHTS).join(known, both).where(SIGHTS.c.counter == counter))
        return {row["view"]: _shown(row) for row in rows}

    def picture(self, view: str, at_ms: int) -> Picture | None:
        """What is known of the picture of ``view`` at ``at_ms``."""
        rows = self._all(select(PICTURES).where(PICTURES.c.view == view, PICTURES.c.at_ms == at_ms))
        return _picture(rows[0]) if rows else None

    def pictures(self, views: Sequence[str], from_ms: int, to_ms: int, limit: int) -> list[Picture]:
        """Up to ``limit`` pictures of ``views`` in ``[from_ms, to_ms)``, by time."""
        of_them = PICTURES.c.view.in_(views) & (PICTURES.c.at_ms >= from_ms) & (PICTURES.c.at_ms < to_ms)
        order = (PICTURES.c.at_ms, PICTURES.c.view)
        return [_picture(row) for row in self._all(select(PICTURES).where(of_them).order_by(*order).limit(limit))]

    def pictures_taken_before(self, before_ms: int, limit: int, skip: int) -> list[Picture]:
        """Up to ``limit`` pictures that came before ``before_ms`` (ms UTC), by age, beyond ``skip`` of them."""
        order = (PICTURES.c.taken_ms, PICTURES.c.view, PICTURES.c.at_ms)
        of_them = select(PICTURES).where(PICTURES.c.taken_ms < before_ms).order_by(*order)
        return [_picture(row) for row in self._all(of_them.offset(skip).limit(limit))]

    def configurations(self) -> list[Configured]:
        """Every version of the site, oldest first."""
        rows = self._all(select(CONFIGURATION).order_by(CONFIGURATION.c.version))
        return [
            Configured(row["version"], row["from_ms"], row["site"], Origin(row["origin"]), row["author"])
            for row in rows
        ]


def _worker(row: RowMapping) -> Worker:
    previous = None if row["previous_epoch"] is None else (row["previous_epoch"], row["previous_sequence"])
    return Worker(row["name"], row["epoch"], row["sequence"], frozenset(json.loads(row["views"])), previous)


def _checkpoint(row: RowMapping) -> Checkpoint:
    return Checkpoint(row["counter"], row["at_ms"], row["position"], load_state(row["state"]))


def _message(row: RowMapping) -> EventMessage:
    return EventMessage.of(EVENT.validate_json(row["event"]), row["position"], final=row["latest"])


def _picture(row: RowMapping) -> Picture:
    return Picture(row["view"], row["at_ms"], row["sha256"], row["bytes"])


def _shown(row: RowMapping) -> SightChange:
    return SightChange(row["view"], row["at_ms"], Sight(row["sight"]))


def _change(row: RowMapping) -> Change:
    reason = None if row["blind_reason"] is None else BlindReason(row["blind_reason"])
    return Change(row["counter"], row["at_ms"], Presence(row["state"]), Presence(row["customer"]), reason)
