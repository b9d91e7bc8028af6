"""What every store keeps to, whatever engine it runs on, and what it says when it cannot."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect

from api.server.progress import Progress
from api.server.reading import Checkpoint, HallCheckpoint, Silence, Worker
from api.server.schema import METADATA
from api.server.sites import SiteHistory, SiteVersion
from api.server.store import FILE, Store, StoreError, sqlite_url
from tests.api.server.builders import BEGIN_MS, SOMEBODY, plain, site, spans
from vision.datatypes import BlindReason, Event, Presence
from vision.fold import Change, CounterState
from vision.hall import HallState

SETUP = SiteHistory([SiteVersion(BEGIN_MS, site())]).setup_at("7", BEGIN_MS)
ENGINES = ["sqlite"]


def url_of(engine: str, folder: Path) -> str:
    """Where a fresh store of that engine may lie."""
    assert engine == "sqlite"
    return sqlite_url(folder)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_of(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def some_events() -> list[Event]:
    return plain(spans([(10_000, SOMEBODY), (12_000, -4), (10_000, SOMEBODY)]), SETUP)


# --- who may read it --------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [None, 0o644])
def test_its_files_are_for_nobody_else_also_in_a_folder_that_others_may_read(tmp_path: Path, left: int | None) -> None:
    tmp_path.chmod(0o755)
    if left is not None:
        (tmp_path / FILE).touch()
        (tmp_path / FILE).chmod(left)
    store = Store(sqlite_url(tmp_path))
    with store.write() as log:
        log.add_spans(spans([(5_000, SOMEBODY)]))
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys((FILE, f"{FILE}-wal", f"{FILE}-shm"), "0o600")
    store.close()


# --- what is kept -----------------------------------------------------------------------------------


def test_what_was_committed_is_there_after_opening_again(store: Store, url: str) -> None:
    these = spans([(130_000, SOMEBODY)])
    with store.write() as log:
        log.add_spans(these)
    store.close()
    again = Store(url)
    with again.read() as log:
        assert log.spans(["seven"], BEGIN_MS, BEGIN_MS + 200_000) == {"seven": these}
    again.close()


def test_what_failed_half_way_has_not_been(store: Store) -> None:
    def fail() -> None:
        with store.write() as log:
            log.add_spans(spans([(5_000, SOMEBODY)]))
            log.put_progress([Progress.at("seven", 1)])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with store.read() as log:
        assert log.spans(["seven"], 0, 2 * BEGIN_MS) == {"seven": []}
        assert log.progress() == {}


def test_spans_are_given_by_time_whatever_their_order_of_coming(store: Store) -> None:
    these = spans([(70_000, SOMEBODY)])
    with store.write() as log:
        log.add_spans(these[8:])
        log.add_spans(these[:8])
    with store.read() as log:
        assert log.spans(["seven"], BEGIN_MS, BEGIN_MS + 70_000)["seven"] == these
        assert log.spans(["seven"], BEGIN_MS + 5_000, BEGIN_MS + 10_001)["seven"] == these[1:3]
        assert log.spans(["other"], BEGIN_MS, BEGIN_MS + 70_000) == {"other": []}


def test_workers_and_progress_are_kept_as_last_put(store: Store) -> None:
    worker = Worker("w1", 3, 7, frozenset({"a", "b"}), (2, 11))
    with store.write() as log:
        log.put_worker(replace(worker, epoch=2), BEGIN_MS)
        log.put_worker(worker, BEGIN_MS)
        log.put_sequences([replace(worker, sequence=8)])
        log.put_progress([Progress.at("a", 1), Progress.at("b", 1)])
        log.put_progress([Progress("a", 2, 3, 4, 5)])
    with store.read() as log:
        assert log.workers() == {"w1": replace(worker, sequence=8)}
        assert log.progress() == {"a": Progress("a", 2, 3, 4, 5), "b": Progress.at("b", 1)}


def test_a_silence_grows_in_its_place(store: Store) -> None:
    with store.write() as log:
        log.put_silences([Silence("a", 10, 20), Silence("b", 10, 20)], 30)
        log.put_silences([Silence("a", 10, 40), Silence("a", 50, 60)], 70)
    with store.read() as log:
        assert log.silences("a") == [Silence("a", 10, 40), Silence("a", 50, 60)]


def test_the_first_checkpoint_of_a_hall_is_never_dropped(store: Store) -> None:
    first, second, third = (HallCheckpoint("north", 4, HallState(at_ms)) for at_ms in (1_000, 2_000, 3_000))
    with store.write() as log:
        for checkpoint in (second, first, third, HallCheckpoint("south", 0, HallState(5))):
            log.add_hall_checkpoint(checkpoint)
        assert log.hall_checkpoint_times() == {"north": [1_000, 2_000, 3_000], "south": [5]}
        log.drop_hall_checkpoints("north", 2_000)
        assert log.hall_checkpoint("north") == second
        log.drop_hall_checkpoints("north", 0)
        assert log.hall_checkpoint("north") == first
        assert log.hall_checkpoint("south") == HallCheckpoint("south", 0, HallState(5))
        assert log.hall_checkpoint("west") is None


def test_the_last_checkpoint_counts_until_it_is_dropped(store: Store) -> None:
    first, second = (Checkpoint("7", at_ms, 4, CounterState.at(SETUP, at_ms)) for at_ms in (1_000, 2_000))
    with store.write() as log:
        log.add_checkpoint(second)
        log.add_checkpoint(first)
        assert log.checkpoint("7") == second
        log.drop_checkpoints("7", 2_000)
        assert log.checkpoint("7") == second
        log.drop_checkpoints("7", 1_999)
        assert log.checkpoint("7") == first
        assert log.checkpoint("8") is None


def test_of_every_event_the_latest_revision_is_known(store: Store) -> None:
    events = some_events()
    other = replace(events[0], id="other", counter="8")
    with store.write() as log:
        positions = [log.add_event(event, BEGIN_MS) for event in [events[0], other, *events[1:]]]
    assert positions == sorted(set(positions))
    with store.read() as log:
        assert [(m.id, m.revision) for m in log.events(0, 10)] == [("other", 1), (events[0].id, 3)]
        assert [m.revision for m in log.events(0, 10, "7", final=False)] == [1, 2, 3]
        assert [m.final for m in log.events(0, 10, "7", final=False)] == [False, False, True]
        assert [m.position for m in log.events(positions[1], 1, final=False)] == [positions[2]]
        assert log.last_event(events[0].id) == events[2]
        assert log.event_until(events[0].id, positions[2]) == events[1]
        assert log.event_until(events[0].id, 0) is None
        assert log.told_ids("7", positions[0]) == [events[0].id]
        assert log.position() == positions[-1]


def test_changes_are_replaced_from_a_moment_on(store: Store) -> None:
    def change(at_ms: int, state: Presence, reason: BlindReason | None = None) -> Change:
        return Change("7", at_ms, state, Presence.BLIND, reason)

    before = [change(10, Presence.BLIND, BlindReason.DARK), change(20, Presence.PRESENT), change(30, Presence.ABSENT)]
    with store.write() as log:
        log.add_changes(before)
        assert log.changes("7", 10, 40) == before
        log.replace_changes("7", 20, [change(25, Presence.ABSENT)])
        assert log.changes("7", 0, 100) == [before[0], change(25, Presence.ABSENT)]
        assert log.changes("7", 24, 25) == [before[0]]
        assert log.changes("8", 0, 100) == []


def test_the_site_has_versions(store: Store) -> None:
    with store.write() as log:
        assert [log.add_configuration("{}", at_ms, at_ms) for at_ms in (10, 20)] == [1, 2]
    with store.read() as log:
        assert [(one.version, one.from_ms) for one in log.configurations()] == [(1, 10), (2, 20)]


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    found = inspect(store._engine)  # noqa: SLF001 - the store shows its tables to nobody else
    assert set(found.get_table_names()) == {*METADATA.tables, "alembic_version"}
    for name, table in METADATA.tables.items():
        columns = {(c["name"], c["nullable"], str(c["type"])) for c in found.get_columns(name)}
        dialect = store._engine.dialect  # noqa: SLF001 - as above
        assert columns == {(c.name, c.nullable, c.type.compile(dialect)) for c in table.columns}, name
        assert {i["name"] for i in found.get_indexes(name)} == {i.name for i in table.indexes}, name


# --- SQLite -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)])
def test_sqlite_survives_a_power_cut(tmp_path: Path, pragma: str, value: object) -> None:
    store = Store(sqlite_url(tmp_path))
    with store._engine.connect() as connection:  # noqa: SLF001 - the store has no pragma of its own
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    store.close()


def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="a working store was wanted, got: file is not a database") as caught:
        Store(sqlite_url(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_none_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="a folder for data was wanted"):
        sqlite_url(tmp_path / "file")


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path))
    with store._engine.begin() as connection:  # noqa: SLF001 - nothing else writes what a newer version would
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreError, match="9999"):
        Store(sqlite_url(tmp_path))
