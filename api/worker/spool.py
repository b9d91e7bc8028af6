"""What a worker has to say and the API has not acknowledged yet, kept on disk.

SQLite with ``synchronous=FULL``: what ``add`` returned from survives a power cut. The numbers of batches rise
without gap and are never given twice; which sequence of which epoch a number was sent as is kept beside them, so
that a worker that starts again knows what the API has stored of it.
"""

import json
import logging
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from api.contract import Batch, LastAcknowledged
from api.errors import InputError, OnPostError

LOG = logging.getLogger(__name__)
FILE = "spool.sqlite"
MOST_BYTES = 1 << 30
"""A day of 64 cameras is some 150 MB; of a longer outage the oldest is let go."""

PINNED_MS = 30 * 86_400_000
"""No pin outlives the pictures it was set with."""

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "auto_vacuum=INCREMENTAL")
TABLES = """
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL, views TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS epochs (epoch INTEGER PRIMARY KEY, first INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pins (
    camera TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, view TEXT NOT NULL,
    PRIMARY KEY (camera, view, from_ms)
);
"""
KEPT_EPOCHS = 1000
"""The API names the last epoch that stored anything, which may lie several fruitless ones back."""

EMPTY = b""
"""Instead of what there was no room for: its number still has to be sent."""


class SpoolError(OnPostError):
    """The spool cannot be read or written: its disk must be put right."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A stretch of a camera's recording that is to be kept, as something changed in ``view``; ms UTC."""

    camera: str
    view: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch that is to be sent: its number in the spool and what it holds, under no epoch yet."""

    number: int
    batch: Batch


class Spool:
    """An open spool; for any thread. Every method raises SpoolError where the disk refuses."""

    def __init__(self, folder: Path, worker: str, most_bytes: int = MOST_BYTES) -> None:
        """Open the spool of ``worker`` in ``folder``, or make it; one that is damaged is set aside."""
        self.path = folder / FILE
        self.let_go = self._bytes = 0
        self._worker = worker
        self._most_bytes = most_bytes
        self._lock = Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = _opened(self.path)
        except (OSError, sqlite3.Error) as error:
            msg = f"{self.path}: a spool that can be written was wanted, got: {error}; check disk and rights"
            raise InputError(msg) from error
        with self._transaction() as database:
            (self._bytes,) = database.execute("SELECT COALESCE(SUM(LENGTH(content)), 0) FROM batches").fetchone()

    def add(self, batch: Batch) -> int:
        """Keep ``batch`` (its epoch and sequence mean nothing) until it is acknowledged; gives its number."""
        content = zlib.compress(batch.model_dump_json(exclude_defaults=True).encode(), 1)
        with self._transaction() as database:
            row = (content, json.dumps(sorted(batch.watermark_ms.keys() | {span.view for span in batch.spans})))
            number = database.execute("INSERT INTO batches (content, views) VALUES (?, ?)", row).lastrowid
            self._bytes += len(content)
            while self._bytes > self._most_bytes and self._let_go_of_oldest(database):
                pass
        assert number is not None  # noqa: S101 - an insert has one
        return number

    def oldest(self) -> Waiting | None:
        """What is to be sent next."""
        with self._transaction() as database:
            found = database.execute("SELECT number, content FROM batches ORDER BY number LIMIT 1").fetchone()
        if found is None:
            return None
        number, content = found
        return Waiting(number, self._read(content))

    def views(self) -> set[str]:
        """The views that waiting batches tell of."""
        with self._transaction() as database:
            return {
                view
                for (views,) in database.execute("SELECT DISTINCT views FROM batches")
                for view in json.loads(views)
            }

    def acknowledged(self, number: int) -> None:
        """Forget everything up to ``number``."""
        with self._transaction() as database:
            self._forget(database, number)

    def registered(self, epoch: int, previous: LastAcknowledged | None) -> int:
        """Forget what ``previous`` says is stored; the number that is sequence 0 of ``epoch`` from now on."""
        with self._transaction() as database:
            if previous is not None:
                sent = database.execute("SELECT first FROM epochs WHERE epoch = ?", (previous.epoch,)).fetchone()
                if sent is not None:
                    self._forget(database, sent[0] + previous.sequence)
            first = database.execute("SELECT MIN(number) FROM batches").fetchone()[0] or _next_number(database)
            database.execute("DELETE FROM epochs WHERE epoch < ?", (epoch - KEPT_EPOCHS,))
            database.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?)", (epoch, first))
        return int(first)

    def pin(self, pin: Pin) -> None:
        """Keep ``pin``."""
        row = (pin.camera, pin.from_ms, pin.to_ms, pin.view)
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO pins (camera, from_ms, to_ms, view) VALUES (?, ?, ?, ?)", row)
            database.execute("DELETE FROM pins WHERE to_ms < ?", (pin.from_ms - PINNED_MS,))

    def pins(self, camera: str) -> list[Pin]:
        """What is to be kept of ``camera``, oldest first."""
        statement = "SELECT camera, view, from_ms, to_ms FROM pins WHERE camera = ? ORDER BY from_ms"
        with self._transaction() as database:
            return [Pin(*row) for row in database.execute(statement, (camera,))]

    def waiting(self) -> int:
        """How many batches are waiting."""
        with self._transaction() as database:
            return int(database.execute("SELECT COUNT(*) FROM batches").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def _read(self, content: bytes) -> Batch:
        nothing = Batch(worker=self._worker, epoch=0, sequence=0)
        try:
            return nothing if content == EMPTY else Batch.model_validate_json(zlib.decompress(content))
        except (zlib.error, ValidationError):
            LOG.warning("batch_unreadable file=%s", self.path.name)
            return nothing

    def _forget(self, database: sqlite3.Connection, number: int) -> None:
        (gone,) = database.execute(
            "SELECT COALESCE(SUM(LENGTH(content)), 0) FROM batches WHERE number <= ?", (number,)
        ).fetchone()
        database.execute("DELETE FROM batches WHERE number <= ?", (number,))
        self._bytes -= gone

    def _let_go_of_oldest(self, database: sqlite3.Connection) -> bool:
        found = database.execute(
            "SELECT number, LENGTH(content) FROM batches WHERE content != ? ORDER BY number LIMIT 1", (EMPTY,)
        ).fetchone()
        if found is None:
            return False
        database.execute("UPDATE batches SET content = ? WHERE number = ?", (EMPTY, found[0]))
        self._bytes -= found[1]
        self.let_go += 1
        return True

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            before = self._bytes
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo(before)
                msg = f"{self.path}: a spool that can be written was wanted, got: {error}; check disk and rights"
                raise SpoolError(msg) from error
            except BaseException:
                self._undo(before)
                raise

    def _undo(self, size: int) -> None:
        """Nothing of what was tried is kept, so it does not count either."""
        self._bytes = size
        with suppress(sqlite3.Error):
            self._database.execute("ROLLBACK")


def _next_number(database: sqlite3.Connection) -> int:
    found = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'batches'").fetchone()
    return 1 if found is None else int(found[0]) + 1


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _checked(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise  # the disk's fault, not the file's
    for damaged in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if damaged.exists():
            damaged.rename(damaged.with_name(damaged.name + ".damaged"))
    return _checked(path)


def _checked(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        _check(database)
        database.executescript(TABLES)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: sqlite3.Connection) -> None:
    """Raise DatabaseError for a file that is damaged in a way that opening it does not tell."""
    (found,) = database.execute("PRAGMA quick_check").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
