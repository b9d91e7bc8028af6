"""The spool: what was put in is there after any end, once, in order."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from api.contract import Batch, LastAcknowledged
from api.errors import InputError
from api.worker.spool import FILE, Pin, Spool, SpoolError


def batch(mark: int) -> Batch:
    return Batch(worker="w", epoch=0, sequence=0, watermark_ms={"v": mark})


def marks(spool: Spool) -> list[int | None]:
    """Everything that waits, which is acknowledged on the way."""
    found: list[int | None] = []
    while waiting := spool.oldest():
        found.append(waiting.batch.watermark_ms.get("v"))
        spool.acknowledged(waiting.number)
    return found


def test_it_gives_back_what_was_put_in_in_order_also_after_it_was_opened_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    assert spool.oldest() is None
    assert [spool.add(batch(mark)) for mark in (7, 8, 9)] == [1, 2, 3]
    spool.close()
    again = Spool(tmp_path, "w")
    assert again.waiting() == 3
    assert marks(again) == [7, 8, 9]
    assert again.add(batch(10)) == 4, "a number was given twice"
    again.close()


def test_a_new_epoch_goes_on_after_what_the_api_has_stored(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    for mark in range(5):
        spool.add(batch(mark))
    assert spool.registered(1, None) == 1
    assert spool.registered(2, LastAcknowledged(epoch=1, sequence=1)) == 3
    spool.close()
    spool = Spool(tmp_path, "w")
    # The third epoch stored nothing, so the API still speaks of the second.
    assert spool.registered(3, LastAcknowledged(epoch=2, sequence=0)) == 4
    assert spool.registered(4, LastAcknowledged(epoch=2, sequence=0)) == 4
    assert marks(spool) == [3, 4]
    assert spool.registered(5, LastAcknowledged(epoch=4, sequence=1)) == 6
    spool.close()


def test_an_epoch_it_does_not_know_forgets_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    spool.add(batch(1))
    assert spool.registered(9, LastAcknowledged(epoch=8, sequence=100)) == 1
    assert marks(spool) == [1]
    spool.close()


def test_where_there_is_no_room_the_oldest_is_emptied_and_keeps_its_number(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w", most_bytes=400)
    for mark in range(20):
        spool.add(batch(mark))
    assert 0 < spool.let_go < 20
    found = marks(spool)
    assert found == [None] * spool.let_go + list(range(spool.let_go, 20))
    spool.close()


@pytest.mark.parametrize("offset", [0, 4096])
def test_a_damaged_file_is_set_aside(tmp_path: Path, offset: int) -> None:
    spool = Spool(tmp_path, "w")
    for mark in range(300):
        spool.add(batch(mark))
    spool.close()
    content = bytearray((tmp_path / FILE).read_bytes())
    content[offset : offset + 2000] = b"\xa5" * 2000
    (tmp_path / FILE).write_bytes(content)
    again = Spool(tmp_path, "w")
    assert (tmp_path / f"{FILE}.damaged").exists()
    assert again.waiting() == 0
    again.add(batch(1))
    assert marks(again) == [1]
    again.close()


def test_a_batch_that_cannot_be_read_is_sent_empty_under_its_number(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    for mark in (1, 2, 3):
        spool.add(batch(mark))
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("UPDATE batches SET content = x'0102' WHERE number = 2")
    other.close()
    assert marks(spool) == [1, None, 3]
    spool.close()


def test_a_place_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="a spool that can be written was wanted"):
        Spool(tmp_path / "file" / "folder", "w")


def test_a_disk_that_refuses_is_told_and_goes_on_when_it_takes_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("CREATE TRIGGER full BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    with pytest.raises(SpoolError, match="disk is full"):
        spool.add(batch(1))
    other.execute("DROP TRIGGER full")
    other.close()
    spool.add(batch(2))
    assert marks(spool) == [2]
    spool.close()


def test_what_could_not_be_committed_does_not_count(tmp_path: Path) -> None:
    """A disk may be full only when a transaction ends: the bound must not fill up with what was never kept."""
    spool = Spool(tmp_path, "w", most_bytes=2_000)
    spool.add(batch(0))
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    other.execute("CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
    other.execute("CREATE TRIGGER full AFTER INSERT ON batches BEGIN INSERT INTO child VALUES (7); END")
    spool._database.execute("PRAGMA foreign_keys = ON")  # noqa: SLF001 - a commit that fails, as on a full disk
    for mark in range(60):
        with pytest.raises(SpoolError, match="FOREIGN KEY"):
            spool.add(batch(mark))
    other.execute("DROP TRIGGER full")
    other.close()
    spool.add(batch(1))
    assert spool.let_go == 0
    assert marks(spool) == [0, 1]
    spool.close()


def test_the_views_that_waiting_batches_tell_of_are_known(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    assert spool.views() == set()
    spool.add(batch(1))
    spool.add(Batch(worker="w", epoch=0, sequence=0, watermark_ms={"other": 1, "v": 2}))
    assert spool.views() == {"v", "other"}
    spool.acknowledged(2)
    assert spool.views() == set()
    spool.close()


def test_pins_are_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "w")
    late, early = Pin("cam", "v", 5_000, 35_000), Pin("cam", "v", 1_000, 31_000)
    for pin in (late, early, early, Pin("other", "v", 1, 2)):
        spool.pin(pin)
    assert spool.pins("cam") == [early, late]
    spool.close()


ADDING = """
import sys
from pathlib import Path
from api.contract import Batch
from api.worker.spool import Spool
spool = Spool(Path(sys.argv[1]), "w")
while True:
    print(spool.add(Batch(worker="w", epoch=0, sequence=0)), flush=True)
"""


@pytest.mark.thorough
def test_what_was_added_survives_a_kill(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ADDING, str(tmp_path)], stdout=subprocess.PIPE, text=True) as adding:
        assert adding.stdout is not None
        said = [adding.stdout.readline() for _ in range(50)]
        adding.kill()
        said += adding.stdout.read().splitlines()
    last = max(int(line) for line in said if line.strip())
    spool = Spool(tmp_path, "w")
    assert spool.waiting() in {last, last + 1}
    spool.close()
