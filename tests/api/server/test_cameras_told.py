"""Cameras live in the engine as halls do: in order, late, in parts, started again."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.server.app import create_app
from api.server.telling import of_hall
from tests.api.server.builders import (
    BEGIN_MS,
    NOBODY,
    SITE,
    SOMEBODY,
    VIEWS,
    Hall,
    Run,
    SetClock,
    final,
    hall_in,
    hall_in_memory,
    site,
    spans,
)
from vision.datatypes import BlindReason, Event, Span

IN_20_S = "camera.{}: {{warning_after_s: 20, gap_s: 5, blind_ends_after_s: 30}}"
LIMITS = "".join(f"      {IN_20_S.format(kind)}\n" for kind in ("offline", "frozen", "dark", "blocked"))
GIVEN = SITE.replace("    counters:\n", f"    limits:\n{LIMITS}    counters:\n")
COVERED, NO_PICTURE = BlindReason.COVERED, BlindReason.NO_PICTURE
END_MS = BEGIN_MS + 120_000
CLEAR: list[Run] = [(120_000, SOMEBODY)]
HAND: list[Run] = [(10_000, SOMEBODY), (60_000, COVERED), (50_000, SOMEBODY)]
CUT: list[Run] = [(10_000, SOMEBODY), (60_000, NO_PICTURE), (50_000, SOMEBODY)]
BLOCKED = f"north/camera:cam-7/camera.blocked/{BEGIN_MS + 10_000}"


def of_cameras(hall: Hall) -> list[Event]:
    return [event for event in hall.events() if of_hall(event.id)]


def steps(hall: Hall) -> list[tuple[str, str, str, float]]:
    found = of_cameras(hall)
    return [(e.counter, e.type, e.phase.value, (e.at_ms - BEGIN_MS) / 1000) for e in found]


def whole(seven: Sequence[Run], front: Sequence[Run], side: Sequence[Run]) -> list[Span]:
    return [*spans(seven), *spans(front, "front"), *spans(side, "side")]


def finish(hall: Hall) -> None:
    for _ in range(2):
        hall.finish("7")
        hall.finish("8")
        hall.parts.intake.tick()
    assert all(one.anew is None for one in hall.parts.engine.halls.folds.values())


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=site(GIVEN)).register()
    yield opened
    opened.parts.close()


def test_a_hand_over_one_view_is_told_by_the_api(hall: Hall) -> None:
    hall.send(whole(HAND, CLEAR, CLEAR))
    client = TestClient(create_app(hall.parts))
    (told,) = (event for event in client.get("/api/v1/events").json()["events"] if event["place"] == "camera")
    assert (told["id"], told["counter"], told["blinded"]) == (BLOCKED, "camera:cam-7", ["7"])
    assert (told["phase"], told["start_ms"], told["end_ms"]) == ("ended", BEGIN_MS + 10_000, BEGIN_MS + 70_000)
    assert told["why"]["zh"].startswith(
        "北厅摄像机cam-710:00:10起画面被遮挡,10:01:10恢复,历时1分钟;受影响窗口:7号窗口;"
    )
    assert told["why"]["en"].startswith(
        "North hall, camera cam-7: showed nothing, as if covered, from 10:00:10 to 10:01"
    )
    of_seven = client.get("/api/v1/events", params={"counter": "7"}).json()["events"]
    assert all(event["counter"] == "7" for event in of_seven)
    of_camera = client.get("/api/v1/events", params={"counter": "camera:cam-7"}).json()["events"]
    assert [event["id"] for event in of_camera] == [BLOCKED]


def test_a_camera_that_is_gone_blinds_the_counters_that_it_watches(hall: Hall) -> None:
    hall.send(whole(CUT, CLEAR, CUT))
    assert steps(hall) == [
        ("camera:cam-7", "camera.offline", "started", 30),
        ("camera:cam-7", "camera.offline", "ended", 75),
    ]
    assert of_cameras(hall)[0].blinded == ("7", "8")


def test_one_that_is_seen_in_another_part_is_not_gone(hall: Hall) -> None:
    hall.send(whole(CUT, CLEAR, CLEAR))
    assert steps(hall) == []


def test_a_worker_that_is_gone_is_no_fault_of_a_camera(hall: Hall) -> None:
    hall.send(whole([(10_000, SOMEBODY)], [(10_000, SOMEBODY)], [(10_000, SOMEBODY)]))
    hall.wait(BEGIN_MS + 60_000, END_MS)
    assert steps(hall) == []


def test_what_comes_late_takes_back_what_was_told(hall: Hall) -> None:
    """Nothing was covered between: what was told of it before was too much."""
    late = [s for s in spans([(10_000, COVERED), (10_000, SOMEBODY), (40_000, COVERED)], "seven", BEGIN_MS + 10_000)]
    there = [s for s in spans(HAND) if not BEGIN_MS + 10_000 <= s.from_ms < BEGIN_MS + 30_000]
    hall.send([*there, *spans(CLEAR, "front"), *spans(CLEAR, "side")])
    before = steps(hall)
    assert before == [
        ("camera:cam-7", "camera.blocked", "started", 50),
        ("camera:cam-7", "camera.blocked", "ended", 75),
    ]
    hall.send([s for s in late if s.from_ms < BEGIN_MS + 30_000], seven=END_MS, front=END_MS, side=END_MS)
    finish(hall)
    assert steps(hall) == before
    assert len(final(of_cameras(hall))) == 1


def test_late_darkness_that_changes_no_counter_is_told_too(hall: Hall) -> None:
    """The side view is dark; the counter is seen in the front all the while."""
    hall.send([*spans(CLEAR), *spans(CLEAR, "front")], side=END_MS)
    assert steps(hall) == []
    hall.send(spans([(30_000, COVERED), (90_000, NOBODY)], "side"))
    finish(hall)
    assert steps(hall) == [
        ("camera:cam-7", "camera.blocked", "started", 20),
        ("camera:cam-7", "camera.blocked", "ended", 35),
    ]


RUNS = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([SOMEBODY, COVERED, COVERED, NO_PICTURE, BlindReason.DARK])),
    min_size=1,
    max_size=5,
)
MOMENTS = st.lists(st.integers(1, 23), max_size=3, unique=True)


def story(runs: Sequence[Run]) -> list[Run]:
    """Two minutes, at the end somebody."""
    done: list[Run] = []
    for lasts_s, what in runs:
        left_ms = 119_000 - sum(ms for ms, _ in done)
        done += [(min(lasts_s * 1_000, left_ms), what)] if left_ms else []
    return [*done, (120_000 - sum(ms for ms, _ in done), SOMEBODY)]


def told_in_parts(
    folder: Path | None, sent: list[Span], moments: Sequence[int], late: Sequence[int], *, clean: bool = True
) -> Hall:
    """All views, cut at ``moments`` (in 5 s), what lies between two of ``late`` sent after all else."""
    clock = SetClock()

    def opened() -> Hall:
        made = hall_in(folder, clock, site(GIVEN)) if folder else hall_in_memory(given=site(GIVEN))
        return made.register()

    hall = opened()
    held_back = [s for s in sent if any(a <= (s.from_ms - BEGIN_MS) // 5_000 < b for a, b in pairwise(sorted(late)))]
    for start, end in pairwise([0, *sorted(moment * 5_000 for moment in moments), 120_000]):
        part = [s for s in sent if s not in held_back and start <= s.from_ms - BEGIN_MS < end]
        hall.send(part, **dict.fromkeys(VIEWS, BEGIN_MS + end))
        if folder:
            (hall.parts if clean else hall.parts.store).close()
            hall = opened()
    hall.send(held_back, **dict.fromkeys(VIEWS, END_MS))
    finish(hall)
    return hall


@settings(max_examples=15, deadline=None)
@given(RUNS, RUNS, MOMENTS, MOMENTS)
def test_however_it_comes_the_same_holds_in_the_end(
    seven: list[Run], side: list[Run], moments: list[int], late: list[int]
) -> None:
    sent = whole(story(seven), CLEAR, story(side))
    hall, at_once = told_in_parts(None, sent, moments, late), told_in_parts(None, sent, [], [])
    assert final(of_cameras(hall)) == final(of_cameras(at_once))
    hall.parts.close()
    at_once.parts.close()


@settings(max_examples=6, deadline=None)
@given(RUNS, RUNS, MOMENTS, MOMENTS, st.booleans())
def test_starting_again_anywhere_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    seven: list[Run],
    side: list[Run],
    moments: list[int],
    late: list[int],
    clean: bool,
) -> None:
    sent = whole(story(seven), CLEAR, story(side))
    hall = told_in_parts(tmp_path_factory.mktemp("hall"), sent, moments, late, clean=clean)
    at_once = told_in_parts(None, sent, [], [])
    assert final(of_cameras(hall)) == final(of_cameras(at_once))
    hall.parts.close()
    at_once.parts.close()
