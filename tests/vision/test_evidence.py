"""Evidence over time: decisions, dates, and that cutting a span changes nothing."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Presence
from vision.evidence import (
    DEFAULT_LIMITS,
    LOOK_MS,
    NAT,
    Belief,
    EvidenceLimits,
    Sight,
    Stretch,
    drifted,
    give_up,
    weigh,
)

EVIDENCE = st.one_of(st.none(), st.just(0), st.integers(-20, 20))
SIGHTS = st.lists(
    st.tuples(st.one_of(st.integers(1, 4_000), st.just(60_000)), EVIDENCE, st.sampled_from([False] * 5 + [True])),
    max_size=40,
)


def sights_of(lengths: list[tuple[int, int | None, bool]]) -> list[Sight]:
    """Sights one after another from 0: (duration ms, evidence, dark)."""
    sights, at_ms = [], 0
    for duration, evidence, dark in lengths:
        reason = BlindReason.DARK if dark else None
        sights.append(Sight(at_ms, at_ms + duration, None if dark else evidence, reason))
        at_ms += duration
    return sights


def cut(sights: list[Sight], points: set[int]) -> list[Sight]:
    """The same sights, cut at every one of ``points``."""
    pieces = []
    for sight in sights:
        edges = [sight.from_ms, *sorted(p for p in points if sight.from_ms < p < sight.to_ms), sight.to_ms]
        pieces += [sight._replace(from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def settled(sights: list[Sight]) -> tuple[Belief, list[Stretch]]:
    """All sights weighed, neighbours that say the same joined."""
    belief = Belief.at(0)
    joined: list[Stretch] = []
    for sight in sights:
        belief, done = weigh(belief, sight)
        joined = join(joined + done)
    return belief, joined


def join(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbours that say the same, as one."""
    joined: list[Stretch] = []
    for s in stretches:
        if joined and joined[-1].to_ms == s.from_ms and joined[-1][2:] == s[2:]:
            joined[-1] = joined[-1]._replace(to_ms=s.to_ms)
        else:
            joined.append(s)
    return joined


def looks(*evidence: int | None) -> list[Sight]:
    """A look of the usual length for each."""
    return sights_of([(LOOK_MS, e, False) for e in evidence])


@given(SIGHTS, st.sets(st.integers(1, 100_000), max_size=60))
def test_cutting_sights_anywhere_gives_the_same_belief_and_the_same_settled_time(
    lengths: list[tuple[int, int | None, bool]], points: set[int]
) -> None:
    sights = sights_of(lengths)
    assert settled(sights) == settled(cut(sights, points))


@given(SIGHTS)
def test_settled_and_pending_time_is_all_the_time(lengths: list[tuple[int, int | None, bool]]) -> None:
    sights = sights_of(lengths)
    belief, stretches = settled(sights)
    belief, rest = give_up(belief)
    edges = [edge for s in stretches + rest for edge in (s.from_ms, s.to_ms)]
    assert edges[1:-1:2] == edges[2::2]
    assert edges[:1] + edges[-1:] == ([0, sights[-1].to_ms] if sights else [])


@given(SIGHTS)
def test_blind_time_is_never_settled_as_anything_else(lengths: list[tuple[int, int | None, bool]]) -> None:
    sights = sights_of(lengths)
    _, stretches = settled(sights)
    dark = [(s.from_ms, s.to_ms) for s in sights if s.blind_reason]
    for s in stretches:
        if s.blind_reason is not BlindReason.DARK:
            assert not any(a < s.to_ms and s.from_ms < b for a, b in dark)


@settings(max_examples=300)
@given(
    st.integers(-DEFAULT_LIMITS.clamp, DEFAULT_LIMITS.clamp),
    st.integers(-2_100, 2_100),
    st.integers(0, 400),
    st.sampled_from([0, 1, 2, 7, 900]),
)
def test_closed_form_equals_one_step_after_another(start: int, drift: int, duration: int, forget: int) -> None:
    limits = EvidenceLimits(forget_per_ms=forget)
    value = start
    for _ in range(duration):
        fade = min(forget, abs(value))
        value = value - fade if value > 0 else value + fade
        value = max(-limits.clamp, min(limits.clamp, value + drift))
    assert drifted(start, drift, duration, limits) == value


