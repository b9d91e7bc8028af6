"""A hall as a whole lives in the engine as its counters do: in order, late, corrected, reconfigured, started again."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from api.contract_entries import EntryAsked, Verdict
from api.server.engine import Pace
from api.server.hall_folds import CHECKPOINT_EVERY_MS, first_difference_ms
from api.server.hall_setups import HallSetups
from api.server.reading import Origin
from api.server.store import sqlite_url
from api.server.telling import of_hall
from api.site_schema import Site
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    Facts,
    Hall,
    Run,
    SetClock,
    final,
    hall_in,
    hall_in_memory,
    site,
    spans,
)
from vision.datatypes import Event, Outcome, Phase, Place, Presence
from vision.fold import Change
from vision.hall import HallState, fold
from vision.rules.hall_below_minimum import TYPE

QUIET = SITE.replace("presence.absent: {notice_after_s: 4, warning_after_s: 9, blind", "presence.absent: {blind")
IN_GROUP = """\
    groups: [{id: tax, name: {zh: 税务组, en: Tax}, counters: ["7", "8"], minimum_open: 1}]
    limits:
      hall.below_minimum: {warning_after_s: 20, gap_s: 5, blind_ends_after_s: 30}
    counters:
"""
GROUPED = QUIET.replace("    counters:\n", IN_GROUP)
BOTH = GROUPED.replace("minimum_open: 1", "minimum_open: 2")
END_MS = BEGIN_MS + 120_000
STAYED: list[Run] = [(120_000, SOMEBODY)]
GONE: list[Run] = [(10_000, SOMEBODY), (110_000, NOBODY)]
CAME_BACK: list[Run] = [(10_000, SOMEBODY), (50_000, NOBODY), (60_000, SOMEBODY)]
HALF: list[Run] = [(10_000, SOMEBODY), (50_000, NOBODY)]
UNSEEN: list[Run] = [(10_000, SOMEBODY), (110_000, DARK)]
ID = f"north/tax/{TYPE}/{BEGIN_MS + 10_000}"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=site(GROUPED)).register()
    yield opened
    opened.parts.close()


def of_halls(hall: Hall) -> list[Event]:
    return [event for event in hall.events() if of_hall(event.id)]


def steps(hall: Hall) -> list[tuple[str, float]]:
    return [(event.phase.value, (event.at_ms - BEGIN_MS) / 1000) for event in of_halls(hall)]


def send(hall: Hall, seven: Sequence[Run], eight: Sequence[Run], end_ms: int = END_MS) -> None:
    hall.send([*spans(seven), *spans(eight, "front")], seven=end_ms, front=end_ms, side=end_ms)


def finish(hall: Hall) -> None:
    """Let everything that is judged anew come to an end, halls last."""
    for counter in ("7", "8", "7", "8"):
        if counter in hall.parts.engine.folds:
            hall.finish(counter)
    stood: list[int] = []
    while stood != (stand := hall.parts.engine.halls.stand_ms()):
        stood = stand
        hall.parts.intake.tick()
    assert all(one.anew is None for one in hall.parts.engine.halls.folds.values())


def oracle(hall: Hall) -> Facts:
    """What a hall that is judged at once, by all that its counters have settled in the end, tells."""
    engine = hall.parts.engine
    until_ms = engine.halls.folds["north"].state.at_ms
    with hall.parts.store.read() as log:
        changes = log.changes_of(["7", "8"], 0, until_ms)
    state, events = HallState(BEGIN_MS), list[Event]()
    for start_ms, end_ms, setup in HallSetups(engine.history).stretches("north", BEGIN_MS, until_ms):
        news = [change for change in changes if start_ms <= change.at_ms < end_ms]
        state, found = fold(state, news, end_ms, setup)
        events += found
    return final(events)


CASES: tuple[tuple[str, str, list[Run], list[Run], list[tuple[str, float]]], ...] = (
    ("both have left", GROUPED, CAME_BACK, GONE, [("started", 30), ("ended", 65)]),
    ("one may leave", GROUPED, STAYED, GONE, []),
    ("none may", BOTH, STAYED, CAME_BACK, [("started", 30), ("ended", 65)]),
    ("one is blind, and could be there", GROUPED, GONE, UNSEEN, []),
    ("one is blind, and could not make it two", BOTH, GONE, UNSEEN, [("started", 30)]),
    ("all are blind", BOTH, UNSEEN, UNSEEN, []),
    ("of no group", QUIET, GONE, GONE, []),
    ("off", GROUPED.replace("{warning_after_s: 20", '{status: "off", warning_after_s: 20'), GONE, GONE, []),
)


@pytest.mark.parametrize(("given", "seven", "eight", "told"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_stories(given: str, seven: list[Run], eight: list[Run], told: list[tuple[str, float]]) -> None:
    hall = hall_in_memory(given=site(given)).register()
    send(hall, seven, eight)
    assert steps(hall) == told
    hall.parts.close()


def test_an_event_of_a_group_says_so_in_both_languages(hall: Hall) -> None:
    send(hall, CAME_BACK, GONE)
    started, ended = of_halls(hall)
    assert (started.id, started.revision, started.counter, started.place) == (ID, 1, "tax", Place.GROUP)
    assert (ended.id, ended.revision, ended.outcome) == (ID, 2, Outcome.RETURNED)
    assert started.why["zh"].startswith("北厅税务组10:00:10起有人值守的窗口少于应保持的1个,已历时20秒;")
    assert started.why["en"].startswith("North hall, Tax: fewer counters are staffed than the 1 counter that is to be")
    assert "in service" not in started.why["en"]  # it has no hours


def test_where_there_are_hours_the_sentence_says_so(tmp_path: Path) -> None:
    hours = "schedules: [{id: day, weekly: {sun: ['09:00-17:00']}}]\ncameras:"
    given = GROUPED.replace("cameras:", hours).replace('      - id: "7"\n', '      - id: "7"\n        schedule: day\n')
    hall = hall_in(tmp_path, given=site(given)).register()
    send(hall, GONE, GONE)
    assert "in service hours" in of_halls(hall)[0].why["en"]
    hall.parts.close()


def test_a_counter_without_a_view_may_be_staffed(tmp_path: Path) -> None:
    """Nobody looks there: it is blind for ever."""
    more = GROUPED.replace('["7", "8"]', '["7", "8", "9"]').replace(
        "cameras:", '      - {id: "9", name: Window 9}\ncameras:'
    )
    hall = hall_in(tmp_path, given=site(more)).register()
    send(hall, GONE, GONE)
    assert steps(hall) == []
    hall.parts.close()


# --- late, corrected --------------------------------------------------------------------------------


def test_it_waits_for_the_slowest(hall: Hall) -> None:
    hall.send(spans(GONE))
    assert steps(hall) == []
    hall.send(spans(GONE, "front"), side=END_MS)
    assert steps(hall) == [("started", 30)]


LATE: tuple[tuple[str, Run, list[tuple[str, float]]], ...] = (
    ("nobody was there either", (10_000, NOBODY), [("amended", 30)]),
    ("somebody was there", (10_000, SOMEBODY), [("withdrawn", 40), ("started", 45)]),
    ("it was dark indeed", (10_000, DARK), []),
)


@pytest.mark.parametrize(("late", "told"), [case[1:] for case in LATE], ids=[case[0] for case in LATE])
def test_what_comes_late_puts_right_what_was_told(hall: Hall, late: Run, told: list[tuple[str, float]]) -> None:
    """Ten seconds of window 8 are missing, and so blind, when the hall is judged."""
    missing = BEGIN_MS + 15_000, BEGIN_MS + 25_000
    there = [s for s in spans(GONE, "front") if s.to_ms <= missing[0] or s.from_ms >= missing[1]]
    hall.send([*spans(GONE), *there], side=END_MS)
    assert steps(hall) == [("started", 40)]
    hall.send(spans([late], "front", missing[0]), side=END_MS)
    finish(hall)
    assert steps(hall) == [("started", 40), *told]
    assert final(of_halls(hall)) == oracle(hall)


def exemption(end_ms: int = END_MS) -> dict[str, object]:
    return {"kind": "exemption", "hall": "north", "counters": ["7", "8"], "rules": [TYPE], "from_ms": BEGIN_MS,
            "to_ms": end_ms, "reason": "training"}  # fmt: skip


def correct(hall: Hall, end_ms: int = END_MS) -> None:
    hall.clock.now_ms = END_MS + 3_600_000
    asked = {"id": "late", "entry": exemption(end_ms), "correction": True}
    kept = hall.parts.intake.enter(EntryAsked.model_validate(asked), "Zhang Wei")
    hall.parts.intake.settle_entry("late", Verdict(revision=kept.revision, confirmed=True), "Li Na")
    finish(hall)


def test_a_correction_takes_back_what_it_excuses(hall: Hall) -> None:
    send(hall, CAME_BACK, GONE)
    correct(hall)
    assert [event.phase for event in of_halls(hall)] == [Phase.STARTED, Phase.ENDED, Phase.WITHDRAWN]
    assert final(of_halls(hall)) == oracle(hall) == {}


def test_what_stays_true_is_not_told_again_while_it_is_judged_anew() -> None:
    """Nothing is told before it has come to where it stood, however many steps that takes."""
    hall = hall_in_memory(Pace(hall_ms=7_000), site(GROUPED)).register()
    send(hall, CAME_BACK, GONE)
    finish(hall)
    assert steps(hall) == [("started", 30), ("ended", 65)]
    correct(hall, BEGIN_MS + 5_000)
    assert steps(hall) == [("started", 30), ("ended", 65)]
    hall.parts.close()


def test_an_exemption_that_ends_leaves_the_rest(hall: Hall) -> None:
    asked = EntryAsked.model_validate({"id": "e", "entry": exemption(BEGIN_MS + 50_000)})
    hall.parts.intake.enter(asked, "Zhang Wei")
    send(hall, GONE, GONE)
    assert steps(hall) == [("started", 70)]


def test_what_is_told_of_a_counter_takes_back_nothing_of_its_namesake(tmp_path: Path) -> None:
    """A group may have the name of a counter: when that is judged anew the group's events stay."""
    hall = hall_in(tmp_path, given=site(GROUPED.replace("id: tax", 'id: "7"'))).register()
    send(hall, GONE, GONE)
    hall.parts.engine.folds["7"].late_since_ms = hall.clock.now_ms
    finish(hall)
    assert steps(hall) == [("started", 30)]
    hall.parts.close()


