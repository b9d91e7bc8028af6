"""The page, as it was built into ``api/web/dist``: served at every address that is not the API's.

What the build names after its content never changes and is kept by browsers for good; ``index.html`` is asked for
each time. The API runs without the page, and says so where the page would be.
"""

import gzip
import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from api.contract import PREFIX

DIST = Path(__file__).parents[1] / "web" / "dist"
INDEX, ASSETS, NONCE = "index.html", "/assets/", b"nonce-of-this-answer"
FOREVER, EACH_TIME = "public, max-age=31536000, immutable", "no-cache"
SMALLEST_PACKED = 1_000
TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")

_ALLOWED = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data: blob:",  # data: for marks in style sheets, blob: for pictures of a stream
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
POLICY = "; ".join(_ALLOWED)
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
NOT_BUILT = f"""\
OnPost: the page was not built. 页面尚未构建。
Build it with `tools/page`, then start again. The API is at {PREFIX}/openapi.json.
"""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the page: what it holds, plain and packed (None where that is not worth it)."""

    content: bytes = field(repr=False)
    media_type: str
    packed: bytes | None = field(default=None, repr=False)

    @classmethod
    def read(cls, path: Path) -> "_File":
        content = path.read_bytes()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if media_type == "text/javascript":  # both are in use; one name makes the answer the same everywhere
            media_type = "application/javascript"
        worth = len(content) >= SMALLEST_PACKED and media_type.startswith(TEXTS)
        return cls(content, media_type, gzip.compress(content, mtime=0) if worth else None)


class Page:
    """The files of one build, held in memory; an ASGI app."""

    def __init__(self, folder: Path = DIST) -> None:
        """Read what is in ``folder``; nothing where the page was not built."""
        paths = [path for path in folder.rglob("*") if path.is_file()] if (folder / INDEX).is_file() else []
        self._files = {f"/{path.relative_to(folder).as_posix()}": _File.read(path) for path in paths}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file that is asked for, or with the page, which knows its own addresses."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if not self._files:
            return PlainTextResponse(NOT_BUILT, 200 if scope["path"] == "/" else 404, ALWAYS)
        path = scope["path"]
        found = self._files.get(path)
        if found is None and path.startswith(ASSETS):  # of an earlier build: the page itself would not run as a script
            return PlainTextResponse("", 404, {**ALWAYS, "Cache-Control": EACH_TIME})
        if found is None or path == f"/{INDEX}":
            return self._index()
        return _of(found, FOREVER if path.startswith(ASSETS) else EACH_TIME, _takes_gzip(scope))

    def _index(self) -> Response:
        """The page with a nonce of its own for the style sheets that its script adds."""
        nonce = secrets.token_urlsafe(16)
        content = self._files[f"/{INDEX}"].content.replace(NONCE, nonce.encode())
        headers = {**ALWAYS, "Cache-Control": EACH_TIME, "Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(content, headers=headers, media_type="text/html")


def _of(file: _File, kept: str, packed: bool) -> Response:  # noqa: FBT001 # an inner step
    headers = {**ALWAYS, "Cache-Control": kept, "Content-Security-Policy": "default-src 'none'"}
    if file.packed is None:
        return Response(file.content, headers=headers, media_type=file.media_type)
    headers["Vary"] = "Accept-Encoding"
    if not packed:
        return Response(file.content, headers=headers, media_type=file.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(file.packed, headers=headers, media_type=file.media_type)


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def install(app: FastAPI, page: Page) -> None:
    """Let ``app`` answer with ``page`` what would be a 404: GET and HEAD outside ``/api/``."""
    otherwise = app.router.default

    async def remaining(scope: Scope, receive: Receive, send: Send) -> None:
        asked_for_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if asked_for_page and not f"{scope['path']}/".startswith("/api/"):
            await page(scope, receive, send)
        else:
            await otherwise(scope, receive, send)

    app.router.default = remaining
