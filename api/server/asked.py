"""What routes are given besides their arguments."""

import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.server.access.sessions import Session
from api.server.live_desk import LiveDesk
from api.server.parts import Parts
from api.server.problems import Code, Refused
from api.server.waiting import News, Queue


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def _queue(request: Request) -> Queue:
    queue: Queue = request.app.state.queue
    return queue


def _news(request: Request) -> News:
    news: News = request.app.state.news
    return news


def _desk(request: Request) -> LiveDesk:
    desk: LiveDesk = request.app.state.desk
    return desk


BEARER = HTTPBearer(auto_error=False, scheme_name="worker key", description="the key that workers share with the API")


def _know_worker(request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> None:
    """Refuse whoever does not show the worker key; without a key there is nobody to tell."""
    key = _parts(request).worker_key
    if key is None:
        raise Refused(Code.UNAUTHORISED, "a worker key was wanted, but this API was started without one")
    came = "" if shown is None else shown.credentials
    if not secrets.compare_digest(came.encode(), key.encode()):
        raise Refused(Code.UNAUTHORISED, f"the worker key was wanted, got {'another one' if came else 'none'}")


def _session(request: Request) -> Session | None:
    session: Session | None = getattr(request.state, "session", None)
    return session


def _name(session: Annotated[Session | None, Depends(_session)]) -> str | None:
    return None if session is None else session.account.name


def _person(session: Annotated[Session | None, Depends(_session)]) -> Session:
    """Who is logged in; also where reading is open to anybody there may be nobody."""
    if session is None:
        raise Refused(Code.NOT_LOGGED_IN, "somebody who is logged in was wanted, got nobody")
    return session


OurSession = Annotated[Session, Depends(_person)]
OurName = Annotated[str | None, Depends(_name)]
"""The name of who is logged in, where anybody is."""
OurParts = Annotated[Parts, Depends(_parts)]
OurQueue = Annotated[Queue, Depends(_queue)]
OurNews = Annotated[News, Depends(_news)]
OurDesk = Annotated[LiveDesk, Depends(_desk)]
WORKER_KEY = Depends(_know_worker)
