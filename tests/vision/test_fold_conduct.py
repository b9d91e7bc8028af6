"""From looks at behaviour to events: what the fold makes of posture, phone, uniform and sign, whatever the cuts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Covers, Event, Fact, Phase, Phone, Posture, Presence, Sign, Span, Uniform
from vision.fold import CounterSetup, CounterState, end, fold
from vision.judgement import VISITOR_GONE_MS, CounterJudgement, finish, take
from vision.rules.context import Context
from vision.rules.registry import DEFAULTS

SETUP = CounterSetup("7", {"front": Covers.FULL}, Context("hall", ("7号", "Window 7")))
SERVED = replace(SETUP, context=replace(SETUP.context, service=((20_000, 90_000), (120_000, 900_000))))

Run = tuple[int, str]
"""For so many ms, what looks show."""

SHOWN: dict[str, Span] = {
    name: replace(Span("front", 0, 1, staff_evidence=12, customer_evidence=-8), **facts)  # type: ignore[arg-type]
    for name, facts in {
        "upright": {"posture": Fact(Posture.UPRIGHT, 14), "phone": Fact(Phone.NONE, 14)},
        "faint": {"posture": Fact(Posture.UPRIGHT, 8), "phone": Fact(Phone.NONE, 6)},
        "hidden": {},
        "hardly seen": {"phone": Fact(Phone.NONE, 8)},
        "slumped": {"posture": Fact(Posture.SLUMPED, 13), "motion": 6},
        "slumped, visitor unsure": {"posture": Fact(Posture.SLUMPED, 13), "motion": 6, "customer_evidence": 0},
        "slumped, visitor never": {"posture": Fact(Posture.SLUMPED, 13), "motion": 6, "customer_evidence": None},
        "dozing": {"posture": Fact(Posture.SLUMPED, 13)},
        "handling": {"phone": Fact(Phone.HANDLING, 12), "posture": Fact(Posture.UPRIGHT, 12)},
        "calling": {"phone": Fact(Phone.CALL, 15)},
        "serving, handling": {"phone": Fact(Phone.HANDLING, 12), "customer_evidence": 12},
        "other garment": {"uniform": Fact(Uniform.MISMATCH, 13)},
        "nobody": {"staff_evidence": -8},
        "no sign": {"staff_evidence": -8, "sign": Fact(Sign.NOT_SHOWN, 13)},
        "visitor alone": {"staff_evidence": -8, "customer_evidence": 12},
        "visitor and clerk": {"customer_evidence": 12},
        "sign": {"staff_evidence": -8, "sign": Fact(Sign.SHOWN, 13)},
        "still": {"staff_evidence": None, "customer_evidence": None},
        "dark": {"staff_evidence": None, "customer_evidence": None, "blind_reason": BlindReason.DARK},
    }.items()
}


def spans(runs: Sequence[Run], view: str = "front") -> list[Span]:
    done, at_ms = [], 0
    for lasts_ms, what in runs:
        done.append(replace(SHOWN[what], view=view, from_ms=at_ms, to_ms=at_ms + lasts_ms))
        at_ms += lasts_ms
    return done


def looks(runs: Sequence[Run]) -> list[Span]:
    """Each run in looks of half a second."""
    whole = spans(runs)
    return cut(whole, range(0, whole[-1].to_ms, 500))


def cut(whole: Sequence[Span], places: Sequence[int]) -> list[Span]:
    pieces = []
    for span in whole:
        edges = sorted({span.from_ms, span.to_ms, *(p for p in places if span.from_ms < p < span.to_ms)})
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def judged(these: Sequence[Span], setup: CounterSetup = SETUP) -> tuple[CounterState, list[Event]]:
    state, events = CounterState.at(setup, 0), list[Event]()
    for span in these:
        state, found = fold(state, span, setup)
        events += found[1]
    state, found = end(state, setup)
    return state, events + found[1]


Steps = list[tuple[str, str, float, float]]
SURE_S, SURER_S = 1.429, 0.77
"""How long looks of score 13, and of 15, take until the first belief."""

STORIES: list[tuple[str, list[Run], Steps]] = [
    (
        "a phone is handled for half a minute",
        [(10_000, "upright"), (40_000, "handling"), (10_000, "upright")],
        [("phone.handling", "started", 40, 10), ("phone.handling", "ended", 55, 10)],
    ),
    (
        "one look of it now and then is no handling",
        [(20_000, "upright"), (500, "handling")] * 20,
        [],
    ),
    (
        "slumped, then dozing",
        [(10_000, "upright"), (65_000, "slumped"), (130_000, "dozing"), (20_000, "upright")],
        [
            ("posture.slumped", "started", 70, 10),
            ("posture.dozing", "started", 195, 75),
            ("posture.slumped", "ended", 195, 10),
            ("posture.dozing", "ended", 210, 75),
        ],
    ),
    (
        "still time goes on",
        [(10_000, "upright"), (5_000, "handling"), (30_000, "still"), (10_000, "upright")],
        [("phone.handling", "started", 40, 10), ("phone.handling", "ended", 50, 10)],
    ),
    (
        "hidden behaviour is none",
        [(10_000, "upright"), (25_000, "handling"), (100_000, "hidden"), (9_000, "upright")],
        [],
    ),
    (
        "who leaves slumps no more",
        [(5_000, "upright"), (65_000, "slumped"), (20_000, "nobody")],
        [("posture.slumped", "started", 65, 5), ("posture.slumped", "ended", 75, 5)],
    ),
    (
        "a visitor comes to an empty counter",
        [
            (10_000, "upright"),
            (20_000, "nobody"),
            (70_000, "visitor alone"),
            (10_000, "visitor and clerk"),
            (9_000, "upright"),
        ],
        [("presence.customer_unattended", "started", 90, 30), ("presence.customer_unattended", "ended", 110, 30)],
    ),
    (
        "the clerk leaves a visitor alone",
        [(10_000, "visitor and clerk"), (185_000, "visitor alone"), (20_000, "visitor and clerk")],
        [("presence.away_mid_service", "started", 190, 10), ("presence.away_mid_service", "ended", 205, 10)],
    ),
    (
        "who comes long after the visitor of before has come anew",
        [(10_000, "visitor and clerk"), (VISITOR_GONE_MS, "nobody"), (65_000, "visitor alone")],
        [("presence.customer_unattended", "started", 100, 40)],
    ),
    (
        "a visitor who is lost from sight for a moment is the same",
        [(10_000, "visitor and clerk"), (20_000, "visitor alone"), (5_000, "nobody"), (170_000, "visitor alone")],
        [("presence.away_mid_service", "started", 195, 10)],
    ),
    (
        "what one person did is not told of the next",
        [(20_000, "calling"), (20_000, "nobody"), *[(1_000, "hardly seen"), (1_000, "hidden")] * 90],
        [("phone.call", "started", 5 + SURER_S, SURER_S), ("phone.call", "ended", 25, SURER_S)],
    ),
    (
        "a sign before which a visitor stands is still up",
        [(10_000, "upright"), (30_000, "sign"), (90_000, "visitor alone"), (10_000, "upright")],
        [("presence.sign_shown", "started", 15 + SURE_S, 10 + SURE_S)],
    ),
    (
        "a sign that is hidden for long may still be up",
        [(10_000, "upright"), (30_000, "sign"), (800_000, "visitor alone"), (10_000, "upright")],
        [
            ("presence.sign_shown", "started", 15 + SURE_S, 10 + SURE_S),
            ("presence.closed_unapproved", "started", 310 + SURE_S, 10 + SURE_S),
            ("presence.closed_unapproved", "ended", 640, 10 + SURE_S),
        ],
    ),
    (
        "also one that darkness hid",
        [(10_000, "upright"), (30_000, "sign"), (100_000, "dark"), (60_000, "nobody"), (200_000, "visitor alone")],
        [("presence.sign_shown", "started", 15 + SURE_S, 10 + SURE_S)],
    ),
    (
        "a sign that was seen to be away is not",
        [(10_000, "upright"), (30_000, "sign"), (10_000, "no sign"), (70_000, "visitor alone")],
        [
            ("presence.sign_shown", "started", 15 + SURE_S, 10 + SURE_S),
            ("presence.sign_shown", "ended", 50, 10 + SURE_S),
            ("presence.customer_unattended", "started", 110, 50),
        ],
    ),
    (
        "whoever leaves takes along what was believed of them, however short the time",
        [(20_000, "calling"), (2_500, "nobody"), *[(1_000, "hardly seen"), (1_000, "hidden")] * 110],
        [("phone.call", "started", 5 + SURER_S, SURER_S)],
    ),
    (
        "after long darkness nobody knows which visitor waits",
        [(10_000, "visitor and clerk"), (20_000, "visitor alone"), (310_000, "dark"), (600_000, "visitor alone")],
        [],
    ),
    (
        "until the visitor has gone",
        [
            (10_000, "visitor and clerk"),
            (310_000, "dark"),
            (100_000, "visitor alone"),
            (VISITOR_GONE_MS, "nobody"),
            (70_000, "visitor alone"),
        ],
        [("presence.customer_unattended", "started", 510, 450)],
    ),
    (
        "or the clerk has come back",
        [
            (10_000, "visitor and clerk"),
            (310_000, "dark"),
            (10_000, "visitor and clerk"),
            (190_000, "visitor alone"),
        ],
        [("presence.away_mid_service", "started", 510, 330)],
    ),
    (
        "who slumps where no visitor can be judged may be serving one",
        [(90_000, "slumped, visitor unsure"), (90_000, "slumped"), (9_000, "upright")],
        [("posture.slumped", "started", 150, 90), ("posture.slumped", "ended", 185, 90)],
    ),
    (
        "where nobody looks for visitors it is none",
        [(90_000, "slumped, visitor never"), (9_000, "upright")],
        [("posture.slumped", "started", 60 + SURE_S, SURE_S), ("posture.slumped", "ended", 95, SURE_S)],
    ),
    (
        "darkness is nobody's leaving",
        [(10_000, "visitor and clerk"), (20_000, "visitor alone"), (40_000, "dark"), (170_000, "visitor alone")],
        [("presence.away_mid_service", "started", 230, 10)],
    ),
    (
        "also one who is lost again and again",
        [
            (10_000, "visitor and clerk"),
            *[(20_000, "nobody"), (5_000, "visitor alone")] * 3,
            (185_000, "visitor alone"),
        ],
        [("presence.away_mid_service", "started", 260, 80)],
    ),
    (
        "the sign goes up while nobody is there",
        [(10_000, "upright"), (20_000, "sign"), (1_000, "still")],
        [("presence.sign_shown", "started", 15 + SURE_S, 10 + SURE_S)],
    ),
    (
        "another garment, a minute of good views",
        [(30_000, "other garment"), (20_000, "hidden"), (40_000, "other garment")],
        [("appearance.uniform_mismatch", "started", 80 + 2 * SURE_S, SURE_S)],
    ),
]


@pytest.mark.parametrize(("what", "runs", "expected"), STORIES, ids=[story[0] for story in STORIES])
def test_stories(what: str, runs: list[Run], expected: Steps) -> None:
    del what
    events = [e for e in judged(looks(runs))[1] if e.type != "presence.absent"]
    assert [(e.type, e.phase.value, e.at_ms / 1000, e.start_ms / 1000) for e in events] == expected


def test_a_rule_without_limits_tells_nothing() -> None:
    assert judged(looks(STORIES[0][1]), replace(SETUP, rules={}))[1] == []


# --- several views ----------------------------------------------------------------------------------

FULL, PART = Covers.FULL, Covers.PART
Said = tuple[int | None, str, int]
"""Staff evidence (None: dark), phone and score."""

VIEWS: list[tuple[str, dict[str, Covers], dict[str, Said], Phone]] = [
    ("the surer of two", {"a": FULL, "b": FULL}, {"a": (9, "call", 12), "b": (9, "none", 14)}, Phone.NONE),
    ("a part that is surer", {"a": FULL, "b": PART}, {"a": (9, "none", 12), "b": (9, "call", 14)}, Phone.CALL),
    (
        "a full one where both are as sure",
        {"b": PART, "a": FULL},
        {"a": (9, "none", 13), "b": (9, "call", 13)},
        Phone.NONE,
    ),
    ("the first of two alike", {"a": FULL, "b": FULL}, {"a": (9, "call", 13), "b": (9, "none", 13)}, Phone.CALL),
    ("one that can judge", {"a": FULL, "b": PART}, {"a": (9, "cannot_judge", 0), "b": (9, "call", 11)}, Phone.CALL),
    ("one that sees", {"a": FULL, "b": FULL}, {"a": (None, "call", 15), "b": (9, "none", 11)}, Phone.NONE),
    ("one that sees staff", {"a": FULL, "b": FULL}, {"a": (-9, "call", 15), "b": (9, "none", 11)}, Phone.NONE),
    ("none", {"a": FULL, "b": FULL}, {"a": (9, "cannot_judge", 0), "b": (None, "call", 15)}, Phone.CANNOT_JUDGE),
    ("nobody's behaviour", {"a": FULL}, {"a": (-9, "call", 15)}, Phone.CANNOT_JUDGE),
]


@pytest.mark.parametrize(("what", "covers", "said", "expected"), VIEWS, ids=[row[0] for row in VIEWS])
def test_of_several_views_the_surest_is_believed(
    what: str, covers: dict[str, Covers], said: dict[str, Said], expected: Phone
) -> None:
    del what
    judgement, settled = CounterJudgement.at("7", covers, 0), []
    for view, (evidence, phone, score) in said.items():
        for n in range(20):
            dark = BlindReason.DARK if evidence is None else None
            look = Span(view, n * 500, n * 500 + 500, dark, evidence, phone=Fact(Phone(phone), score))
            judgement, done = take(judgement, look)
            settled += done
    judgement, rest = finish(judgement)
    assert {span.phone for span in settled + rest if span.from_ms >= 5_000} == {expected}


@pytest.mark.parametrize(("motions", "still"), [((9, 0), False), ((0, 0), True), ((9, 9), False)])
def test_the_sign_needs_no_staff_and_stillness_all_views_that_see_them(motions: tuple[int, int], still: bool) -> None:
    judgement, settled = CounterJudgement.at("7", {"a": FULL, "b": FULL}, 0), []
    for n in range(20):
        for view, motion in zip("ab", motions, strict=True):
            look = Span(view, n * 500, n * 500 + 500, None, 9, sign=Fact(Sign.SHOWN, 13), motion=motion)
            judgement, done = take(judgement, look)
            settled += done
    assert {(span.sign, span.still) for span in settled if span.from_ms >= 5_000} == {(Sign.SHOWN, still)}


def test_served_is_who_waits_for_the_staff_that_left_them() -> None:
    judgement, settled = CounterJudgement.at("7", {"front": FULL}, 0), []
    for look in looks([(9_000, "visitor and clerk"), (9_000, "visitor alone"), (9_000, "nobody"), (9_000, "still")]):
        judgement, done = take(judgement, look)
        settled += done
    assert [span.served for span in settled] == [9_000 <= span.from_ms < 18_000 for span in settled]


# --- what always holds ------------------------------------------------------------------------------

RUNS = st.lists(
    st.tuples(st.one_of(st.integers(1, 3_000), st.integers(1, 90_000)), st.sampled_from(list(SHOWN))),
    min_size=1,
    max_size=14,
)
SETUPS = st.sampled_from([SETUP, SERVED])


def by_type(events: Sequence[Event]) -> dict[str, list[Event]]:
    return {rule: [e for e in events if e.type == rule] for rule in ("presence.absent", *DEFAULTS)}


@given(RUNS, st.lists(st.integers(0, 400_000), max_size=20), SETUPS)
def test_cutting_spans_anywhere_changes_nothing(runs: list[Run], places: list[int], setup: CounterSetup) -> None:
    state, events = judged(spans(runs), setup)
    after, later = judged(cut(spans(runs), places), setup)
    assert by_type(later) == by_type(events)
    assert (after.rules, after.coverage, after.last) == (state.rules, state.coverage, state.last)


@given(RUNS, SETUPS)
def test_nothing_starts_or_gets_graver_while_blind(runs: list[Run], setup: CounterSetup) -> None:
    whole = spans(runs)
    for event in judged(whole, setup)[1]:
        if event.phase in (Phase.STARTED, Phase.GRAVER):
            (seen,) = [span for span in whole if span.from_ms < event.at_ms <= span.to_ms]
            assert seen.blind_reason is None


@given(RUNS)
def test_what_starts_ends_exactly_once(runs: list[Run]) -> None:
    whole = spans(runs)
    closed = replace(SETUP, context=replace(SETUP.context, service=((0, whole[-1].to_ms),)))
    over = Span("front", whole[-1].to_ms, whole[-1].to_ms + 60_000, BlindReason.DARK)
    by_id: dict[str, list[Phase]] = {}
    for event in judged([*whole, over], closed)[1]:
        by_id.setdefault(event.id, []).append(event.phase)
    for phases in by_id.values():
        assert (phases[0], phases[-1]) == (Phase.STARTED, Phase.ENDED)
        assert (phases.count(Phase.STARTED), phases.count(Phase.ENDED)) == (1, 1)


@given(RUNS, RUNS)
def test_two_views_give_the_same_in_whatever_order_their_spans_come(front: list[Run], side: list[Run]) -> None:
    setup = replace(SETUP, covers={"front": Covers.FULL, "side": Covers.PART})
    ends_ms = min(spans(front)[-1].to_ms, spans(side)[-1].to_ms)
    both = [
        [s for s in cut(spans(runs, view), [ends_ms]) if s.to_ms <= ends_ms]
        for view, runs in (("front", front), ("side", side))
    ]
    mixed = sorted(both[0] + both[1], key=lambda span: span.to_ms)
    state, events = judged(mixed, setup)
    after, later = judged(both[0] + both[1], setup)
    assert by_type(events) == by_type(later)
    assert (state.rules, state.coverage) == (after.rules, after.coverage)


@given(RUNS)
def test_behaviour_settles_nothing_about_presence(runs: list[Run]) -> None:
    plain = [
        replace(s, posture=PLAIN.posture, phone=PLAIN.phone, uniform=PLAIN.uniform, sign=PLAIN.sign)
        for s in spans(runs)
    ]
    state, events = judged(spans(runs))
    other, others = judged(plain)
    assert (state.coverage, by_type(events)["presence.absent"]) == (other.coverage, by_type(others)["presence.absent"])
    assert state.coverage.ms[Presence.UNSCHEDULED] == 0


PLAIN = Span("front", 0, 1)
