"""For whoever supervises the API."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.contract import Health
from api.server.asked import OurParts
from api.server.problems import Code, Refused

ROUTER = APIRouter(tags=["health"])


@ROUTER.get("/healthz")
def healthz() -> Health:
    """Whether the process answers."""
    return Health()


@ROUTER.get("/readyz")
def readyz(parts: OurParts) -> Health:
    """Whether the store can be read and what was last written to it is on disk."""
    with parts.store.read() as log:
        log.position()
    if not parts.intake.ready:
        raise Refused(Code.NOT_READY, "a store that can be written was wanted, got a failure at the last try")
    return Health()


@ROUTER.get("/metrics", response_class=Response)
def metrics(parts: OurParts) -> Response:
    """The figures, in Prometheus' own format."""
    return Response(parts.metrics.text(), media_type=CONTENT_TYPE_LATEST)
