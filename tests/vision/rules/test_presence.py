"""``presence.absent``: a table of stories, and what must hold of any story."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.coverage import Coverage
from vision.datatypes import BlindReason, Event, Outcome, Phase, Presence, SettledSpan, Severity, Status
from vision.datatypes import Sign as SignFact
from vision.rules.circumstances import ALWAYS as ALWAYS_HELD
from vision.rules.circumstances import Declaration
from vision.rules.context import Context
from vision.rules.presence import TABLE, TYPE, AbsenceLimits, AbsenceState, Act, Sign, Stage, advance, advance_within

LIMITS = AbsenceLimits(steps=((300_000, Severity.NOTICE), (600_000, Severity.WARNING)), blind_ends_after_ms=300_000)
ALWAYS = Context("hall", ("7号窗口", "Window 7"))

Story = list[tuple[float, str]]
"""What is seen, and until which second: P present, A absent, B blind."""

A = Presence.ABSENT
STATES = {"P": Presence.PRESENT, "A": Presence.ABSENT, "B": Presence.BLIND}


def spans_of(story: Story) -> list[SettledSpan]:
    spans, at_ms = [], 0
    for until_s, seen in story:
        to_ms = round(until_s * 1000)
        reason = BlindReason.DARK if seen == "B" else None
        spans.append(SettledSpan("7", at_ms, to_ms, STATES[seen], blind_reason=reason))
        at_ms = to_ms
    return spans


def cut(spans: list[SettledSpan], points: set[int]) -> list[SettledSpan]:
    pieces = []
    for span in spans:
        edges = [span.from_ms, *sorted(p for p in points if span.from_ms < p < span.to_ms), span.to_ms]
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def fold(
    spans: list[SettledSpan],
    context: Context = ALWAYS,
    limits: AbsenceLimits = LIMITS,
    state: AbsenceState | None = None,
) -> tuple[AbsenceState, list[Event]]:
    state, events = state or AbsenceState(), []
    for span in spans:
        state, found = advance(state, span, limits, context)
        events += found
    return state, events


def told(events: list[Event]) -> list[tuple[object, ...]]:
    return [
        (
            e.phase.value,
            e.at_ms / 1000,
            e.severity.value,
            e.start_ms / 1000,
            e.end_ms and e.end_ms / 1000,
            e.outcome and e.outcome.value,
            e.observed_s,
            e.blind_s,
        )
        for e in events
    ]


STORIES: list[tuple[str, Story, list[tuple[object, ...]]]] = [
    ("staffed all along", [(3600, "P")], []),
    ("away for less than the limit", [(100, "P"), (399.9, "A"), (500, "P")], []),
    (
        "away for exactly the limit",
        [(100, "P"), (400, "A"), (500, "P")],
        [
            ("started", 400, "notice", 100, None, None, 300, 0),
            ("ended", 400, "notice", 100, 400, "returned", 300, 0),
        ],
    ),
    (
        "gets graver once, ends once",
        [(10, "P"), (1000, "A"), (1100, "P"), (1200, "A"), (1300, "P")],
        [
            ("started", 310, "notice", 10, None, None, 300, 0),
            ("graver", 610, "warning", 10, None, None, 600, 0),
            ("ended", 1000, "warning", 10, 1000, "returned", 990, 0),
        ],
    ),
    (
        "empty from the beginning",
        [(400, "A")],
        [("started", 300, "notice", 0, None, None, 300, 0)],
    ),
    ("two short absences are not one long", [(200, "A"), (201, "P"), (401, "A")], []),
    (
        "blind time inside does not count towards the limit and is told",
        [(200, "A"), (300, "B"), (450, "A"), (500, "P")],
        [
            ("started", 400, "notice", 0, None, None, 300, 100),
            ("ended", 450, "notice", 0, 450, "returned", 350, 100),
        ],
    ),
    (
        "back at an unknown moment while blind: ends when last seen",
        [(310, "A"), (400, "B"), (500, "P")],
        [
            ("started", 300, "notice", 0, None, None, 300, 0),
            ("ended", 400, "notice", 0, 310, "returned", 310, 0),
        ],
    ),
    (
        "blind for exactly 300 s goes on",
        [(310, "A"), (610, "B"), (700, "A")],
        [("started", 300, "notice", 0, None, None, 300, 0)],
    ),
    (
        "blind for more than 300 s ends as unknown, and what follows is new",
        [(310, "A"), (611, "B"), (950, "A")],
        [
            ("started", 300, "notice", 0, None, None, 300, 0),
            ("ended", 610, "notice", 0, 310, "unknown", 310, 0),
            ("started", 911, "notice", 611, None, None, 300, 0),
        ],
    ),
    ("blind from the beginning", [(4000, "B")], []),
    ("a long blindness forgets a short absence", [(200, "A"), (600, "B"), (850, "A")], []),
]


@pytest.mark.parametrize(("what", "story", "expected"), STORIES, ids=[what for what, _, _ in STORIES])
def test_stories(what: str, story: Story, expected: list[tuple[object, ...]]) -> None:
    del what
    assert told(fold(spans_of(story))[1]) == expected


SERVICE = replace(ALWAYS, service=((100_000, 1_000_000), (2_000_000, 3_000_000)))

SCHEDULED: list[tuple[str, Story, list[tuple[object, ...]]]] = [
    ("out of service nothing is judged", [(99, "A")], []),
    (
        "an absence that began before opening counts from opening",
        [(450, "A"), (500, "P")],
        [
            ("started", 400, "notice", 100, None, None, 300, 0),
            ("ended", 450, "notice", 100, 450, "returned", 350, 0),
        ],
    ),
    (
        "closing ends it",
        [(600, "P"), (1500, "A")],
        [
            ("started", 900, "notice", 600, None, None, 300, 0),
            ("ended", 1000, "notice", 600, 1000, "closed", 400, 0),
        ],
    ),
    (
        "closing while blind cannot be judged",
        [(600, "P"), (950, "A"), (1500, "B")],
        [
            ("started", 900, "notice", 600, None, None, 300, 0),
            ("ended", 1000, "notice", 600, 950, "unknown", 350, 0),
        ],
    ),
    ("the break between two shifts joins nothing", [(800, "P"), (2200, "A"), (2201, "P")], []),
]


@pytest.mark.parametrize(("what", "story", "expected"), SCHEDULED, ids=[what for what, _, _ in SCHEDULED])
def test_service_hours(what: str, story: Story, expected: list[tuple[object, ...]]) -> None:
    del what
    assert told(fold(spans_of(story), SERVICE)[1]) == expected


def slip(from_s: int, due_s: int) -> Declaration:
    return Declaration(f"slip of {from_s}", from_s * 1000, due_s * 1000)


LEFT_FOR_1000_S: Story = [(100, "P"), (1100, "A"), (1200, "P")]
TRIAL, COUNTS = "trial", "countable"

EXCUSED: list[tuple[str, Context, Story, list[tuple[object, ...]]]] = [
    (
        "declared: recorded, told to nobody",
        replace(ALWAYS, declarations=(slip(100, 1500),)),
        LEFT_FOR_1000_S,
        [("started", 400, "notice", TRIAL), ("ended", 1100, "notice", TRIAL)],
    ),
    (
        "declared, and back soon",
        replace(ALWAYS, declarations=(slip(100, 399),)),
        [(100, "P"), (399, "A"), (400, "P")],
        [],
    ),
    (
        "what is declared does not count; past it the steps do",
        replace(ALWAYS, declarations=(slip(100, 500),)),
        LEFT_FOR_1000_S,
        [
            ("started", 400, "notice", TRIAL),
            ("graver", 800, "notice", COUNTS),
            ("graver", 1100, "warning", COUNTS),
            ("ended", 1100, "warning", COUNTS),
        ],
    ),
    (
        "declared after it was told of: no step more until it is due",
        replace(ALWAYS, declarations=(slip(500, 1000),)),
        [(100, "P"), (1400, "A"), (1500, "P")],
        [
            ("started", 400, "notice", COUNTS),
            ("graver", 1200, "warning", COUNTS),
            ("ended", 1400, "warning", COUNTS),
        ],
    ),
    (
        "declared a while after leaving",
        replace(ALWAYS, declarations=(slip(300, 1500),)),
        LEFT_FOR_1000_S,
        [("started", 400, "notice", TRIAL), ("ended", 1100, "notice", TRIAL)],
    ),
    (
        "covered",
        replace(ALWAYS, covers=((100_000, 1_500_000, "8"),)),
        LEFT_FOR_1000_S,
        [("started", 400, "notice", TRIAL), ("ended", 1100, "notice", TRIAL)],
    ),
    (
        "declared and then covered counts once",
        replace(ALWAYS, declarations=(slip(100, 600),), covers=((400_000, 800_000, "8"),)),
        LEFT_FOR_1000_S,
        [
            ("started", 400, "notice", TRIAL),
            ("graver", 1100, "notice", COUNTS),
            ("ended", 1100, "notice", COUNTS),
        ],
    ),
    (
        "blind under a slip moves nothing",
        replace(ALWAYS, declarations=(slip(100, 1500),)),
        [(100, "P"), (300, "A"), (400, "B"), (501, "A"), (600, "P")],
        [("started", 500, "notice", TRIAL), ("ended", 501, "notice", TRIAL)],
    ),
    ("an approved closing", replace(ALWAYS, approved_closings=((100_000, 1_200_000),)), LEFT_FOR_1000_S, []),
    ("exempt", replace(ALWAYS, exemptions=((0, 1_200_000, frozenset({TYPE})),)), LEFT_FOR_1000_S, []),
    (
        "exempt from another rule",
        replace(ALWAYS, exemptions=((0, 1_200_000, frozenset({"presence.late_open"})),)),
        [(100, "P"), (401, "A"), (500, "P")],
        [("started", 400, "notice", COUNTS), ("ended", 401, "notice", COUNTS)],
    ),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), EXCUSED, ids=[what for what, *_ in EXCUSED])
def test_declared_and_covered(what: str, context: Context, story: Story, expected: list[tuple[object, ...]]) -> None:
    del what
    events = fold(spans_of(story), context, replace(LIMITS, status=Status.COUNTABLE))[1]
    assert [(e.phase.value, e.at_ms / 1000, e.severity.value, e.status.value) for e in events] == expected


def test_a_cover_that_fails_excuses_nothing() -> None:
    fails = replace(ALWAYS_HELD, covered_by="8", cover_fails=True)
    state, events = advance_within(AbsenceState(), SettledSpan("7", 0, 400_000, A), LIMITS, ALWAYS, fails)
    assert [(e.at_ms, e.status) for e in events] == [(300_000, LIMITS.status)]
    assert (state.excused_ms, state.covered_ms) == (0, 0)
    assert events[0].why["en"].count("no cover") == 1


def test_slip_sign_and_cover_are_told_with_how_long() -> None:
    context = replace(ALWAYS, declarations=(slip(0, 200),), covers=((300_000, 700_000, "8"),))
    signs = ((100, SignFact.SHOWN), (400, SignFact.NOT_SHOWN), (700, SignFact.CANNOT_JUDGE))
    at_ms, spans = 0, []
    for until_s, sign in signs:
        spans.append(SettledSpan("7", at_ms, until_s * 1000, A, sign=sign))
        at_ms = until_s * 1000
    *_, event = fold([*spans, SettledSpan("7", at_ms, at_ms + 1, Presence.PRESENT)], context)[1]
    assert "其中3分20秒已报备(应于0:03:20返回)、其中1分40秒已放提示牌、其中6分40秒有人顶岗" in event.why["zh"]
    assert (
        "declared for 3 min 20 s (due back at 0:03:20), sign up for 1 min 40 s, covered for 6 min 40 s"
        in (event.why["en"])
    )


@st.composite
def stories(draw: st.DrawFn) -> list[SettledSpan]:
    lengths = draw(st.lists(st.tuples(st.integers(1, 700_000), st.sampled_from("PABA")), min_size=1, max_size=25))
    total, story = 0.0, []
    for length, seen in lengths:
        total += length / 1000
        story.append((total, seen))
    return spans_of(story)


AROUND = replace(
    SERVICE,
    breaks=((700_000, 750_000),),
    approved_closings=((2_900_000, 3_000_000),),
    declarations=(slip(150, 500), slip(2100, 2400)),
    covers=((450_000, 650_000, "8"), (2_300_000, 2_500_000, "9")),
    exemptions=((800_000, 820_000, frozenset({TYPE})),),
)
SERVICES = st.sampled_from([ALWAYS, SERVICE, AROUND, replace(ALWAYS, service=())])


@given(stories(), st.sets(st.integers(1, 10_000_000), max_size=50), SERVICES)
def test_cutting_spans_anywhere_gives_the_same_events(
    spans: list[SettledSpan], points: set[int], context: Context
) -> None:
    assert fold(spans, context) == fold(cut(spans, points), context)


@given(stories(), st.integers(0, 25), SERVICES)
def test_a_log_split_and_resumed_gives_the_same_events(spans: list[SettledSpan], at: int, context: Context) -> None:
    state, before = fold(spans[:at], context)
    _, after = fold(spans[at:], context, state=state)
    assert before + after == fold(spans, context)[1]


@given(stories(), SERVICES)
def test_nothing_starts_or_gets_graver_while_blind_or_out_of_service(
    spans: list[SettledSpan], context: Context
) -> None:
    for event in fold(spans, context)[1]:
        if event.phase is Phase.ENDED:
            continue
        until = [s for s in spans if s.from_ms < event.at_ms <= s.to_ms]
        assert [s.staff for s in until] == [Presence.ABSENT]
        assert any(serves for *_, serves in context.service_pieces(event.at_ms - 1, event.at_ms))


@given(stories(), SERVICES)
def test_what_starts_ends_at_most_once_and_revisions_count(spans: list[SettledSpan], context: Context) -> None:
    by_id: dict[str, list[Event]] = {}
    for event in fold(spans, context)[1]:
        by_id.setdefault(event.id, []).append(event)
    for events in by_id.values():
        phases = [e.phase for e in events]
        assert phases[0] is Phase.STARTED
        assert phases.count(Phase.STARTED) == 1
        assert Phase.ENDED not in phases[:-1]
        assert [e.revision for e in events] == list(range(1, len(events) + 1))


@given(stories(), SERVICES)
def test_present_absent_blind_and_unscheduled_are_all_the_time(spans: list[SettledSpan], context: Context) -> None:
    coverage = Coverage()
    for span in spans:
        coverage = coverage.plus(span, context)
    assert coverage.total_ms == spans[-1].to_ms


@given(stories(), st.integers(1, 900_000), SERVICES)
def test_a_longer_limit_never_adds_an_event(spans: list[SettledSpan], longer: int, context: Context) -> None:
    one = AbsenceLimits(steps=((300_000, Severity.NOTICE),))
    other = AbsenceLimits(steps=((300_000 + longer, Severity.NOTICE),))
    assert {e.id for e in fold(spans, context, other)[1]} <= {e.id for e in fold(spans, context, one)[1]}


@given(stories())
def test_observed_and_blind_time_lie_within_the_event(spans: list[SettledSpan]) -> None:
    for event in fold(spans)[1]:
        until = event.at_ms if event.end_ms is None else event.end_ms
        assert event.observed_s + event.blind_s == pytest.approx((until - event.start_ms) / 1000)


def test_every_stage_and_act_is_reached_by_the_table() -> None:
    assert {stage for stage, _ in TABLE.values()} == set(Stage)
    assert {act for _, act in TABLE.values()} == set(Act)
    assert {sign for _, sign in TABLE} == set(Sign)


@pytest.mark.parametrize(
    "steps",
    [
        ((0, Severity.NOTICE),),
        ((2, Severity.NOTICE), (1, Severity.WARNING)),
        ((1, Severity.NOTICE), (1, Severity.REPORT)),
    ],
)
def test_limits_that_do_not_rise_are_refused(steps: tuple[tuple[int, Severity], ...]) -> None:
    with pytest.raises(ValueError, match="each later step longer"):
        AbsenceLimits(steps=steps)


def test_without_steps_nothing_is_ever_told() -> None:
    assert fold(spans_of([(9_999, "A")]), limits=AbsenceLimits(steps=()))[1] == []


N, W, R = Severity
TWO_STEPS = ((300, N), (600, W))
Steps = tuple[tuple[int, Severity], ...]
LIMITS_CHANGE: list[tuple[str, Steps, float, Steps, list[tuple[object, ...]]]] = [
    ("fewer steps", TWO_STEPS, 700, ((300, N),), [("ended", 900, "warning")]),
    ("no step any more", TWO_STEPS, 400, (), [("ended", 900, "notice")]),
    ("a further step", TWO_STEPS, 700, (*TWO_STEPS, (800, R)), [("graver", 800, "report"), ("ended", 900, "report")]),
    (
        "a step that is over already",
        TWO_STEPS,
        400,
        ((100, N), (200, W)),
        [("graver", 400, "warning"), ("ended", 900, "warning")],
    ),
    (
        "all steps over, nothing told yet",
        TWO_STEPS,
        250,
        ((100, N), (200, W)),
        [("started", 250, "notice"), ("graver", 250, "warning"), ("ended", 900, "warning")],
    ),
    (
        "longer ones, nothing told yet",
        TWO_STEPS,
        250,
        ((800, N),),
        [("started", 800, "notice"), ("ended", 900, "notice")],
    ),
]


@pytest.mark.parametrize(
    ("name", "before", "at_s", "after", "expected"), LIMITS_CHANGE, ids=[c[0] for c in LIMITS_CHANGE]
)
def test_limits_may_change_under_a_running_absence(
    name: str, before: Steps, at_s: float, after: Steps, expected: list[tuple[object, ...]]
) -> None:
    old, new = (AbsenceLimits(tuple((s * 1000, severity) for s, severity in steps)) for steps in (before, after))
    first, *rest = cut(spans_of([(900, "A"), (1_000, "P")]), {round(at_s * 1000)})
    state, _ = fold([first], limits=old)
    _, events = fold(rest, limits=new, state=state)
    assert [story[:3] for story in told(events)] == expected, name
    assert [e.observed_s for e in events] == [min(e.at_ms / 1000, 900) for e in events]


def test_a_state_without_its_step_goes_on() -> None:
    kept = AbsenceState(Stage.UNSTAFFED, 0, 700_000, 700_000, steps_reached=2, revision=2)
    (event,) = fold([SettledSpan("7", 700_000, 800_000, Presence.PRESENT)], limits=AbsenceLimits(()), state=kept)[1]
    assert (event.phase, event.severity, event.revision) == (Phase.ENDED, Severity.NOTICE, 3)


def test_an_event_carries_what_it_was_judged_by() -> None:
    span = SettledSpan("7", 0, 400_000, Presence.ABSENT, zone_version=4, model_set="yolo11n")
    _, events = fold([span], limits=replace(LIMITS, version=3, clause="《规范》第15条"))
    event = events[0]
    assert (event.id, event.type) == ("hall/7/presence.absent/0", "presence.absent")
    assert (event.limits_version, event.zone_version, event.model_set) == (3, 4, "yolo11n")
    assert "《规范》第15条" in event.why["zh"]


def test_unknown_is_an_outcome_and_not_a_return() -> None:
    _, events = fold(spans_of([(310, "A"), (1000, "B"), (1100, "P")]))
    assert [e.outcome for e in events] == [None, Outcome.UNKNOWN]


def test_the_shortest_limits_are_taken() -> None:
    limits = AbsenceLimits(steps=((1, N),), blind_ends_after_ms=1)
    assert (limits.steps, limits.blind_ends_after_ms) == (((1, N),), 1)


def test_a_blindness_that_ends_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        AbsenceLimits(blind_ends_after_ms=0)


@pytest.mark.parametrize(
    ("sign", "zh", "en"),
    [
        (SignFact.NOT_SHOWN, "未放提示牌", "no sign"),
        (SignFact.CANNOT_JUDGE, "提示牌无法判定", "the sign could not be judged"),
    ],
)
def test_a_sign_is_missed_only_where_it_is_seen_not_to_be_there(sign: SignFact, zh: str, en: str) -> None:
    spans = [replace(span, sign=sign) for span in spans_of([(400, "A"), (500, "P")])]
    for event in fold(spans)[1]:
        assert f"未报备、{zh}、无人顶岗" in event.why["zh"]
        assert f"not declared, {en}, no cover" in event.why["en"]


def test_the_sentences_of_an_absence_from_its_begin_to_its_end() -> None:
    spans = spans_of([(100, "P"), (300, "A"), (308, "B"), (787, "A"), (900, "P")])
    started, graver, ended = fold(spans, limits=replace(LIMITS, version=3, clause="《规范》第15条"))[1]
    basis_zh = "未报备、提示牌无法判定、无人顶岗;依据《规范》第15条,时限"
    basis_en = "not declared, the sign could not be judged, no cover; 《规范》第15条, limit"
    assert [event.why["zh"] for event in (started, graver, ended)] == [
        f"7号窗口0:01:40起无人,已历时5分8秒(其中无法判定8秒);{basis_zh}5分钟,规则第3版。",
        f"7号窗口0:01:40起无人,已历时10分8秒(其中无法判定8秒);{basis_zh}10分钟,规则第3版。",
        f"7号窗口0:01:40起无人,0:13:07返回,历时11分27秒(其中无法判定8秒);{basis_zh}10分钟,规则第3版。",
    ]
    assert ended.why["en"] == (
        "Window 7 was unstaffed from 0:01:40 to 0:13:07, 11 min 27 s (8 s could not be judged); "
        f"{basis_en} 10 min, rule version 3."
    )
    assert {(event.hall, event.counter) for event in (started, graver, ended)} == {("hall", "7")}
