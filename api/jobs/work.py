"""The housekeeping itself, each a function of the store or folder and the time."""

import logging
from collections.abc import Callable
from pathlib import Path

from api.jobs.clock_trust import ClockTrust
from api.jobs.folders import FOLDERS, folders, found_in, remove, remove_empty
from api.jobs.retention import STILL_WRITTEN_S, superfluous_files
from api.jobs.thinning import superfluous
from api.server.store import Store
from api.server.writing import Writing
from api.supervisor.heartbeat import Heartbeat

LOG = logging.getLogger(__name__)
Alive = Callable[[], object]
"""What a long job calls now and then, to show that it goes on."""
NOBODY_LISTENS: Alive = Heartbeat(None).beat
AT_ONCE = 500
"""So many checkpoints at most go in one transaction, in which the API waits."""


def thin_checkpoints(store: Store, now_ms: int, at_once: int = AT_ONCE, alive: Alive = NOBODY_LISTENS) -> int:
    """Drop the checkpoints that are not needed any more, ``at_once`` in a transaction; how many. Raises StoreError.

    ``alive`` is called after each counter and each hall.
    """
    with store.read() as log:
        places = [*((_thin_counter, counter) for counter in log.counters_with_checkpoints()),
                  *((_thin_hall, hall) for hall in log.hall_checkpoint_times())]  # fmt: skip
    dropped = 0
    for thin, place in places:
        more = at_once
        while more >= at_once:
            with store.write() as log:  # chosen within: the engine may drop some at any other moment
                more = thin(log, place, now_ms, at_once)
            dropped += more
        alive()
    return dropped


def _thin_counter(log: Writing, counter: str, now_ms: int, at_once: int) -> int:
    gone = superfluous(log.checkpoint_times(counter), now_ms)[:at_once]
    log.drop_checkpoints_at(counter, gone)
    return len(gone)


def _thin_hall(log: Writing, hall: str, now_ms: int, at_once: int) -> int:
    gone = superfluous(log.hall_checkpoint_times().get(hall, ()), now_ms)[:at_once]
    log.drop_hall_checkpoints_at(hall, gone)
    return len(gone)


def remove_files(data: Path, now_ms: int, trust: ClockTrust | None = None) -> int:
    """Remove the files below ``data`` that are kept no longer, and folders left empty; how many files. Raises OSError.

    None goes for its age where ``trust`` does not believe the clock (None: it does).
    """
    now_s, removed = now_ms / 1000, 0
    for pattern, endings, retention in FOLDERS:
        places = folders(data, pattern)
        found = found_in(places, endings).values()
        newest_s = max((file.written_s for file in found), default=now_s)
        by_age = trust is None or trust.believes(newest_s, retention.age_s)
        gone = superfluous_files(found, retention, now_s, by_age=by_age)
        count, size_bytes = remove(places, gone) if gone else (0, 0)
        remove_empty(places, now_s - STILL_WRITTEN_S)
        removed += count
        if count:
            LOG.info("files_removed folder=%s files=%d bytes=%d", pattern, count, size_bytes)
    return removed
