"""The housekeeping itself, each a function of the store or folder and the time."""

import logging
from pathlib import Path

from api.jobs.folders import FOLDERS, folders, found_in, remove
from api.jobs.retention import superfluous_files
from api.jobs.thinning import superfluous
from api.server.store import Store

LOG = logging.getLogger(__name__)
AT_ONCE = 500
"""So many checkpoints at most go in one transaction, in which the API waits."""


def thin_checkpoints(store: Store, now_ms: int, at_once: int = AT_ONCE) -> int:
    """Drop the checkpoints that are not needed any more, ``at_once`` in a transaction; how many. Raises StoreError."""
    with store.read() as log:
        counters = log.counters_with_checkpoints()
    return sum(_thin(store, counter, now_ms, at_once) for counter in counters)


def _thin(store: Store, counter: str, now_ms: int, at_once: int) -> int:
    dropped = 0
    while True:
        with store.write() as log:  # chosen within: the engine may drop some at any other moment
            gone = superfluous(log.checkpoint_times(counter), now_ms)
            log.drop_checkpoints_at(counter, gone[:at_once])
        dropped += len(gone[:at_once])
        if len(gone) <= at_once:
            return dropped


def remove_files(data: Path, now_ms: int) -> int:
    """Remove the files below ``data`` that are kept no longer; how many. Raises OSError."""
    removed = 0
    for pattern, retention in FOLDERS:
        places = folders(data, pattern)
        gone = superfluous_files(found_in(places).values(), retention, now_ms / 1000)
        count, size_bytes = remove(places, gone) if gone else (0, 0)
        removed += count
        if count:
            LOG.info("files_removed folder=%s files=%d bytes=%d", pattern, count, size_bytes)
    return removed
