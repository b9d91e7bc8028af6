"""Trying out the alarm path."""

import asyncio

from fastapi import APIRouter

from api.contract_drills import DrillAsked, DrillMessage
from api.server.asked import OurNews, OurParts

ROUTER = APIRouter(tags=["drills"])


@ROUTER.post("/drills")
async def drill(asked: DrillAsked, parts: OurParts, news: OurNews) -> DrillMessage:
    """Tell of a drill in a hall as of anything that is found (worker key, or a session). It is not counted."""
    event = await asyncio.to_thread(parts.intake.drill, asked.hall)
    news.tell(parts.intake.position, parts.engine.history.version)
    return DrillMessage(event=event)