# --- another site -----------------------------------------------------------------------------------

CHANGE_MS = BEGIN_MS + 60_000
NO_GROUP = GROUPED[: GROUPED.index("    groups:")] + GROUPED[GROUPED.index("    limits:\n      hall") :]
NEW_SITES: tuple[tuple[str, Site, list[tuple[str, float]]], ...] = (
    ("nothing", site(GROUPED), [("started", 30)]),
    ("a name", site(GROUPED.replace("en: North hall", "en: Hall")), [("started", 30)]),
    ("the group is given up", site(NO_GROUP), [("started", 30), ("ended", 60)]),
    ("no counter is in it", site("version: 1\nhalls: []\n"), [("started", 30), ("ended", 60)]),
    ("more are asked", site(BOTH), [("started", 30)]),
    ("one of them is gone", site(GROUPED[: GROUPED.index('      - id: "8"')].replace(', "8"]', "]")
                                 + GROUPED[GROUPED.index("cameras:"):]), [("started", 30)]),
)  # fmt: skip


@pytest.mark.parametrize("again", [False, True], ids=["running", "restarted"])
@pytest.mark.parametrize(("given", "told"), [case[1:] for case in NEW_SITES], ids=[case[0] for case in NEW_SITES])
def test_another_site(tmp_path: Path, given: Site, told: list[tuple[str, float]], again: bool) -> None:
    hall = hall_in(tmp_path, given=site(GROUPED)).register()
    send(hall, HALF, HALF, CHANGE_MS)
    hall.parts.intake.configure(given, "somebody", Origin.APP)
    if again:
        hall.parts.store.close()
        hall = hall_in(tmp_path, hall.clock, given).register(*hall.parts.engine.history.every_view())
    hall.wait(END_MS, END_MS + 60_000, END_MS + 120_000)
    assert [(what, at) for what, at in steps(hall) if at <= 60] == told
    ended = [event for event in of_halls(hall) if event.phase is Phase.ENDED]
    assert len(ended) == 1
    if len(told) == 2:
        assert "North hall, Tax" in ended[0].why["en"]
        assert ended[0].outcome is Outcome.CLOSED
    hall.parts.close()


