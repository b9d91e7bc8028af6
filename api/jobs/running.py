"""The jobs as a child process: ``python -m api.jobs.running``. The dull part: sleeps, does what is due, goes on."""

import argparse
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from api.commands.interruption import interruption
from api.jobs.clock_trust import ClockTrust
from api.jobs.picture_rows import forget_pictures
from api.jobs.schedule import due, next_due_s
from api.jobs.work import NOBODY_LISTENS, Alive, remove_files, thin_checkpoints
from api.server.parts import PICTURES
from api.server.store import Store, StoreError
from api.supervisor.child_api import open_the_store
from api.supervisor.entry import run_child
from api.supervisor.heartbeat import Heartbeat
from cameras.arrival import wall_ms

LOG = logging.getLogger(__name__)
TURN_S = 0.2
Job = Callable[[int], object]
"""One housekeeping, given the time in ms UTC."""


def run_jobs(data: Path) -> int:
    """Keep house in ``data`` and its store until a signal comes. Raises StoreError."""
    with interruption() as interrupted:
        store = open_the_store(data)
        try:
            alive = Heartbeat.of_environment().beat
            keep_house(jobs_of(store, data, alive), lambda: interrupted() is not None, alive)
        finally:
            store.close()
    return 0


class FileKeeper:
    """Keeps the files below ``data`` within their bounds, and an eye on the clock meanwhile."""

    def __init__(self, data: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds that nobody sets."""
        self._data, self._clock = data, clock
        self._trust: ClockTrust | None = None

    def keep(self, now_ms: int) -> int:
        """Remove what is kept no longer; how many files."""
        now_s, steady_s = now_ms / 1000, self._clock()
        before = self._trust or ClockTrust.at(now_s, steady_s)
        self._trust = before.looked(now_s, steady_s)
        if self._trust.jumped_s == steady_s != before.jumped_s:
            LOG.warning("clock_jumped effect='no file is removed for its age for a day'")
        return remove_files(self._data, now_ms, self._trust)


def jobs_of(store: Store, data: Path, alive: Alive = NOBODY_LISTENS) -> dict[str, Job]:
    """Every job by its name in the schedule; those that may take long call ``alive`` meanwhile."""
    keeper = FileKeeper(data)
    return {
        "checkpoints": lambda now_ms: thin_checkpoints(store, now_ms, alive=alive),
        "files": keeper.keep,
        "pictures": lambda now_ms: forget_pictures(store, data / PICTURES, now_ms, alive),
        "store": lambda _now_ms: store.tidy(),
    }


def keep_house(jobs: Mapping[str, Job], stopped: Callable[[], bool], alive: Alive = NOBODY_LISTENS) -> None:
    """Do each of ``jobs`` whenever the schedule says, until ``stopped``; one that fails is tried at its next time."""
    began_s, done_s = time.monotonic(), dict[str, float]()
    while not stopped():
        alive()
        for name in due(done_s, began_s, time.monotonic()):
            do(name, jobs[name], wall_ms())
            alive()
            done_s[name] = time.monotonic()
        wait_s = min(next_due_s(done_s, began_s).values()) - time.monotonic()
        threading.Event().wait(min(max(wait_s, 0.0), TURN_S))


def do(name: str, job: Job, now_ms: int) -> None:
    """Do ``job`` once; a store or a disk that refuses is logged."""
    try:
        job(now_ms)
    except (StoreError, OSError) as error:
        LOG.warning("job_failed job=%s reason=%s", name, error)


def main() -> None:
    """Read the arguments and keep house."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    run_child("jobs", lambda: run_jobs(given.data))


if __name__ == "__main__":
    main()
