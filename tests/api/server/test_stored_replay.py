"""Replay of a store: what was told is what is told again, and any other way of judging is tried on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract_entries import EntryAsked
from api.errors import InputError
from api.replaying import Replayed
from api.server.reading import Origin
from api.server.store import sqlite_url
from api.server.stored_replay import replay_store
from api.what_if import Asked, difference
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    STILL,
    VIEWS,
    Hall,
    Run,
    final,
    hall_in,
    site,
    spans,
)
from tests.api.server.test_hall_folds import BOTH, CAME_BACK, GONE, GROUPED, send
from vision.datatypes import Span
from vision.rules.presets import Preset

HOUR = 3_600_000
LEFT: list[Run] = [(10_000, SOMEBODY), (40_000, NOBODY), (10_000, SOMEBODY)]
LEFT_TOO: list[Run] = [(20_000, SOMEBODY), (40_000, NOBODY)]
END_MS = BEGIN_MS + 60_000
ASKED_NOTHING = Asked()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path).register()
    yield opened
    opened.parts.close()


def replayed(folder: Path, asked: Asked = ASKED_NOTHING, processes: int = 1) -> tuple[Replayed, ...]:
    return replay_store(sqlite_url(folder), None, None, asked, processes)


def agrees(hall: Hall, folder: Path) -> Replayed:
    """What is judged again is what was told; gives it."""
    for counter in ("7", "8", "7"):
        hall.finish(counter)
    (again,) = replayed(folder)
    assert final(again.events) == final(hall.events())
    return again


def enter(hall: Hall, name: str, **entry: object) -> None:
    hall.parts.intake.enter(EntryAsked.model_validate({"id": name, "entry": entry}), "Zhang Wei")


def test_what_was_told_is_told_again(hall: Hall, tmp_path: Path) -> None:
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    again = agrees(hall, tmp_path)
    assert {event.counter for event in again.events} == {"7", "8"}
    with hall.parts.store.read() as log:
        assert list(again.changes) == sorted(
            log.changes("7", 0, END_MS) + log.changes("8", 0, END_MS), key=lambda change: change.at_ms
        )


def test_with_all_that_people_entered(hall: Hall, tmp_path: Path) -> None:
    """A slip, and a colleague who covers but leaves too."""
    enter(hall, "c", kind="cover", counter="7", covered_by="8", from_ms=BEGIN_MS, to_ms=BEGIN_MS + HOUR)
    slip = {"kind": "slip", "counter": "8", "from_ms": BEGIN_MS, "to_ms": BEGIN_MS + 30_000, "reason": "errand"}
    enter(hall, "s", **slip)
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    agrees(hall, tmp_path)


def test_a_part_of_the_time(hall: Hall, tmp_path: Path) -> None:
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    (part,) = replay_store(sqlite_url(tmp_path), BEGIN_MS + 5_000, BEGIN_MS + 25_000, ASKED_NOTHING, 1)
    assert {name: coverage.total_ms for name, coverage in part.coverage.items()} == {"7": 20_000, "8": 20_000}
    assert replay_store(sqlite_url(tmp_path), END_MS, None, ASKED_NOTHING, 1)[0].coverage == {}


EIGHT_AT, SIDE_AT = SITE.index('      - id: "8"'), SITE.index("          - camera: cam-7\n            id: side")
LIMITS_AT, CAMERAS_AT = SITE.index("        limits:", SIDE_AT), SITE.index("cameras:")


@pytest.mark.parametrize(
    ("given", "views", "until_ms"),
    [
        (SITE[:SIDE_AT] + SITE[LIMITS_AT:], ("seven", "front"), END_MS + 60_000),
        (SITE[:EIGHT_AT] + SITE[CAMERAS_AT:], ("seven",), END_MS + 1),
    ],
    ids=["a view is gone", "a counter is gone"],
)
def test_what_is_gone_from_the_site_is_not_awaited(
    hall: Hall, tmp_path: Path, given: str, views: tuple[str, ...], until_ms: int
) -> None:
    left: list[Run] = [(20_000, SOMEBODY), (40_000, NOBODY)]
    hall.send([*spans(left), *spans(left, "front")], side=END_MS)
    hall.parts.intake.configure(site(given), "somebody", Origin.APP)
    hall.register(*views)
    hall.send([span for view in views for span in spans(LEFT, view, END_MS)])
    again = agrees(hall, tmp_path)
    lasts_ms = {name: coverage.total_ms for name, coverage in again.coverage.items()}
    assert lasts_ms == {"7": 120_000, "8": until_ms - BEGIN_MS}


def test_another_site_and_a_preset(hall: Hall, tmp_path: Path) -> None:
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    hall.finish()
    file = tmp_path / "other.yaml"
    file.write_text(SITE.replace("notice_after_s: 4, warning_after_s: 9", "notice_after_s: 30"), encoding="utf-8")
    before, after = replayed(tmp_path, Asked(site=file))
    moved = [m for m in difference(before.events, after.events).move if m.after[0].type == "presence.absent"]
    assert [m.told_by_ms for m in moved] == [26_000, 26_000]
    _, lenient = replayed(tmp_path, Asked(preset=Preset.LENIENT))
    assert [e for e in lenient.events if e.type == "presence.absent"] == []


def test_covers_of_another_site_are_by_counters_that_are_there(hall: Hall, tmp_path: Path) -> None:
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    file = tmp_path / "other.yaml"
    cover = '    covers:\n      - {id: c, counter: "7", covered_by: "8"}\n    counters:\n'
    file.write_text(SITE.replace("    counters:\n", cover), encoding="utf-8")
    before, after = replayed(tmp_path, Asked(site=file))
    (moved,) = [m for m in difference(before.events, after.events).move if m.after[0].type == "presence.absent"]
    assert moved.after[0].counter == "7"
    assert moved.after[1].at_ms > moved.before[1].at_ms, "graver when the colleague has left too"


def test_halls_as_a_whole_too(tmp_path: Path) -> None:
    """Nobody at two of two for 50 s, one at two for longer: what the hall told, and would under other ways."""
    grouped = hall_in(tmp_path, given=site(GROUPED)).register()
    file = tmp_path / "other.yaml"
    file.write_text(BOTH, encoding="utf-8")
    try:
        send(grouped, CAME_BACK, GONE)
        agrees(grouped, tmp_path)
        before, both_wanted = replayed(tmp_path, Asked(site=file))
        _, lenient = replayed(tmp_path, Asked(preset=Preset.LENIENT))
    finally:
        grouped.parts.close()
    assert below(before) == [("started", 30), ("ended", 65)]
    assert below(both_wanted) == [("started", 30)]
    assert below(lenient) == []


def below(way: Replayed) -> list[tuple[str, float]]:
    found = (event for event in way.events if event.type == "hall.below_minimum")
    return [(event.phase.value, (event.at_ms - BEGIN_MS) / 1000) for event in found]


@pytest.mark.thorough
def test_in_processes_it_is_the_same(hall: Hall, tmp_path: Path) -> None:
    enter(hall, "c", kind="cover", counter="7", covered_by="8", from_ms=BEGIN_MS, to_ms=BEGIN_MS + HOUR)
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    asked = Asked(preset=Preset.STRICT)
    assert replayed(tmp_path, asked, 2) == replayed(tmp_path, asked, 1)


def test_limits_and_a_preset_together_are_refused() -> None:
    with pytest.raises(InputError, match="leave one out"):
        Asked(limits=Path("a"), preset=Preset.STRICT).otherwise()


RUNS = st.lists(
    st.tuples(st.integers(1, 40).map(lambda s: s * 1_000), st.sampled_from([SOMEBODY, NOBODY, STILL, DARK])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=10, deadline=None)
@given(RUNS, RUNS, st.integers(0, 20), st.integers(1, 8), st.booleans())
def test_whatever_came_late_and_under_new_limits_is_judged_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, seven: list[Run], front: list[Run], first: int, count: int, edited: bool
) -> None:
    folder = tmp_path_factory.mktemp("store")
    hall = hall_in(folder).register()
    whole = [*spans(seven), *spans(front, "front")]
    late, known = whole[first : first + count], list[Span]()
    for until_ms in (BEGIN_MS + 20_000, BEGIN_MS + 300_000):
        sent = [s for s in whole if s not in late and s not in known and s.to_ms <= until_ms]
        hall.send(sent, **marks(until_ms))
        known += sent
        if edited:
            other = site(SITE.replace("notice_after_s: 4", "notice_after_s: 6"))
            hall.parts.intake.configure(other, None, Origin.APP)
    hall.send(late)
    agrees(hall, folder)
    hall.parts.close()


def marks(at_ms: int) -> dict[str, int]:
    return dict.fromkeys(VIEWS, at_ms)