def test_a_group_that_is_new_knows_who_is_there(tmp_path: Path) -> None:
    """As long as there was no group nobody followed what the counters had settled."""
    hall = hall_in(tmp_path, given=site(QUIET)).register()
    send(hall, HALF, HALF, CHANGE_MS)
    hall.parts.intake.configure(site(GROUPED), "somebody", Origin.APP)
    rest = [*spans([(60_000, NOBODY)], "seven", CHANGE_MS), *spans([(60_000, NOBODY)], "front", CHANGE_MS)]
    hall.send(rest, side=END_MS)
    finish(hall)
    (event,) = of_halls(hall)
    assert (event.phase, event.start_ms, event.at_ms) == (Phase.STARTED, CHANGE_MS, CHANGE_MS + 20_000)
    hall.parts.close()


def set_back(hall: Hall, folder: Path, *, again: bool) -> Hall:
    """The clock turns out to have been wrong, and the group is given up."""
    hall.clock.now_ms = BEGIN_MS + 40_000
    if not again:
        hall.parts.intake.configure(site(NO_GROUP), "somebody", Origin.APP)
        return hall
    hall.parts.close()
    return hall_in(folder, hall.clock, site(NO_GROUP)).register()


@pytest.mark.parametrize("again", [False, True], ids=["running", "restarted"])
def test_a_site_that_holds_from_before_where_the_hall_stands(tmp_path: Path, again: bool) -> None:
    """A view that is told of a time far ahead does not keep another site from holding now."""
    hall = hall_in(tmp_path, given=site(GROUPED)).register()
    send(hall, GONE, GONE)
    hall = set_back(hall, tmp_path, again=again)
    finish(hall)
    assert [(event.phase, event.at_ms, event.outcome) for event in of_halls(hall)] == [
        (Phase.STARTED, BEGIN_MS + 30_000, None),
        (Phase.ENDED, BEGIN_MS + 40_000, Outcome.CLOSED),
    ]
    hall.parts.close()


