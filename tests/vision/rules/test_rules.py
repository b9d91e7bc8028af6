"""Every rule that waits: a table of stories each, and what must hold of any story."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.rules import (
    test_presence_closed_unapproved,
    test_presence_declaration_overdue,
    test_presence_early_close,
    test_presence_late_open,
    test_presence_left_customer_at_close,
    test_presence_not_ready,
    test_presence_overtime,
    test_presence_sign_missing,
    test_presence_sign_misuse,
    test_taught,
)
from tests.vision.rules.builders import (
    ALWAYS,
    IN_USE,
    LETTERS,
    Case,
    Story,
    Told,
    covered,
    cut,
    during,
    folded,
    only,
    slip,
    spans_of,
    told,
)
from vision.datatypes import BlindReason, Event, Outcome, Phase, Place, Presence, SettledSpan, Severity, Status
from vision.rules.context import Context
from vision.rules.held import TABLE, Act, HeldState, Sign, Stage
from vision.rules.judging import States
from vision.rules.pieces import pieces_of
from vision.rules.registry import DEFAULTS, RULES
from vision.rules.rule import HeldLimits, holds, minutes, seconds

N, W = "notice", "warning"

HELD: dict[str, list[tuple[str, Story, Told]]] = {
    "posture.slumped": [
        ("below the limit", [(10, "u"), (69, "s"), (90, "u")], []),
        (
            "the limit is part of it; a gap ends it, dated to when it was last seen",
            [(10, "u"), (75, "s"), (100, "u")],
            [("started", 70, N, 10, None, None, 60, 0), ("ended", 80, N, 10, 75, "returned", 65, 0)],
        ),
        (
            "shorter interruptions lie inside and do not count",
            [(40, "s"), (44, "u"), (70, "s"), (80, "u")],
            [("started", 64, N, 0, None, None, 60, 0), ("ended", 75, N, 0, 70, "returned", 66, 0)],
        ),
        ("a gap begins anew", [(40, "s"), (45, "u"), (85, "s"), (90, "u")], []),
        ("leaning in to a visitor is good service", [(600, "V")], []),
        ("also to one who may be there", [(600, "Z")], []),
        (
            "where nobody looks for visitors none is there",
            [(70, "z"), (90, "u")],
            [("started", 60, N, 0, None, None, 60, 0), ("ended", 75, N, 0, 70, "returned", 70, 0)],
        ),
        (
            "a visitor who may be there moves nothing",
            [(50, "s"), (100, "Z"), (115, "s"), (125, "u")],
            [("started", 110, N, 0, None, None, 60, 50), ("ended", 120, N, 0, 115, "returned", 65, 50)],
        ),
        ("what cannot be judged does not count", [(50, "s"), (200, "?"), (209, "s"), (220, "u")], []),
        (
            "and is told where it lies inside",
            [(50, "s"), (100, "b"), (115, "s"), (125, "u")],
            [("started", 110, N, 0, None, None, 60, 50), ("ended", 120, N, 0, 115, "returned", 65, 50)],
        ),
        (
            "also where an interruption follows it",
            [(50, "s"), (100, "b"), (102, "u"), (117, "s"), (125, "u")],
            [("started", 112, N, 0, None, None, 60, 50), ("ended", 122, N, 0, 117, "returned", 65, 50)],
        ),
        (
            "blind for too long ends as unknown",
            [(70, "s"), (400, "b"), (420, "s")],
            [("started", 60, N, 0, None, None, 60, 0), ("ended", 370, N, 0, 70, "unknown", 70, 0)],
        ),
        (
            "blind for exactly so long goes on",
            [(70, "s"), (370, "b"), (372, "s"), (380, "u")],
            [("started", 60, N, 0, None, None, 60, 0), ("ended", 377, N, 0, 372, "returned", 72, 300)],
        ),
        (
            "who leaves has risen",
            [(70, "s"), (100, "x")],
            [("started", 60, N, 0, None, None, 60, 0), ("ended", 75, N, 0, 70, "returned", 70, 0)],
        ),
        (
            "dozing swallows it",
            [(150, "S"), (160, "u")],
            [("started", 60, N, 0, None, None, 60, 0), ("ended", 120, N, 0, 120, "graver", 120, 0)],
        ),
        (
            "after dozing it begins anew",
            [(130, "S"), (200, "s"), (210, "u")],
            [
                ("started", 60, N, 0, None, None, 60, 0),
                ("ended", 120, N, 0, 120, "graver", 120, 0),
                ("started", 195, N, 135, None, None, 60, 0),
                ("ended", 205, N, 135, 200, "returned", 65, 0),
            ],
        ),
    ],
    "posture.dozing": [
        ("below the limit", [(119, "S"), (130, "u")], []),
        ("who reads or writes has the head down and is still", [(600, "H")], []),
        (
            "slumped, and still",
            [(130, "S"), (140, "u")],
            [("started", 120, W, 0, None, None, 120, 0), ("ended", 135, W, 0, 130, "returned", 130, 0)],
        ),
        ("who moves does not doze", [(600, "s")], []),
        (
            "one who stirs for a moment does",
            [(60, "S"), (62, "s"), (122, "S")],
            [("started", 122, W, 0, None, None, 120, 0)],
        ),
        ("blind moves nothing", [(100, "S"), (190, "b"), (200, "u")], []),
    ],
    "posture.leaning_back": [
        ("below the limit", [(29, "l"), (60, "u")], []),
        (
            "leaning back",
            [(31, "l"), (60, "u")],
            [("started", 30, N, 0, None, None, 30, 0), ("ended", 36, N, 0, 31, "returned", 31, 0)],
        ),
        ("blind moves nothing", [(20, "l"), (60, "?"), (69, "l"), (90, "u")], []),
    ],
    "phone.handling": [
        ("below the limit", [(29, "p"), (60, "n")], []),
        (
            "handling",
            [(5, "n"), (40, "p"), (60, "n")],
            [("started", 35, N, 5, None, None, 30, 0), ("ended", 45, N, 5, 40, "returned", 35, 0)],
        ),
        ("a call is another rule's", [(100, "c")], []),
        ("blind moves nothing", [(20, "p"), (60, "?"), (69, "p"), (90, "n")], []),
    ],
    "phone.handling_sum": [
        ("below the sum", [(200, "p"), (1000, "n"), (1099, "p"), (3600, "n")], []),
        (
            "several times make five minutes, until the hour is over",
            [(200, "p"), (1000, "n"), (1120, "p"), (3700, "n")],
            [("started", 1100, N, 0, None, None, 300, 0), ("ended", 3600, N, 0, 1120, "closed", 320, 0)],
        ),
        ("each hour has its own sum", [(3400, "n"), (3800, "p"), (7300, "n")], []),
        ("blind moves nothing", [(200, "p"), (1000, "b"), (1099, "p"), (3600, "n")], []),
    ],
    "phone.call": [
        ("too short to be recorded", [(4.9, "c"), (60, "n")], []),
        (
            "recorded, not told",
            [(60, "c"), (80, "n")],
            [("started", 5, N, 0, None, None, 5, 0), ("ended", 65, N, 0, 60, "returned", 60, 0)],
        ),
        (
            "told when it is long",
            [(130, "c"), (140, "n")],
            [
                ("started", 5, N, 0, None, None, 5, 0),
                ("graver", 120, N, 0, None, None, 120, 0),
                ("ended", 135, N, 0, 130, "returned", 130, 0),
            ],
        ),
        ("blind moves nothing", [(4, "c"), (60, "b"), (70, "n")], []),
    ],
    "phone.while_serving": [
        ("below the limit", [(19, "Q"), (60, "N")], []),
        (
            "handling or calling before a visitor",
            [(12, "Q"), (24, "C"), (60, "N")],
            [("started", 20, N, 0, None, None, 20, 0), ("ended", 29, N, 0, 24, "returned", 24, 0)],
        ),
        ("not without a visitor", [(100, "p")], []),
        ("not where no visitor can be judged", [(100, "q")], []),
        ("blind moves nothing", [(15, "Q"), (60, "b"), (64, "Q"), (90, "N")], []),
    ],
    "appearance.uniform_mismatch": [
        ("below the limit", [(59, "M"), (120, "m")], []),
        (
            "a minute of good views, once a day",
            [(40, "M"), (100, "?"), (130, "M"), (200, "m"), (300, "M"), (400, "m")],
            [("started", 120, N, 0, None, None, 60, 60), ("ended", 160, N, 0, 130, "returned", 70, 60)],
        ),
        (
            "the next day anew",
            [(70, "M"), (86_400, "m"), (86_470, "M"), (86_500, "m")],
            [
                ("started", 60, N, 0, None, None, 60, 0),
                ("ended", 100, N, 0, 70, "returned", 70, 0),
                ("started", 86_460, N, 86_400, None, None, 60, 0),
                ("ended", 86_500, N, 86_400, 86_470, "returned", 70, 0),
            ],
        ),
        ("blind moves nothing", [(50, "M"), (250, "b"), (259, "M"), (300, "m")], []),
    ],
    "presence.customer_unattended": [
        ("below the limit", [(59, "1"), (70, "4")], []),
        (
            "a visitor waits and nobody is there",
            [(10, "0"), (80, "1"), (100, "4")],
            [("started", 70, W, 10, None, None, 60, 0), ("ended", 90, W, 10, 80, "returned", 70, 0)],
        ),
        ("not while the sign is up", [(600, "3")], []),
        ("not one who was served before", [(600, "2")], []),
        ("not one of whom nobody knows that", [(600, "5")], []),
        ("not while a sign that stood there is hidden", [(600, "6")], []),
        ("blind moves nothing", [(50, "1"), (300, "b"), (309, "1"), (330, "4")], []),
        ("nor does a hidden sign or an unknown visit", [(50, "1"), (150, "6"), (250, "5"), (259, "1"), (280, "4")], []),
    ],
    "presence.away_mid_service": [
        ("below the limit", [(179, "2"), (200, "4")], []),
        (
            "the visitor of before waits",
            [(10, "4"), (320, "2"), (340, "4")],
            [
                ("started", 190, N, 10, None, None, 180, 0),
                ("graver", 310, W, 10, None, None, 300, 0),
                ("ended", 330, W, 10, 320, "returned", 310, 0),
            ],
        ),
        ("another visitor is another rule's", [(600, "1")], []),
        (
            "nobody knows which visitor it is",
            [(100, "2"), (200, "5"), (290, "2"), (310, "4")],
            [("started", 280, N, 0, None, None, 180, 100), ("ended", 300, N, 0, 290, "returned", 190, 100)],
        ),
        ("blind moves nothing", [(170, "2"), (300, "b"), (309, "2"), (330, "4")], []),
    ],
    "presence.sign_shown": [
        ("a hand's shadow", [(4, "g"), (60, "o")], []),
        (
            "the sign stands",
            [(10, "o"), (60, "g"), (100, "o")],
            [("started", 15, N, 10, None, None, 5, 0), ("ended", 70, N, 10, 60, "returned", 50, 0)],
        ),
        ("blind moves nothing", [(4, "g"), (60, "b"), (60.5, "g"), (90, "o")], []),
    ],
}

ALL = [(rule, *case) for rule, cases in HELD.items() for case in cases]
IN_THEIR_OWN_FILES = (
    test_presence_closed_unapproved,
    test_presence_declaration_overdue,
    test_presence_early_close,
    test_presence_late_open,
    test_presence_left_customer_at_close,
    test_presence_not_ready,
    test_presence_overtime,
    test_presence_sign_misuse,
    test_presence_sign_missing,
)
CASES: dict[str, list[Case]] = (
    {rule: [(what, ALWAYS, story, expected) for what, story, expected in cases] for rule, cases in HELD.items()}
    | {file.TYPE: file.CASES for file in IN_THEIR_OWN_FILES}
    | test_taught.CASES
)


@pytest.mark.parametrize(("rule", "what", "story", "expected"), ALL, ids=[f"{a[0]}: {a[1]}" for a in ALL])
def test_stories(rule: str, what: str, story: Story, expected: Told) -> None:
    del what
    assert told(only(rule, folded(spans_of(story))[1])) == expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_table_with_its_blind_case(rule: str) -> None:
    assert any(letter in "b?" for _, _, story, _ in CASES[rule] for _, letter in story)
    assert any(expected for *_, expected in CASES[rule])
    assert any(not expected for *_, expected in CASES[rule])


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_starts_on_trial_or_off_and_alerts_nobody(rule: str) -> None:
    assert DEFAULTS[rule].status is (Status.OFF if rule in test_taught.CASES else Status.TRIAL)
    steps = dict.fromkeys(DEFAULTS, replace(DEFAULTS[rule], status=Status.PROMPT))
    context, story = next((context, story) for _, context, story, expected in CASES[rule] if expected)
    for limits, status in ((IN_USE, Status.TRIAL), ({**IN_USE, rule: steps[rule]}, Status.PROMPT)):
        events = only(rule, folded(spans_of(story), limits, context)[1])
        told_from = DEFAULTS[rule].steps[0][0] / 1000
        assert {e.status for e in events if e.observed_s >= told_from} <= {status}
        assert {e.status for e in events if e.observed_s < told_from} <= {Status.TRIAL}


def test_what_is_only_recorded_is_on_trial_whatever_the_rule_is() -> None:
    limits = {"phone.call": replace(DEFAULTS["phone.call"], status=Status.COUNTABLE)}
    events = folded(spans_of([(130, "c"), (140, "n")]), limits)[1]
    assert [e.status for e in events] == [Status.TRIAL, Status.COUNTABLE, Status.COUNTABLE]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_off_tells_nothing(rule: str) -> None:
    limits = {**DEFAULTS, rule: replace(DEFAULTS[rule], status=Status.OFF)}
    for _, context, story, _ in CASES[rule]:
        states, events = folded(spans_of(story), limits, context)
        assert only(rule, events) == []
        assert rule not in states


@pytest.mark.parametrize("rule", RULES)
def test_what_runs_when_a_rule_is_switched_off_still_ends(rule: str) -> None:
    ended = [(context, story) for _, context, story, expected in CASES[rule] if expected and expected[-1][0] == "ended"]
    (context, story), *_ = ended
    spans = spans_of(story)
    started_ms = next(e.at_ms for e in folded(spans, context=context)[1] if e.type == rule)
    before, after = (
        [s for s in cut(spans, [started_ms]) if (s.to_ms <= started_ms) is first] for first in (True, False)
    )
    states, events = folded(before, context=context)
    assert [e.phase for e in only(rule, events)] == [Phase.STARTED]
    rest = only(rule, folded(after, {}, context, states)[1])
    assert [e.phase for e in rest] == [Phase.ENDED]
    assert rest[0].end_ms is not None


# --- what holds of any story ------------------------------------------------------------------------

SERVICE = replace(ALWAYS, service=((100_000, 1_000_000), (2_000_000, 9_000_000)))
AROUND = replace(
    SERVICE,
    ready=((0, 100_000), (1_900_000, 2_000_000)),
    breaks=during(400, 430),
    approved_closings=during(900, 1000),
    suspensions=during(2500, 2600),
    declarations=(slip(150, 300), slip(600, 700, "2"), slip(650, 2300, "3")),
    covers=covered(450, 650),
    announcements=during(200, 800),
    exemptions=((700_000, 750_000, frozenset(RULES)),),
    announced_at_most_ms=300_000,
)
CONTEXTS = st.sampled_from([ALWAYS, SERVICE, AROUND, replace(ALWAYS, service=())])
UNSTAFFED = {"8": during(500, 560)}


@st.composite
def stories(draw: st.DrawFn) -> list[SettledSpan]:
    """A few things that are seen, in turn, for long and short."""
    letters = [*draw(st.lists(st.sampled_from(list(LETTERS)), min_size=1, max_size=3)), "b"]
    lengths = st.one_of(st.integers(1, 12_000), st.integers(1, 400_000))
    runs = draw(st.lists(st.tuples(lengths, st.sampled_from(letters)), min_size=1, max_size=25))
    story, at_ms = [], 0
    for lasts_ms, letter in runs:
        at_ms += lasts_ms
        story.append((at_ms / 1000, letter))
    return spans_of(story)


@given(stories(), st.sets(st.integers(1, 5_000_000), max_size=50), CONTEXTS)
def test_cutting_spans_anywhere_gives_the_same(spans: list[SettledSpan], points: set[int], context: Context) -> None:
    hours = {hour * 3_600_000 for hour in range(1, 3)}
    whole = folded(spans, context=context, unstaffed=UNSTAFFED)
    pieces = folded(cut(spans, points | hours), context=context, unstaffed=UNSTAFFED)
    assert _by_rule(whole) == _by_rule(pieces)


def _by_rule(result: tuple[States, list[Event]]) -> tuple[object, ...]:
    states, events = result
    return dict(states), {rule: only(rule, events) for rule in RULES}


@given(stories(), st.integers(0, 25), CONTEXTS)
def test_a_log_split_and_resumed_gives_the_same(spans: list[SettledSpan], at: int, context: Context) -> None:
    states, before = folded(spans[:at], context=context)
    _, after = folded(spans[at:], context=context, states=states)
    assert before + after == folded(spans, context=context)[1]


@given(stories(), CONTEXTS)
def test_nothing_starts_or_gets_graver_while_blind_or_out_of_service(
    spans: list[SettledSpan], context: Context
) -> None:
    for event in folded(spans, context=context)[1]:
        if event.phase is Phase.ENDED:
            continue
        (span,) = [s for s in spans if s.from_ms < event.at_ms <= s.to_ms]
        ((seen, held),) = pieces_of(replace(span, from_ms=event.at_ms - 1, to_ms=event.at_ms), context)
        assert RULES[event.type].seen(seen) == "yes"
        assert holds(RULES[event.type], event.type, held)


@given(stories(), CONTEXTS)
def test_what_starts_ends_exactly_once(spans: list[SettledSpan], context: Context) -> None:
    closing = replace(context, service=((0, spans[-1].to_ms),) if context.service is None else context.service)
    end_ms = max(spans[-1].to_ms, 9_000_000)
    over = replace(spans[-1], from_ms=spans[-1].to_ms, to_ms=end_ms + 4_000_000)
    dark = SettledSpan("7", over.to_ms, over.to_ms + 4_000_000, Presence.BLIND, blind_reason=BlindReason.DARK)
    states, events = folded([*spans, over, dark], context=closing)
    by_id: dict[str, list[Event]] = {}
    for event in events:
        by_id.setdefault(event.id, []).append(event)
    for steps in by_id.values():
        phases = Counter(e.phase for e in steps)
        assert (phases[Phase.STARTED], phases[Phase.ENDED]) == (1, 1)
        assert (steps[0].phase, steps[-1].phase) == (Phase.STARTED, Phase.ENDED)
        assert [e.revision for e in steps] == list(range(1, len(steps) + 1))
    assert {state.stage for state in states.values()} <= {Stage.IDLE}


@given(stories())
def test_seen_and_blind_time_lie_within_the_event(spans: list[SettledSpan]) -> None:
    for event in folded(spans)[1]:
        until_ms = event.at_ms if event.end_ms is None else event.end_ms
        assert event.observed_s + event.blind_s <= (until_ms - event.start_ms) / 1000 + 1e-6
        if event.end_ms is not None:
            assert event.start_ms < event.end_ms <= event.at_ms


@given(stories(), st.sampled_from(list(RULES)), st.integers(1, 300_000), CONTEXTS)
def test_a_longer_limit_never_adds_an_event(spans: list[SettledSpan], rule: str, longer: int, context: Context) -> None:
    ((first, severity), *_) = DEFAULTS[rule].steps
    one, other = ({rule: HeldLimits(((after, severity),), DEFAULTS[rule].gap_ms)} for after in (first, first + longer))
    assert {e.id for e in folded(spans, other, context)[1]} <= {e.id for e in folded(spans, one, context)[1]}


@given(stories())
def test_slumped_says_nothing_while_dozing_is_found(spans: list[SettledSpan]) -> None:
    dozing = False
    for event in sorted(folded(spans)[1], key=lambda e: (e.at_ms, e.type)):
        if event.type == "posture.dozing":
            dozing = event.phase is not Phase.ENDED
        if event.type == "posture.slumped" and event.phase is Phase.STARTED:
            assert not dozing


# --- the table, the limits, the sentence ------------------------------------------------------------


def test_every_stage_sign_and_act_is_in_the_table() -> None:
    assert {stage for stage, _ in TABLE} == {stage for stage, _ in TABLE.values()} == set(Stage)
    assert {act for _, act in TABLE.values()} == set(Act)
    assert {sign for _, sign in TABLE} == set(Sign)


WRONG = [
    {"steps": ((0, Severity.NOTICE),)},
    {"steps": ((2, Severity.NOTICE), (1, Severity.WARNING))},
    {"steps": ((9, Severity.NOTICE),), "recorded_after_ms": 9},
    {"steps": ((9, Severity.NOTICE),), "blind_ends_after_ms": 0},
    {"steps": ((9, Severity.NOTICE),), "gap_ms": -1},
]


@pytest.mark.parametrize("given_limits", WRONG)
def test_limits_that_contradict_each_other_are_refused(given_limits: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        HeldLimits(**given_limits)  # type: ignore[arg-type]


def test_limits_may_change_under_what_runs() -> None:
    before, after = spans_of([(50, "s"), (80, "s")])
    states, _ = folded([before])
    shorter = {"posture.slumped": replace(DEFAULTS["posture.slumped"], steps=((20_000, Severity.WARNING),), version=2)}
    (event,) = folded([after], shorter, states=states)[1]
    assert (event.phase, event.at_ms, event.severity, event.limits_version) == (
        Phase.STARTED, 50_000, Severity.WARNING, 2,
    )  # fmt: skip


CALL, RECORDED = ((120_000, Severity.NOTICE),), 5_000
AFTER_130_S = ("graver", 120, N, 0, None, None, 120, 0)
CHANGED: list[tuple[str, HeldLimits, HeldLimits, float, Told]] = [
    ("recording is switched off", HeldLimits(CALL, recorded_after_ms=RECORDED), HeldLimits(CALL), 60, [AFTER_130_S]),
    ("recording is switched on", HeldLimits(CALL), HeldLimits(CALL, recorded_after_ms=RECORDED), 125, []),
    (
        "recording begins later",
        HeldLimits(CALL, recorded_after_ms=RECORDED),
        HeldLimits(CALL, recorded_after_ms=70_000),
        60,
        [AFTER_130_S],
    ),
    (
        "a step is put before the one that was reached",
        HeldLimits(CALL),
        HeldLimits(((60_000, Severity.NOTICE), (120_000, Severity.WARNING), (126_000, Severity.WARNING))),
        125,
        [("graver", 126, W, 0, None, None, 126, 0)],
    ),
    (
        "what was grave does not become less so",
        HeldLimits(((60_000, Severity.WARNING),)),
        HeldLimits(CALL),
        90,
        [],
    ),
]


@pytest.mark.parametrize(("what", "before", "after", "at_s", "expected"), CHANGED, ids=[row[0] for row in CHANGED])
def test_under_other_limits_it_goes_on_above_what_was_reached(
    what: str, before: HeldLimits, after: HeldLimits, at_s: float, expected: Told
) -> None:
    del what
    states, _ = folded(spans_of([(at_s, "c")]), {"phone.call": before})
    rest = [replace(span, from_ms=round(at_s * 1000)) for span in spans_of([(130, "c")])]
    assert told(folded(rest, {"phone.call": after}, states=states)[1]) == expected


def test_a_first_of_the_day_that_was_not_told_goes_unnoticed_the_whole_time() -> None:
    states, _ = folded(spans_of([(70, "M"), (200, "m"), (300, "M")]))
    assert states["appearance.uniform_mismatch"].stage is Stage.TOLD


def test_the_first_of_the_day_may_get_graver() -> None:
    limits = {"posture.slumped": HeldLimits(((10_000, Severity.NOTICE), (20_000, Severity.REPORT)), once_a_day=True)}
    events = folded(spans_of([(30, "s"), (60, "u"), (90, "s")]), limits)[1]
    assert [(e.phase, e.severity) for e in events] == [
        (Phase.STARTED, Severity.NOTICE),
        (Phase.GRAVER, Severity.REPORT),
        (Phase.ENDED, Severity.REPORT),
    ]


@pytest.mark.parametrize("outcome", [Outcome.CLOSED, Outcome.UNKNOWN])
def test_the_end_of_service_ends_it(outcome: Outcome) -> None:
    context = replace(ALWAYS, service=((0, 100_000),))
    story: Story = [(80, "s"), (200, "s" if outcome is Outcome.CLOSED else "b")]
    *_, event = only("posture.slumped", folded(spans_of(story), context=context)[1])
    assert (event.phase, event.at_ms, event.outcome) == (Phase.ENDED, 100_000, outcome)


def test_states_that_remember_nothing_are_left_out() -> None:
    states, _ = folded(spans_of([(30, "s"), (60, "u")]))
    assert states == {}
    kept, _ = folded(spans_of([(30, "s")]))
    assert kept == {"posture.slumped": HeldState(Stage.HELD, 0, 30_000, 30_000)}


def test_the_shortest_limits_are_taken() -> None:
    limits = HeldLimits(((1, Severity.NOTICE),), gap_ms=0, blind_ends_after_ms=1)
    assert (limits.gap_ms, limits.blind_ends_after_ms) == (0, 1)


def test_a_gap_that_was_made_shorter_ends_at_once_what_it_is_over_for() -> None:
    states, _ = folded(spans_of([(70, "s"), (73, "u")]))
    shorter = {"posture.slumped": replace(DEFAULTS["posture.slumped"], gap_ms=2_000)}
    after = [replace(span, from_ms=73_000) for span in spans_of([(80, "u")])]
    (event,) = folded(after, shorter, states=states)[1]
    assert (event.at_ms, event.end_ms) == (73_000, 70_000)


def test_dozing_that_ends_with_service_ends_for_what_it_swallows_too() -> None:
    context = replace(ALWAYS, service=((0, 130_000),))
    events = folded(spans_of([(200, "S"), (300, "u")]), context=context)[1]
    assert sorted((e.at_ms, e.type, e.phase.value) for e in events) == [
        (60_000, "posture.slumped", "started"),
        (120_000, "posture.dozing", "started"),
        (120_000, "posture.slumped", "ended"),
        (130_000, "posture.dozing", "ended"),
    ]


def test_an_event_carries_what_it_was_judged_by() -> None:
    limits = {"posture.slumped": replace(DEFAULTS["posture.slumped"], version=3, clause="《规范》第8条")}
    spans = [replace(span, zone_version=4, model_set="yolo11n") for span in spans_of([(75, "s"), (90, "u")])]
    started, ended = folded(spans, limits)[1]
    for event in (started, ended):
        assert (event.id, event.hall, event.counter) == ("hall/7/posture.slumped/0", "hall", "7")
        assert (event.limits_version, event.zone_version, event.model_set) == (3, 4, "yolo11n")
        assert event.place is Place.COUNTER
    assert ended.why == {
        "zh": "7号窗口0:00:00起疑似趴台,0:01:15停止,历时1分15秒;依据《规范》第8条,时限1分钟,规则第3版。",
        "en": "Window 7: staff seemed to be slumped on the desk, from 0:00:00 to 0:01:15, 1 min 15 s; "
        "《规范》第8条, limit 1 min, rule version 3.",
    }


def test_limits_are_written_in_minutes_and_seconds() -> None:
    assert (minutes(2), minutes(0.5), seconds(30), seconds(1.5)) == (120_000, 30_000, 30_000, 1_500)
