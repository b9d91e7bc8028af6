"""Requests that are too large are refused before they are read; the framework's own limit answers in plain text."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 5_000_000
"""What a batch of 20,000 usual spans takes."""
TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Lets ``app`` read at most ``MOST_BYTES`` of a request, whether or not it told its length."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        length = int(told) if told.isdecimal() else 0
        read = 0

        async def limited() -> Message:
            nonlocal read
            _check(length)
            message = await receive()
            read += len(message.get("body", b""))
            _check(read)
            return message

        await self.app(scope, limited, send)


def _check(length: int) -> None:
    if length > MOST_BYTES:
        raise HTTPException(TOO_LARGE)
