"""Logging in and out, taking up an invitation, another password."""

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request, Response

from api.contract_login import AccountMessage, InvitationAccepted, LoginAsked, Me, PasswordChange
from api.server.access.access import Access, Opened
from api.server.access.cookies import SESSION_COOKIE, drop_cookies, set_cookies
from api.server.access.sessions import Session, csrf_token
from api.server.asked import OurParts, OurSession
from api.server.problems import Code, Refused

ROUTER = APIRouter(tags=["login"])
AT_ONCE = 2
"""So many passwords are hashed at a time, each with 64 MiB and 0.2 s of a core."""

T = TypeVar("T")


def _access(parts: OurParts) -> Access:
    if parts.access is None:
        raise Refused(Code.NOT_FOUND, "an API with accounts was wanted, but this one was made without")
    return parts.access


OurAccess = Annotated[Access, Depends(_access)]


@ROUTER.get("/me")
async def me(session: OurSession, request: Request, response: Response) -> Me:
    """Who is logged in, and the token that every change must send back as `X-OnPost-CSRF`."""
    return _me(session, request.cookies[SESSION_COOKIE], response)


@ROUTER.post("/login")
async def log_in(asked: LoginAsked, request: Request, response: Response, access: OurAccess) -> Me:
    """Open a session: its cookies come with the answer. One that the browser had before is ended."""
    password = asked.password.get_secret_value()
    opened = await _hashing(request, lambda: access.log_in(asked.name, password, _address(request)))
    return await _logged_in(opened, access, request, response)


@ROUTER.post("/invitations/accept")
async def accept(asked: InvitationAccepted, request: Request, response: Response, access: OurAccess) -> Me:
    """Take up an invitation: make the account, or give the one of that name a new password, and log in."""
    token, password = asked.token.get_secret_value(), asked.password.get_secret_value()
    opened = await _hashing(request, lambda: access.accept(token, asked.name, password))
    return await _logged_in(opened, access, request, response)


@ROUTER.post("/logout", status_code=204)
async def log_out(session: OurSession, request: Request, response: Response, access: OurAccess) -> None:
    """End the session."""
    del session
    await asyncio.to_thread(access.log_out, request.cookies[SESSION_COOKIE])
    drop_cookies(response)


@ROUTER.post("/password", status_code=204)
async def change_password(asked: PasswordChange, session: OurSession, request: Request, access: OurAccess) -> None:
    """Change one's own password; one's other sessions are ended."""
    old, new = asked.password.get_secret_value(), asked.new_password.get_secret_value()
    await _hashing(request, lambda: access.change_password(session, old, new, _address(request)))


async def _logged_in(opened: Opened, access: Access, request: Request, response: Response) -> Me:
    before = request.cookies.get(SESSION_COOKIE)
    if before:
        await asyncio.to_thread(access.log_out, before)
    set_cookies(response, opened.session_id, secure=request.url.scheme == "https")
    return _me(opened.session, opened.session_id, response)


def _me(session: Session, session_id: str, response: Response) -> Me:
    response.headers["Cache-Control"] = "no-store"
    account = AccountMessage(id=session.account.id, name=session.account.name, role=session.account.role.value)
    return Me(account=account, csrf=csrf_token(session_id))


async def _hashing(request: Request, work: Callable[[], T]) -> T:
    """Do ``work``, which hashes a password, in a thread, when its turn has come."""
    turns: asyncio.Semaphore = request.app.state.hashing
    async with turns:
        return await asyncio.to_thread(work)


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host