NOBODY, SOMEBODY, UNSURE = -4, 8, 2

DATED = [
    ("present at once, from the first sight", [SOMEBODY] * 4, [(0, 2_000, Presence.PRESENT)]),
    ("absent after two seconds, from the first look", [NOBODY] * 5, [(0, 2_500, Presence.ABSENT)]),
    (
        "left: dated to the first empty look, however late it is sure",
        [SOMEBODY] * 6 + [NOBODY] * 8,
        [(0, 3_000, Presence.PRESENT), (3_000, 7_000, Presence.ABSENT)],
    ),
    (
        "a few empty looks among good ones change nothing",
        [SOMEBODY] * 6 + [NOBODY] * 3 + [SOMEBODY] * 2,
        [(0, 5_500, Presence.PRESENT)],
    ),
    (
        "one false sight does not fill an empty counter",
        [NOBODY] * 10 + [SOMEBODY] + [NOBODY] * 5,
        [(0, 8_000, Presence.ABSENT)],
    ),
    (
        "unsure sights add up",
        [NOBODY] * 10 + [UNSURE] * 13,
        [(0, 5_000, Presence.ABSENT), (5_000, 11_500, Presence.PRESENT)],
    ),
]


@pytest.mark.parametrize(("what", "evidence", "expected"), DATED, ids=[what for what, _, _ in DATED])
def test_dates(what: str, evidence: list[int], expected: list[tuple[int, int, Presence]]) -> None:
    del what
    belief, stretches = settled(looks(*evidence))
    _, rest = give_up(belief)
    assert [s[:3] for s in join(stretches + rest)] == expected


def test_unsure_time_at_the_start_is_undecided_and_not_absent() -> None:
    _, stretches = settled(looks(0, 0, 0, 0))
    assert stretches == [Stretch(0, 2_000, Presence.BLIND, BlindReason.UNDECIDED)]


def test_still_time_adds_nothing_and_forgets_nothing() -> None:
    sure, _ = settled(looks(SOMEBODY, SOMEBODY, SOMEBODY))
    later, done = weigh(sure, Sight(1_500, 3_600_000, None))
    assert later.log_odds == sure.log_odds
    assert join(done) == [Stretch(1_500, 3_600_000, Presence.PRESENT)]


def test_old_evidence_fades_while_nothing_new_is_said() -> None:
    sure, _ = settled(looks(SOMEBODY, SOMEBODY, SOMEBODY))
    later, _ = weigh(sure, Sight(1_500, 31_500, 0))
    assert 0 < later.log_odds < sure.log_odds
    assert later.state is Presence.PRESENT


def test_time_in_doubt_is_not_settled_until_the_doubt_is_dismissed() -> None:
    belief, stretches = settled(looks(*[SOMEBODY] * 4, NOBODY))
    assert (belief.settled_until_ms, belief.at_ms) == (2_000, 2_500)
    belief, more = weigh(belief, Sight(2_500, 3_000, SOMEBODY))
    assert belief.settled_until_ms == belief.at_ms
    assert join(stretches + more) == [Stretch(0, 3_000, Presence.PRESENT)]


def test_a_doubt_that_is_never_proved_expires() -> None:
    belief, _ = settled(looks(*[SOMEBODY] * 4, NOBODY))
    belief, stretches = weigh(belief, Sight(2_500, 60_000, 0))
    assert belief.settled_until_ms == belief.at_ms
    assert {s.state for s in stretches} == {Presence.PRESENT}


def test_an_absence_that_looks_neither_support_nor_contradict_is_given_up() -> None:
    sure, _ = settled(looks(*[NOBODY] * 8))
    fades_ms = DEFAULT_LIMITS.clamp // DEFAULT_LIMITS.forget_per_ms
    later, stretches = weigh(sure, Sight(4_000, 3_600_000, 0))
    assert (later.state, later.log_odds) == (Presence.BLIND, 0)
    assert join(stretches) == [
        Stretch(4_000, 4_000 + fades_ms, Presence.ABSENT),
        Stretch(4_000 + fades_ms, 3_600_000, Presence.BLIND, BlindReason.UNDECIDED),
    ]


