"""What people enter while it runs: slips, closings, cover, hall modes, signs, exemptions, and their corrections."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.contract import Count, Ms
from api.contract_entries import (
    CounterId,
    EntryAsked,
    EntryEdit,
    EntryId,
    EntryList,
    EntryMessage,
    EntryState,
    SignShown,
    Verdict,
)
from api.server.asked import OurName, OurNews, OurParts, OurSession
from api.server.entries import Kept
from api.server.parts import Parts
from api.server.problems import Code, Refused
from api.server.waiting import News

ROUTER = APIRouter(tags=["entries"])
MOST_ENTRIES = 1_000

Id = Annotated[EntryId, Path(description="id of the entry")]


@ROUTER.get("/entries")
def entries(
    parts: OurParts,
    after: Annotated[Count, Query(description="only what lies beyond this position in the log, a count")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES, description="how many at most, a count")] = 100,
    state: Annotated[EntryState | None, Query(description="only revisions in this state; left out: all")] = None,
) -> EntryList:
    """Revisions of entries in the order they were entered; `state=proposed`: what waits for a second person."""
    with parts.store.read() as log:
        found = log.entries(after, limit, state=state)
    return EntryList(entries=_messages(found), next_after=found[-1].position if found else after)


@ROUTER.get("/entries/reaching")
def reaching(
    parts: OurParts,
    since: Annotated[Ms, Query(description="all revisions of entries that reach beyond this moment, ms UTC")],
) -> EntryList:
    """What holds now and later, and what was entered about it before."""
    with parts.store.read() as log:
        found = log.entries_reaching(since)
    return EntryList(entries=_messages(found), next_after=found[-1].position if found else 0)


@ROUTER.get("/entries/{entry}")
def entry_history(parts: OurParts, entry: Id) -> EntryList:
    """All revisions of an entry, the oldest first."""
    with parts.store.read() as log:
        found = log.entry(entry)
    if not found:
        raise Refused(Code.NOT_FOUND, f'an entry of this API was wanted, got "{entry}"')
    return EntryList(entries=_messages(found), next_after=found[-1].position)


@ROUTER.post("/entries")
async def enter(asked: EntryAsked, parts: OurParts, news: OurNews, author: OurName) -> EntryMessage:
    """Enter something. The same again changes nothing. What is past needs `correction`, and a second person."""
    return _told(await asyncio.to_thread(parts.intake.enter, asked, author), parts, news)


@ROUTER.put("/entries/{entry}")
async def edit(entry: Id, asked: EntryEdit, parts: OurParts, news: OurNews, author: OurName) -> EntryMessage:
    """Edit or withdraw an entry from now on; what is past stays, unless it is a `correction`."""
    return _told(await asyncio.to_thread(parts.intake.edit_entry, entry, asked, author), parts, news)


@ROUTER.post("/entries/{entry}/verdict")
async def settle(entry: Id, verdict: Verdict, parts: OurParts, news: OurNews, session: OurSession) -> EntryMessage:
    """Confirm or reject a correction: somebody else than who proposed it. What it touches is judged anew."""
    by = session.account.name
    return _told(await asyncio.to_thread(parts.intake.settle_entry, entry, verdict, by), parts, news)


@ROUTER.put("/counters/{counter}/sign", status_code=204)
async def show_sign(
    counter: Annotated[CounterId, Path(description="id of the counter")],
    shown: SignShown,
    parts: OurParts,
    news: OurNews,
    author: OurName,
) -> None:
    """What a display or queue system shows at a counter (worker key, or a session). The same again is fine."""
    await asyncio.to_thread(parts.intake.show_sign, counter, shown, author)
    _tell(parts, news)


def _told(kept: Kept, parts: Parts, news: News) -> EntryMessage:
    _tell(parts, news)
    return kept.message()


def _tell(parts: Parts, news: News) -> None:
    news.tell(parts.intake.position, parts.engine.history.version)


def _messages(found: list[Kept]) -> tuple[EntryMessage, ...]:
    return tuple(kept.message() for kept in found)
