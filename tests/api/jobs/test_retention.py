"""Which files go: real ones, and nothing beside them."""

import os
from pathlib import Path

import pytest

from api.jobs.folders import found_in, remove
from api.jobs.retention import PICTURES, STILL_WRITTEN_S, TRACE, Found, Retention, superfluous_files
from api.jobs.work import remove_files

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
    stays = [
        put(data / "worker" / "local" / "trace" / "demo" / "new.jsonl", TRACE.age_s - 1),
        put(data / "worker" / "local" / "spool.sqlite", old_s),
        put(data / "worker" / "local" / "pictures" / "waiting.jpg", old_s),
        put(data / "worker" / "trace", old_s),
        put(data / "pictures" / "new.jpg", PICTURES.age_s - 1),
        put(data / "onpost.sqlite", old_s),
    ]
    assert remove_files(data, NOW_S * 1000) == 3
    assert left(data) == {str(path.relative_to(data)) for path in stays}


def test_too_many_bytes_go_oldest_first_over_all_workers(tmp_path: Path) -> None:
    for hour in range(6):
        put(tmp_path / "worker" / f"w{hour % 2}" / "trace" / f"{hour}.jsonl", 3600 * (hour + 1), TRACE.most_bytes // 4)
    assert remove_files(tmp_path, NOW_S * 1000) == 2
    assert {name[-7:] for name in left(tmp_path)} == {f"{hour}.jsonl" for hour in range(4)}


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
