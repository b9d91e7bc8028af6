"""Judging again what a store holds: all counters, each in a process of its own while there are cores, then halls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from api.rejudging import Stretch, Ways, rejudge, with_neighbours
from api.replaying import Replayed, together
from api.server.counter_fold import whole_time
from api.server.entries import entered_of
from api.server.progress import Progress
from api.server.reading import Reading
from api.server.replayed_halls import as_asked, as_it_was
from api.server.sites import DAY_MS, FOREVER_MS, SiteHistory
from api.server.store import Store
from api.what_if import Asked, Otherwise
from vision.datatypes import Event
from vision.rules.pieces import Unstaffed


@dataclass(frozen=True, slots=True)
class Job:
    """A counter of the store at ``url`` that is to be judged again within ``period_ms``, and what is asked about it.

    ``unstaffed``: in each way, when those that cover it are not staffed.
    """

    url: str = field(repr=False)
    counter: str
    period_ms: tuple[int, int]
    asked: Asked
    unstaffed: tuple[Unstaffed, ...] = ()


def replay_store(
    url: str, from_ms: int | None, to_ms: int | None, asked: Asked, processes: int
) -> tuple[Replayed, ...]:
    """Judge what the store at ``url`` holds between the two moments (None: all): as it was, then as ``asked``.

    Each day is judged by the site and the entries as they stand now. Raises InputError, StoreError.
    """
    ways = 1 + len(asked.otherwise())
    store = Store(url)
    try:
        with store.read() as log:
            history = _history(log, from_ms)
            jobs = list(_jobs(log, history, Job(url, "", (from_ms or 0, to_ms or FOREVER_MS), asked)))
    finally:
        store.close()
    done = _in_processes(jobs, processes)
    neighbours = with_neighbours(done)
    covered = [replace(job, unstaffed=neighbours[job.counter]) for job in jobs if job.counter in neighbours]
    done |= _in_processes(covered, processes)
    zones = {job.counter: history.time_zone(job.counter) for job in jobs}
    found = [of for of in done.values() if of]
    return tuple(
        together((of[way] for of in found), zones, _of_halls(history, found, way, asked)) for way in range(ways)
    )


def _of_halls(history: SiteHistory, found: Iterable[Ways], way: int, asked: Asked) -> list[Event]:
    courses = {of[way].counter: of[way] for of in found}
    return list(as_it_was(history, courses) if way == 0 else as_asked(history, courses, asked))


def _history(log: Reading, from_ms: int | None) -> SiteHistory:
    history = SiteHistory.of(log.configurations())
    period_ms = (from_ms or 0) - 2 * DAY_MS, FOREVER_MS
    return history.entered_anew(entered_of(log.entries_reaching(period_ms[0]), history.counters_in, period_ms))


def _jobs(log: Reading, history: SiteHistory, like: Job) -> Iterator[Job]:
    """A job for each counter, from its begin to where it is known, as far as it lies in the period."""
    progress = log.progress()
    for counter in history.every_counter():
        from_ms = max(like.period_ms[0], history.begins_ms(counter))
        to_ms = min(like.period_ms[1], _known_until_ms(history, progress, counter, from_ms))
        if from_ms < to_ms:
            yield replace(like, counter=counter, period_ms=(from_ms, to_ms))


def _known_until_ms(history: SiteHistory, progress: Mapping[str, Progress], counter: str, from_ms: int) -> int:
    """Until when every view has come that the counter has at the time: of one that is gone nothing is awaited.

    A counter that is in the site no more is judged for a millisecond beyond its end, which ends what runs.
    """
    for period in history.periods(counter, from_ms):
        if not period.views and period.to_ms == FOREVER_MS:
            return period.from_ms + 1
        reached_ms = min((progress[view].reached_ms for view in period.views if view in progress), default=0)
        if period.views and reached_ms < period.to_ms:
            return reached_ms
    return from_ms


def _in_processes(jobs: Sequence[Job], processes: int) -> dict[str, Ways]:
    if processes <= 1 or len(jobs) <= 1:
        return {job.counter: rejudge_counter(job) for job in jobs}
    with ProcessPoolExecutor(min(processes, len(jobs)), get_context("spawn")) as pool:
        return {job.counter: ways for job, ways in zip(jobs, pool.map(rejudge_counter, jobs), strict=True)}


def rejudge_counter(job: Job) -> Ways:
    """Do ``job``. Raises StoreError."""
    store, otherwise = Store(job.url), job.asked.otherwise()
    try:
        with store.read() as log:
            history = _history(log, job.period_ms[0])
        return rejudge(job.counter, _stretches(store, history, job, otherwise), job.unstaffed)
    finally:
        store.close()


def _stretches(store: Store, history: SiteHistory, job: Job, otherwise: Iterable[Otherwise]) -> Iterator[Stretch]:
    """A day at a time, so that no more than that is held in memory."""
    others, views = tuple(otherwise), history.views_of(job.counter)
    for stretch in history.stretches(job.counter, *job.period_ms):
        with store.read() as log:
            told = log.spans(views, stretch.from_ms, stretch.to_ms) if stretch.watched else {}
        day = stretch.from_ms // DAY_MS
        around_ms = (day - 1) * DAY_MS, (day + 2) * DAY_MS
        setups = (stretch.setup, *(other(stretch.setup, around_ms) for other in others))
        yield Stretch(setups, whole_time(told, stretch.setup, stretch.from_ms, stretch.to_ms))
