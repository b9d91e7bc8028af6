"""What workers are told, as it becomes so. It holds the passwords of cameras, so they must show their key."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.contract import WORKER, WorkerName
from api.contract_live import Wishes
from api.server.asked import WORKER_KEY, OurDesk, OurNews, OurParts
from api.server.parts import Parts
from api.server.waiting import News
from api.server.watched import configuration

ROUTER = APIRouter(tags=["workers"])
HEARTBEAT_S = 10.0


@ROUTER.get("/workers/me/commands", response_class=EventSourceResponse, dependencies=[WORKER_KEY])
async def stream(
    parts: OurParts, news: OurNews, desk: OurDesk, worker: Annotated[WorkerName, Query(description=WORKER)]
) -> AsyncIterator[ServerSentEvent]:
    """What to watch (`configuration`, its version as id): at once, and again whenever that changes.

    What people want to see this moment (`wishes`): all of it, whenever that changes, in place of what they wanted
    before; nothing where nobody looks. A comment every 10 s shows that the line holds. The stream ends when the API
    does.
    """
    yield ServerSentEvent(comment=f"commands for {worker} follow")
    async for command in commands(parts, news, HEARTBEAT_S, lambda: desk.wishes):
        yield command


async def commands(
    parts: Parts, news: News, heartbeat_s: float, wishes: Callable[[], Wishes] = Wishes
) -> AsyncIterator[ServerSentEvent]:
    """The commands, and a comment wherever nothing else came for ``heartbeat_s``.

    What is to be watched is looked up at each of them: another season's uniforms need no new version of the site.
    """
    version, wished, told, watched = 0, 0, Wishes(), None
    while not news.closed:
        try:
            async with asyncio.timeout(heartbeat_s):
                if not await news.commanded_beyond(version, wished):
                    return
        except TimeoutError:
            yield ServerSentEvent(comment="heartbeat")
        command = configuration(parts.engine.history, parts.clock())
        if command != watched:
            yield ServerSentEvent(data=command, event="configuration", id=str(command.version))
        version, watched = command.version, command
        wished = news.wishes
        if wishes() != told:
            told = wishes()
            yield ServerSentEvent(data=told, event="wishes")
