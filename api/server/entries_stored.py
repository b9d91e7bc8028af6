"""What people entered, in the store; part of ``reading.Reading`` and ``writing.Writing``."""

from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, insert, select, update

from api.contract_entries import Entry, EntryState
from api.server.entries import Kept, end_of
from api.server.schema import ENTRIES

ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


class EntriesReading:
    """The questions, over one connection in one transaction."""

    _connection: Connection

    def entry(self, entry_id: str) -> list[Kept]:
        """All revisions of an entry, in their order."""
        statement = select(ENTRIES).where(ENTRIES.c.id == entry_id).order_by(ENTRIES.c.revision)
        return [_kept(row) for row in self._connection.execute(statement).mappings()]

    def entries_reaching(self, since_ms: int) -> list[Kept]:
        """All revisions of the entries of which any reaches beyond ``since_ms`` (ms UTC), in their order."""
        reaching = select(ENTRIES.c.id).where(ENTRIES.c.until_ms > since_ms)
        statement = select(ENTRIES).where(ENTRIES.c.id.in_(reaching)).order_by(ENTRIES.c.position)
        return [_kept(row) for row in self._connection.execute(statement).mappings()]

    def entries(self, after: int, limit: int, *, state: EntryState | None = None) -> list[Kept]:
        """Up to ``limit`` revisions beyond position ``after``, in order; ``state``: only those in it."""
        statement = select(ENTRIES).where(ENTRIES.c.position > after).order_by(ENTRIES.c.position).limit(limit)
        if state is not None:
            statement = statement.where(ENTRIES.c.state == state.value)
        return [_kept(row) for row in self._connection.execute(statement).mappings()]


class EntriesWriting(EntriesReading):
    """The deeds, over one connection in one transaction."""

    def add_entry(self, kept: Kept) -> Kept:
        """Keep a new revision; gives it with its position."""
        row = {
            "id": kept.id,
            "revision": kept.revision,
            "state": kept.state.value,
            "entry": None if kept.entry is None else ENTRY.dump_json(kept.entry).decode(),
            "since_ms": kept.since_ms,
            "until_ms": kept.since_ms if kept.entry is None else end_of(kept.entry),
            "correction": kept.correction,
            "author": kept.author,
            "entered_ms": kept.entered_ms,
        }
        added = self._connection.execute(insert(ENTRIES).values(row).returning(ENTRIES.c.position))
        return replace(kept, position=int(added.scalar_one()))

    def settle_entry(self, kept: Kept) -> None:
        """Keep who confirmed or rejected a revision, and when."""
        of_it = (ENTRIES.c.id == kept.id) & (ENTRIES.c.revision == kept.revision)
        settled = {"state": kept.state.value, "settled_by": kept.settled_by, "settled_ms": kept.settled_ms}
        self._connection.execute(update(ENTRIES).where(of_it).values(settled))


def _kept(row: RowMapping) -> Kept:
    return Kept(
        row["id"],
        row["revision"],
        EntryState(row["state"]),
        None if row["entry"] is None else ENTRY.validate_json(row["entry"]),
        row["since_ms"],
        row["correction"],
        row["author"],
        row["entered_ms"],
        row["settled_by"],
        row["settled_ms"],
        row["position"],
    )
