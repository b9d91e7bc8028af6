"""The gate before the app: whoever may not ask is answered here, before anything of what was sent is read."""

import asyncio
import logging
import secrets

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.access.access import Access
from api.server.access.cookies import CSRF_HEADER, SESSION_COOKIE
from api.server.access.origin import is_foreign
from api.server.access.rules import SAFE, Who, who_may
from api.server.access.sessions import is_csrf_token
from api.server.errors_json import answer
from api.server.parts import Parts
from api.server.problems import Code, Refused
from api.server.store import StoreError

LOG = logging.getLogger(__name__)
POLICY_VIOLATION = 1008
"""RFC 6455, 7.4.1."""


class Gate:
    """Lets through to ``app`` who may, by the table in ``rules``; what people are answered ends with their session."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        """Guard ``app`` over ``parts``. Without access only what is the workers' is guarded."""
        self._app, self._parts = app, parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; there is no websocket, so none may be opened."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            session_id = await self._admitted(scope)
        except Refused as refused:
            await answer(refused)(scope, receive, send)
        except StoreError as error:
            LOG.warning("session_not_read reason=%s", error)
            failed = Refused(Code.STORE_UNAVAILABLE, "a store that can be read was wanted, got a failure")
            await answer(failed)(scope, receive, send)
        else:
            await self._served(session_id, scope, receive, send)

    async def _admitted(self, scope: Scope) -> str | None:
        """The id of the session by which the request may pass; None: it may without. Raises Refused, StoreError."""
        who, headers, safe = _whose(scope), Headers(scope=scope), scope["method"] in SAFE
        if who is Who.WORKER:
            self._check_key(headers)
            return None
        if self._parts.access is None or (who is Who.WORKER_OR_PERSON and self._shows_key(headers)):
            return None
        if who is not Who.ANYBODY:
            return await self._person(self._parts.access, scope, headers, safe=safe)
        if not safe:
            _check_origin(headers)
        return None

    async def _person(self, access: Access, scope: Scope, headers: Headers, *, safe: bool) -> str | None:
        session_id = HTTPConnection(scope).cookies.get(SESSION_COOKIE, "")
        session = await asyncio.to_thread(access.session, session_id) if session_id else None
        if session is None:
            if safe and access.open_reading:
                return None
            if _whose(scope) is Who.WORKER_OR_PERSON and headers.get("authorization", "").casefold().startswith(
                "bearer "
            ):
                self._check_key(headers)
            raise Refused(Code.NOT_LOGGED_IN, "somebody who is logged in was wanted, got nobody")
        if not safe:
            _check_origin(headers)
            if not is_csrf_token(headers.get(CSRF_HEADER, ""), session_id):
                raise Refused(Code.FORGED, f"the session's token was wanted as {CSRF_HEADER}, got another or none")
        scope.setdefault("state", {})["session"] = session
        return session_id

    def _check_key(self, headers: Headers) -> None:
        if self._parts.worker_key is None or self._shows_key(headers):
            return
        came = "another one" if headers.get("authorization") else "none"
        raise Refused(Code.UNAUTHORISED, f"the worker key was wanted, got {came}")

    def _shows_key(self, headers: Headers) -> bool:
        scheme, _, came = headers.get("authorization", "").partition(" ")
        key = self._parts.worker_key
        right = key is not None and secrets.compare_digest(came.strip().encode(), key.encode())
        return right and scheme.casefold() == "bearer"

    async def _served(self, session_id: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        if session_id is None or self._parts.access is None:
            await self._app(scope, receive, send)
        else:
            await _while_it_holds(self._app, self._parts.access, session_id, (scope, receive, send))


def _whose(scope: Scope) -> Who:
    """Whom what is asked for is open to."""
    listed = who_may(scope["method"], scope["path"])
    if listed is None and _is_of_the_page(scope):
        return Who.ANYBODY
    return listed or Who.PERSON


def _is_of_the_page(scope: Scope) -> bool:
    """Whether it is no route of ours: the page's files are open, and where there are none there is nothing."""
    if f"{scope['path']}/".startswith("/api/"):
        return False
    return all(route.matches(dict(scope))[0] is Match.NONE for route in scope["app"].routes)


def _check_origin(headers: Headers) -> None:
    if is_foreign(headers):
        raise Refused(Code.FORGED, "a request of this address's own page was wanted, got one of another page")


async def _while_it_holds(app: ASGIApp, access: Access, session_id: str, request: tuple[Scope, Receive, Send]) -> None:
    """Let ``app`` answer; an answer that goes on is ended where its session has, looked up every ``check_s``."""
    scope, receive, send = request
    answering = _Answering(send)
    work = asyncio.ensure_future(app(scope, receive, answering.send))
    try:
        while not (await asyncio.wait({work}, timeout=access.check_s))[0]:
            if answering.goes_on and not await _holds(access, session_id):
                work.cancel()
                await asyncio.wait({work})
                await answering.end()
                return
        await work
    finally:
        work.cancel()


async def _holds(access: Access, session_id: str) -> bool:
    try:
        return await asyncio.to_thread(access.peek, session_id) is not None
    except StoreError:  # it is looked up again
        return True


class _Answering:
    """What was sent so far of an answer."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.goes_on = False

    async def send(self, message: Message) -> None:
        """Pass ``message`` on."""
        if message["type"] == "http.response.start":
            self.goes_on = not any(name.lower() == b"content-length" for name, _ in message["headers"])
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.goes_on = False
        await self._send(message)

    async def end(self) -> None:
        """End it in good order."""
        if self.goes_on:
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})
