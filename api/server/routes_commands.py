"""What workers are told, as it becomes so. It holds the passwords of cameras, so they must show their key."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.contract import WORKER, WorkerName
from api.server.asked import WORKER_KEY, OurNews, OurParts
from api.server.parts import Parts
from api.server.waiting import News
from api.server.watched import configuration

ROUTER = APIRouter(tags=["workers"])
HEARTBEAT_S = 10.0


@ROUTER.get("/workers/me/commands", response_class=EventSourceResponse, dependencies=[WORKER_KEY])
async def stream(
    parts: OurParts, news: OurNews, worker: Annotated[WorkerName, Query(description=WORKER)]
) -> AsyncIterator[ServerSentEvent]:
    """What to watch (`configuration`, its version as id): at once, and again whenever that changes.

    A comment every 10 s shows that the line holds. The stream ends when the API does.
    """
    yield ServerSentEvent(comment=f"commands for {worker} follow")
    async for command in commands(parts, news, HEARTBEAT_S):
        yield command


async def commands(parts: Parts, news: News, heartbeat_s: float) -> AsyncIterator[ServerSentEvent]:
    """The commands, and a comment wherever nothing else came for ``heartbeat_s``."""
    version = 0
    while not news.closed:
        try:
            async with asyncio.timeout(heartbeat_s):
                if not await news.configured_beyond(version):
                    return
        except TimeoutError:
            yield ServerSentEvent(comment="heartbeat")
            continue
        command = configuration(parts.engine.history)
        yield ServerSentEvent(data=command, event="configuration", id=str(command.version))
        version = command.version
