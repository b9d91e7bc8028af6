"""Replay: the same facts give the same events, a part of them what that part says, other limits others."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InputError
from api.replaying import Replayed, replay_log
from api.site_file import parse_site
from api.span_log import SpanLog, SpanLogWriter, logged_counter, read_log
from api.watching import Listeners, Watching
from api.what_if import Difference, Moved, a_day, both, difference, under_limits, under_preset, under_site
from api.words import later_text
from tests.api.builders import camera, counter_setup, frames, heard, see_red, spans_of
from vision.datatypes import BlindReason, Event, Phase, Presence, Severity, Span, Status
from vision.fold import CounterSetup
from vision.rules.circumstances import Declaration
from vision.rules.context import Context
from vision.rules.presence import AbsenceLimits
from vision.rules.presets import Preset
from vision.rules.registry import DEFAULTS

SETUP = counter_setup(4, 9)
N = Severity.NOTICE
LOOKS = st.lists(
    st.tuples(
        st.sampled_from([12, 8, -3, -3, -8, 0, None, BlindReason.DARK, BlindReason.NO_PICTURE]), st.integers(1, 30)
    ),
    min_size=1,
    max_size=10,
).map(lambda runs: [look for look, times in runs for _ in range(times)])
"""Evidence of looks, in runs."""


def log_of(spans: Sequence[Span], *setups: CounterSetup) -> SpanLog:
    return SpanLog(tuple(logged_counter(setup, None) for setup in setups or (SETUP,)), tuple(spans))


def replayed(spans: Sequence[Span], from_ms: int | None = None, to_ms: int | None = None) -> Replayed:
    (result,) = replay_log(log_of(spans), from_ms, to_ms)
    return result


def told(result: Replayed) -> tuple[object, ...]:
    return result.changes, result.events, result.coverage


def cut(spans: Sequence[Span], places: Sequence[int]) -> list[Span]:
    pieces = []
    for span in spans:
        edges = sorted({span.from_ms, span.to_ms, *(p for p in places if span.from_ms < p < span.to_ms)})
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def test_a_log_of_a_watch_gives_what_the_watch_gave(tmp_path: Path) -> None:
    live, setup = heard(), camera(3, 6)
    with SpanLogWriter(tmp_path / "a.jsonl") as log:
        log.begin(logged_counter(counter, None) for counter in setup.counters)
        watching = Watching(setup, see_red, listeners=[live.listeners(), Listeners(span=log.write)])
        watching.run(frames([(4, 14), (20, 32)], 40))
    again = read_log(tmp_path / "a.jsonl")
    assert again.spans == tuple(live.spans)
    (result,) = replay_log(again, None, None)
    assert len(live.events) == 6
    assert (list(result.changes), list(result.events)) == (live.changes, live.events)
    assert result.coverage["desk"] == watching.states["desk"].coverage


@given(LOOKS)
def test_writing_and_reading_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, looks: list[int | BlindReason | None]
) -> None:
    path = tmp_path_factory.getbasetemp() / "replayed.jsonl"
    spans = spans_of(looks)
    with SpanLogWriter(path) as log:
        log.begin([logged_counter(SETUP, None)])
        for span in spans:
            log.write(span)
    again = read_log(path)
    (result,) = replay_log(again, None, None)
    assert told(result) == told(replayed(spans))


@given(LOOKS, st.lists(st.integers(0, 150_000), max_size=10))
def test_cutting_the_logs_spans_changes_nothing(looks: list[int | BlindReason | None], places: list[int]) -> None:
    assert told(replayed(cut(spans_of(looks), places))) == told(replayed(spans_of(looks)))


@given(LOOKS, st.integers(0, 150_000), st.integers(1, 150_000))
def test_a_part_is_judged_as_if_it_were_all(looks: list[int | BlindReason | None], from_ms: int, lasts_ms: int) -> None:
    spans, to_ms = spans_of(looks), from_ms + lasts_ms
    inside = [s for s in cut(spans, [from_ms, to_ms]) if from_ms <= s.from_ms and s.to_ms <= to_ms]
    part = replayed(spans, from_ms, to_ms)
    assert told(part) == told(replayed(inside))
    booked = sum(coverage.total_ms for coverage in part.coverage.values())
    assert booked == max(0, min(to_ms, spans[-1].to_ms) - from_ms)


@given(LOOKS, st.integers(0, 150_000))
def test_what_was_told_long_before_the_end_of_a_part_is_told_of_the_whole(
    looks: list[int | BlindReason | None], to_ms: int
) -> None:
    whole, part = replayed(spans_of(looks)), replayed(spans_of(looks), None, to_ms)
    settled = [e for e in part.events if e.at_ms <= to_ms - 30_000]
    assert settled == [e for e in whole.events if e.at_ms <= to_ms - 30_000]


def test_spans_of_two_counters_are_judged_apart() -> None:
    other = counter_setup(4, 9, view="aside", counter="aside")
    both = zip(spans_of([12] * 40), spans_of([-4] * 40, view="aside"), strict=True)
    (result,) = replay_log(log_of([s for pair in both for s in pair], SETUP, other), None, None)
    assert result.coverage["desk"].ms[Presence.ABSENT] == 0
    assert {event.counter for event in result.events} == {"aside"}


def test_an_unknown_view_and_a_gap_are_refused() -> None:
    with pytest.raises(InputError, match="view in the log's header was wanted"):
        replayed(spans_of([8], view="elsewhere"))
    spans = spans_of([8, 8, 8])
    with pytest.raises(InputError, match="got a gap"):
        replayed([spans[0], spans[2]])


# --- other limits -----------------------------------------------------------------------------------


def event(start_ms: int, at_ms: int, phase: Phase = Phase.STARTED, severity: Severity = Severity.NOTICE) -> Event:
    return Event(
        f"hall/desk/presence.absent/{start_ms}", 1, "presence.absent", "hall", "desk", phase, at_ms, start_ms,
        None, None, 5.0, 0.0, severity, {"zh": "", "en": ""}, 1, 1, "",
    )  # fmt: skip


ONE, LATER, ENDED = event(0, 5_000), event(0, 9_000), replace(event(0, 20_000, Phase.ENDED), end_ms=19_000)
OTHER = event(50_000, 55_000)

LATE_BEGIN = event(3_000, 8_000)
GRAVER = event(0, 5_000, severity=Severity.REPORT)

DIFFERENCES: list[tuple[str, list[Event], list[Event], list[Event], list[Event], list[Moved]]] = [
    # name, before, after, appear, vanish, move
    ("nothing", [], [], [], [], []),
    ("the same", [ONE, ENDED], [ONE, ENDED], [], [], []),
    ("a finding more", [ONE], [ONE, OTHER], [OTHER], [], []),
    ("a finding less", [ONE, OTHER, ENDED], [OTHER], [], [ONE, ENDED], []),
    ("told later", [ONE, ENDED], [LATER, ENDED], [], [], [Moved((ONE, ENDED), (LATER, ENDED))]),
    ("a step less", [ONE, LATER, ENDED], [ONE, ENDED], [], [], [Moved((ONE, LATER, ENDED), (ONE, ENDED))]),
    ("graver", [ONE], [GRAVER], [], [], [Moved((ONE,), (GRAVER,))]),
    ("one for another", [ONE], [OTHER], [OTHER], [ONE], []),
    ("begins later", [ONE, ENDED], [LATE_BEGIN], [], [], [Moved((ONE, ENDED), (LATE_BEGIN,))]),
    ("one becomes two", [ONE, ENDED], [LATE_BEGIN, event(9_000, 15_000)], [event(9_000, 15_000)], [],
     [Moved((ONE, ENDED), (LATE_BEGIN,))]),
    ("another counter", [ONE, ENDED], [replace(LATE_BEGIN, counter="8")], [replace(LATE_BEGIN, counter="8")],
     [ONE, ENDED], []),
    ("another rule", [ONE, ENDED], [replace(LATE_BEGIN, type="x")], [replace(LATE_BEGIN, type="x")], [ONE, ENDED], []),
    ("another sentence only", [ONE], [replace(ONE, why={"zh": "x", "en": "x"}, limits_version=2)], [], [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "appear", "vanish", "move"), [d[1:] for d in DIFFERENCES], ids=[d[0] for d in DIFFERENCES]
)
def test_a_difference_is_told_by_finding(
    before: list[Event], after: list[Event], appear: list[Event], vanish: list[Event], move: list[Moved]
) -> None:
    assert difference(before, after) == Difference(tuple(appear), tuple(vanish), tuple(move))


MOVES = [
    # before, after, how much later it begins, is told, ends; what is said
    ([ONE, ENDED], [LATER, ENDED], 0, 4_000, 0, "is told 4 s later"),
    ([ONE, ENDED], [LATE_BEGIN], 3_000, 3_000, None, "begins 3 s later, is told 3 s later"),
    ([LATE_BEGIN], [ONE, ENDED], -3_000, -3_000, None, "begins 3 s earlier, is told 3 s earlier"),
    ([ONE, replace(ENDED, end_ms=18_500)], [ONE, ENDED], 0, 0, 500, "ends 0.5 s later"),
    ([ONE], [GRAVER], 0, 0, None, "Notice → Report"),
]


@pytest.mark.parametrize(("before", "after", "started", "told_by", "ended", "said"), MOVES)
def test_how_far_a_finding_moves(
    before: list[Event], after: list[Event], started: int, told_by: int, ended: int | None, said: str
) -> None:
    moved = Moved(tuple(before), tuple(after))
    assert (moved.started_by_ms, moved.told_by_ms, moved.ended_by_ms) == (started, told_by, ended)
    assert later_text(moved, "en") == said
    assert later_text(moved, "zh")


def test_findings_a_day_are_told_by_rule() -> None:
    assert a_day([ONE, ENDED, OTHER, replace(ONE, id="x", type="phone.call")], 2) == {
        "all": 1.5, "phone.call": 0.5, "presence.absent": 1.0,
    }  # fmt: skip
    assert a_day([], 0) == {"all": 0.0}


LIMITS = [
    # the file, the limits it gives
    ("presence.absent: {notice_after_s: 60}", ((60_000, Severity.NOTICE), (600_000, Severity.WARNING))),
    ("presence.absent: {notice_after_s: null, warning_after_s: 9}", ((9_000, Severity.WARNING),)),
    ("presence.absent: {status: off}", ()),
    ("presence.absent: {status: countable}", AbsenceLimits().steps),
    ("{}", AbsenceLimits().steps),
    ("presence.absent: {}\n# no more", AbsenceLimits().steps),
]


@pytest.mark.parametrize(("text", "steps"), LIMITS)
def test_limits_are_read_as_a_site_file_has_them(
    tmp_path: Path, text: str, steps: tuple[tuple[int, Severity], ...]
) -> None:
    (tmp_path / "limits.yaml").write_text(text)
    setups = (replace(SETUP, absence=replace(SETUP.absence, version=7)), counter_setup(view="b", counter="b"))
    changed = [under_limits(tmp_path / "limits.yaml")(setup, (0, 1)) for setup in setups]
    assert [setup.absence.steps for setup in changed] == [steps, steps]
    assert [setup.absence.version for setup in changed] == [7, 1]
    taken = [replace(a, absence=b.absence, rules=b.rules) for a, b in zip(changed, setups, strict=True)]
    assert taken == list(setups)
    assert {limits.version for limits in changed[0].rules.values()} == {7}


def test_limits_of_every_rule_are_read(tmp_path: Path) -> None:
    (tmp_path / "limits.yaml").write_text(
        "posture.slumped: {status: trial, notice_after_s: 90, gap_s: 0}\nphone.call: {status: off}"
    )
    changed = under_limits(tmp_path / "limits.yaml")(SETUP, (0, 1))
    assert changed.rules["posture.slumped"] == replace(DEFAULTS["posture.slumped"], steps=((90_000, N),), gap_ms=0)
    assert changed.rules["phone.call"].marks() == ()
    assert changed.rules["presence.sign_shown"] == DEFAULTS["presence.sign_shown"]
    assert changed.rules["phone.handling"].status is Status.OFF


@given(LOOKS)
def test_limits_that_are_switched_off_make_everything_vanish(
    tmp_path_factory: pytest.TempPathFactory, looks: list[int | BlindReason | None]
) -> None:
    file = tmp_path_factory.getbasetemp() / "off.yaml"
    file.write_text("presence.absent: {status: off}")
    before, after = replay_log(log_of(spans_of(looks)), None, None, [under_limits(file)])
    assert before.events == replayed(spans_of(looks)).events
    assert difference(before.events, after.events) == Difference((), before.events, ())
    assert before.changes == after.changes


# --- what held, and other hours ---------------------------------------------------------------------

AWAY = [12] * 20 + [-4] * 60 + [12] * 20
"""At the counter for ten seconds, away for thirty, back for ten."""


def left_under(context: Context) -> Replayed:
    (result,) = replay_log(log_of(spans_of(AWAY), replace(SETUP, context=context)), None, None)
    return result


def graves(result: Replayed, rule: str = "presence.absent") -> list[tuple[Phase, Severity]]:
    return [(e.phase, e.severity) for e in result.events if e.type == rule]


def test_what_held_of_a_counter_is_judged_again() -> None:
    """An absence that is declared is recorded and gets no graver; in a break there is none."""
    plain = [(Phase.STARTED, N), (Phase.GRAVER, Severity.WARNING), (Phase.ENDED, Severity.WARNING)]
    here = SETUP.context
    assert graves(left_under(here)) == plain
    slip = Declaration("slip", 0, 60_000)
    assert graves(left_under(replace(here, declarations=(slip,)))) == [(Phase.STARTED, N), (Phase.ENDED, N)]
    assert graves(left_under(replace(here, breaks=((0, 60_000),)))) == []
    exempt = frozenset({"presence.absent"})
    assert graves(left_under(replace(here, exemptions=((0, 60_000, exempt),)))) == []


NEIGHBOURS = [
    # what is seen at the counter that covers, what becomes of the absence
    ([12] * 100, [(Phase.STARTED, N), (Phase.ENDED, N)]),
    ([12] * 20 + [-4] * 80, [(Phase.STARTED, N), (Phase.GRAVER, Severity.WARNING), (Phase.ENDED, Severity.WARNING)]),
]


@pytest.mark.parametrize(("beside", "told_of_it"), NEIGHBOURS)
@pytest.mark.parametrize("in_turn", [False, True])
def test_whoever_covers_must_be_there(
    beside: list[int], told_of_it: list[tuple[Phase, Severity]], in_turn: bool
) -> None:
    """Whichever comes first in the log, and also where each covers the other."""
    desk = replace(SETUP, context=replace(SETUP.context, covers=((0, 60_000, "aside"),)))
    aside = counter_setup(4, 9, view="aside", counter="aside")
    if in_turn:
        aside = replace(aside, context=replace(aside.context, covers=((0, 60_000, "desk"),)))
    spans = [*spans_of(AWAY), *spans_of(beside, view="aside")]
    for these in (spans, sorted(spans, key=lambda s: s.from_ms), [*spans[100:], *spans[:100]]):
        (result,) = replay_log(log_of(these, desk, aside), None, None)
        assert [(e.phase, e.severity) for e in result.events if e.counter == "desk"] == told_of_it


BEGIN_MS = 1_772_330_400_000
"""2026-03-01T10:00:00+08:00, a Sunday."""
OTHER_SITE = """\
version: 1
halls:
  - id: other
    name: Hall
    time_zone: Asia/Shanghai
    counters:
      - id: desk
        name: Desk
        schedule: s
        limits:
          presence.absent: {{notice_after_s: 4, warning_after_s: 9}}
