"""What workers send."""

from fastapi import APIRouter

from api.contract import Acknowledged, Batch, Registered, Registration
from api.server.asked import OurParts, OurQueue

ROUTER = APIRouter(tags=["workers"])


@ROUTER.post("/workers")
def register(registration: Registration, parts: OurParts) -> Registered:
    """Register a worker: the epoch it is given fences whoever had the name before."""
    return parts.intake.register(registration)


@ROUTER.post("/batches")
async def take(batch: Batch, queue: OurQueue) -> Acknowledged:
    """Take a batch of spans in. The answer comes when it is on disk; a batch that came before is answered again."""
    return await queue.take(batch)