def test_a_doubt_is_heard_out_before_an_absence_is_given_up() -> None:
    doubted, _ = settled(looks(*[NOBODY] * 8, 13))
    assert (doubted.state, doubted.log_odds > 0) == (Presence.ABSENT, True)
    back, _ = settled(looks(*[NOBODY] * 8, 13, *[0] * 4, SOMEBODY))
    assert back.state is Presence.PRESENT
    _, stretches = settled(looks(*[NOBODY] * 8, 13, *[0] * 100))
    expired_ms = 4_000 + DEFAULT_LIMITS.doubt_expires_ms
    assert next(s.from_ms for s in stretches if s.state is Presence.BLIND) == expired_ms


def test_a_presence_outlasts_looks_that_say_neither_yes_nor_no() -> None:
    sure, _ = settled(looks(*[SOMEBODY] * 4))
    later, _ = weigh(sure, Sight(2_000, 3_600_000, 0))
    assert later.state is Presence.PRESENT


def test_long_blindness_is_followed_by_not_knowing() -> None:
    belief, _ = settled(looks(*[SOMEBODY] * 4))
    short, _ = weigh(belief, Sight(2_000, 2_000 + 29_999, None, BlindReason.COVERED))
    long, _ = weigh(belief, Sight(2_000, 2_000 + 30_000, None, BlindReason.COVERED))
    assert (short.state, long.state, long.log_odds) == (Presence.PRESENT, Presence.BLIND, 0)


def test_evidence_speaks_for_time_not_for_looks() -> None:
    often, _ = settled(sights_of([(LOOK_MS // 5, 4, False)] * 5))
    once, _ = settled(looks(4))
    assert often.log_odds == once.log_odds == pytest.approx(NAT, rel=0.05)


def test_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted 0 ms, got 5 ms"):
        weigh(Belief.at(0), Sight(5, 10, 1))


def test_blindness_lasts_from_its_begin_however_its_reason_changes() -> None:
    belief, _ = settled(looks(*[SOMEBODY] * 4))
    for from_ms, reason in ((2_000, BlindReason.COVERED), (12_000, BlindReason.DARK), (22_000, BlindReason.FROZEN)):
        assert belief.state is Presence.PRESENT
        belief, _ = weigh(belief, Sight(from_ms, from_ms + 10_000, None, reason))
    assert (belief.state, belief.blind_since_ms) == (Presence.BLIND, 2_000)
    belief, _ = weigh(belief, Sight(32_000, 32_500, SOMEBODY))
    assert belief.blind_since_ms is None


@pytest.mark.parametrize("forget", [1, 2, 8])
def test_what_was_believed_fades_while_blind(forget: int) -> None:
    limits = EvidenceLimits(forget_per_ms=forget)
    belief = Belief.at(0)
    for sight in looks(*[SOMEBODY] * 4):
        belief, _ = weigh(belief, sight, limits)
    sure = belief.log_odds
    dark, _ = weigh(belief, Sight(2_000, 7_000, None, BlindReason.DARK), limits)
    assert dark.log_odds == sure - 5_000 * forget


def test_a_doubt_expires_in_the_dark_too() -> None:
    doubted, before = settled(looks(*[SOMEBODY] * 4, NOBODY))
    belief, after = weigh(doubted, Sight(2_500, 28_000, None, BlindReason.DARK))
    assert doubted.settled_until_ms == 2_000
    assert join(before + after) == [
        Stretch(0, 2_500, Presence.PRESENT),
        Stretch(2_500, 28_000, Presence.BLIND, BlindReason.DARK),
    ]
    assert belief.settled_until_ms == 28_000


def test_what_waits_when_a_belief_is_given_up_is_settled_as_it_was_believed() -> None:
    doubted, before = settled(looks(*[SOMEBODY] * 4, NOBODY))
    late = EvidenceLimits(doubt_expires_ms=90_000)
    belief, after = weigh(doubted, Sight(2_500, 40_000, None, BlindReason.DARK), late)
    assert belief.state is Presence.BLIND
    assert join(before + after)[0] == Stretch(0, 2_500, Presence.PRESENT)


def test_when_the_source_ends_nothing_waits_any_more() -> None:
    doubted, _ = settled(looks(*[SOMEBODY] * 4, NOBODY))
    belief, rest = give_up(doubted)
    assert (belief.settled_until_ms, rest) == (2_500, [Stretch(2_000, 2_500, Presence.PRESENT)])
