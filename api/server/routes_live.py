"""What workers show of this moment. It is kept in memory, and only while somebody wants it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from api.contract import Ms
from api.contract_live import CAMERA, PROBE, CameraId, LookMessage, ProbeVerdict, WorkerStatus
from api.server.asked import WORKER_KEY, OurDesk
from api.server.live_desk import Picture
from api.server.problems import Code, Refused
from cameras.redact import redacted

ROUTER = APIRouter(tags=["workers"], dependencies=[WORKER_KEY])
MOST_JPEG_BYTES = 2_000_000
JPEG_BEGINS = b"\xff\xd8\xff"
JPEG_BODY = {"requestBody": {"required": True, "content": {"image/jpeg": {"schema": {"type": "string"}}}}}


async def _jpeg(request: Request) -> bytes:
    """The picture that was sent. Raises Refused for one that is none, or too large."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_JPEG_BYTES:
            raise Refused(Code.TOO_LARGE, f"a picture of at most {MOST_JPEG_BYTES} bytes was wanted, got more")
    if not content.startswith(JPEG_BEGINS):
        raise Refused(Code.MALFORMED, f"a JPEG picture was wanted, got {len(content)} bytes of something else")
    return bytes(content)


Jpeg = Annotated[bytes, Depends(_jpeg)]
OfCamera = Annotated[CameraId, Path(description=CAMERA)]
OfProbe = Annotated[CameraId, Path(description=PROBE)]


@ROUTER.put("/cameras/{camera}/live/{at_ms}", status_code=204, openapi_extra=JPEG_BODY)
async def show(
    camera: OfCamera, at_ms: Annotated[Ms, Path(description="its moment, ms UTC")], jpeg: Jpeg, desk: OurDesk
) -> None:
    """Show a picture (JPEG, what is private painted over) to whoever looks at the camera; else it is forgotten."""
    desk.show(camera, Picture(at_ms, jpeg))


@ROUTER.put("/cameras/{camera}/look", status_code=204)
async def look(camera: OfCamera, look: LookMessage, desk: OurDesk) -> None:
    """Tell what a look found to whoever looks at the camera; else it is forgotten."""
    if look.camera != camera:
        raise Refused(Code.MALFORMED, f'a look of camera "{camera}" was wanted, got one of "{look.camera}"')
    desk.tell(look)


@ROUTER.put("/workers/me/status", status_code=204)
async def status(status: WorkerStatus, desk: OurDesk) -> None:
    """Tell how a worker and its cameras are; it holds for 10 s."""
    desk.workers.tell(status, desk.now_s)


@ROUTER.put("/probes/{probe}", status_code=204)
async def verdict(probe: OfProbe, verdict: ProbeVerdict, desk: OurDesk) -> None:
    """Tell what came of opening a probe's address."""
    hidden = None if verdict.message is None else redacted(verdict.message)
    desk.probes.verdict(probe).put(verdict.model_copy(update={"message": hidden}))


@ROUTER.put("/probes/{probe}/picture", status_code=204, openapi_extra=JPEG_BODY)
async def probe_picture(probe: OfProbe, jpeg: Jpeg, desk: OurDesk) -> None:
    """Show the first picture (JPEG) of a probe's address."""
    desk.probes.picture(probe).put(jpeg)
