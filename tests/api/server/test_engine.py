"""The engine tells what the fold alone would, however the spans come, and puts right what it told too early."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.server.engine import CHECKPOINT_EVERY_MS, PATIENCE_MS, Pace
from api.server.parts import open_parts
from api.server.reading import Origin
from api.site_file import parse_site
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    STILL,
    Hall,
    Run,
    SetClock,
    cut,
    final,
    hall_in,
    hall_in_memory,
    plain,
    site,
    spans,
)
from vision.datatypes import Outcome, Phase, Presence, Span

RUNS = st.lists(
    st.tuples(st.integers(1, 20_000), st.sampled_from([SOMEBODY, NOBODY, NOBODY, 3, -1, STILL, DARK])),
    min_size=1,
    max_size=8,
)
ABSENCE: tuple[Run, ...] = ((10_000, SOMEBODY), (15_000, NOBODY), (10_000, SOMEBODY))
END_MS = BEGIN_MS + 35_000
PACES = st.builds(Pace, st.sampled_from([1, 250, 5_000]), st.sampled_from([1_700, 20_000, 600_000]))
SLOW = Pace(1, 5_000)
"""One step of five seconds in a transaction."""
EXAMPLES = settings(max_examples=20)
"""Every example makes a store."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path).register()
    yield opened
    opened.parts.close()


def groups(these: Sequence[Span], sizes: Sequence[int]) -> Iterator[Sequence[Span]]:
    """``these`` in groups of the given sizes, the last one again and again."""
    start = number = 0
    while start < len(these):
        size = sizes[min(number, len(sizes) - 1)]
        yield these[start : start + size]
        start, number = start + size, number + 1


# --- in order ---------------------------------------------------------------------------------------


@EXAMPLES
@given(RUNS, st.lists(st.integers(1, 5), min_size=1, max_size=6), st.lists(st.integers(0, 90_000), max_size=5))
def test_in_order_it_tells_what_the_fold_tells(runs: list[Run], sizes: list[int], places: list[int]) -> None:
    hall = hall_in_memory().register()
    whole = cut(spans(runs), [BEGIN_MS + place for place in places])
    for group in groups(whole, sizes):
        hall.send(group)
    assert hall.events() == plain(whole, hall.setup())
    hall.parts.close()


@EXAMPLES
@given(RUNS, RUNS, st.randoms(use_true_random=False), st.integers(1, 9))
def test_two_views_shuffled_against_each_other_tell_the_same(
    front: list[Run], side: list[Run], chance: random.Random, size: int
) -> None:
    hall = hall_in_memory().register()
    both = {"front": spans(front, "front"), "side": spans(side, "side")}
    ends_ms = min(these[-1].to_ms for these in both.values())
    expected = plain([s for t in both.values() for s in cut(t, [ends_ms]) if s.to_ms <= ends_ms], hall.setup("8"))
    while any(both.values()):
        view = chance.choice([view for view, these in both.items() if these])
        hall.send(both[view][:size])
        both[view] = both[view][size:]
    assert final(hall.events()) == final(expected)
    hall.parts.close()


def test_a_batch_may_hold_its_spans_in_any_order(hall: Hall) -> None:
    whole = spans(ABSENCE)
    hall.send(whole[::-1])
    assert hall.events() == plain(whole, hall.setup())


def test_time_moves_only_by_watermarks(hall: Hall) -> None:
    hall.send(spans(ABSENCE), seven=BEGIN_MS)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS
    hall.clock.now_ms = END_MS
    hall.send(seven=BEGIN_MS + 20_000)
    assert [event.phase for event in hall.events()] == [Phase.STARTED, Phase.GRAVER]
    hall.send(seven=END_MS)
    assert hall.events() == plain(spans(ABSENCE), hall.setup())


def test_what_was_never_told_of_is_blind(hall: Hall) -> None:
    whole = spans(ABSENCE)
    hall.send([span for span in whole if span.from_ms < BEGIN_MS + 10_000 or span.from_ms >= BEGIN_MS + 25_000])
    coverage = hall.parts.engine.folds["7"].state.coverage
    assert coverage.ms[Presence.BLIND] == 15_000
    assert coverage.total_ms == 35_000
    assert hall.events() == []


