"""Taking batches in: each is checked by itself, all that came together are one transaction.

A batch is acknowledged when its transaction is on disk. One that is refused has changed nothing.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from threading import Lock
from typing import TypeVar

from api.contract import (
    Acknowledged,
    Batch,
    FieldProblem,
    LastAcknowledged,
    Registered,
    Registration,
    SpanMessage,
)
from api.contract_entries import EntryAsked, EntryEdit, EntryState, SignShown, Verdict
from api.server.engine import Engine
from api.server.entries import LATE_MS, Kept
from api.server.entry_desk import Decision, Deed, Desk, confirmed, edit_of, new_entry, sign_change
from api.server.metrics import Metrics
from api.server.problems import Code, Refused
from api.server.progress import AHEAD_MS
from api.server.reading import Origin, Worker
from api.server.site_versions import add_version
from api.server.store import Store, StoreError
from api.server.writing import Writing
from api.site_file import site_source
from api.site_schema import Site
from vision.datatypes import Span
from vision.spans import LONGEST_MS

LOG = logging.getLogger(__name__)
Clock = Callable[[], int]
"""Now, in ms UTC."""

Result = TypeVar("Result")


@dataclass(slots=True)
class _Group:
    """What has been accepted of a group so far."""

    log: Writing
    now_ms: int
    spans: dict[str, list[Span]] = field(default_factory=dict)
    watermarks_ms: dict[str, int] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)


class Intake:
    """The only way in: registrations, batches and the passing of time, one after the other."""

    def __init__(self, store: Store, engine: Engine, metrics: Metrics, clock: Clock) -> None:
        """Stand where the store ends. Raises StoreError."""
        self._store, self._engine, self._metrics, self._clock = store, engine, metrics, clock
        self._workers: dict[str, Worker] = {}
        self._lock = Lock()
        self._stale, self._failed = True, False
        self.position = 0
        self._transact(lambda _log: None)

    def register(self, registration: Registration) -> Registered:
        """Give a worker its next epoch. Raises Refused and StoreError."""
        for view in registration.views:
            if not self._engine.history.counters_of(view):
                raise Refused(Code.UNKNOWN_VIEW, f'a view of the site was wanted, got "{view}"')
        return self._transact(lambda log: self._register(log, registration))

    def take(self, batches: Sequence[Batch]) -> list[Acknowledged | Refused]:
        """Take ``batches`` in, in order; on disk when this returns. Raises StoreError, and then none was taken."""
        with self._metrics.group_s.time():
            results = self._transact(lambda log: self._take(log, batches))
        for result in results:
            if isinstance(result, Refused):
                self.count_refusal(result)
        return results

    def configure(self, site: Site, author: str | None, origin: Origin) -> int:
        """Judge by ``site`` from now on; gives its version, which is the last one's where nothing differs.

        "Now" in event time, see ``add_version``. Raises StoreError.
        """
        before = self._engine.history
        try:
            return self._transact(lambda log: self._configure(log, site, author, origin))
        except BaseException:
            self._engine.history = before  # no worker may be told of what was not kept
            raise

    def enter(self, asked: EntryAsked, author: str | None) -> Kept:
        """Take an entry; one that is there already as it is asked is given back. Raises Refused and StoreError."""
        return self._entered(lambda log: new_entry(asked, log.entry(asked.id), author, self._desk()))[-1]

    def edit_entry(self, entry_id: str, asked: EntryEdit, author: str | None) -> Kept:
        """Take an edit of an entry. Raises as ``enter`` does."""
        return self._entered(lambda log: edit_of(entry_id, asked, log.entry(entry_id), author, self._desk()))[-1]

    def settle_entry(self, entry_id: str, verdict: Verdict, by: str) -> Kept:
        """Confirm or reject a correction. Raises as ``enter`` does."""
        return self._entered(lambda log: confirmed(entry_id, verdict, log.entry(entry_id), by, self._clock()))[-1]

    def show_sign(self, counter: str, shown: SignShown, author: str | None) -> None:
        """Take what a display shows. Raises as ``enter`` does."""

        def decide(log: Writing) -> Decision | None:
            known = log.entries_reaching(self._clock() - LATE_MS)
            return sign_change(counter, shown, known, author, self._desk())

        self._entered(decide)

    def drill(self, hall: str) -> str:
        """Try out the alarm path of ``hall``; gives the event's id. Raises Refused and StoreError."""
        if hall not in {entry.id for entry in self._engine.history.latest.halls}:
            raise Refused(Code.NOT_FOUND, f'a hall of the site was wanted, got "{hall}"')
        return self._transact(lambda log: self._engine.drill(log, hall, self._clock())).id

    def _desk(self) -> Desk:
        history = self._engine.history
        return Desk(history.latest, history.entered, self._clock())

    def _entered(self, decide: Callable[[Writing], Decision | None]) -> tuple[Kept, ...]:
        """Keep what ``decide`` makes of an entry and judge by it; gives the entry's revisions."""
        before = self._engine.history
        try:
            result = self._transact(lambda log: self._take_entry(log, decide))
        except BaseException:
            self._engine.history = before  # nobody may be shown what was not kept
            raise
        if isinstance(result, Refused):
            raise result
        return result

    def _take_entry(self, log: Writing, decide: Callable[[Writing], Decision | None]) -> tuple[Kept, ...] | Refused:
        """A refusal is no failure of the transaction: it is given back."""
        try:
            decision = decide(log)
        except Refused as refused:
            return refused
        if decision is None or decision.deed is Deed.NOTHING:
            return () if decision is None else decision.revisions
        revisions = decision.revisions
        if decision.deed is Deed.ADD:
            revisions = (*revisions[:-1], log.add_entry(decision.kept))
        else:
            log.settle_entry(decision.kept)
        if decision.kept.state is EntryState.HOLDS:
            self._engine.enter(log, revisions, self._clock())
        return revisions

    def tick(self) -> None:
        """Let time pass: silence is noticed, late spans are waited for no longer. Raises StoreError."""
        self._transact(self._tick)

    def close(self) -> None:
        """Write down where everything stands, so that the next start is quick. Raises StoreError."""
        self._transact(self._engine.keep_all)

    @property
    def ready(self) -> bool:
        """Whether the last transaction reached the disk (one that is running counts as if it will)."""
        return not self._failed

    def count_refusal(self, refused: Refused) -> None:
        """Count a batch that was refused."""
        self._metrics.refusals.labels(code=refused.code).inc()

    def _transact(self, deed: Callable[[Writing], Result]) -> Result:
        """Do ``deed`` in a transaction of its own; where it fails, what is in memory is read anew before the next."""
        with self._lock:
            try:
                if self._stale:
                    self._load()
                self._stale = True
                with self._store.write() as log:
                    result = deed(log)
                    position = log.position()
            except StoreError as error:
                self._note_failure(error)
                raise
            if self._failed:
                LOG.warning("store_works_again")
            self._stale, self._failed, self.position = False, False, position
            return result

    def _load(self) -> None:
        """Stand where the store ends."""
        with self._store.write() as log:
            self._workers = log.workers()
            self._engine.load(log, self._clock())
            self.position = log.position()

    def _note_failure(self, error: StoreError) -> None:
        """Count every failure, tell of the first of them."""
        if not self._failed:
            LOG.error("store_failed reason=%r", str(error))
        self._failed = True
        self._metrics.store_errors.inc()

    def _register(self, log: Writing, registration: Registration) -> Registered:
        old = self._workers.get(registration.worker)
        epoch, previous = (old.epoch + 1, old.stored) if old else (1, None)
        worker = Worker(registration.worker, epoch, -1, frozenset(registration.views), previous)
        log.put_worker(worker, self._clock())
        self._workers[worker.name] = worker
        last = None if previous is None else LastAcknowledged(epoch=previous[0], sequence=previous[1])
        return Registered(epoch=epoch, previous=last)

    def _configure(self, log: Writing, site: Site, author: str | None, origin: Origin) -> int:
        if site_source(site) != site_source(self._engine.history.latest):
            version = add_version(log, site, self._clock(), origin, author)
            self._engine.configure(log, version, self._clock())
        return self._engine.history.version

    def _tick(self, log: Writing) -> None:
        now_ms = self._clock()
        self._engine.give_up(log, now_ms)
        self._engine.settle(log, now_ms)

    def _take(self, log: Writing, batches: Sequence[Batch]) -> list[Acknowledged | Refused]:
        group = _Group(log, self._clock())
        results = [self._one(group, batch) for batch in batches]
        self._commit(group)
        return [self._with_look_by(result, batch) for result, batch in zip(results, batches, strict=True)]

    def _commit(self, group: _Group) -> None:
        spans = [span for these in group.spans.values() for span in these]
        group.log.add_spans(spans)
        group.log.put_sequences(group.workers.values())
        self._engine.accept(group.log, spans, group.now_ms)
        self._engine.report(group.watermarks_ms, group.now_ms)
        group.log.put_progress(self._engine.progress[view] for view in group.spans.keys() | group.watermarks_ms.keys())
        self._engine.settle(group.log, group.now_ms)
        self._metrics.spans.inc(len(spans))

    def _one(self, group: _Group, batch: Batch) -> Acknowledged | Refused:
        try:
            worker = self._sender(batch)
            if batch.sequence <= worker.sequence:
                self._metrics.duplicates.inc()
                return Acknowledged(sequence=batch.sequence)
            spans = self._checked(group, worker, batch)
        except Refused as refused:
            return refused
        for view, these in spans.items():
            group.spans.setdefault(view, []).extend(these)
        for view, at_ms in batch.watermark_ms.items():
            group.watermarks_ms[view] = max(at_ms, group.watermarks_ms.get(view, 0))
        self._workers[worker.name] = group.workers[worker.name] = replace(worker, sequence=batch.sequence)
        self._metrics.batches.inc()
        return Acknowledged(sequence=batch.sequence)

    def _with_look_by(self, result: Acknowledged | Refused, batch: Batch) -> Acknowledged | Refused:
        if isinstance(result, Refused):
            return result
        look_by_ms = self._engine.look_by_ms(self._workers[batch.worker].views)
        return Acknowledged(sequence=result.sequence, look_by_ms=look_by_ms)

    def _sender(self, batch: Batch) -> Worker:
        worker = self._workers.get(batch.worker)
        if worker is None or batch.epoch > worker.epoch:
            raise Refused(
                Code.UNREGISTERED, f'a registered worker was wanted, got "{batch.worker}", epoch {batch.epoch}'
            )
        if batch.epoch < worker.epoch:
            raise Refused(Code.FENCED, f"epoch {worker.epoch} of this worker was wanted, got {batch.epoch}")
        return worker

    def _checked(self, group: _Group, worker: Worker, batch: Batch) -> dict[str, list[Span]]:
        """The batch's spans by view, in the order of their time. Raises Refused."""
        if batch.sequence > worker.sequence + 1:
            raise Refused(Code.GAP, f"batch {worker.sequence + 1} was wanted, got {batch.sequence}")
        messages: dict[str, list[SpanMessage]] = {view: [] for view in batch.watermark_ms}
        for message in batch.spans:
            messages.setdefault(message.view, []).append(message)
        spans, wrong = {}, {}
        for view, these in messages.items():
            try:
                spans[view] = self._of_view(group, worker, view, these)
                check_future(batch.watermark_ms.get(view, 0), group.now_ms)
            except Refused as refused:
                wrong[view] = refused
        if wrong:
            raise _together(wrong)
        return {view: these for view, these in spans.items() if these}

    def _of_view(self, group: _Group, worker: Worker, view: str, messages: Sequence[SpanMessage]) -> list[Span]:
        """The spans of a view, in the order of their time. Raises Refused."""
        if view not in worker.views or view not in self._engine.progress:
            raise Refused(Code.UNKNOWN_VIEW, f'a view that the worker has registered was wanted, got "{view}"')
        spans = sorted(_spans(messages), key=lambda span: span.from_ms)
        for span in spans:
            _check_times(span, group.now_ms)
        if spans:
            _check_overlap(sorted([*self._stored(group, view, spans), *spans], key=lambda span: span.from_ms))
        return spans

    def _stored(self, group: _Group, view: str, spans: Sequence[Span]) -> list[Span]:
        """What is known of the time of ``spans``, most often nothing."""
        known = group.spans.get(view, [])
        if spans[0].from_ms < self._engine.progress[view].stored_until_ms:
            return [*known, *group.log.spans([view], spans[0].from_ms, spans[-1].to_ms)[view]]
        return known


