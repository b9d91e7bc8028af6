"""A worker without cameras: what ``scripted`` plays goes through the real spool and link, in a process that may die.

``python -m tests.api.faults.sender ADDRESS FOLDER BEGIN_MS LASTS_MS COUNTERS SEED``, the worker's key, if any, in
``ONPOST_WORKER_KEY``. It ends with 0 when everything is acknowledged, with 3 where the API refused anything.
"""

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from api.client import ApiClient
from api.contract import Batch, SpanMessage
from api.worker.link import Link
from api.worker.spool import Spool
from tests.api.faults.scripted import Played
from vision.datatypes import Span

NAME = "stand-in"
REFUSED = 3
KEY = "ONPOST_WORKER_KEY"
AHEAD = 20
"""So many batches are found before the first of them is sent: what waits must outlive us too."""


def main(address: str, folder: str, *numbers: str) -> int:
    """Send everything."""
    played = Played(*map(int, numbers))
    chunks = played.spans()
    spool = Spool(Path(folder), NAME)
    with ApiClient(address, os.environ.get(KEY)) as client, closing(spool):
        link = Link(client, spool, NAME)
        link.watch(played.views)
        found = _found(spool.path)
        while found < len(chunks) or spool.waiting():
            while found < len(chunks) and spool.waiting() < AHEAD:
                spool.add(_batch(played, chunks[found], found))
                found += 1
            time.sleep(link.step())
    print(link.refused or "", file=sys.stderr, end="")  # noqa: T201 - read by the test
    return REFUSED if link.refused else 0


def _found(spool: Path) -> int:
    """How many batches were put into the spool in all lives: its numbers rise from 1 without gap."""
    with closing(sqlite3.connect(spool)) as database:
        row = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'batches'").fetchone()
    return 0 if row is None else int(row[0])


def _batch(played: Played, spans: list[Span], chunk: int) -> Batch:
    messages = tuple(map(SpanMessage.of, spans))
    marks = dict.fromkeys(played.views, played.watermark_ms(chunk))
    return Batch(worker=NAME, epoch=0, sequence=0, spans=messages, watermark_ms=marks)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
