"""The jobs as a child process: ``python -m api.jobs.running``. The dull part: sleeps, does what is due, goes on."""

import argparse
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from api.commands.interruption import interruption
from api.jobs.schedule import due, next_due_s
from api.jobs.work import remove_files, thin_checkpoints
from api.server.store import Store, StoreError
from api.supervisor.child_api import open_the_store
from api.supervisor.entry import run_child
from api.supervisor.heartbeat import Heartbeat
from cameras.arrival import wall_ms

LOG = logging.getLogger(__name__)
TURN_S = 0.2
NOBODY_LISTENS = Heartbeat(None)
Job = Callable[[int], object]
"""One housekeeping, given the time in ms UTC."""


def run_jobs(data: Path) -> int:
    """Keep house in ``data`` and its store until a signal comes. Raises StoreError."""
    with interruption() as interrupted:
        store = open_the_store(data)
        try:
            keep_house(jobs_of(store, data), lambda: interrupted() is not None, Heartbeat.of_environment())
        finally:
            store.close()
    return 0


def jobs_of(store: Store, data: Path) -> dict[str, Job]:
    """Every job by its name in the schedule."""
    return {
        "checkpoints": lambda now_ms: thin_checkpoints(store, now_ms),
        "files": lambda now_ms: remove_files(data, now_ms),
        "store": lambda _now_ms: store.tidy(),
    }


def keep_house(jobs: Mapping[str, Job], stopped: Callable[[], bool], heartbeat: Heartbeat = NOBODY_LISTENS) -> None:
    """Do each of ``jobs`` whenever the schedule says, until ``stopped``; one that fails is tried at its next time."""
    began_s, done_s = time.monotonic(), dict[str, float]()
    while not stopped():
        heartbeat.beat()
        for name in due(done_s, began_s, time.monotonic()):
            do(name, jobs[name], wall_ms())
            heartbeat.beat()
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
