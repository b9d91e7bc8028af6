"""Replay: the same facts give the same events, a part of them what that part says, other limits others."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InputError
from api.replaying import Difference, Replayed, difference, replay_log, with_limits
from api.span_log import SpanLog, SpanLogWriter, logged_counter, read_log
from api.watching import Listeners, Watching
from tests.api.builders import camera, counter_setup, frames, heard, see_red, spans_of
from vision.datatypes import BlindReason, Event, Phase, Presence, Severity, Span, Status
from vision.fold import CounterSetup
from vision.rules.presence import AbsenceLimits
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
    return replay_log(log_of(spans), (SETUP,), from_ms, to_ms)


def told(result: Replayed) -> tuple[object, ...]:
    return result.changes, result.events, {name: state.coverage for name, state in result.states.items()}


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
    result = replay_log(again, [counter.setup() for counter in again.counters], None, None)
    assert len(live.events) == 6
    assert (list(result.changes), list(result.events)) == (live.changes, live.events)
    assert result.states["desk"].coverage == watching.states["desk"].coverage


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
    assert told(replay_log(again, [c.setup() for c in again.counters], None, None)) == told(replayed(spans))


@given(LOOKS, st.lists(st.integers(0, 150_000), max_size=10))
def test_cutting_the_logs_spans_changes_nothing(looks: list[int | BlindReason | None], places: list[int]) -> None:
    assert told(replayed(cut(spans_of(looks), places))) == told(replayed(spans_of(looks)))


@given(LOOKS, st.integers(0, 150_000), st.integers(1, 150_000))
def test_a_part_is_judged_as_if_it_were_all(looks: list[int | BlindReason | None], from_ms: int, lasts_ms: int) -> None:
    spans, to_ms = spans_of(looks), from_ms + lasts_ms
    inside = [s for s in cut(spans, [from_ms, to_ms]) if from_ms <= s.from_ms and s.to_ms <= to_ms]
    part = replayed(spans, from_ms, to_ms)
    assert told(part) == told(replayed(inside))
    booked = sum(state.coverage.total_ms for state in part.states.values())
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
    result = replay_log(log_of([s for pair in both for s in pair], SETUP, other), (SETUP, other), None, None)
    assert result.states["desk"].coverage.ms[Presence.ABSENT] == 0
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


ONE, LATER, ENDED = event(0, 5_000), event(0, 9_000), event(0, 20_000, Phase.ENDED)
OTHER = event(50_000, 55_000)

DIFFERENCES = [
    # name, before, after, appear, vanish, move
    ("nothing", [], [], [], [], []),
    ("the same", [ONE, ENDED], [ONE, ENDED], [], [], []),
    ("a finding more", [ONE], [ONE, OTHER], [OTHER], [], []),
    ("a finding less", [ONE, OTHER, ENDED], [OTHER], [], [ONE, ENDED], []),
    ("told later", [ONE, ENDED], [LATER, ENDED], [], [], [LATER, ENDED]),
    ("a step less", [ONE, LATER, ENDED], [ONE, ENDED], [], [], [ONE, ENDED]),
    ("graver", [ONE], [event(0, 5_000, severity=Severity.REPORT)], [], [], [event(0, 5_000, severity=Severity.REPORT)]),
    ("one for another", [ONE], [OTHER], [OTHER], [ONE], []),
    ("another sentence only", [ONE], [replace(ONE, why={"zh": "x", "en": "x"}, limits_version=2)], [], [], []),
]


@pytest.mark.parametrize(
    ("before", "after", "appear", "vanish", "move"), [d[1:] for d in DIFFERENCES], ids=[d[0] for d in DIFFERENCES]
)
def test_a_difference_is_told_by_finding(
    before: list[Event], after: list[Event], appear: list[Event], vanish: list[Event], move: list[Event]
) -> None:
    assert difference(before, after) == Difference(tuple(appear), tuple(vanish), tuple(move))


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
    changed = with_limits(setups, tmp_path / "limits.yaml")
    assert [setup.absence.steps for setup in changed] == [steps, steps]
    assert [setup.absence.version for setup in changed] == [7, 1]
    taken = [replace(a, absence=b.absence, rules=b.rules) for a, b in zip(changed, setups, strict=True)]
    assert taken == list(setups)
    assert {limits.version for limits in changed[0].rules.values()} == {7}


def test_limits_of_every_rule_are_read(tmp_path: Path) -> None:
    (tmp_path / "limits.yaml").write_text(
        "posture.slumped: {status: trial, notice_after_s: 90, gap_s: 0}\nphone.call: {status: off}"
    )
    (changed,) = with_limits((SETUP,), tmp_path / "limits.yaml")
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
    before = replayed(spans_of(looks))
    after = replay_log(log_of(spans_of(looks)), with_limits((SETUP,), file), None, None)
    assert difference(before.events, after.events) == Difference((), before.events, ())
    assert before.changes == after.changes
