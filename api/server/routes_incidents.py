"""Incidents: page by page, and one with all that was found of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.contract import Count
from api.contract_incidents import IncidentCase, IncidentMessage, IncidentPage
from api.server.asked import OurParts
from api.server.incidents_stored import Handled
from api.server.problems import Code, Refused
from api.server.routes_events import Limit
from api.times import FIRST_MS, LAST_MS

ROUTER = APIRouter(tags=["incidents"])
Moment = Annotated[int, Query(ge=FIRST_MS, le=LAST_MS)]


@ROUTER.get("/incidents")
def incidents(  # noqa: PLR0913, PLR0917 - each is a filter in the address
    parts: OurParts,
    after: Annotated[Count, Query(description="only revisions beyond this position, a count; 0: from the begin")] = 0,
    limit: Limit = 100,
    hall: Annotated[str | None, Query(description="only of this hall, an id")] = None,
    counter: Annotated[str | None, Query(description="only about this counter, an id")] = None,
    from_ms: Annotated[Moment | None, Query(description="only what ran at this moment or later, ms UTC")] = None,
    to_ms: Annotated[Moment | None, Query(description="only what began before this moment, ms UTC")] = None,
    running: Annotated[bool | None, Query(description="true: only what goes on; false: only what is over")] = None,
) -> IncidentPage:
    """Incidents in the order they were told. One that gets a new revision moves to the end."""
    period = None
    if from_ms is not None or to_ms is not None:
        period = FIRST_MS if from_ms is None else from_ms, LAST_MS if to_ms is None else to_ms
    with parts.store.read() as log:
        found = log.incidents(after, limit, hall=hall, counter=counter, period_ms=period, runs=running)
    told = tuple(map(_message, found))
    return IncidentPage(incidents=told, next_after=told[-1].position if told else after)


@ROUTER.get("/incidents/{incident:path}")
def incident_case(
    incident: Annotated[str, Path(max_length=300, description="id of the incident, with its slashes")], parts: OurParts
) -> IncidentCase:
    """An incident with all its revisions and the events that belong to it."""
    with parts.store.read() as log:
        revisions = log.incident(incident)
        if not revisions:
            raise Refused(Code.NOT_FOUND, f'the id of an incident was wanted, got "{incident}"')
        events = log.latest_of(revisions[-1].incident.findings)
    told = tuple(map(_message, revisions))
    return IncidentCase(incident=told[-1], revisions=told, events=events)


def _message(handled: Handled) -> IncidentMessage:
    incident = handled.incident
    own = {name: getattr(handled, name) for name in ("position", "revision", "phase", "at_ms", "way", "told_ms")}
    same = set(IncidentMessage.model_fields) - own.keys() - {"events"}
    return IncidentMessage(**own, **{name: getattr(incident, name) for name in same}, events=incident.findings)
