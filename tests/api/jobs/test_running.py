"""When which housekeeping is done, and that one that fails holds up no other."""

from pathlib import Path

import pytest

from api.jobs.running import do, jobs_of, keep_house
from api.jobs.schedule import EVERY_S, FIRST_AFTER_S, due
from api.server.store import Store, StoreError, sqlite_url

BEGAN_S = 1_000.0
ALL = list(EVERY_S)


@pytest.mark.parametrize(
    ("done_s", "now_s", "these"),
    [
        ({}, BEGAN_S, []),
        ({}, BEGAN_S + FIRST_AFTER_S, ALL),
        (dict.fromkeys(ALL, 2_000.0), 2_000.0 + 59, []),
        (dict.fromkeys(ALL, 2_000.0), 2_000.0 + 60, ["files"]),
        (dict.fromkeys(ALL, 2_000.0), 2_000.0 + 600, ["checkpoints", "files"]),
        (dict.fromkeys(ALL, 2_000.0), 2_000.0 + 3_600, ALL),
    ],
)
def test_what_is_due(done_s: dict[str, float], now_s: float, these: list[str]) -> None:
    assert due(done_s, BEGAN_S, now_s) == these


def test_every_job_is_in_the_schedule_and_works_on_a_real_store(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path))
    jobs = jobs_of(store, tmp_path)
    assert set(jobs) == set(EVERY_S)
    for job in jobs.values():
        job(1_772_323_200_000)
    with store.read() as log:
        assert log.position() == 0
    store.close()


@pytest.mark.parametrize("error", [StoreError("the disk is full"), OSError(28, "No space left on device")])
def test_what_fails_is_logged(caplog: pytest.LogCaptureFixture, error: Exception) -> None:
    def fail(_now_ms: int) -> None:
        raise error

    do("files", fail, 0)
    assert "job_failed job=files reason=" in caplog.text


def test_house_is_kept_until_it_is_stopped() -> None:
    asked = iter([False, False, True])
    beats: list[None] = []
    keep_house({}, lambda: next(asked), lambda: beats.append(None))
    assert (next(asked, None), len(beats)) == (None, 2)
