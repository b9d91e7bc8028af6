"""Which files go: real ones, and nothing beside them."""

import os
from pathlib import Path

import pytest

from api.jobs.clock_trust import ClockTrust
from api.jobs.folders import found_in, remove
from api.jobs.picture_rows import GONE_S, forget_pictures
from api.jobs.retention import PICTURES, STILL_WRITTEN_S, TRACE, Found, Retention, superfluous_files
from api.jobs.running import FileKeeper
from api.jobs.work import remove_files
from api.server.album import Album
from api.server.store import Store, sqlite_url
from tests.api.server.builders import BEGIN_MS, SetClock

NOW_S = 1_772_323_200
DAY_S = 86_400


@pytest.mark.parametrize(
    ("ages_and_sizes", "gone"),
    [
        ([], []),
        ([(100, 5)], []),
        ([(1_000, 1), (1_001, 1)], [1_001]),
        ([(100, 6), (200, 4), (300, 1)], [300]),
        ([(100, 6), (200, 5), (300, 1)], [300, 200]),
        ([(100, 11), (200, 1)], [200, 100]),
        ([(STILL_WRITTEN_S - 1, 11), (200, 1)], [200]),
        ([(-500, 11), (200, 1)], [200]),
    ],
    ids=["none", "one", "by age", "by bytes", "the oldest first", "one too large", "still written", "from the future"],
)
def test_what_goes(ages_and_sizes: list[tuple[int, int]], gone: list[int]) -> None:
    found = [Found(str(age), NOW_S - age, size) for age, size in ages_and_sizes]
    assert [int(file.name) for file in superfluous_files(found, Retention(1_000, 10), NOW_S)] == gone


def put(path: Path, age_s: float, size_bytes: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, size_bytes)
    os.utime(path, (NOW_S - age_s, NOW_S - age_s))
    return path


def left(data: Path) -> set[str]:
    return {str(path.relative_to(data)) for path in data.rglob("*") if not path.is_dir() or path.is_symlink()}


