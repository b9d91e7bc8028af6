"""Incidents in the store; part of ``reading.Reading`` and ``writing.Writing``."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update

from api.server.schema import INCIDENTS
from vision.calm.alerting import NOTHING_SENT, Sent, Way
from vision.calm.causes import DRILL
from vision.calm.incidents import Incident
from vision.datatypes import Phase

INCIDENT = TypeAdapter(Incident)


@dataclass(frozen=True, slots=True)
class Handled:
    """A revision of an incident, the event time (ms UTC) of what it tells, and how people hear of it.

    ``day`` numbers the day of the hall's calendar; ``opened_ms`` and ``told_ms`` are of the API's clock.
    """

    incident: Incident
    revision: int
    phase: Phase
    at_ms: int
    day: int
    way: Way
    opened_ms: int
    told_ms: int
    position: int = 0


class IncidentsReading:
    """The questions, over one connection in one transaction."""

    _connection: Connection

    def incidents_touching(self, incident: tuple[str, str, str], from_ms: int, to_ms: int | None) -> list[Handled]:
        """Of (hall, counter, cause) those that run at any time from ``from_ms`` to ``to_ms``, both included.

        None: there is no end. The one opened first is foremost; what was withdrawn is left out.
        """
        hall, counter, cause = incident
        of_it = (INCIDENTS.c.hall == hall) & (INCIDENTS.c.counter == counter) & (INCIDENTS.c.cause == cause)
        runs = _runs(from_ms) if to_ms is None else _runs(from_ms) & (INCIDENTS.c.start_ms <= to_ms)
        return self._latest_where(of_it & runs)

    def incidents_of_cause(self, hall: str, cause: str, from_ms: int, to_ms: int) -> list[Handled]:
        """Those of a cause anywhere in the hall that run at any time from ``from_ms`` to ``to_ms``."""
        of_it = (INCIDENTS.c.hall == hall) & (INCIDENTS.c.cause == cause)
        return self._latest_where(of_it & _runs(from_ms) & (INCIDENTS.c.start_ms <= to_ms))

    def incidents_ended(self, hall: str, counters: tuple[str, ...], from_ms: int, to_ms: int | None) -> list[Handled]:
        """Those at ``counters`` that ended from ``from_ms`` to ``to_ms`` (None: or later)."""
        of_them = (INCIDENTS.c.hall == hall) & INCIDENTS.c.counter.in_(counters)
        ended = INCIDENTS.c.end_ms >= from_ms
        return self._latest_where(of_them & (ended if to_ms is None else ended & (INCIDENTS.c.end_ms <= to_ms)))

    def incidents(  # noqa: PLR0913 - what may be asked for
        self,
        after: int,
        limit: int,
        *,
        hall: str | None,
        counter: str | None,
        period_ms: tuple[int, int] | None,
        runs: bool | None,
    ) -> list[Handled]:
        """Up to ``limit`` beyond position ``after``, the latest revision of each, in order of these.

        ``period_ms``: only those that ran at any time of it; ``runs``: only those that go on, or have ended.
        """
        statement = select(INCIDENTS).where(INCIDENTS.c.latest, INCIDENTS.c.position > after)
        wanted = {INCIDENTS.c.hall: hall, INCIDENTS.c.counter: counter}
        statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
        if period_ms is not None:
            statement = statement.where(_runs(period_ms[0]), INCIDENTS.c.start_ms < period_ms[1])
        if runs is not None:
            is_withdrawn = INCIDENTS.c.phase == Phase.WITHDRAWN.value
            goes_on = INCIDENTS.c.end_ms.is_(None) & ~is_withdrawn
            statement = statement.where(goes_on if runs else ~goes_on)
        rows = self._connection.execute(statement.order_by(INCIDENTS.c.position).limit(limit)).mappings()
        return [_handled(row) for row in rows]

    def incident(self, incident_id: str) -> list[Handled]:
        """All revisions of an incident, the first one first."""
        statement = select(INCIDENTS).where(INCIDENTS.c.id == incident_id).order_by(INCIDENTS.c.revision)
        return [_handled(row) for row in self._connection.execute(statement).mappings()]

    def sent(self, hall: str, counter: str, day: int) -> Sent:
        """What the hall has sent at once on ``day``, and last about ``counter``."""
        now = (INCIDENTS.c.hall == hall) & (INCIDENTS.c.way == Way.NOW.value) & (INCIDENTS.c.cause != DRILL)
        that_day = select(func.count()).select_from(INCIDENTS).where(now, INCIDENTS.c.day == day)
        count = int(self._connection.execute(that_day).scalar_one())
        newest = (
            select(INCIDENTS).where(now, INCIDENTS.c.counter == counter).order_by(INCIDENTS.c.at_ms.desc()).limit(1)
        )
        last = self._connection.execute(newest).mappings().one_or_none()
        if last is None:
            return Sent(count, NOTHING_SENT.last_ms, NOTHING_SENT.last_severity)
        aloud = INCIDENT.validate_json(last["incident"]).aloud
        return Sent(count, last["at_ms"], aloud or NOTHING_SENT.last_severity)

    def _latest_where(self, condition: ColumnElement[bool]) -> list[Handled]:
        still = INCIDENTS.c.latest & (INCIDENTS.c.phase != Phase.WITHDRAWN.value)
        order = (INCIDENTS.c.opened_ms, INCIDENTS.c.start_ms, INCIDENTS.c.id)
        rows = self._connection.execute(select(INCIDENTS).where(still, condition).order_by(*order)).mappings()
        return [_handled(row) for row in rows]


def _runs(from_ms: int) -> ColumnElement[bool]:
    return or_(INCIDENTS.c.end_ms.is_(None), INCIDENTS.c.end_ms >= from_ms)


class IncidentsWriting(IncidentsReading):
    """The deeds, over one connection in one transaction."""

    def add_incident(self, handled: Handled) -> None:
        """Add a revision; its position is given by the store."""
        incident = handled.incident
        older = (INCIDENTS.c.id == incident.id) & INCIDENTS.c.latest
        self._connection.execute(update(INCIDENTS).where(older).values(latest=False))
        row = {name: getattr(incident, name) for name in ("id", "hall", "counter", "cause", "start_ms", "end_ms")}
        row |= {name: getattr(handled, name) for name in ("revision", "at_ms", "day", "opened_ms", "told_ms")}
        row |= {"phase": handled.phase.value, "way": handled.way.value, "latest": True}
        row |= {"incident": INCIDENT.dump_json(incident).decode()}
        self._connection.execute(insert(INCIDENTS).values(row))


def _handled(row: RowMapping) -> Handled:
    return Handled(
        INCIDENT.validate_json(row["incident"]),
        row["revision"],
        Phase(row["phase"]),
        row["at_ms"],
        row["day"],
        Way(row["way"]),
        row["opened_ms"],
        row["told_ms"],
        row["position"],
    )
