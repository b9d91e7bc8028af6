"""The app: ``create_app(parts)`` gives a fresh one, with nothing shared between two."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from fastapi import FastAPI

from api.contract import PREFIX, Problem
from api.server import (
    errors_json,
    page,
    routes_cameras,
    routes_commands,
    routes_coverage,
    routes_drills,
    routes_entries,
    routes_events,
    routes_health,
    routes_incidents,
    routes_live,
    routes_login,
    routes_pictures,
    routes_reading,
    routes_site,
    routes_workers,
)
from api.server.access.described import describe
from api.server.access.gate import Gate
from api.server.body_limit import BodyLimit
from api.server.live_desk import LiveDesk
from api.server.parts import Parts
from api.server.store import StoreError
from api.server.waiting import News, Queue

ROUTES = (
    routes_login,
    routes_workers,
    routes_commands,
    routes_live,
    routes_reading,
    routes_coverage,
    routes_events,
    routes_incidents,
    routes_entries,
    routes_drills,
    routes_pictures,
    routes_cameras,
    routes_site,
)
LOG = logging.getLogger(__name__)
TICK_S = 0.5
ERRORS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": Problem, "description": "the request is at fault"},
    "5XX": {"model": Problem, "description": "the API is"},
}


class App(FastAPI):
    """The app, its description saying who may."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        return describe(super().openapi())


def create_app(parts: Parts) -> FastAPI:
    """The app over ``parts``, which stay the caller's to close after it has ended."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        news = News(parts.intake.position, parts.engine.history.version)
        app.state.parts, app.state.news, app.state.queue = parts, news, Queue(parts.intake, news)
        app.state.hashing = asyncio.Semaphore(routes_login.AT_ONCE)
        app.state.desk = LiveDesk(lambda: parts.engine.history.latest, time.monotonic, news.wish)
        async with _beside(app.state.queue.run(), _tick(parts, news), app.state.desk.run()):
            yield
            news.close()

    app = App(
        title="OnPost",
        summary="Presence and decorum monitor for staffed counters",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # those pages fetch scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(Gate, parts=parts)  # outermost: nothing is read of who may not ask
    errors_json.install(app, parts.metrics)
    for routes in ROUTES:
        app.include_router(routes.ROUTER, prefix=PREFIX, responses=ERRORS)
    app.include_router(routes_health.ROUTER, responses=ERRORS)
    page.install(app, page.Page())
    return app


@contextlib.asynccontextmanager
async def _beside(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let ``work`` run while the block does."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tick(parts: Parts, news: News) -> None:
    """Let the engine notice that time passes."""
    while True:
        try:
            await asyncio.to_thread(parts.intake.tick)
            news.tell(parts.intake.position, parts.engine.history.version)
        except StoreError:
            pass  # the intake has told of it; it is tried again
        except Exception:  # it is tried again: time must not stand still for one failure
            LOG.exception("tick_failed")
        await asyncio.sleep(TICK_S)
