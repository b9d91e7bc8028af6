"""The engine: folds what was stored, as far as the watermarks allow, and tells what came of it.

Time moves only by watermarks and by silence. What comes later than it was given up for makes its counter be judged
anew from the last checkpoint before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.server.counter_fold import Folded, beginning, fold_until, look_by_ms
from api.server.entries import Kept, counters_in, entered_of
from api.server.hall_folds import HallFolds, first_difference_ms
from api.server.incidents import Incidents
from api.server.metrics import Metrics
from api.server.neighbours import differs_from_ms, unstaffed_of, who_covers
from api.server.progress import LATENESS_MS, Progress
from api.server.reading import Checkpoint, Silence
from api.server.sites import DAY_MS, FOREVER_MS, SiteHistory, SiteVersion
from api.server.telling import Telling, of_counter
from api.server.writing import Writing
from api.site_schema import HallEntry
from vision.datatypes import Event, Span
from vision.fold import Change, CounterState
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed
from vision.rules.system_drill import drill
from vision.sights import Sight, SightChange

CHECKPOINT_EVERY_MS = 300_000
"""Judging five minutes anew takes a counter some 20 ms; a checkpoint takes 1 kB."""
END_OF_TIME_MS = 2**60
STEP_COSTS = 100
"""What a step costs at least, in spans: it is a question to the store."""
PATIENCE_MS = 600_000
"""Judging anew does not wait for a backlog for longer (wall clock)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is judged anew in one transaction, for which batches wait.

    ``spans``: a quarter of a second of work. ``step_ms`` of event time are read at once, after which it is counted.
    ``hall_ms`` of event time of a hall as a whole: a sixth of a second for one of twenty counters.
    """

    spans: int = 5_000
    step_ms: int = 600_000
    hall_ms: int = 6 * 3_600_000


@dataclass(slots=True)
class Refold:
    """A counter judged anew from ``checkpoint`` up to ``at_ms``; nothing of it is told before it has caught up.

    Begun at ``begun_ms``, wall clock. It lives in memory alone: after a start it begins again.
    """

    checkpoint: Checkpoint
    done: Folded
    at_ms: int
    begun_ms: int


@dataclass(slots=True)
class CounterFold:
    """One counter: its state at ``at_ms``, when it was last kept, and spans that are still to be folded.

    ``sights``: what its views show there, as far as their spans tell.
    ``late_since_ms`` (wall clock) is when the last span came that belongs before ``at_ms``, ``refold`` how far it is
    judged anew for that. After a start the state may still be that of an earlier moment: ``behind``.
    """

    counter: str
    at_ms: int
    state: CounterState
    kept_ms: int
    waiting: dict[str, list[Span]] = field(default_factory=dict)
    sights: Mapping[str, Sight] = field(default_factory=dict)
    late_since_ms: int | None = None
    refold: Refold | None = None
    behind: bool = False


class Engine:
    """The folds of all counters and halls. Every method that is given a ``log`` is part of its transaction."""

    history: SiteHistory
    halls: HallFolds

    def __init__(self, metrics: Metrics, pace: Pace) -> None:
        """Nothing is known before ``load``."""
        self.progress: dict[str, Progress] = {}
        self.folds: dict[str, CounterFold] = {}
        self._metrics, self._pace = metrics, pace
        self._telling = Telling(metrics, Incidents(self._hall_at))
        self._listening_since_ms = 0
        self._knows_since_ms = FOREVER_MS

    def load(self, log: Writing, now_ms: int) -> None:
        """Stand where the log ends: from each counter's last checkpoint, judge again what came after it."""
        self._listening_since_ms = now_ms
        self.history = SiteHistory.of(log.configurations())
        self.progress = log.progress()
        self._meet_views(log)
        folds = {counter: self._begun(log, counter) for counter in self.history.every_counter()}
        self.folds = folds
        self.halls = HallFolds(self._telling, self.history, self._pace.hall_ms)
        self.halls.load(log, self._kept_ms())
        self._read_entries_anew(log, now_ms)
        for fold in folds.values():
            fold.at_ms, fold.behind = self._horizon_ms(fold), True
            fold.late_since_ms = now_ms - LATENESS_MS
        for fold in folds.values():
            self._judge_anew(log, fold, now_ms, self._pace.spans)

    def configure(self, log: Writing, version: SiteVersion, now_ms: int) -> None:
        """Judge by ``version`` from its begin on; whoever stands beyond that already is judged anew."""
        self.history = self.history.plus(version)
        self._meet_views(log)
        new = [counter for counter in self.history.every_counter() if counter not in self.folds]
        for fold in self.folds.values():
            if fold.at_ms > version.from_ms:
                fold.late_since_ms, fold.refold = now_ms, None
        self.folds = {**self.folds, **{counter: self._begun(log, counter) for counter in new}}
        self.halls.configure(log, self.history, self._kept_ms())
        self._read_entries_anew(log, now_ms)
        self.settle(log, now_ms)

    def enter(self, log: Writing, revisions: Sequence[Kept], now_ms: int) -> None:
        """Judge by the last of an entry's ``revisions`` from its ``since_ms`` on; who stands beyond judges anew."""
        self._read_entries_anew(log, now_ms)
        entries = [kept.entry for kept in revisions if kept.entry is not None]
        about = {counter for entry in entries for counter in counters_in(entry, self.history.counters_in)}
        since_ms = revisions[-1].since_ms
        for counter in sorted(about & self.folds.keys()):
            if self.folds[counter].at_ms > since_ms:
                self._accept_late(log, self.folds[counter], since_ms, now_ms)
        self.halls.changed(log, about, since_ms)
        self.settle(log, now_ms)

    def _hall_at(self, hall: str, at_ms: int) -> HallEntry:
        return self.history.hall_at(hall, at_ms)

    def drill(self, log: Writing, hall: str, now_ms: int) -> Event:
        """Tell of a drill in ``hall``, which the site has, as of anything that is found."""
        event = drill(self.halls.context(hall, now_ms), now_ms, self.history.latest.limits_version)
        self._telling.go_on(log, [event], now_ms)
        return event

    def _read_entries_anew(self, log: Writing, now_ms: int) -> None:
        """Know what is needed where the counters stand, or begin to be judged anew, and no more."""
        stand_ms = (fold.at_ms if fold.refold is None else fold.refold.checkpoint.at_ms for fold in self.folds.values())
        self._knows_since_ms = FOREVER_MS
        self._read_entries(log, min([now_ms, *stand_ms, *self.halls.stand_ms()]))

    def _read_entries(self, log: Writing, since_ms: int) -> None:
        """Know what people entered for judging from ``since_ms`` on: a setup looks at the days around its own."""
        self._knows_since_ms = min(self._knows_since_ms, since_ms)
        period_ms = self._knows_since_ms - 2 * DAY_MS, FOREVER_MS
        found = entered_of(log.entries_reaching(period_ms[0]), self.history.counters_in, period_ms)
        self.history = self.history.entered_anew(found)

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
        late_ms: dict[str, int] = {}
        for span in spans:
            self.progress[span.view] = self.progress[span.view].stored(span.to_ms)
            for counter in self.history.counters_of(span.view):
                if span.from_ms >= self.folds[counter].at_ms:
                    self.folds[counter].waiting.setdefault(span.view, []).append(span)
                elif span.to_ms > self.history.begins_ms(counter):
                    late_ms[counter] = min(span.from_ms, late_ms.get(counter, span.from_ms))
        for counter, from_ms in late_ms.items():
            self._accept_late(log, self.folds[counter], from_ms, now_ms)
        for fold in self.folds.values():
            for waiting in fold.waiting.values():
                waiting.sort(key=lambda span: span.from_ms)

    def _accept_late(self, log: Writing, fold: CounterFold, from_ms: int, now_ms: int) -> None:
        """Something came that belongs before where the counter stands, the first of it at ``from_ms``."""
        log.drop_checkpoints(fold.counter, max(from_ms, self.history.begins_ms(fold.counter)))
        fold.late_since_ms = now_ms
        if fold.refold is not None and from_ms < fold.refold.at_ms:
            fold.refold = None  # that has been judged anew without it

    def report(self, watermarks_ms: dict[str, int], now_ms: int) -> None:
        """Take in how far workers have reported."""
        for view, at_ms in watermarks_ms.items():
            self.progress[view] = self.progress[view].reported(at_ms, now_ms)

    def give_up(self, log: Writing, now_ms: int) -> None:
        """Take as blind what views have not told of for too long."""
        self._listening_since_ms = min(self._listening_since_ms, now_ms)
        watched = {view for fold in self.folds.values() for view in self._awaited(fold)}
        after = {view: self.progress[view].given_up(now_ms, self._listening_since_ms) for view in watched}
        silent = [p for view, p in after.items() if p != self.progress[view]]
        self.progress |= after
        log.put_progress(silent)
        log.put_silences((Silence(p.view, p.watermark_ms, p.silent_until_ms) for p in silent), now_ms)
        self._metrics.silent_views.set(sum(not p.caught_up or self.is_silent(p.view, now_ms) for p in after.values()))

    def is_silent(self, view: str, now_ms: int) -> bool:
        """Whether nothing has come from ``view`` for too long."""
        return self.progress[view].is_silent(now_ms, self._listening_since_ms)

    def settle(self, log: Writing, now_ms: int) -> None:
        """Fold as far as all views of each counter have come, and judge anew what late spans have changed.

        Judging anew is done a part at a time where it is long.
        """
        left = self._pace.spans
        for fold in self.folds.values():
            self._advance(log, fold, now_ms)
            if fold.late_since_ms is not None:
                left -= self._judge_anew(log, fold, now_ms, left)
            elif fold.at_ms - fold.kept_ms >= CHECKPOINT_EVERY_MS:
                self._keep(log, fold)
        self._settle_halls(log, now_ms)

    def _settle_halls(self, log: Writing, now_ms: int) -> None:
        """Judge halls as a whole by what their counters have settled."""
        stand_ms = min(self.halls.stand_ms(), default=FOREVER_MS)
        if stand_ms < self._knows_since_ms:
            self._read_entries(log, stand_ms)
        self.halls.use(self.history)
        self.halls.settle(log, lambda counter: self.folds[counter].state.judgement.settled_until_ms, now_ms)

    def _kept_ms(self) -> dict[str, int]:
        return {counter: fold.kept_ms for counter, fold in self.folds.items()}

    def keep_all(self, log: Writing) -> None:
        """Write a checkpoint of every counter and hall, so that the next start has nothing to judge again."""
        self.halls.keep_all(log)
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
        if horizon_ms <= fold.at_ms or fold.behind:
            return
        period_ms = fold.at_ms, horizon_ms
        unstaffed = self._unstaffed(log, fold.counter, fold.state, horizon_ms)
        done = fold_until(fold.state, fold.waiting, self.history, fold.counter, period_ms, unstaffed, fold.sights)
        settled_ms = fold.state.judgement.settled_until_ms
        if done.shown:
            self._show(log, fold.counter, fold.at_ms, done.shown)
        fold.state, fold.at_ms, fold.sights = done.state, horizon_ms, done.sights
        fold.waiting = {view: [s for s in spans if s.to_ms > horizon_ms] for view, spans in fold.waiting.items()}
        if done.changes:
            self._change(log, fold.counter, settled_ms, done.changes, now_ms)
        self._telling.go_on(log, done.events, now_ms)

    def _unstaffed(self, log: Writing, counter: str, state: CounterState, to_ms: int) -> Unstaffed:
        """When those that cover the counter are not staffed, for all that is settled next."""
        if counter not in self.history.covered:
            return NO_NEIGHBOURS
        period_ms = state.judgement.settled_until_ms, to_ms
        setups = (stretch.setup for stretch in self.history.stretches(counter, *period_ms))
        covering = who_covers(setups, period_ms)
        return unstaffed_of(log, covering, period_ms) if covering else NO_NEIGHBOURS

    def _change(self, log: Writing, counter: str, from_ms: int, changes: Sequence[Change], now_ms: int) -> None:
        """Put ``changes`` in the place of the counter's from ``from_ms`` on.

        Whom it covers is judged anew where that is news to them, and so are halls that had gone by what was.
        """
        covered = [fold for fold in self.folds.values() if self._is_covered(fold, counter, from_ms)]
        if not covered and not self.halls.reach_beyond(counter, from_ms):
            log.replace_changes(counter, from_ms, changes)
            return
        before = log.changes(counter, from_ms, FOREVER_MS)
        log.replace_changes(counter, from_ms, changes)
        after = log.changes(counter, from_ms, FOREVER_MS)
        if (other_ms := first_difference_ms(before, after)) is not None:
            self.halls.changed(log, [counter], other_ms)
        news_ms = differs_from_ms(before, after)
        for fold in covered:
            if news_ms is not None and news_ms < fold.at_ms:
                self._accept_late(log, fold, news_ms, now_ms)

    def _show(self, log: Writing, counter: str, from_ms: int, shown: Sequence[SightChange]) -> None:
        """Put ``shown`` in the place of what the counter's views showed from ``from_ms`` on; halls go by it."""
        if not self.halls.reach_beyond(counter, from_ms):
            log.replace_sights(counter, from_ms, shown)
            return
        before = log.sights([counter], from_ms, FOREVER_MS)
        log.replace_sights(counter, from_ms, shown)
        if (other_ms := first_difference_ms(before, log.sights([counter], from_ms, FOREVER_MS))) is not None:
            self.halls.changed(log, [counter], other_ms)

    def _is_covered(self, fold: CounterFold, by: str, since_ms: int) -> bool:
        """Whether the counter is covered ``by`` another at any time from ``since_ms`` to where it stands."""
        if fold.at_ms <= since_ms or by not in self.history.covered.get(fold.counter, ()):
            return False
        stretches = self.history.stretches(fold.counter, since_ms, fold.at_ms)
        return by in who_covers((stretch.setup for stretch in stretches), (since_ms, fold.at_ms))

    def _judge_anew(self, log: Writing, fold: CounterFold, now_ms: int, most_spans: int) -> int:
        """Judge some ``most_spans`` anew from the counter's last checkpoint on; gives how many it were.

        Late spans come in many batches: it does not overtake them, unless no more seem to come.
        """
        refold = fold.refold = fold.refold or self._begin_refold(log, fold, now_ms)
        complete, judged = self._is_complete(fold, refold, now_ms), 0
        until_ms = fold.at_ms if complete else min([fold.at_ms, *self._watermarks_ms(fold)])
        while refold.at_ms < until_ms and judged < most_spans:
            judged += self._step(log, fold.counter, refold, min(refold.at_ms + self._pace.step_ms, until_ms))
        if complete and refold.at_ms >= fold.at_ms:
            self._end_refold(log, fold, refold, now_ms)
        return judged

    def _watermarks_ms(self, fold: CounterFold) -> list[int]:
        return [self.progress[view].watermark_ms for view in self._awaited(fold)]

    def _is_complete(self, fold: CounterFold, refold: Refold, now_ms: int) -> bool:
        """Whether all late spans have come, or none has for long, or they have been waited for long enough."""
        waited_ms = now_ms - (now_ms if fold.late_since_ms is None else fold.late_since_ms)
        patient = waited_ms < LATENESS_MS and now_ms - refold.begun_ms < PATIENCE_MS
        return not patient or all(self.progress[view].caught_up for view in self._awaited(fold))

    def _begin_refold(self, log: Writing, fold: CounterFold, now_ms: int) -> Refold:
        checkpoint = log.checkpoint(fold.counter)
        if checkpoint is None:
            msg = f"a checkpoint of counter {fold.counter!r} was wanted, got none: restore the store from a copy"
            raise LookupError(msg)
        fold.at_ms = max(fold.at_ms, checkpoint.at_ms)
        if checkpoint.at_ms < self._knows_since_ms:
            self._read_entries(log, checkpoint.at_ms)
        sights = {view: on.sight for view, on in log.sights_at(fold.counter, checkpoint.at_ms).items()}
        return Refold(checkpoint, Folded(checkpoint.state, [], [], sights), checkpoint.at_ms, now_ms)

    def _step(self, log: Writing, counter: str, refold: Refold, to_ms: int) -> int:
        spans = log.spans(self.history.views_of(counter), refold.at_ms, to_ms)
        unstaffed = self._unstaffed(log, counter, refold.done.state, to_ms)
        state, sights = refold.done.state, refold.done.sights
        refold.done.go_on(fold_until(state, spans, self.history, counter, (refold.at_ms, to_ms), unstaffed, sights))
        refold.at_ms = to_ms
        return max(STEP_COSTS, sum(map(len, spans.values())))

    def _end_refold(self, log: Writing, fold: CounterFold, refold: Refold, now_ms: int) -> None:
        """Go on with what judging anew gave, and tell what differs from what was told."""
        checkpoint, done = refold.checkpoint, refold.done
        fold.waiting = log.spans(self.history.views_of(fold.counter), fold.at_ms, END_OF_TIME_MS)
        self._change(log, fold.counter, checkpoint.state.judgement.settled_until_ms, done.changes, now_ms)
        self._show(log, fold.counter, checkpoint.at_ms, done.shown)
        told = [one for one in log.told_ids(fold.counter, checkpoint.position) if of_counter(one)]
        self._telling.anew(log, told, checkpoint.position, done.events, now_ms)
        if not fold.behind:
            self._metrics.refolds.inc()
        fold.state, fold.late_since_ms, fold.refold, fold.behind = done.state, None, None, False
        fold.kept_ms, fold.sights = checkpoint.at_ms, done.sights
        if fold.at_ms > checkpoint.at_ms:
            self._keep(log, fold)

    def _keep(self, log: Writing, fold: CounterFold) -> None:
        log.add_checkpoint(Checkpoint(fold.counter, fold.at_ms, log.position(), fold.state))
        fold.kept_ms = fold.at_ms
