"""The site as people edit it: shown without credentials, saved as a new version."""

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Header

from api.contract_live import SiteChange, SiteMessage, SiteSaved, SiteVersionMessage, SiteVersions
from api.server.asked import OurDesk, OurName, OurNews, OurParts
from api.server.edited_site import edited, shown
from api.server.parts import Parts
from api.server.problems import Code, Refused
from api.server.reading import Origin

ROUTER = APIRouter(tags=["site"])

IfMatch = Annotated[
    str, Header(pattern=r'^(W/)?"?[0-9]{1,15}"?$', description="the version that was edited, a count, quoted or not")
]


@ROUTER.get("/site")
def read(parts: OurParts) -> SiteMessage:
    """The site as it is now, addresses without credentials."""
    latest = parts.engine.history.versions[-1]
    return SiteMessage(version=latest.version, site=shown(latest.site))


@ROUTER.put("/site")
async def save(  # noqa: PLR0913, PLR0917 - what it is given by the app
    change: SiteChange, if_match: IfMatch, parts: OurParts, desk: OurDesk, news: OurNews, author: OurName
) -> SiteSaved:
    """Take the site on as a new version, from now on. Nothing is taken on where anything is wrong with it."""
    async with desk.saving:
        version = await asyncio.to_thread(_save, change, int(re.sub(r"\D", "", if_match)), parts, author)
    news.tell(parts.intake.position, version)
    desk.sweep()
    return SiteSaved(version=version)


@ROUTER.get("/site/versions")
def versions(parts: OurParts) -> SiteVersions:
    """The versions of the site, the oldest first."""
    with parts.store.read() as log:
        stored = log.configurations()
    kept = (
        SiteVersionMessage(version=one.version, from_ms=one.from_ms, origin=one.origin.value, author=one.author)
        for one in stored
    )
    return SiteVersions(versions=tuple(kept))


def _save(change: SiteChange, wanted: int, parts: Parts, author: str | None) -> int:
    latest = parts.engine.history.versions[-1]
    if latest.version != wanted:
        raise Refused(Code.CHANGED, f"an edit of version {latest.version} of the site was wanted, got one of {wanted}")
    return parts.intake.configure(edited(change.site, latest.site), author, Origin.APP)