schedules:
  - id: s
    name: s
    weekly: {{sun: ["{}"]}}
"""
OTHER_HOURS = [
    # the hours, how many findings vanish, on how many days there is service
    ("09:00-12:00", 0, 1),
    ("10:01-12:00", 1, 0),
    ("09:00-10:00", 1, 0),
]


@pytest.mark.parametrize(("hours", "vanish", "served_days"), OTHER_HOURS)
def test_other_hours_of_a_site_file(hours: str, vanish: int, served_days: int) -> None:
    spans = [replace(s, from_ms=s.from_ms + BEGIN_MS, to_ms=s.to_ms + BEGIN_MS) for s in spans_of(AWAY)]
    site = parse_site(OTHER_SITE.format(hours), "site.yaml").site
    assert site is not None
    log = SpanLog((logged_counter(SETUP, "Asia/Shanghai"),), tuple(spans))
    before, after = replay_log(log, None, None, [under_site(site)])
    changed = difference(before.events, after.events)
    assert (changed.appear, changed.move) == ((), ())
    assert len({e.id for e in changed.vanish}) == vanish
    assert (before.served_days, after.served_days) == (1, served_days)
    assert sum(day.spent.total_ms for day in after.days["desk"]) == 86_400_000


def test_a_schedule_that_begins_in_an_absence_moves_its_begin() -> None:
    spans = [
        replace(s, from_ms=s.from_ms + BEGIN_MS - 30_000, to_ms=s.to_ms + BEGIN_MS - 30_000) for s in spans_of(AWAY)
    ]
    site = parse_site(OTHER_SITE.format("10:00-12:00"), "site.yaml").site
    assert site is not None
    log = SpanLog((logged_counter(SETUP, "Asia/Shanghai"),), tuple(spans))
    before, after = replay_log(log, None, None, [under_site(site)])
    (moved,) = difference(
        [e for e in before.events if e.type == "presence.absent"],
        [e for e in after.events if e.type == "presence.absent"],
    ).move
    assert moved.after[0].start_ms == BEGIN_MS
    assert 19_000 <= moved.started_by_ms <= 21_000
    assert moved.ended_by_ms == 0


def test_a_counter_that_the_other_site_does_not_have_is_never_in_service() -> None:
    site = parse_site(OTHER_SITE.format("09:00-12:00").replace("id: desk", "id: d2"), "site.yaml").site
    assert site is not None
    before, after = replay_log(log_of(spans_of(AWAY)), None, None, [under_site(site)])
    assert difference(before.events, after.events) == Difference((), before.events, ())
    assert after.coverage["desk"].ms[Presence.UNSCHEDULED] == 50_000


def test_what_people_entered_stays_under_another_site() -> None:
    site = parse_site(OTHER_SITE.format("00:00-24:00"), "site.yaml").site
    assert site is not None
    slip = Declaration("slip", 0, 60_000)
    setup = replace(SETUP, context=replace(SETUP.context, declarations=(slip,), suspensions=((1, 2),)))
    other = under_site(site)(setup, (0, 1))
    assert other.context.declarations == (slip,)
    assert other.context.suspensions == ((1, 2),)
    assert other.context.hall == SETUP.context.hall


def test_one_after_the_other() -> None:
    site = parse_site(OTHER_SITE.format("09:00-12:00"), "site.yaml").site
    assert site is not None
    other = both(under_site(site), under_preset(Preset.STRICT))(SETUP, (BEGIN_MS, BEGIN_MS + 86_400_000))
    assert other.context.service == ((BEGIN_MS, BEGIN_MS + 7_200_000),)
    assert other.absence.steps == ((150_000, N), (300_000, Severity.WARNING))


@given(LOOKS)
def test_raising_a_limit_adds_no_finding_of_that_rule(looks: list[int | BlindReason | None]) -> None:
    before, after = replay_log(log_of(spans_of(looks)), None, None, [under_preset(Preset.LENIENT)])
    changed = difference(before.events, after.events)
    assert not changed.appear
    assert all(moved.started_by_ms == 0 and moved.told_by_ms >= 0 for moved in changed.move)
