"""Cameras live in the engine as halls do: in order, late, in parts, started again."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract import PREFIX
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
from tests.api.server.serving import served
from vision.datatypes import BlindReason, Event, Span

IN_20_S = "camera.{}: {{warning_after_s: 20, gap_s: 5, blind_ends_after_s: 30}}"
LIMITS = "".join(f"      {IN_20_S.format(kind)}\n" for kind in ("offline", "frozen", "dark", "blocked"))
GIVEN = SITE.replace("    counters:\n", f"    limits:\n{LIMITS}    counters:\n")
COVERED, NO_PICTURE = BlindReason.COVERED, BlindReason.NO_PICTURE
END_MS = BEGIN_MS + 120_000
CLEAR: list[Run] = [(120_000, SOMEBODY)]
HAND: list[Run] = [(10_000, SOMEBODY), (60_000, COVERED), (50_000, SOMEBODY)]
CUT: list[Run] = [(10_000, SOMEBODY), (60_000, NO_PICTURE), (50_000, SOMEBODY)]
CAMERA = "camera:cam-7"
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
    with served(hall.parts) as address, httpx.Client(base_url=address, trust_env=False) as client:
        answers = (
            client.get(f"{PREFIX}/events", params=asked) for asked in ({}, {"counter": "7"}, {"counter": CAMERA})
        )
        everything, of_seven, of_camera = (answer.raise_for_status().json()["events"] for answer in answers)
    (told,) = (event for event in everything if event["place"] == "camera")
    assert (told["id"], told["counter"], told["blinded"]) == (BLOCKED, CAMERA, ["7"])
    assert (told["phase"], told["start_ms"], told["end_ms"]) == ("ended", BEGIN_MS + 10_000, BEGIN_MS + 70_000)
    zh, en = (
        "北厅cam-7摄像机10:00:10起画面被遮挡,",
        "North hall, camera cam-7: showed nothing, as if covered, from 10:00:10",
    )
    assert told["why"]["zh"].startswith(f"{zh}10:01:10恢复,历时1分钟;受影响窗口:7号窗口;")
    assert told["why"]["en"].startswith(f"{en} to 10:01:10, 1 min; affects Window 7;")
    assert all(event["counter"] == "7" for event in of_seven)
    assert [event["id"] for event in of_camera] == [BLOCKED]


def test_a_camera_that_is_gone_blinds_the_counters_that_it_watches(hall: Hall) -> None:
    hall.send(whole(CUT, CLEAR, CUT))
    assert steps(hall) == [
        (CAMERA, "camera.offline", "started", 30),
        (CAMERA, "camera.offline", "ended", 75),
    ]
    assert of_cameras(hall)[0].blinded == ("7", "8")


def test_one_that_is_seen_in_another_part_is_not_gone(hall: Hall) -> None:
    hall.send(whole(CUT, CLEAR, CLEAR))
    assert steps(hall) == []


def test_a_worker_that_is_gone_is_no_fault_of_a_camera(hall: Hall) -> None:
    hall.send(whole([(10_000, SOMEBODY)], [(10_000, SOMEBODY)], [(10_000, SOMEBODY)]))
    hall.wait(BEGIN_MS + 60_000, END_MS)
    assert steps(hall) == []


LATE: tuple[tuple[str, list[Run], list[str]], ...] = (
    ("it was not covered before", [(10_000, COVERED), (10_000, SOMEBODY)], []),
    ("it was", [(20_000, COVERED)], ["withdrawn", "started", "ended"]),
)


@pytest.mark.parametrize(("came", "told"), [case[1:] for case in LATE], ids=[case[0] for case in LATE])
def test_what_comes_late_puts_right_what_was_told(hall: Hall, came: list[Run], told: list[str]) -> None:
    there = [s for s in spans(HAND) if not BEGIN_MS + 10_000 <= s.from_ms < BEGIN_MS + 30_000]
    hall.send([*there, *spans(CLEAR, "front"), *spans(CLEAR, "side")])
    before = steps(hall)
    assert before == [(CAMERA, "camera.blocked", "started", 50), (CAMERA, "camera.blocked", "ended", 75)]
    hall.send(spans(came, "seven", BEGIN_MS + 10_000), seven=END_MS, front=END_MS, side=END_MS)
    finish(hall)
    assert [phase for _, _, phase, _ in steps(hall)[2:]] == told
    assert len(final(of_cameras(hall))) == 1


def test_late_darkness_that_changes_no_counter_is_told_too(hall: Hall) -> None:
    """The side view is dark; the counter is seen in the front all the while."""
    hall.send([*spans(CLEAR), *spans(CLEAR, "front")], side=END_MS)
    assert steps(hall) == []
    hall.send(spans([(30_000, COVERED), (90_000, NOBODY)], "side"))
    finish(hall)
    assert steps(hall) == [
        (CAMERA, "camera.blocked", "started", 20),
        (CAMERA, "camera.blocked", "ended", 35),
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