def test_a_group_that_is_given_up_while_the_hall_lags_behind_loses_nothing() -> None:
    """Time in which there is nothing to judge is passed at once, but not before the time that comes first is judged."""
    hall = hall_in_memory(Pace(hall_ms=7_000), site(GROUPED)).register()
    later: list[Run] = [(30_000, SOMEBODY), (30_000, NOBODY)]
    send(hall, later, later, CHANGE_MS)
    hall.parts.intake.configure(site(NO_GROUP), "somebody", Origin.APP)
    hall.wait(END_MS + 60_000)
    finish(hall)
    assert steps(hall) == [("started", 50), ("ended", 60)]
    assert hall.parts.engine.halls.folds["north"].state.at_ms > CHANGE_MS
    hall.parts.close()


# --- starting again ---------------------------------------------------------------------------------

QUICK = Pace()
PACES = st.sampled_from([QUICK, Pace(hall_ms=7_000), Pace(250, 20_000, 13_000)])
MOMENTS = st.lists(st.integers(1, 23), max_size=4, unique=True)
RUNS = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([SOMEBODY, NOBODY, NOBODY, NOBODY, DARK])), min_size=1, max_size=5
)


def story(runs: Sequence[Run]) -> list[Run]:
    """Two minutes, at the end somebody."""
    whole: list[Run] = []
    for seconds, what in runs:
        left_ms = 120_000 - sum(ms for ms, _ in whole)
        whole.append((min(seconds * 1_000, left_ms), what))
    return [*whole, (120_000 - sum(ms for ms, _ in whole), SOMEBODY)]


