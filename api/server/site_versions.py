"""New versions of the site: from a file at the start, or from the app while it runs."""

import json
import logging
from enum import StrEnum

from api.errors import InputError
from api.server.progress import AHEAD_MS
from api.server.reading import Configured, Origin
from api.server.sites import SiteVersion
from api.server.writing import Writing
from api.site_file import site_source
from api.site_limits import STORED
from api.site_schema import Site

LOG = logging.getLogger(__name__)
EMPTY = Site(version=1, halls=())
"""What a store begins with where no file is named: halls and cameras are added at the page."""


class Take(StrEnum):
    """Which site counts where the file and the store differ and the store was changed in the app."""

    FILE = "file"
    STORE = "store"


def add_version(
    log: Writing, site: Site, now_ms: int, origin: Origin = Origin.FILE, author: str | None = None
) -> SiteVersion:
    """Add ``site`` to the log; it holds from now on, but from no moment that any view has reached already.

    A view that stands further ahead than anything may, told of that time by a wrong clock: nobody waits for such a
    time to come, its counters are judged anew from now on. No version holds from before the one before it.
    """
    reached = (progress.reached_ms for progress in log.progress().values())
    begun = (version.from_ms for version in log.configurations()[-1:])
    from_ms = max([now_ms, *begun, *(at_ms for at_ms in reached if at_ms <= now_ms + AHEAD_MS)])
    for counter in log.counters_with_checkpoints():
        log.drop_checkpoints(counter, from_ms)
    for hall in log.hall_checkpoint_times():
        log.drop_hall_checkpoints(hall, from_ms)
    text = json.dumps(site_source(site), ensure_ascii=False)
    return SiteVersion(from_ms, site, log.add_configuration(text, from_ms, now_ms, origin, author))


def import_site(log: Writing, site: Site | None, now_ms: int, take: Take | None) -> None:
    """Make ``site``, from a file, the next version where it differs from the stored one; None: there is no file.

    Where there is neither, begin with a site without halls. Raises InputError where nobody said whose changes are to
    be kept.
    """
    stored = log.configurations()
    if site is None and not stored:
        LOG.info("empty_site add_cameras_at=/setup")
        add_version(log, EMPTY, now_ms)
    if site is not None and (not stored or _takes(site, stored[-1], take)):
        add_version(log, site, now_ms)


def _takes(site: Site, stored: Configured, take: Take | None) -> bool:
    if take is Take.STORE or site_source(site) == site_source(Site.model_validate_json(stored.site, context=STORED)):
        return False
    if stored.origin is Origin.APP and take is None:
        msg = (
            "a site file like the stored site was wanted, got another one, but the stored one was changed in the app "
            "since: choose the file with --take file, or the stored one with --take store"
        )
        raise InputError(msg)
    return True