def _together(wrong: Mapping[str, Refused]) -> Refused:
    """One refusal that names all views that will never be taken; of the future only where nothing else is wrong.

    What lies in the future may be taken later.
    """
    for_good = {view: refused for view, refused in wrong.items() if refused.code is not Code.FUTURE} or wrong
    first = next(iter(for_good.values()))
    return Refused(first.code, first.message, [FieldProblem(path=v, message=r.message) for v, r in for_good.items()])


def _spans(messages: Sequence[SpanMessage]) -> list[Span]:
    try:
        return [message.span() for message in messages]
    except ValueError as error:
        raise Refused(Code.MALFORMED, str(error)) from error


def _check_times(span: Span, now_ms: int) -> None:
    if span.to_ms - span.from_ms > LONGEST_MS:
        raise Refused(
            Code.TOO_LONG, f"a span of at most {LONGEST_MS} ms was wanted, got {span.to_ms - span.from_ms} ms"
        )
    check_future(span.to_ms, now_ms)


def check_future(at_ms: int, now_ms: int) -> None:
    """Raises Refused for what lies too far ahead of ``now_ms`` (both ms UTC)."""
    if at_ms > now_ms + AHEAD_MS:
        raise Refused(Code.FUTURE, f"a moment until {now_ms} ms UTC was wanted, got {at_ms}")


def _check_overlap(spans: Sequence[Span]) -> None:
    for before, after in pairwise(spans):
        if after.from_ms < before.to_ms:
            came = f"[{after.from_ms}, {after.to_ms}) beside [{before.from_ms}, {before.to_ms})"
            raise Refused(Code.OVERLAP, f'spans of view "{after.view}" without overlap were wanted, got {came}')
