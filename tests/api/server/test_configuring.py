"""The site changes while it is watched: what was before stands, what runs ends or goes on, nothing is told twice."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from api.contract import Configuration
from api.errors import InputError
from api.server.parts import Take, open_parts
from api.server.reading import Configured, Origin
from api.server.routes_commands import commands
from api.server.store import FILE, MIGRATIONS, StoreError, sqlite_url
from api.server.waiting import News
from api.site_schema import Site
from tests.api.server.builders import (
    BEGIN_MS,
    NOBODY,
    SITE,
    SOMEBODY,
    VIEWS,
    Hall,
    SetClock,
    final,
    hall_in,
    site,
    spans,
)
from vision.datatypes import Event, Presence

CHANGE_MS = BEGIN_MS + 16_000
END_MS = BEGIN_MS + 26_000
SEVEN = SITE[SITE.index('      - id: "7"') : SITE.index('      - id: "8"')]
EIGHT = SITE[SITE.index('      - id: "8"') : SITE.index("cameras:")]
LIMITS = "notice_after_s: 4, warning_after_s: 9, blind_ends_after_s: 60"


def limits(counter: str, text: str) -> str:
    return SITE.replace(counter, counter.replace(LIMITS, text))


NINE = SEVEN.replace('"7"', '"9"').replace("seven", "nine")
CHANGES: list[tuple[str, str, list[tuple[str, str, float]]]] = [
    (
        "stricter limits",
        limits(SEVEN, "notice_after_s: 3, warning_after_s: 5"),
        [("7", "graver", 16), ("7", "ended", 21)],
    ),
    ("looser limits", limits(SEVEN, "notice_after_s: 60, warning_after_s: 90"), [("7", "ended", 21)]),
    ("the rule is off", limits(SEVEN, 'status: "off"'), [("7", "ended", 21)]),
    ("the counter is gone", SITE.replace(SEVEN, ""), [("7", "ended", 16)]),
    (
        "its view has another counter",
        SITE.replace('"7"', '"9"'),
        [("7", "ended", 16), ("9", "started", 20), ("9", "ended", 21)],
    ),
    (
        "a counter is new",
        SITE.replace("cameras:", NINE + "cameras:"),
        [("9", "started", 20), ("9", "ended", 21), ("7", "graver", 19), ("7", "ended", 21)],
    ),
    ("another counter changes", SITE.replace(EIGHT, ""), [("7", "graver", 19), ("7", "ended", 21)]),
]


def configured(hall: Hall, _folder: Path, new: Site) -> Hall:
    hall.parts.intake.configure(new, "somebody", Origin.APP)
    return hall


def opened_again(hall: Hall, folder: Path, new: Site) -> Hall:
    hall.parts.close()
    return hall_in(folder, hall.clock, new)


def killed(hall: Hall, folder: Path, new: Site) -> Hall:
    """Configured, and then ended without a word."""
    configured(hall, folder, new).parts.store.close()
    return hall_in(folder, hall.clock, new)


Way = Callable[[Hall, Path, Site], Hall]
WAYS: list[Way] = [configured, opened_again, killed]


def changed_midway(folder: Path, new: Site, way: Way) -> tuple[list[Event], Hall]:
    """An absence at counter 7 under way when the site changes; what was told from then on."""
    folder.mkdir()
    hall = hall_in(folder).register()
    hall.send([s for view in VIEWS for s in spans([(10_000, SOMEBODY), (6_000, NOBODY)], view)])
    before = len(hall.events())
    hall = way(hall, folder, new)
    now = [view for counter in hall.parts.engine.history.counters() for view in counter.views]
    hall.register(*now)
    rest = [s for view in now for s in spans([(5_000, NOBODY), (5_000, SOMEBODY)], view, CHANGE_MS)]
    hall.send(rest)
    return hall.events()[before:], hall


@pytest.mark.parametrize(("name", "text", "expected"), CHANGES, ids=[case[0] for case in CHANGES])
def test_what_runs_ends_or_goes_on_as_the_new_site_says(
    tmp_path: Path, name: str, text: str, expected: list[tuple[str, str, float]]
) -> None:
    stories = []
    for number, way in enumerate(WAYS):
        events, hall = changed_midway(tmp_path / str(number), site(text), way)
        told = [(e.counter, e.phase.value, (e.at_ms - BEGIN_MS) / 1000) for e in events if e.counter != "8"]
        assert sorted(told) == sorted(expected), (name, way)
        stories.append((final(hall.events()), {c: f.state.coverage for c, f in hall.parts.engine.folds.items()}))
        hall.parts.close()
    assert all(one == other for one, other in pairwise(stories)), name


def test_a_counter_that_is_gone_ends_as_closed_and_its_time_is_unscheduled(tmp_path: Path) -> None:
    events, hall = changed_midway(tmp_path / "hall", site(SITE.replace(SEVEN, "")), configured)
    assert [e.outcome for e in events if e.counter == "7"] == ["closed"]
    fold = hall.parts.engine.folds["7"]
    assert (fold.at_ms, fold.state.coverage.ms[Presence.ABSENT]) == (CHANGE_MS + 1, 6_000)
    hall.wait(END_MS + 60_000, END_MS + 120_000)
    assert fold.at_ms == CHANGE_MS + 1
    with hall.parts.store.read() as log:
        assert log.silences("seven") == []
    hall.parts.close()


def test_what_was_in_doubt_when_a_counter_went_is_judged_by_what_held_then(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans([(10_000, SOMEBODY), (5_500, NOBODY), (500, 3)]), front=CHANGE_MS, side=CHANGE_MS)
    assert hall.parts.engine.folds["7"].state.judgement.settled_until_ms == CHANGE_MS - 500
    hall.parts.intake.configure(site(SITE.replace(SEVEN, "")), None, Origin.APP)
    state = hall.parts.engine.folds["7"].state
    assert (state.coverage.ms[Presence.ABSENT], state.coverage.ms[Presence.UNSCHEDULED]) == (6_000, 1)
    assert [(e.at_ms, e.end_ms) for e in hall.events()[1:]] == [(CHANGE_MS, CHANGE_MS)]
    hall.parts.close()


def test_a_counter_that_comes_back_was_unscheduled_in_between(tmp_path: Path) -> None:
    _, hall = changed_midway(tmp_path / "hall", site(SITE.replace(SEVEN, "")), configured)
    hall.clock.now_ms = END_MS
    hall.parts.intake.configure(site(), None, Origin.APP)
    hall.register().send(spans([(5_000, SOMEBODY)], "seven", END_MS))
    state = hall.parts.engine.folds["7"].state
    assert state.coverage.ms == {**state.coverage.ms, Presence.UNSCHEDULED: 10_000, Presence.PRESENT: 15_000}
    assert state.coverage.total_ms == END_MS + 5_000 - BEGIN_MS
    hall.parts.close()


def test_what_a_removed_view_saw_before_still_counts_when_it_comes_late(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans([(5_000, SOMEBODY)]))
    hall.clock.now_ms = CHANGE_MS
    hall.parts.intake.configure(site(SITE.replace(SEVEN, "")), None, Origin.APP)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 5_000
    hall.send(spans([(11_000, SOMEBODY)], "seven", BEGIN_MS + 5_000))
    state = hall.parts.engine.folds["7"].state
    assert (state.coverage.ms[Presence.PRESENT], state.coverage.total_ms) == (16_000, 16_001)
    hall.parts.close()


def test_a_view_may_come_and_go(tmp_path: Path) -> None:
    """While the full view says nobody, the part view sees somebody: that ends with it."""
    side = SITE[SITE.index("          - camera: cam-7\n            id: side") : SITE.rindex("        limits:")]
    without = site(SITE.replace(side, ""))
    hall = hall_in(tmp_path, given=without).register("seven", "front")
    hall.send(spans([(6_000, NOBODY)], "front"))
    hall.parts.intake.configure(site(), None, Origin.APP)
    begin_ms = BEGIN_MS + 6_000
    hall.register().send([*spans([(6_000, NOBODY)], "front", begin_ms), *spans([(6_000, SOMEBODY)], "side", begin_ms)])
    hall.parts.intake.configure(without, None, Origin.APP)
    hall.register("front").send(spans([(6_000, NOBODY)], "front", begin_ms + 6_000))
    told = [(e.phase.value, e.at_ms - BEGIN_MS) for e in hall.events()]
    assert told == [("started", 4_000), ("ended", 6_000), ("started", 16_000)]
    assert hall.parts.engine.folds["8"].at_ms == BEGIN_MS + 18_000
    hall.parts.close()


# --- versions ---------------------------------------------------------------------------------------


def versions(hall: Hall) -> list[Configured]:
    with hall.parts.store.read() as log:
        return log.configurations()


def test_a_version_tells_whence_it_came_and_holds_from_what_nobody_has_reached(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(seven=BEGIN_MS + 50_000)
    hall.clock.now_ms = BEGIN_MS + 1_000
    assert hall.parts.intake.configure(OTHER, "li", Origin.APP) == 2
    assert [(v.version, v.from_ms - BEGIN_MS, v.origin, v.author) for v in versions(hall)] == [
        (1, 0, Origin.FILE, None),
        (2, 50_000, Origin.APP, "li"),
    ]
    hall.parts.close()


def test_the_same_site_is_no_new_version(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    assert hall.parts.intake.configure(site(), "li", Origin.APP) == 1
    assert len(versions(hall)) == 1
    hall.parts.close()


def test_workers_are_told_of_a_change(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)

    async def follow() -> list[int]:
        news = News(0, hall.parts.engine.history.version)
        found = []
        async with asyncio.timeout(20):
            async for told in commands(hall.parts, news, 20):
                assert isinstance(told.data, Configuration)
                found.append(told.data.version)
                if len(found) == 2:
                    break
                await asyncio.to_thread(hall.parts.intake.configure, OTHER, None, Origin.APP)
                news.tell(0, hall.parts.engine.history.version)
        return found

    assert asyncio.run(follow()) == [1, 2]
    hall.parts.close()


def test_what_could_not_be_kept_has_not_been(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    with hall.parts.store._engine.begin() as connection:  # noqa: SLF001 - damage from outside
        connection.exec_driver_sql("ALTER TABLE checkpoints RENAME TO lost")
    with pytest.raises(StoreError):
        hall.parts.intake.configure(site(SITE.replace("cameras:", NINE + "cameras:")), None, Origin.APP)
    assert hall.parts.engine.history.version == 1
    with hall.parts.store._engine.begin() as connection:  # noqa: SLF001 - and back
        connection.exec_driver_sql("ALTER TABLE lost RENAME TO checkpoints")
    hall.send(spans([(5_000, SOMEBODY)]))
    assert (hall.parts.engine.history.version, set(hall.parts.engine.folds)) == (1, {"7", "8"})
    hall.parts.close()


OTHER = site(SITE.replace("Window 7", "Window seven"))
THIRD = site(SITE.replace("Window 7", "Window VII"))
TAKES: list[tuple[str, list[tuple[Site, Origin]], Site | None, Take | None, Site | None]] = [
    ("a new file", [], OTHER, None, OTHER),
    ("no file", [(OTHER, Origin.APP)], None, None, OTHER),
    ("a changed file", [(OTHER, Origin.FILE)], THIRD, None, THIRD),
    ("a changed store", [(OTHER, Origin.APP)], THIRD, None, None),
    ("a changed store, like the file", [(OTHER, Origin.APP)], OTHER, None, OTHER),
    ("a changed store, and the file of before", [(OTHER, Origin.APP)], site(), None, None),
    ("the file is to be taken", [(OTHER, Origin.APP)], THIRD, Take.FILE, THIRD),
    ("the store is to be taken", [(OTHER, Origin.APP)], THIRD, Take.STORE, OTHER),
    ("the store is to be taken, from a file", [(OTHER, Origin.FILE)], THIRD, Take.STORE, OTHER),
    ("changed in the app, then by a file", [(OTHER, Origin.APP), (site(), Origin.FILE)], THIRD, None, THIRD),
]


@pytest.mark.parametrize(("name", "saved", "file", "take", "expected"), TAKES, ids=[case[0] for case in TAKES])
def test_file_and_store(
    tmp_path: Path,
    name: str,
    saved: Sequence[tuple[Site, Origin]],
    file: Site | None,
    take: Take | None,
    expected: Site | None,
) -> None:
    hall = hall_in(tmp_path)
    for new, origin in saved:
        hall.parts.intake.configure(new, None, origin)
    hall.parts.close()
    if expected is None:
        with pytest.raises(InputError, match=r"--take file, .* --take store") as caught:
            open_parts(tmp_path, file, SetClock(), take=take)
        assert "\n" not in str(caught.value)
        return
    parts = open_parts(tmp_path, file, SetClock(), take=take)
    assert parts.engine.history.latest == expected, name
    parts.close()


def test_a_store_of_the_first_version_is_taken_on(tmp_path: Path) -> None:
    """Its tables, as they were, with what a hall of today has in them."""
    events, hall = changed_midway(tmp_path / "now", OTHER, configured)
    told, clock = hall.events(), hall.clock
    hall.parts.close()
    (tmp_path / "then").mkdir()
    engine = create_engine(sqlite_url(tmp_path / "then"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        connection.exec_driver_sql("ATTACH ? AS now", (str(tmp_path / "now" / FILE),))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if table not in {"alembic_version", "sqlite_sequence"}:
                columns = ", ".join(row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
                connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM now.{table}")  # noqa: S608
        connection.commit()
    engine.dispose()
    again = hall_in(tmp_path / "then", clock, OTHER).register()
    assert events
    assert again.events() == told
    assert [(v.version, v.origin, v.author) for v in versions(again)] == [(1, "file", None), (2, "file", None)]
    again.send(spans([(5_000, SOMEBODY)], "seven", END_MS))
    assert again.parts.engine.folds["7"].at_ms == END_MS + 5_000
    again.parts.close()
