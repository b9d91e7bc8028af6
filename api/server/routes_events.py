"""Events: page by page, and as they happen."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.contract import Count, EventMessage, EventPage
from api.server.asked import OurNews, OurParts
from api.server.parts import Parts

ROUTER = APIRouter(tags=["events"])
MOST_EVENTS = 1_000
AT_ONCE = 200

After = Annotated[
    Count, Query(description="only what lies beyond this position in the log, a count; 0: from its begin")
]
OfCounter = Annotated[str | None, Query(description="only events of this counter, an id")]
Limit = Annotated[int, Query(ge=1, le=MOST_EVENTS, description="how many at most, a count")]


@ROUTER.get("/events")
def events(
    parts: OurParts,
    after: After = 0,
    counter: OfCounter = None,
    limit: Limit = 100,
    revisions: Annotated[
        str, Query(pattern="^(final|all)$", description="final: the latest revision of each event; all: every one")
    ] = "final",
) -> EventPage:
    """Events in the order they were told. One that gets a new revision moves to the end."""
    found = _read(parts, after, limit, counter, final=revisions == "final")
    return EventPage(events=tuple(found), next_after=found[-1].position if found else after)


@ROUTER.get("/events/newest")
def newest(parts: OurParts, counter: OfCounter = None, limit: Limit = 100) -> EventPage:
    """The last `limit` events in the order they were told, the latest revision of each: where readers begin."""
    with parts.store.read() as log:
        found = log.newest_events(limit, counter)
        return EventPage(events=tuple(found), next_after=log.position())


@ROUTER.get("/events/stream", response_class=EventSourceResponse)
async def stream(
    parts: OurParts,
    news: OurNews,
    after: Annotated[
        Count | None,
        Query(description="begin beyond this position in the log, a count; left out: with what comes next"),
    ] = None,
    counter: OfCounter = None,
    last_event_id: Annotated[
        str | None, Header(pattern="^[0-9]{1,15}$", description="the last id that was received; browsers send it")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Every revision of every event as it is told, its position as id; ends when the API does."""
    position = news.position if after is None else after
    position = position if last_event_id is None else int(last_event_id)
    yield ServerSentEvent(comment="events follow", retry=1_000)
    while await news.beyond(position):
        until = news.position  # before reading: what is told meanwhile is read next time
        found = await asyncio.to_thread(_read, parts, position, AT_ONCE, counter, final=False)
        for message in found:
            yield ServerSentEvent(data=message, event="event", id=str(message.position))
        last = found[-1].position if found else position
        position = last if len(found) == AT_ONCE else max(last, until)


def _read(parts: Parts, after: int, limit: int, counter: str | None, *, final: bool) -> list[EventMessage]:
    with parts.store.read() as log:
        return log.events(after, limit, counter, final=final)
