"""What routes are given besides their arguments."""

from typing import Annotated

from fastapi import Depends, Request

from api.server.parts import Parts
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


OurParts = Annotated[Parts, Depends(_parts)]
OurQueue = Annotated[Queue, Depends(_queue)]
OurNews = Annotated[News, Depends(_news)]
