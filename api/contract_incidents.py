"""The messages of incidents: what was found, one per cause, as people handle it.

Version 1, as in ``api.contract``.
"""

from typing import Annotated

from pydantic import Field

from api.contract import Count, EventMessage, Message
from vision.calm.alerting import Way
from vision.datatypes import Phase, Severity, Status


class IncidentMessage(Message):
    """One revision of an incident."""

    position: Annotated[Count, Field(description="its place among all revisions, a rising count; cursor of `after`")]
    id: Annotated[str, Field(description="the incident, the same in all its revisions")]
    revision: Annotated[int, Field(ge=1, description="which revision of the incident, a count from 1")]
    hall: Annotated[str, Field(description="id of the hall")]
    counter: Annotated[str, Field(description="what it is about, as in events: id of a counter, a group, the hall …")]
    cause: Annotated[str, Field(description="what its events share: unstaffed, asleep, phone, equipment or a rule")]
    type: Annotated[str, Field(description="the rule that names it, such as presence.absent")]
    phase: Annotated[
        Phase, Field(description="what this revision tells; withdrawn: it is no more, or part of another one")
    ]
    at_ms: Annotated[int, Field(description="event time of this step, ms UTC")]
    start_ms: Annotated[int, Field(description="when it began, ms UTC")]
    end_ms: Annotated[int | None, Field(description="when the last of its events ended, ms UTC; null: it goes on")]
    severity: Annotated[Severity, Field(description="the gravest of its events")]
    status: Annotated[Status, Field(description="what it may be used for: the furthest of its events")]
    events: Annotated[tuple[str, ...], Field(description="ids of its events, by their begin")]
    blinded: Annotated[tuple[str, ...], Field(description="of a camera: ids of counters that it could not show")]
    explained_by: Annotated[
        str | None, Field(description="id of the camera's incident that hid how it ended; null: of none")
    ]
    way: Annotated[
        Way, Field(description="how people hear of this revision: now, in the digest, or none where nothing got worse")
    ]
    told_ms: Annotated[int, Field(description="the API's clock when it told it, ms UTC")]


class IncidentPage(Message):
    """Incidents, the latest revision of each, in the order of these revisions."""

    incidents: Annotated[tuple[IncidentMessage, ...], Field(description="at most `limit` of them")]
    next_after: Annotated[int, Field(description="pass as `after` to get what follows, a position")]


class IncidentCase(Message):
    """An incident with all that was found of it."""

    incident: Annotated[IncidentMessage, Field(description="its latest revision")]
    revisions: Annotated[tuple[IncidentMessage, ...], Field(description="all its revisions, the first one first")]
    events: Annotated[
        tuple[EventMessage, ...], Field(description="its events by their begin, in their latest revisions")
    ]
