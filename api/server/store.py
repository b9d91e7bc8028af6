"""The store: where the log, the checkpoints and what was judged lie. Its statements are in ``reading``, ``writing``.

SQLite by default, with a write-ahead log and ``synchronous=FULL``: what was committed survives a power cut.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from api.errors import OnPostError
from api.server.packing import Damaged
from api.server.reading import Reading
from api.server.writing import Writing

MIGRATIONS = Path(__file__).with_name("migrations")
FILE = "onpost.sqlite"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-65536")
WRITES = "onpost_writes"
VERSION_TABLE = "alembic_version"


class StoreError(OnPostError):
    """The store cannot be opened, read or written: its disk or its server must be put right."""


class Store:
    """An open store; reading and writing may happen in several threads, writing in one at a time."""

    def __init__(self, url: str) -> None:
        """Open the store at ``url`` (as SQLAlchemy writes it) and bring its tables up to date. Raises StoreError."""
        self.name = make_url(url).render_as_string(hide_password=True)
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            _keep_private(self._engine.url.database)
            _prepare_sqlite(self._engine)
        with self._transaction(writes=True) as connection:
            self._refuse_foreign(connection)
            _migrate(connection)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One consistent look at the store. Raises StoreError."""
        with self._transaction(writes=False) as connection:
            yield Reading(connection)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """One transaction: on disk when the block has ended, undone where it raised. Raises StoreError."""
        with self._transaction(writes=True) as connection:
            yield Writing(connection)

    def tidy(self) -> None:
        """Let SQLite look after its statistics and move its write-ahead log into the file; nobody waits for it.

        Another engine does so by itself. Raises StoreError.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with self._told(), contextlib.closing(self._engine.raw_connection()) as connection:
            for statement in ("PRAGMA optimize", "PRAGMA wal_checkpoint(PASSIVE)"):
                with contextlib.closing(connection.cursor()) as cursor:
                    cursor.execute(statement)

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        with (
            self._told(),
            self._engine.connect().execution_options(**{WRITES: writes}) as connection,
            connection.begin(),
        ):
            yield connection

    def _refuse_foreign(self, connection: Connection) -> None:
        tables = inspect(connection).get_table_names()
        if tables and VERSION_TABLE not in tables:
            msg = f"{self.name}: a database of OnPost or an empty one was wanted, got one of another program (it has a "
            raise StoreError(msg + f'table "{tables[0]}"); name another')

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever the engine's library raises is a StoreError."""
        try:
            yield
        except (SQLAlchemyError, CommandError, Damaged, self._engine.dialect.loaded_dbapi.Error) as error:
            if self._engine.url.database:  # connections remember damaged pages; one in memory is all there is
                self._engine.dispose()
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            msg = f"{self.name}: a working store was wanted, got: {reason}; check disk and rights, or restore a copy"
            raise StoreError(msg) from error


def sqlite_url(folder: Path) -> str:
    """The address of the store in ``folder``, which is made if need be. Raises StoreError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: a folder for data was wanted, got: {error.strerror}; name another with --data"
        raise StoreError(msg) from error
    return f"sqlite:///{folder / FILE}"


def _keep_private(path: str | None) -> None:
    """The file is its owner's alone from its first moment on: it holds the cameras' passwords.

    SQLite gives what it writes beside the file the same rights.
    """
    if not path or path == ":memory:":
        return
    with contextlib.suppress(OSError):  # SQLite says what is wrong with it
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(opened, 0o600)
        finally:
            os.close(opened)


class _SqliteConnection(Protocol):
    isolation_level: str | None

    def execute(self, statement: str) -> object: ...


def _prepare_sqlite(engine: Engine) -> None:
    """Transactions begin when they are asked to, and those that write wait for each other at their begin."""

    @event.listens_for(engine, "connect")
    def _connect(connection: _SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