# --- starting again ---------------------------------------------------------------------------------


@settings(max_examples=10)
@given(RUNS, st.integers(1, 12), st.integers(1, 4), st.booleans())
def test_starting_again_anywhere_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Run], place: int, size: int, clean: bool
) -> None:
    folder, whole = tmp_path_factory.mktemp("hall"), spans(runs)
    hall = hall_in(folder).register()
    for number, group in enumerate(groups(whole, [size])):
        if number == place:
            hall = reopened(hall, folder, clean=clean)
        hall.send(group)
    assert hall.events() == plain(whole, hall.setup())
    with hall.parts.store.read() as log:
        kept = log.changes("7", 0, 2 * BEGIN_MS)
    assert len({change.at_ms for change in kept}) == len(kept)
    state = hall.parts.engine.folds["7"].state
    assert hall.parts.engine.folds["7"].at_ms == whole[-1].to_ms
    assert state.coverage.total_ms == state.judgement.settled_until_ms - BEGIN_MS
    hall.parts.close()


def reopened(hall: Hall, folder: Path, *, clean: bool) -> Hall:
    """The hall after its process ended, in good order or not."""
    if clean:
        hall.parts.close()
    else:
        hall.parts.store.close()
    return hall_in(folder, hall.clock).register()


def test_what_was_stored_but_not_reached_yet_is_judged_after_a_start(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.clock.now_ms = END_MS
    hall.send(spans(ABSENCE), seven=BEGIN_MS + 7_000)
    hall = reopened(hall, tmp_path, clean=False)
    hall.send(seven=END_MS)
    assert hall.events() == plain(spans(ABSENCE), hall.setup())
    hall.parts.close()


def test_a_start_does_not_judge_everything_again(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    for span in spans([(3 * CHECKPOINT_EVERY_MS, SOMEBODY)], longest_ms=10_000):
        hall.send([span])
    hall.parts.store.close()
    hall = hall_in(tmp_path, hall.clock)
    with hall.parts.store.read() as log:
        checkpoint = log.checkpoint("7")
    assert checkpoint is not None
    assert checkpoint.at_ms >= BEGIN_MS + 3 * CHECKPOINT_EVERY_MS
    hall.parts.close()


def test_without_a_site_an_empty_store_begins_without_halls(tmp_path: Path) -> None:
    for _ in range(2):
        parts = open_parts(tmp_path, None, SetClock())
        assert [(version.version, version.site.halls) for version in parts.engine.history.versions] == [(1, ())]
        parts.close()


# --- silence and what comes late --------------------------------------------------------------------


def test_a_silent_view_is_blind_after_ten_seconds_and_not_before(hall: Hall) -> None:
    hall.send(spans([(10_000, SOMEBODY)]))
    hall.wait(BEGIN_MS + 20_000)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 10_000
    hall.wait(BEGIN_MS + 20_001, BEGIN_MS + 50_000)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 40_000
    with hall.parts.store.read() as log:
        (silence,) = log.silences("seven")
    assert (silence.from_ms, silence.to_ms) == (BEGIN_MS + 10_000, BEGIN_MS + 40_000)


HOUR_MS = 3_600_000


def test_silence_is_noticed_also_after_the_clock_was_set_back_but_gives_up_nothing_ahead_of_it(hall: Hall) -> None:
    hall.register()
    hall.send(spans([(60_000, SOMEBODY)]), front=BEGIN_MS + 60_000, side=BEGIN_MS + 60_000)
    engine, back_ms = hall.parts.engine, hall.clock.now_ms - HOUR_MS
    hall.wait(back_ms, back_ms + 10_000)
    assert not engine.is_silent("seven", hall.clock.now_ms)
    hall.wait(back_ms + 11_000)
    assert engine.is_silent("seven", hall.clock.now_ms)
    hall.wait(back_ms + HOUR_MS)
    assert engine.progress["seven"].reached_ms == BEGIN_MS + 60_000
    hall.wait(back_ms + HOUR_MS + 11_000)
    assert engine.progress["seven"].reached_ms == BEGIN_MS + 61_000


def test_once_a_clock_that_was_ahead_is_reached_judging_goes_on_at_once(hall: Hall) -> None:
    hall.register("seven")
    ahead_ms = BEGIN_MS + HOUR_MS
    hall.send(spans([(10_000, SOMEBODY)]))
    hall.send(spans([(1_000, SOMEBODY)], begin_ms=ahead_ms))
    hall.wait(*range(BEGIN_MS + 11_000, ahead_ms + 1_000, 5_000))
    hall.send(spans([(5_000, SOMEBODY), (10_000, NOBODY)], begin_ms=ahead_ms + 1_000))
    assert [event.phase for event in hall.events()] == [Phase.STARTED, Phase.GRAVER]


@pytest.mark.parametrize("restart", [False, True])
def test_a_site_saved_while_views_stand_far_ahead_holds_from_then_for_everybody(tmp_path: Path, restart: bool) -> None:
    hall = hall_in(tmp_path).register()
    ahead_ms = BEGIN_MS + HOUR_MS
    hall.send(spans([(10_000, SOMEBODY)]), front=BEGIN_MS + 10_000, side=BEGIN_MS + 10_000)
    hall.send(spans([(10_000, NOBODY)], begin_ms=ahead_ms))
    hall.wait(BEGIN_MS + 12_000)
    stricter = site(changed("notice_after_s: 4, warning_after_s: 9", "notice_after_s: 2, warning_after_s: 3"))
    if restart:
        hall.parts.close()
        hall = hall_in(tmp_path, hall.clock, stricter)
    else:
        hall.parts.intake.configure(stricter, None, Origin.APP)
    assert hall.parts.engine.history.versions[-1].from_ms == BEGIN_MS + 12_000
    hall.wait(BEGIN_MS + 12_000, BEGIN_MS + 23_000)
    hall.finish()
    assert [event.at_ms - event.start_ms for event in hall.events()] == [4_000, 9_000, 3_000]
    hall.parts.close()


def test_a_worker_whose_clock_is_behind_is_not_given_up_for_it(hall: Hall) -> None:
    for number, span in enumerate(spans([(60_000, SOMEBODY)])):
        hall.clock.now_ms = BEGIN_MS + 30_000 + number * 5_000
        hall.send([span])
        hall.parts.intake.tick()
    assert hall.parts.engine.folds["7"].state.coverage.ms[Presence.BLIND] == 0


def test_after_a_start_workers_have_time_to_come_back(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans([(10_000, SOMEBODY)]))
    hall.parts.close()
    hall.clock.now_ms = BEGIN_MS + 100_000
    hall = hall_in(tmp_path, hall.clock)
    hall.wait(BEGIN_MS + 110_000)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 10_000
    hall.wait(BEGIN_MS + 110_001)
    assert hall.parts.engine.folds["7"].at_ms == BEGIN_MS + 100_001
    hall.parts.close()


def outage(hall: Hall, runs: Sequence[Run], from_ms: int, to_ms: int) -> list[Span]:
    """Live up to ``from_ms``; then the line is cut until ``to_ms``. Gives what is in the spool."""
    whole = spans(runs, longest_ms=1_000)
    for span in whole:
        if span.to_ms <= from_ms:
            hall.send([span])
    hall.wait(*range(from_ms, to_ms, 1_000))
    return [span for span in whole if span.to_ms > from_ms]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_late_backlog_leaves_what_an_undisturbed_day_would_have_told(hall: Hall, size: int) -> None:
    runs = (*ABSENCE, *ABSENCE, (60_000, SOMEBODY))
    spool = outage(hall, runs, BEGIN_MS + 20_000, BEGIN_MS + 90_000)
    before = hall.parts.engine.folds["7"].state.coverage
    assert before.ms[Presence.BLIND] > 50_000
    for group in groups(spool, [size]):
        hall.send(group)
    whole = spans(runs)
    assert final(hall.events()) == final(plain(whole, hall.setup()))
    coverage = hall.parts.engine.folds["7"].state.coverage
    assert coverage.ms == {**coverage.ms, Presence.PRESENT: 100_000, Presence.ABSENT: 30_000, Presence.BLIND: 0}


def test_an_absence_that_went_unknown_is_amended(hall: Hall) -> None:
    runs: list[Run] = [(10_000, SOMEBODY), (15_000, NOBODY), (200_000, SOMEBODY)]
    spool = outage(hall, runs, BEGIN_MS + 20_000, BEGIN_MS + 120_000)
    assert [e.outcome for e in hall.events()] == [None, None, Outcome.UNKNOWN]
    hall.send(spool[:100])
    last = hall.events()[-1]
    assert (last.phase, last.outcome, last.revision) == (Phase.AMENDED, Outcome.RETURNED, 4)
    assert (last.start_ms, last.end_ms) == (BEGIN_MS + 10_000, BEGIN_MS + 25_000)


def test_an_absence_that_was_none_is_withdrawn(tmp_path: Path) -> None:
    """Only the part view came in time; what the full one saw late shows that somebody was there."""
    hall = hall_in(tmp_path).register()
    hall.send(spans([(60_000, NOBODY)], "front"), side=BEGIN_MS + 60_000)
    assert [event.phase for event in hall.events()] == [Phase.STARTED, Phase.GRAVER]
    hall.send(spans([(60_000, SOMEBODY)], "side"))
    assert [event.phase for event in hall.events()] == [Phase.STARTED, Phase.GRAVER, Phase.WITHDRAWN]
    hall.parts.close()


def test_late_spans_are_waited_for_but_not_for_ever(hall: Hall) -> None:
    spool = outage(hall, [(300_000, SOMEBODY)], BEGIN_MS + 20_000, BEGIN_MS + 150_000)
    silent = hall.parts.engine.folds["7"].state.coverage.ms[Presence.BLIND]
    hall.send(spool[:20])
    assert hall.parts.engine.folds["7"].state.coverage.ms[Presence.BLIND] == silent
    hall.wait(hall.clock.now_ms + 9_999)
    assert hall.parts.engine.folds["7"].late_since_ms is not None
    hall.wait(hall.clock.now_ms + 1)
    assert hall.parts.engine.folds["7"].late_since_ms is None
    assert hall.parts.engine.folds["7"].state.coverage.ms[Presence.BLIND] < silent


def test_an_end_while_late_spans_are_waited_for_loses_nothing(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    runs = (*ABSENCE, *ABSENCE, (60_000, SOMEBODY))
    spool = outage(hall, runs, BEGIN_MS + 20_000, BEGIN_MS + 90_000)
    hall.send(spool[:20])
    assert hall.parts.engine.folds["7"].late_since_ms is not None
    hall = reopened(hall, tmp_path, clean=False)
    hall.send(spool[20:])
    assert final(hall.events()) == final(plain(spans(runs), hall.setup()))
    hall.parts.close()


# --- judging anew, a part at a time -----------------------------------------------------------------

LONG: tuple[Run, ...] = (*ABSENCE, *ABSENCE, *ABSENCE, (300_000, SOMEBODY), *ABSENCE, (100_000, SOMEBODY))
CUT_MS, BACK_MS = BEGIN_MS + 20_000, BEGIN_MS + 400_000


def judging_anew(folder: Path) -> tuple[Hall, list[Span]]:
    """A hall whose line was cut for long, and which has all of the spool but some spans; what is left of it."""
    hall = hall_in(folder, pace=SLOW).register()
    spool = outage(hall, LONG, CUT_MS, BACK_MS)
    silent_ms = hall.parts.engine.progress["seven"].silent_until_ms
    backlog = [span for span in spool if span.to_ms <= silent_ms]
    hall.send(backlog)
    assert hall.parts.engine.folds["7"].refold is not None
    return hall, spool[len(backlog) :]


def test_batches_are_taken_in_while_a_long_outage_is_judged_anew(tmp_path: Path) -> None:
    hall, rest = judging_anew(tmp_path)
    before = len(hall.events())
    for span in rest[:20]:
        hall.send([span])
    fold = hall.parts.engine.folds["7"]
    assert fold.at_ms == rest[19].to_ms
    assert fold.refold is not None
    assert len(hall.events()) == before
    hall.send(rest[20:])
    assert hall.finish() > 10
    assert final(hall.events()) == final(plain(spans(LONG), hall.setup()))
    assert hall.parts.engine.folds["7"].state.coverage.ms[Presence.BLIND] == 0
    hall.parts.close()


@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize("moments", [0, 5, 30])
def test_an_end_while_it_is_judged_anew_loses_nothing(tmp_path: Path, clean: bool, moments: int) -> None:
    hall, rest = judging_anew(tmp_path)
    hall.wait(*range(hall.clock.now_ms, hall.clock.now_ms + moments))
    hall.parts.close() if clean else hall.parts.store.close()
    hall = hall_in(tmp_path, hall.clock, pace=SLOW).register()
    assert hall.parts.engine.folds["7"].behind
    hall.send(rest[:20])
    hall.finish()
    hall.send(rest[20:])
    hall.finish()
    assert final(hall.events()) == final(plain(spans(LONG), hall.setup()))
    coverage = hall.parts.engine.folds["7"].state.coverage
    assert (coverage.ms[Presence.BLIND], coverage.total_ms) == (0, spans(LONG)[-1].to_ms - BEGIN_MS)
    hall.parts.close()


def test_what_comes_for_time_that_was_judged_anew_already_makes_it_begin_again(tmp_path: Path) -> None:
    """One view's backlog is long in coming, so the other's is judged without it; then it comes after all."""
    hall = hall_in(tmp_path, pace=SLOW).register()
    both = {"front": spans([(200_000, NOBODY)], "front"), "side": spans([(200_000, SOMEBODY)], "side")}
    hall.send([both["front"][0], both["side"][0]])
    hall.wait(*range(BEGIN_MS + 5_000, BEGIN_MS + 220_000, 5_000))
    hall.send(both["front"][1:])
    hall.wait(hall.clock.now_ms + 10_000, *range(hall.clock.now_ms + 10_001, hall.clock.now_ms + 10_010))
    refold = hall.parts.engine.folds["8"].refold
    assert refold is not None
    assert refold.at_ms > BEGIN_MS + 20_000
    hall.send(both["side"][1:])
    hall.finish("8")
    assert final(hall.events()) == {}
    assert hall.parts.engine.folds["8"].state.coverage.ms[Presence.PRESENT] == 200_000
    hall.parts.close()


def test_judging_anew_follows_the_backlog_and_reads_nothing_twice(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, pace=SLOW).register()
    spool = outage(hall, LONG, CUT_MS, BACK_MS)
    reached = []
    for group in groups(spool[:300], [10]):
        hall.send(group)
        refold = hall.parts.engine.folds["7"].refold
        assert refold is not None
        reached.append(refold.at_ms)
        assert refold.at_ms <= group[-1].to_ms
    assert reached == sorted(reached)
    assert reached[-1] > CUT_MS + 100_000
    hall.parts.close()


def test_a_backlog_that_never_ends_is_not_waited_for_for_ever(hall: Hall) -> None:
    spool = outage(hall, [(3_000_000, SOMEBODY)], BEGIN_MS + 20_000, BEGIN_MS + 2_000_000)
    began_ms, sent = hall.clock.now_ms, iter(spool)
    while hall.clock.now_ms < began_ms + PATIENCE_MS:
        hall.send([next(sent)])
        assert hall.parts.engine.folds["7"].late_since_ms is not None
        hall.wait(hall.clock.now_ms + 5_000)
    assert hall.parts.engine.folds["7"].late_since_ms is None


# --- the site changes -------------------------------------------------------------------------------


def changed(old: str, new: str) -> str:
    assert old in SITE
    return SITE.replace(old, new)


def test_new_limits_hold_from_when_they_were_taken_on(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans(ABSENCE))
    hall.parts.close()
    stricter = site(changed("notice_after_s: 4, warning_after_s: 9", "notice_after_s: 2, warning_after_s: 3"))
    hall = hall_in(tmp_path, hall.clock, stricter).register()
    hall.send(spans([(3_000, NOBODY), (5_000, SOMEBODY)], begin_ms=END_MS))
    old, new = hall.events()[:3], hall.events()[3:]
    assert old == plain(spans(ABSENCE), hall.parts.engine.history.setup_at("7", BEGIN_MS))
    assert [(event.phase, event.at_ms - END_MS) for event in new][:2] == [(Phase.STARTED, 2_000), (Phase.GRAVER, 3_000)]
    hall.parts.close()


def test_the_same_site_again_is_no_new_version(tmp_path: Path) -> None:
    for _ in range(2):
        hall = hall_in(tmp_path)
        assert len(hall.parts.engine.history.versions) == 1
        hall.parts.close()


def test_a_counter_that_gets_another_view_goes_on(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans([(10_000, SOMEBODY)]))
    hall.parts.close()
    hall = hall_in(tmp_path, hall.clock, site(changed("id: seven", "id: other"))).register("seven", "other")
    hall.send(spans([(10_000, SOMEBODY)], "other", BEGIN_MS + 10_000))
    coverage = hall.parts.engine.folds["7"].state.coverage
    assert (coverage.ms[Presence.PRESENT], coverage.total_ms) == (20_000, 20_000)
    hall.parts.close()


SCHEDULE = """\
schedules:
  - {id: usual, weekly: {sun: ["10:00-10:01"]}}
"""


def test_out_of_service_hours_nothing_is_judged(tmp_path: Path) -> None:
    text = changed('      - id: "7"\n', '      - id: "7"\n        schedule: usual\n') + SCHEDULE
    assert parse_site(text, "site.yaml").problems == ()
    hall = hall_in(tmp_path, given=site(text)).register()
    hall.send(spans([(10_000, SOMEBODY), (100_000, NOBODY)]))
    assert [(e.phase, e.outcome) for e in hall.events()][-1] == (Phase.ENDED, Outcome.CLOSED)
    coverage = hall.parts.engine.folds["7"].state.coverage
    assert coverage.ms[Presence.UNSCHEDULED] == 50_000
    hall.parts.close()


# --- whatever happens to the line -------------------------------------------------------------------


@EXAMPLES
@given(
    RUNS,
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(500, 40_000)), max_size=4),
    st.lists(st.integers(1, 6), min_size=1, max_size=5),
    PACES,
)
def test_however_the_line_is_cut_the_last_revisions_are_those_of_an_undisturbed_day(
    runs: list[Run], cuts: list[tuple[int, int]], sizes: list[int], pace: Pace
) -> None:
    """A worker looks on while it is cut off, and sends what is in its spool, in order, whenever it is not."""
    hall = hall_in_memory(pace).register()
    whole = spans([*runs, (30_000, SOMEBODY)], longest_ms=2_000)
    spool: list[Span] = []
    for span in whole:
        spool.append(span)
        at_ms = span.to_ms
        if not any(start <= at_ms - BEGIN_MS < start + lasts for start, lasts in cuts):
            size = sizes[len(spool) % len(sizes)]
            hall.send(spool[:size])
            spool = spool[size:]
        hall.wait(max(at_ms, hall.clock.now_ms))
    for group in groups(spool, sizes):
        hall.send(group)
    hall.finish()
    assert final(hall.events()) == final(plain(whole, hall.setup()))
    fold = hall.parts.engine.folds["7"]
    assert fold.state.coverage.total_ms == fold.state.judgement.settled_until_ms - BEGIN_MS
    with hall.parts.store.read() as log:
        kept = log.changes("7", 0, 2 * BEGIN_MS)
    assert all(
        (a.state, a.customer, a.blind_reason) != (b.state, b.customer, b.blind_reason) for a, b in pairwise(kept)
    )
    hall.parts.close()