def told_in_parts(
    folder: Path | None,
    seven: list[Run],
    eight: list[Run],
    moments: Sequence[int],
    late: Sequence[int],
    *,
    clean: bool = True,
    pace: Pace = QUICK,
) -> Hall:
    """Both counters, cut at ``moments`` (in 5 s), what lies between two of ``late`` sent after all else."""
    clock = SetClock()
    made = hall_in(folder, clock, site(GROUPED), pace=pace) if folder else hall_in_memory(pace, site(GROUPED))
    hall = made.register()
    whole = [*spans(seven), *spans(eight, "front")]
    held_back = [span for span in whole if any(a <= (span.from_ms - BEGIN_MS) // 5_000 < b for a, b in pairwise(late))]
    sent = [span for span in whole if span not in held_back]
    for start, end in pairwise([0, *sorted(moment * 5_000 for moment in moments), 120_000]):
        part = [span for span in sent if start <= span.from_ms - BEGIN_MS < end]
        marks = dict.fromkeys(("seven", "front", "side"), BEGIN_MS + end)
        hall.send(part, **marks)
        if folder:
            (hall.parts if clean else hall.parts.store).close()
            hall = hall_in(folder, clock, site(GROUPED), pace=pace).register()
    hall.send(held_back, side=END_MS)
    finish(hall)
    return hall


@settings(max_examples=25, deadline=None)
@given(RUNS, RUNS, MOMENTS, MOMENTS.map(sorted), PACES)
def test_however_it_comes_the_same_holds_in_the_end(
    seven: list[Run], eight: list[Run], moments: list[int], late: list[int], pace: Pace
) -> None:
    hall = told_in_parts(None, story(seven), story(eight), moments, late, pace=pace)
    at_once = told_in_parts(None, story(seven), story(eight), [], [])
    assert final(of_halls(hall)) == final(of_halls(at_once)) == oracle(hall)
    by_id: dict[str, list[Event]] = {}
    for event in of_halls(hall):
        by_id.setdefault(event.id, []).append(event)
    for of_one in by_id.values():
        assert [event.revision for event in of_one] == list(range(1, len(of_one) + 1))
        assert sum(event.phase is Phase.STARTED for event in of_one) == 1
        assert sum(event.phase is Phase.ENDED for event in of_one) <= 1
    hall.parts.close()
    at_once.parts.close()


@settings(max_examples=8, deadline=None)
@given(RUNS, RUNS, MOMENTS, MOMENTS.map(sorted), st.booleans(), PACES)
def test_starting_again_anywhere_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    seven: list[Run],
    eight: list[Run],
    moments: list[int],
    late: list[int],
    clean: bool,
    pace: Pace,
) -> None:
    folder = tmp_path_factory.mktemp("hall")
    hall = told_in_parts(folder, story(seven), story(eight), moments, late, clean=clean, pace=pace)
    assert final(of_halls(hall)) == oracle(hall)
    hall.parts.close()


@pytest.mark.parametrize("clean", [True, False])
def test_a_start_tells_nothing_again(tmp_path: Path, clean: bool) -> None:
    pace = Pace(hall_ms=7_000)
    hall = told_in_parts(tmp_path, CAME_BACK, GONE, [3, 7, 9, 14, 20], [], clean=clean, pace=pace)
    assert [(event.phase, event.revision) for event in of_halls(hall)] == [(Phase.STARTED, 1), (Phase.ENDED, 2)]
    hall.parts.close()


def test_a_start_does_not_judge_everything_again(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, given=site(GROUPED)).register()
    lasts_ms = 3 * CHECKPOINT_EVERY_MS
    for one, other in zip(spans([(lasts_ms, NOBODY)]), spans([(lasts_ms, NOBODY)], "front"), strict=True):
        hall.send([one, other], side=one.to_ms)
    hall.parts.store.close()
    hall = hall_in(tmp_path, hall.clock, site(GROUPED))
    assert hall.parts.engine.halls.folds["north"].state.at_ms > BEGIN_MS + 2 * CHECKPOINT_EVERY_MS
    assert hall.parts.engine.halls.folds["north"].state.rules
    hall.parts.close()


def test_a_store_of_before_there_were_rules_of_halls_goes_on(tmp_path: Path) -> None:
    """Halls begin where their counters stand: who has left by then has, and nothing is told of what was before."""
    hall = hall_in(tmp_path, given=site(GROUPED)).register()
    send(hall, HALF, HALF, CHANGE_MS)
    hall.parts.close()
    database = create_engine(sqlite_url(tmp_path))
    with database.begin() as connection:
        connection.execute(text("DELETE FROM hall_checkpoints"))
        connection.execute(text("DELETE FROM events"))
    database.dispose()
    hall = hall_in(tmp_path, hall.clock, site(GROUPED)).register()
    assert hall.parts.engine.halls.folds["north"].state.at_ms > BEGIN_MS + 50_000
    rest = [*spans([(60_000, NOBODY)], "seven", CHANGE_MS), *spans([(60_000, NOBODY)], "front", CHANGE_MS)]
    hall.send(rest, side=END_MS)
    finish(hall)
    (event,) = of_halls(hall)
    assert (event.phase, event.start_ms) == (Phase.STARTED, CHANGE_MS)
    hall.parts.close()


# --- pure -------------------------------------------------------------------------------------------

P, A = Presence.PRESENT, Presence.ABSENT


def course(*states: tuple[int, Presence]) -> list[Change]:
    return [Change("8", at_ms, state, A, None) for at_ms, state in states]


DIFFERENCES: tuple[tuple[str, list[Change], list[Change], int | None], ...] = (
    ("none", course((0, P), (5, A)), course((0, P), (5, A)), None),
    ("one more", course((0, P)), course((0, P), (5, A)), 5),
    ("one less", course((0, P), (5, A)), course((0, P)), 5),
    ("later", course((0, P), (5, A)), course((0, P), (9, A)), 5),
    ("nothing was known", [], course((3, P)), 3),
    ("nothing is", [], [], None),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after", "at_ms"), [c[1:] for c in DIFFERENCES], ids=[c[0] for c in DIFFERENCES])
def test_the_first_difference(before: list[Change], after: list[Change], at_ms: int | None) -> None:
    assert first_difference_ms(before, after) == at_ms
