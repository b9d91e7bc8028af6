"""Everything that is done to the store."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.server.access.stored import AccessWriting
from api.server.checkpoints import dump_hall_state, dump_state
from api.server.entries_stored import EntriesWriting
from api.server.incidents_stored import IncidentsWriting
from api.server.packing import minute_of, pack
from api.server.progress import Progress
from api.server.reading import EVENT, Checkpoint, HallCheckpoint, Origin, Picture, Reading, Silence, Worker
from api.server.schema import (
    CHANGES,
    CHECKPOINTS,
    CONFIGURATION,
    EVENTS,
    HALL_CHECKPOINTS,
    PICTURES,
    SIGHTS,
    SILENCES,
    SPANS,
    VIEWS,
    WORKERS,
)
from vision.datatypes import Event, Span
from vision.fold import Change
from vision.sights import SightChange

Rows = Sequence[Mapping[str, object]]


class Writing(AccessWriting, EntriesWriting, IncidentsWriting, Reading):
    """The deeds, over one connection in one transaction."""

    def put_worker(self, worker: Worker, now_ms: int) -> None:
        """Keep ``worker`` as it is now."""
        previous_epoch, previous_sequence = worker.previous or (None, None)
        row = {
            "name": worker.name,
            "epoch": worker.epoch,
            "sequence": worker.sequence,
            "previous_epoch": previous_epoch,
            "previous_sequence": previous_sequence,
            "views": json.dumps(sorted(worker.views)),
            "registered_ms": now_ms,
        }
        self._upsert(WORKERS, [row])

    def put_sequences(self, workers: Iterable[Worker]) -> None:
        """Keep how far each of ``workers`` has come."""
        for worker in workers:
            self._connection.execute(
                update(WORKERS).where(WORKERS.c.name == worker.name).values(sequence=worker.sequence)
            )

    def put_progress(self, views: Iterable[Progress]) -> None:
        """Keep how far each of ``views`` has come."""
        rows = [
            {
                "view": p.view,
                "watermark_ms": p.watermark_ms,
                "heard_ms": p.heard_ms,
                "silent_until_ms": p.silent_until_ms,
                "stored_until_ms": p.stored_until_ms,
            }
            for p in views
        ]
        self._upsert(VIEWS, rows)

    def add_spans(self, spans: Iterable[Span]) -> None:
        """Add ``spans`` to the log."""
        minutes: dict[tuple[str, int], list[Span]] = {}
        for span in spans:
            minutes.setdefault((span.view, minute_of(span)), []).append(span)
        known = self.packed(minutes)
        rows = [
            {"view": view, "minute": minute, "packed": pack(minute, added, known.get((view, minute)))}
            for (view, minute), added in minutes.items()
        ]
        self._upsert(SPANS, rows)

    def put_silences(self, silences: Iterable[Silence], now_ms: int) -> None:
        """Keep that views were given up; one that begins where another began takes its place."""
        rows = [{"view": s.view, "from_ms": s.from_ms, "to_ms": s.to_ms, "noticed_ms": now_ms} for s in silences]
        self._upsert(SILENCES, rows)

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a counter's fold."""
        row = {"counter": checkpoint.counter, "at_ms": checkpoint.at_ms, "position": checkpoint.position}
        self._upsert(CHECKPOINTS, [{**row, "state": dump_state(checkpoint.state)}])

    def drop_checkpoints(self, counter: str, after_ms: int) -> None:
        """Forget a counter's folds beyond ``after_ms``: something before them has changed."""
        of_it = (CHECKPOINTS.c.counter == counter) & (CHECKPOINTS.c.at_ms > after_ms)
        self._connection.execute(delete(CHECKPOINTS).where(of_it))

    def drop_checkpoints_at(self, counter: str, times_ms: Collection[int]) -> None:
        """Forget the counter's folds of exactly these moments: others are enough to judge anew from."""
        of_it = (CHECKPOINTS.c.counter == counter) & CHECKPOINTS.c.at_ms.in_(times_ms)
        self._connection.execute(delete(CHECKPOINTS).where(of_it))

    def add_hall_checkpoint(self, checkpoint: HallCheckpoint) -> None:
        """Keep the fold of a hall as a whole."""
        row = {"hall": checkpoint.hall, "at_ms": checkpoint.state.at_ms, "position": checkpoint.position}
        self._upsert(HALL_CHECKPOINTS, [{**row, "state": dump_hall_state(checkpoint.state)}])

    def drop_hall_checkpoints(self, hall: str, after_ms: int) -> None:
        """Forget a hall's folds beyond ``after_ms``, all but its first: something before them has changed."""
        mine = HALL_CHECKPOINTS.c.hall == hall
        first_ms = select(func.min(HALL_CHECKPOINTS.c.at_ms)).where(mine).scalar_subquery()
        of_it = mine & (HALL_CHECKPOINTS.c.at_ms > after_ms) & (HALL_CHECKPOINTS.c.at_ms != first_ms)
        self._connection.execute(delete(HALL_CHECKPOINTS).where(of_it))

    def drop_hall_checkpoints_at(self, hall: str, times_ms: Collection[int]) -> None:
        """Forget the hall's folds of exactly these moments: others are enough to judge anew from."""
        of_it = (HALL_CHECKPOINTS.c.hall == hall) & HALL_CHECKPOINTS.c.at_ms.in_(times_ms)
        self._connection.execute(delete(HALL_CHECKPOINTS).where(of_it))

    def add_event(self, event: Event, now_ms: int) -> int:
        """Add a revision to the log; gives its position."""
        older = (EVENTS.c.id == event.id) & EVENTS.c.latest
        self._connection.execute(update(EVENTS).where(older).values(latest=False))
        row = {
            "id": event.id,
            "revision": event.revision,
            "counter": event.counter,
            "latest": True,
            "told_ms": now_ms,
            "event": EVENT.dump_json(event).decode(),
        }
        added = self._connection.execute(insert(EVENTS).values(row).returning(EVENTS.c.position))
        return int(added.scalar_one())

    def replace_changes(self, counter: str, from_ms: int, changes: Iterable[Change]) -> None:
        """Put ``changes`` in the place of all of a counter's changes from ``from_ms`` on."""
        of_it = (CHANGES.c.counter == counter) & (CHANGES.c.at_ms >= from_ms)
        self._connection.execute(delete(CHANGES).where(of_it))
        self.add_changes(changes)

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Add to the counters' changes."""
        rows = [
            {
                "counter": c.counter,
                "at_ms": c.at_ms,
                "state": c.state.value,
                "customer": c.customer.value,
                "blind_reason": None if c.blind_reason is None else c.blind_reason.value,
            }
            for c in changes
        ]
        self._upsert(CHANGES, rows)

    def replace_sights(self, counter: str, from_ms: int, shown: Iterable[SightChange]) -> None:
        """Put ``shown`` in the place of all that a counter's views showed from ``from_ms`` on."""
        of_it = (SIGHTS.c.counter == counter) & (SIGHTS.c.at_ms >= from_ms)
        self._connection.execute(delete(SIGHTS).where(of_it))
        rows = [{"counter": counter, "view": s.view, "at_ms": s.at_ms, "sight": s.sight.value} for s in shown]
        self._upsert(SIGHTS, rows)

    def add_picture(self, picture: Picture, now_ms: int) -> None:
        """Keep what is known of a picture whose file is on disk."""
        self._connection.execute(insert(PICTURES).values({**asdict(picture), "taken_ms": now_ms}))

    def drop_pictures(self, pictures: Iterable[Picture]) -> None:
        """Forget what is known of ``pictures``."""
        for picture in pictures:
            of_it = (PICTURES.c.view == picture.view) & (PICTURES.c.at_ms == picture.at_ms)
            self._connection.execute(delete(PICTURES).where(of_it))

    def add_configuration(
        self, site: str, from_ms: int, now_ms: int, origin: Origin = Origin.FILE, author: str | None = None
    ) -> int:
        """Add a version of the site that holds from ``from_ms`` on; gives its number."""
        row = {"from_ms": from_ms, "taken_ms": now_ms, "site": site, "origin": origin.value, "author": author}
        added = self._connection.execute(insert(CONFIGURATION).values(row).returning(CONFIGURATION.c.version))
        return int(added.scalar_one())

    def _upsert(self, table: Table, rows: Rows) -> None:
        if rows:
            _upsert(self._connection, table, rows)


def _upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert ``rows``; where one with the same key is there, take its place."""
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(table)
        statement = lite.on_conflict_do_update(index_elements=keys, set_={o: lite.excluded[o] for o in others})
        connection.execute(statement, list(rows))
    else:
        post = postgresql.insert(table)
        connection.execute(
            post.on_conflict_do_update(index_elements=keys, set_={o: post.excluded[o] for o in others}), list(rows)
        )
