"""Pictures: workers send them, whoever looks at an event asks for them."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.contract import Ms, PictureList, PictureMessage, ViewId
from api.server.album import MOST_BYTES
from api.server.asked import WORKER_KEY, OurParts
from api.server.problems import Code, Refused

ROUTER = APIRouter(tags=["pictures"])
JPEG = "image/jpeg"
MOST_LISTED = 5_000
BINARY = {JPEG: {"schema": {"type": "string", "format": "binary"}}}

OfView = Annotated[ViewId, Path(description="id of the view")]
AtMs = Annotated[Ms, Path(description="the moment it shows, ms UTC")]


@ROUTER.put(
    "/views/{view}/pictures/{at_ms}",
    dependencies=[WORKER_KEY],
    openapi_extra={"requestBody": {"required": True, "content": BINARY}},
)
async def put(view: OfView, at_ms: AtMs, request: Request, parts: OurParts) -> PictureMessage:
    """Keep a JPEG of at most 2 MB. The answer comes when it is on disk; the same bytes again are answered again."""
    if not parts.engine.history.counters_of(view):
        raise Refused(Code.UNKNOWN_VIEW, f'a view of the site was wanted, got "{view}"')
    jpeg = await _body(request)
    kept = await asyncio.to_thread(parts.album.put, view, at_ms, jpeg)
    return PictureMessage.model_validate(kept, from_attributes=True)


@ROUTER.get(
    "/views/{view}/pictures/{at_ms}",
    response_class=Response,
    responses={200: {"content": BINARY, "description": "the JPEG"}},
)
def get(view: OfView, at_ms: AtMs, parts: OurParts) -> Response:
    """The picture; `gone` where its time to be kept is over."""
    return Response(parts.album.get(view, at_ms), media_type=JPEG, headers={"Cache-Control": "private"})


@ROUTER.get("/counters/{counter}/pictures")
def pictures(
    counter: Annotated[str, Path(description="id of the counter")],
    from_ms: Annotated[Ms, Query(alias="from", description="first moment, ms UTC")],
    to_ms: Annotated[Ms, Query(alias="to", description="first moment after the last, ms UTC")],
    parts: OurParts,
) -> PictureList:
    """The pictures of a counter's views, by time, 5,000 at most: ask on from the last where there may be more."""
    views = parts.engine.history.views_of(counter)
    if not views:
        raise Refused(Code.NOT_FOUND, f'a counter of the site was wanted, got "{counter}"')
    with parts.store.read() as log:
        found = log.pictures(views, from_ms, to_ms, MOST_LISTED)
    return PictureList(pictures=tuple(PictureMessage.model_validate(one, from_attributes=True) for one in found))


async def _body(request: Request) -> bytes:
    """What is sent; no more is read than may be kept."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > MOST_BYTES:
            break
    return bytes(read)
