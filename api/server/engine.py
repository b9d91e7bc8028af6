"""The engine: folds what was stored, as far as the watermarks allow, and tells what came of it.

Time moves only by watermarks and by silence. What comes later than it was given up for makes its counter be judged
anew from the last checkpoint before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from api.server.counter_fold import beginning, fold_until, look_by_ms
from api.server.metrics import Metrics
from api.server.progress import LATENESS_MS, Progress
from api.server.reading import Checkpoint, Silence
from api.server.retelling import retell
from api.server.sites import FOREVER_MS, SiteHistory, SiteVersion
from api.server.writing import Writing
from vision.datatypes import Event, Span
from vision.fold import CounterState

CHECKPOINT_EVERY_MS = 300_000
"""Judging five minutes anew takes a counter some 20 ms; a checkpoint takes 1 kB."""
END_OF_TIME_MS = 2**60


@dataclass(slots=True)
class CounterFold:
    """One counter: its state at ``at_ms``, when it was last kept, and spans that are still to be folded.

    ``late_since_ms`` (wall clock) is when something came that belongs before ``at_ms``.
    """

    counter: str
    at_ms: int
    state: CounterState
    kept_ms: int
    waiting: dict[str, list[Span]] = field(default_factory=dict)
    late_since_ms: int | None = None


class Engine:
    """The folds of all counters. Every method that is given a ``log`` is part of its transaction."""

    history: SiteHistory

    def __init__(self, metrics: Metrics) -> None:
        """Nothing is known before ``load``."""
        self.progress: dict[str, Progress] = {}
        self.folds: dict[str, CounterFold] = {}
        self._metrics = metrics
        self._listening_since_ms = 0

    def load(self, log: Writing, now_ms: int) -> None:
        """Stand where the log ends: from each counter's last checkpoint, judge again what came after it."""
        self._listening_since_ms = now_ms
        self.history = SiteHistory.of(log.configurations())
        self.progress = log.progress()
        self._meet_views(log)
        folds = {counter: self._begun(log, counter) for counter in self.history.every_counter()}
        for fold in folds.values():
            self._refold(log, fold, self._horizon_ms(fold), now_ms)
        self.folds = folds

    def configure(self, log: Writing, version: SiteVersion, now_ms: int) -> None:
        """Judge by ``version`` from its begin on; nothing beyond that has been judged yet."""
        self.history = self.history.plus(version)
        self._meet_views(log)
        new = [counter for counter in self.history.every_counter() if counter not in self.folds]
        self.folds = {**self.folds, **{counter: self._begun(log, counter) for counter in new}}
        self.settle(log, now_ms)

    def _meet_views(self, log: Writing) -> None:
        """Begin to wait for views that are new."""
        new = [view for view in self.history.every_view() if view not in self.progress]
        met = {view: Progress.at(view, self.history.view_begins_ms(view)) for view in new}
        self.progress = {**self.progress, **met}
        log.put_progress(met.values())

    def _begun(self, log: Writing, counter: str) -> CounterFold:
        """The counter at its last checkpoint; one that is new has it at its begin."""
        checkpoint = log.checkpoint(counter)
        if checkpoint is None:
            at_ms, first = beginning(self.history, counter)
            checkpoint = Checkpoint(counter, at_ms, log.position(), first)
            log.add_checkpoint(checkpoint)
        return CounterFold(counter, checkpoint.at_ms, checkpoint.state, checkpoint.at_ms)

    def accept(self, log: Writing, spans: Iterable[Span], now_ms: int) -> None:
        """Take in stored ``spans``; they are folded by ``settle``."""
        for span in spans:
            self.progress[span.view] = self.progress[span.view].stored(span.to_ms)
            for counter in self.history.counters_of(span.view):
                self._accept(log, self.folds[counter], span, now_ms)
        for fold in self.folds.values():
            for waiting in fold.waiting.values():
                waiting.sort(key=lambda span: span.from_ms)

    def _accept(self, log: Writing, fold: CounterFold, span: Span, now_ms: int) -> None:
        begins_ms = self.history.begins_ms(fold.counter)
        if span.from_ms >= fold.at_ms:
            fold.waiting.setdefault(span.view, []).append(span)
        elif span.to_ms > begins_ms:
            log.drop_checkpoints(fold.counter, max(span.from_ms, begins_ms))
            fold.late_since_ms = now_ms if fold.late_since_ms is None else fold.late_since_ms

    def report(self, watermarks_ms: dict[str, int], now_ms: int) -> None:
        """Take in how far workers have reported."""
        for view, at_ms in watermarks_ms.items():
            self.progress[view] = self.progress[view].reported(at_ms, now_ms)

    def give_up(self, log: Writing, now_ms: int) -> None:
        """Take as blind what views have not told of for too long."""
        watched = {view for fold in self.folds.values() for view in self._awaited(fold)}
        after = {view: self.progress[view].given_up(now_ms, self._listening_since_ms) for view in watched}
        silent = [p for view, p in after.items() if p != self.progress[view]]
        self.progress |= after
        log.put_progress(silent)
        log.put_silences((Silence(p.view, p.watermark_ms, p.silent_until_ms) for p in silent), now_ms)
        self._metrics.silent_views.set(sum(not p.caught_up for p in after.values()))

    def settle(self, log: Writing, now_ms: int) -> None:
        """Fold as far as all views of each counter have come, and judge anew what late spans have changed."""
        for fold in self.folds.values():
            self._advance(log, fold, now_ms)
            if fold.late_since_ms is not None and self._may_refold(fold, now_ms - fold.late_since_ms):
                self._refold(log, fold, fold.at_ms, now_ms)
                self._metrics.refolds.inc()
            elif fold.late_since_ms is None and fold.at_ms - fold.kept_ms >= CHECKPOINT_EVERY_MS:
                self._keep(log, fold)

    def keep_all(self, log: Writing) -> None:
        """Write a checkpoint of every counter, so that the next start has nothing to judge again."""
        for fold in self.folds.values():
            if fold.late_since_ms is None and fold.at_ms > fold.kept_ms:
                self._keep(log, fold)

    def look_by_ms(self, views: Iterable[str]) -> dict[str, int]:
        """Per counter of ``views`` in which an absence runs: when it would reach its next limit."""
        counters = {counter for view in views for counter in self.history.counters_of(view)}
        found = ((name, self._look_by_ms(self.folds[name])) for name in sorted(counters))
        return {name: at_ms for name, at_ms in found if at_ms is not None}

    def _look_by_ms(self, fold: CounterFold) -> int | None:
        return look_by_ms(fold.state, self.history.setup_at(fold.counter, fold.at_ms))

    def _awaited(self, fold: CounterFold) -> set[str]:
        """The views that the counter has now or had in time that is not judged yet."""
        return {view for period in self.history.periods(fold.counter, fold.at_ms) for view in period.views}

    def _horizon_ms(self, fold: CounterFold) -> int:
        """Until when, from where the fold stands, every view is known that the counter has at the time.

        A counter that is in the site no more is judged for a millisecond beyond its end, which ends what runs.
        """
        for period in self.history.periods(fold.counter, fold.at_ms):
            reached_ms = min((self.progress[view].reached_ms for view in period.views), default=period.from_ms + 1)
            if reached_ms < period.to_ms and (period.views or period.to_ms == FOREVER_MS):
                return max(fold.at_ms, period.from_ms, reached_ms)
        return fold.at_ms

    def _advance(self, log: Writing, fold: CounterFold, now_ms: int) -> None:
        horizon_ms = self._horizon_ms(fold)
        if horizon_ms <= fold.at_ms:
            return
        done = fold_until(fold.state, fold.waiting, self.history, fold.counter, (fold.at_ms, horizon_ms))
        fold.state, fold.at_ms = done.state, horizon_ms
        fold.waiting = {view: [s for s in spans if s.to_ms > horizon_ms] for view, spans in fold.waiting.items()}
        log.add_changes(done.changes)
        for event in done.events:
            last = log.last_event(event.id)
            self._tell(log, [replace(event, revision=last.revision + 1 if last else 1)], now_ms)

    def _may_refold(self, fold: CounterFold, waited_ms: int) -> bool:
        """Late spans come in many batches: wait until all have come, but not for ever."""
        return waited_ms >= LATENESS_MS or all(self.progress[view].caught_up for view in self._awaited(fold))

    def _refold(self, log: Writing, fold: CounterFold, to_ms: int, now_ms: int) -> None:
        """Judge the counter again from its last checkpoint to ``to_ms``, and tell what differs from what was told."""
        checkpoint = log.checkpoint(fold.counter)
        if checkpoint is None:
            msg = f"a checkpoint of counter {fold.counter!r} was wanted, got none: restore the store from a copy"
            raise LookupError(msg)
        spans = log.spans(self.history.views_of(fold.counter), checkpoint.at_ms, END_OF_TIME_MS)
        to_ms = max(to_ms, checkpoint.at_ms)
        done = fold_until(checkpoint.state, spans, self.history, fold.counter, (checkpoint.at_ms, to_ms))
        fold.waiting = {view: [s for s in these if s.to_ms > to_ms] for view, these in spans.items()}
        fold.state, fold.at_ms, fold.late_since_ms = done.state, to_ms, None
        log.replace_changes(fold.counter, checkpoint.state.judgement.settled_until_ms, done.changes)
        self._retell(log, checkpoint, done.events, now_ms)
        fold.kept_ms = checkpoint.at_ms
        if to_ms > checkpoint.at_ms:
            self._keep(log, fold)

    def _retell(self, log: Writing, checkpoint: Checkpoint, events: Sequence[Event], now_ms: int) -> None:
        told = log.told_ids(checkpoint.counter, checkpoint.position)
        for event_id in dict.fromkeys([*told, *(event.id for event in events)]):
            base, latest = log.event_until(event_id, checkpoint.position), log.last_event(event_id)
            steps = [event for event in events if event.id == event_id]
            self._tell(log, retell(base, latest, steps), now_ms)

    def _tell(self, log: Writing, events: Iterable[Event], now_ms: int) -> None:
        for event in events:
            log.add_event(event, now_ms)
            self._metrics.events.labels(phase=event.phase.value).inc()

    def _keep(self, log: Writing, fold: CounterFold) -> None:
        log.add_checkpoint(Checkpoint(fold.counter, fold.at_ms, log.position(), fold.state))
        fold.kept_ms = fold.at_ms
