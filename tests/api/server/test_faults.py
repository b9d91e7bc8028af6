"""The disk or the file fails while it is used: one sentence, nothing half done, and on it goes when that is mended."""

import json
import logging
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event

from api.contract import PREFIX
from api.server.store import FILE, StoreError
from tests.api.server.builders import BEGIN_MS, NOBODY, SITE, SOMEBODY, Hall, batch_of, final, hall_in, plain, spans
from tests.api.serving import serving
from vision.datatypes import Span

WHOLE = spans([(10_000, SOMEBODY), (15_000, NOBODY), (10_000, SOMEBODY)])


@contextmanager
def pragma(hall: Hall, fault: str, mended: str) -> Iterator[None]:
    """Every connection is under ``fault`` while the block runs."""
    engine = hall.parts.store._engine  # noqa: SLF001 - damage from outside
    now = [fault]

    @event.listens_for(engine, "checkout")
    def _set(connection: sqlite3.Connection, _entry: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA {now[0]}")

    try:
        yield
    finally:
        now[0] = mended


def full(hall: Hall) -> AbstractContextManager[None]:
    return pragma(hall, "max_page_count = 1", "max_page_count = 1000000")


def read_only(hall: Hall) -> AbstractContextManager[None]:
    return pragma(hall, "query_only = 1", "query_only = 0")


@contextmanager
def overwritten(hall: Hall) -> Iterator[None]:
    """The first page of the spans holds something else."""
    engine = hall.parts.store._engine  # noqa: SLF001 - damage from outside
    with engine.connect() as connection:
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'spans'").scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    engine.dispose()  # the last one to leave writes the log into the file
    (file,) = (path for path in hall_folder(hall).iterdir() if path.name == FILE)
    before = file.read_bytes()
    damaged = before[: (root - 1) * size] + b"\x55" * size + before[root * size :]
    file.write_bytes(damaged)
    try:
        yield
    finally:
        file.write_bytes(before)


@contextmanager
def garbled(hall: Hall) -> Iterator[None]:
    """A row of spans holds something else."""
    engine = hall.parts.store._engine  # noqa: SLF001 - damage from outside
    with engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT view, minute, packed FROM spans").one()
        connection.exec_driver_sql("UPDATE spans SET packed = ?", (row.packed[:-3],))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE spans SET packed = ?", (row.packed,))


def hall_folder(hall: Hall) -> Path:
    return Path(hall.parts.store._engine.url.database or "").parent  # noqa: SLF001 - where the damage is to be done


Fault = Callable[[Hall], AbstractContextManager[None]]
FAULTS: list[Fault] = [full, read_only, overwritten, garbled]


def large() -> list[Span]:
    """More than fits into the pages that there are."""
    return spans([(600_000, SOMEBODY)], "front", longest_ms=100)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_that_fails_is_told_once_and_goes_on_when_it_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(WHOLE[:4])
    rest = hall.batch([*WHOLE[4:], *large()])
    hall.clock.now_ms = BEGIN_MS + 600_000
    with caplog.at_level(logging.WARNING, "api.server"):
        with fault(hall):
            for _ in range(3):
                with pytest.raises(StoreError, match="a working store was wanted") as caught:
                    hall.parts.intake.take([rest])
                assert "\n" not in str(caught.value)
            assert not hall.parts.intake.ready
        assert [record.getMessage().split()[0] for record in caplog.records] == ["store_failed"]
        (result,) = hall.parts.intake.take([rest])
    assert [record.getMessage().split()[0] for record in caplog.records] == ["store_failed", "store_works_again"]
    assert result == result.model_copy(update={"sequence": rest.sequence})  # type: ignore[union-attr]
    told = {name: facts for name, facts in final(hall.events()).items() if "/7/" in name}
    assert told == final(plain(WHOLE, hall.setup()))
    hall.parts.close()


@pytest.mark.thorough
def test_a_disk_that_is_full_is_answered_with_503_until_there_is_room(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(SITE, encoding="utf-8")
    command = ("serve", "--data", tmp_path / "data", "--port", 0, "--site", site, "--no-worker")
    with serving(*command) as served, httpx.Client(timeout=20) as client:
        client.headers["Authorization"] = f"Bearer {(tmp_path / 'data' / 'worker.key').read_text().strip()}"
        address, api = served.address, served.child("api") or 0
        url = f"{address}{PREFIX}"
        assert client.post(f"{url}/workers", json={"worker": "w1", "views": ["seven"]}).status_code == 200
        batches = [batch_of("w1", 1, n, [], {"seven": BEGIN_MS + n}).model_dump_json() for n in range(3)]
        assert client.post(f"{url}/batches", content=batches[0], headers=JSON).status_code == 200
        soft, hard = resource.prlimit(api, resource.RLIMIT_FSIZE)
        resource.prlimit(api, resource.RLIMIT_FSIZE, (0, hard))
        for _ in range(3):
            refused = client.post(f"{url}/batches", content=batches[1], headers=JSON)
            assert (refused.status_code, json.loads(refused.text)["error"]["code"]) == (503, "store_unavailable")
        assert client.get(f"{address}/readyz").status_code == 503
        resource.prlimit(api, resource.RLIMIT_FSIZE, (soft, hard))
        assert client.post(f"{url}/batches", content=batches[1], headers=JSON).status_code == 200
        assert client.post(f"{url}/batches", content=batches[2], headers=JSON).status_code == 200
        assert client.get(f"{address}/readyz").status_code == 200


JSON = {"Content-Type": "application/json"}
