"""What is known of pictures whose files retention has deleted long ago is forgotten too."""

from pathlib import Path

from api.jobs.retention import DAY_S, PICTURES
from api.jobs.work import AT_ONCE, NOBODY_LISTENS, Alive
from api.server.album import picture_path
from api.server.store import Store

GONE_S = 30 * DAY_S
"""For so long a picture is answered as ``gone`` after its time to be kept, rather than as never sent."""


def forget_pictures(
    store: Store, folder: Path, now_ms: int, alive: Alive = NOBODY_LISTENS, at_once: int = AT_ONCE
) -> int:
    """Drop the rows of pictures below ``folder`` that have long been gone, ``at_once`` looked at in a transaction.

    ``alive`` is called after each. Gives how many were dropped. Raises StoreError.
    """
    before_ms = now_ms - (PICTURES.age_s + GONE_S) * 1000
    dropped = kept = 0
    while True:
        with store.write() as log:
            found = log.pictures_taken_before(before_ms, at_once, skip=kept)
            gone = [one for one in found if not picture_path(folder, one.view, one.at_ms).exists()]
            log.drop_pictures(gone)
        alive()
        dropped, kept = dropped + len(gone), kept + len(found) - len(gone)
        if len(found) < at_once:
            return dropped