def test_traces_and_pictures_go_by_age_and_nothing_else_does(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old_s = PICTURES.age_s + DAY_S
    put(data / "worker" / "local" / "trace" / "demo" / "old.jsonl", TRACE.age_s + 1)
    put(data / "worker" / "other" / "trace" / "old.jsonl", TRACE.age_s + 1)
    put(data / "pictures" / "2026" / "old.jpg", PICTURES.age_s + 1)
    put(data / "pictures" / "2026" / ".old.jpg.12345678.part", PICTURES.age_s + 1)
    put(data / "worker" / "local" / "pictures" / "old.unreadable", PICTURES.age_s + 1)
    put(data / "worker" / "local" / "pictures" / "old.part", PICTURES.age_s + 1)
    stays = [
        put(data / "worker" / "local" / "trace" / "demo" / "new.jsonl", TRACE.age_s - 1),
        put(data / "worker" / "local" / "spool.sqlite", old_s),
        put(data / "worker" / "local" / "pictures" / "waiting.jpg", old_s),
        put(data / "worker" / "local" / "pictures" / "now.part", 0),
        put(data / "worker" / "trace", old_s),
        put(data / "pictures" / "new.jpg", PICTURES.age_s - 1),
        put(data / "onpost.sqlite", old_s),
    ]
    assert remove_files(data, NOW_S * 1000) == 6
    assert left(data) == {str(path.relative_to(data)) for path in stays}


def test_too_many_bytes_go_oldest_first_over_all_workers(tmp_path: Path) -> None:
    for hour in range(6):
        put(tmp_path / "worker" / f"w{hour % 2}" / "trace" / f"{hour}.jsonl", 3600 * (hour + 1), TRACE.most_bytes // 4)
    assert remove_files(tmp_path, NOW_S * 1000) == 2
    assert {name[-7:] for name in left(tmp_path)} == {f"{hour}.jsonl" for hour in range(4)}


def test_folders_that_were_left_empty_go_and_no_others(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    for name, age_s in (("old/inner", 99), ("new", 1)):
        (pictures / name).mkdir(parents=True)
        os.utime(pictures / name, (NOW_S - age_s, NOW_S - age_s))
    put(pictures / "full" / "a.jpg", 99)
    (pictures / "link").symlink_to(pictures / "new")
    for name in ("old", "full", ""):
        os.utime(pictures / name, (NOW_S - 99, NOW_S - 99))
    remove_files(tmp_path, NOW_S * 1000)
    os.utime(pictures / "old", (NOW_S - 99, NOW_S - 99))  # its inner folder has just gone from it
    remove_files(tmp_path, NOW_S * 1000)
    assert {path.name for path in pictures.iterdir()} == {"new", "full", "link"}


def steps(*looks: tuple[float, float]) -> ClockTrust:
    trust = ClockTrust.at(NOW_S, 0)
    for wall_s, steady_s in looks:
        trust = trust.looked(NOW_S + wall_s, steady_s)
    return trust


@pytest.mark.parametrize(
    ("looks", "newest_s", "believed"),
    [
        ([], 0, True),
        ([(60, 60), (10 * DAY_S, 10 * DAY_S)], 10 * DAY_S, True),
        ([(DAY_S - 1, 0)], DAY_S - 1, True),
        ([(2 * DAY_S, 60)], 0, False),
        ([(-2 * DAY_S, 60)], 0, False),
        ([(9 * DAY_S, 60), (9 * DAY_S + 60, 120)], 9 * DAY_S, False),
        ([(9 * DAY_S, 60), (10 * DAY_S, 60 + DAY_S)], 9 * DAY_S, True),
        ([(9 * DAY_S, 60), (120, 120), (DAY_S + 119, DAY_S + 119)], 0, False),
        ([], -99, True),
        ([], -101, False),
        ([(DAY_S - 1, DAY_S - 1)], -101, False),
        ([(DAY_S, DAY_S)], -101, True),
    ],
)
def test_a_clock_that_jumped_is_believed_after_a_day(
    looks: list[tuple[float, float]], newest_s: float, believed: bool
) -> None:
    assert steps(*looks).believes(NOW_S + newest_s, 100) is believed


def test_a_clock_that_is_set_far_ahead_deletes_nothing_for_its_age(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = put(tmp_path / "pictures" / "7" / "a.jpg", 100)
    steady_s = [0.0]
    keeper = FileKeeper(tmp_path, lambda: steady_s[0])
    assert keeper.keep(NOW_S * 1000) == 0
    steady_s[0] = 60.0
    assert keeper.keep((NOW_S + 365 * DAY_S) * 1000) == 0
    assert FileKeeper(tmp_path, lambda: 0.0).keep((NOW_S + 365 * DAY_S) * 1000) == 0
    assert kept.exists()
    assert caplog.text.count("clock_jumped") == 1


def test_what_is_known_of_a_picture_goes_long_after_it(tmp_path: Path) -> None:
    clock = SetClock()
    store = Store(sqlite_url(tmp_path))
    album = Album(store, tmp_path / "pictures", clock)
    for number in range(6):
        album.put("seven", BEGIN_MS + number, b"\xff\xd8\xff\x00\xff\xd9")
    for number in range(2, 6):
        album.path("seven", BEGIN_MS + number).unlink()
    long_ms = (PICTURES.age_s + GONE_S) * 1000
    assert forget_pictures(store, tmp_path / "pictures", BEGIN_MS + long_ms) == 0
    assert forget_pictures(store, tmp_path / "pictures", BEGIN_MS + long_ms + 1, at_once=2) == 4
    with store.read() as log:
        assert [picture.at_ms for picture in log.pictures(["seven"], 0, 2 * BEGIN_MS, 9)] == [BEGIN_MS, BEGIN_MS + 1]
    store.close()


def test_no_link_is_followed(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    precious = [put(elsewhere / "trace" / "a.jsonl", 9 * TRACE.age_s), put(elsewhere / "b.jpg", 9 * PICTURES.age_s)]
    trace = put(data / "worker" / "w" / "trace" / "c.jsonl", 0).parent
    (data / "pictures").symlink_to(elsewhere)
    (data / "worker" / "linked").symlink_to(elsewhere)
    (trace / "folder").symlink_to(elsewhere)
    (trace / "file").symlink_to(precious[1])
    assert remove_files(data, NOW_S * 1000) == 0
    assert all(path.exists() for path in precious)


def test_a_folder_that_becomes_a_link_in_between_is_not_entered(tmp_path: Path) -> None:
    pictures, elsewhere = tmp_path / "pictures", tmp_path / "elsewhere"
    put(pictures / "day" / "a.jpg", 0)
    put(elsewhere / "a.jpg", 0)
    found = list(found_in([pictures]).values())
    (pictures / "day").rename(tmp_path / "moved")
    (pictures / "day").symlink_to(elsewhere)
    assert remove([pictures], found) == (0, 0)
    assert (elsewhere / "a.jpg").exists()


def test_a_folder_without_any_is_fine(tmp_path: Path) -> None:
    assert remove_files(tmp_path, NOW_S * 1000) == 0
