"""Cameras as people see them: how each is, its live picture, what is being drawn, and addresses that are tried."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.contract_live import (
    CAMERA,
    PROBE,
    CameraId,
    CameraList,
    CameraMessage,
    Drafts,
    ProbeAsked,
    ProbeMessage,
)
from api.server.asked import OurDesk, OurNews, OurParts
from api.server.edited_site import zone_problems
from api.server.live_desk import LiveDesk
from api.server.problems import Code, Refused
from api.server.views_by_camera import views_by_camera
from api.server.waiting import News
from api.site_context import names
from api.site_schema import CameraEntry

ROUTER = APIRouter(tags=["cameras"])
PICTURE_S = 5.0
VERDICT_S = 15.0
HEARTBEAT_S = 10.0
JPEG = "image/jpeg"
FRESH = {"Cache-Control": "no-store"}
BORDER = b"--picture\r\n"
MOVING = "multipart/x-mixed-replace; boundary=picture"


async def _known(camera: Annotated[CameraId, Path(description=CAMERA)], desk: OurDesk) -> str:
    """A camera of the site, or a probe. Raises Refused for another one."""
    desk.check(camera)
    return camera


OfCamera = Annotated[str, Depends(_known)]
OfProbe = Annotated[CameraId, Path(description=PROBE)]


@ROUTER.get("/cameras")
async def cameras(parts: OurParts, desk: OurDesk) -> CameraList:
    """How every camera of the site is."""
    site = parts.engine.history.latest
    views = views_by_camera(site)
    return CameraList(cameras=tuple(_message(camera, views.get(camera.id, ()), desk) for camera in site.cameras))


@ROUTER.get("/cameras/{camera}/live", response_class=Response, responses={200: {"content": {MOVING: {}}}})
async def live(camera: OfCamera, desk: OurDesk, news: OurNews) -> StreamingResponse:
    """The camera's picture as it changes (MJPEG), until whoever looks goes away; who is slow misses some."""
    return StreamingResponse(_moving(camera, desk, news), media_type=MOVING, headers=FRESH)


async def _moving(camera: str, desk: LiveDesk, news: News) -> AsyncIterator[bytes]:
    """The parts of the answer. Each ends with the border: browsers show a picture when they have seen it."""
    with desk.looking(camera) as looked:
        yield BORDER
        async for picture in looked.pictures.each(lambda: news.closed):
            if picture is not None:
                head = f"Content-Type: {JPEG}\r\nContent-Length: {len(picture.jpeg)}\r\nX-At-Ms: {picture.at_ms}"
                yield b"".join((head.encode(), b"\r\n\r\n", picture.jpeg, b"\r\n", BORDER))


@ROUTER.get("/cameras/{camera}/looks", response_class=EventSourceResponse)
async def looks(camera: OfCamera, desk: OurDesk, news: OurNews) -> AsyncIterator[ServerSentEvent]:
    """What the looks at the camera find, as they come (`look`, a LookMessage); who is slow misses some."""
    with desk.looking(camera) as looked:
        yield ServerSentEvent(comment="looks follow", retry=1_000)
        heard_s = time.monotonic()
        async for look in looked.looks.each(lambda: news.closed):
            if look is not None:
                yield ServerSentEvent(data=look, event="look")
            elif time.monotonic() - heard_s < HEARTBEAT_S:
                continue
            else:
                yield ServerSentEvent(comment="heartbeat")
            heard_s = time.monotonic()


@ROUTER.get("/cameras/{camera}/picture", response_class=Response, responses={200: {"content": {JPEG: {}}}})
async def picture(camera: OfCamera, desk: OurDesk, news: OurNews) -> Response:
    """The camera's newest picture; waits for one for up to 5 s."""
    with desk.looking(camera) as looked:
        newest = await looked.pictures.within(PICTURE_S, lambda: news.closed)
    if newest is None:
        raise Refused(Code.NOT_READY, f'a picture of camera "{camera}" was wanted, but none came in {PICTURE_S:.0f} s')
    return Response(newest.jpeg, media_type=JPEG, headers={**FRESH, "X-At-Ms": str(newest.at_ms)})


@ROUTER.put("/cameras/{camera}/drafts", status_code=204)
async def draw(camera: OfCamera, drafts: Drafts, desk: OurDesk) -> None:
    """Let `looks` tell for 15 s what these views would lead to; nothing of it is kept."""
    if problems := zone_problems(drafts.views):
        raise Refused(Code.WRONG_ZONES, f"zones were wanted, got {len(problems)} wrong in them", problems)
    desk.draw(camera, drafts.views)


@ROUTER.post("/probes", status_code=201)
async def ask(asked: ProbeAsked, desk: OurDesk) -> ProbeMessage:
    """Let a worker open an address; what comes of it is told under the probe's id. At most 4 at a time."""
    return desk.probes.message(desk.probe(asked.address))


@ROUTER.get("/probes/{probe}")
async def probe(probe: OfProbe, desk: OurDesk, news: OurNews) -> ProbeMessage:
    """What came of a probe; waits for it for up to 15 s. Asking renews it."""
    desk.probes.renew(probe, desk.now_s)
    await desk.probes.verdict(probe).within(VERDICT_S, lambda: news.closed)
    return desk.probes.message(probe)


@ROUTER.get("/probes/{probe}/picture", response_class=Response, responses={200: {"content": {JPEG: {}}}})
async def probe_picture(probe: OfProbe, desk: OurDesk, news: OurNews) -> Response:
    """The first picture that came of a probe; waits for it for up to 5 s. Asking renews it."""
    desk.probes.renew(probe, desk.now_s)
    jpeg = await desk.probes.picture(probe).within(PICTURE_S, lambda: news.closed)
    if jpeg is None:
        raise Refused(Code.NOT_READY, f"a picture of the probe was wanted, but none came in {PICTURE_S:.0f} s")
    return Response(jpeg, media_type=JPEG, headers=FRESH)


def _message(camera: CameraEntry, views: tuple[str, ...], desk: LiveDesk) -> CameraMessage:
    zh, en = (camera.id, camera.id) if camera.name is None else names(camera.name)
    status = desk.workers.camera(camera.id, desk.now_s)
    shown = (desk.picture_ms(camera.id), None if status is None else status.looked_ms)
    return CameraMessage(
        id=camera.id,
        name={"zh": zh, "en": en},
        state="unknown" if status is None else status.state,
        since_ms=None if status is None else status.since_ms,
        reason=None if status is None else status.reason,
        views=views,
        picture_ms=max((at_ms for at_ms in shown if at_ms is not None), default=None),
    )
