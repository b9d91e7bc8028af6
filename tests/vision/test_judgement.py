"""Several views of one counter, and that views, staff and visitors are settled together."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import BlindReason, Covers, Presence, SettledSpan, Span
from vision.judgement import CounterJudgement, finish, live_state, take

NOBODY, SOMEBODY = -4, 8


def look(view: str, number: int, evidence: int | None, customer: int | None = None, *, dark: bool = False) -> Span:
    reason = BlindReason.DARK if dark else None
    return Span(view, number * 500, number * 500 + 500, reason, evidence, customer)


def judged(covers: dict[str, Covers], spans: list[Span]) -> tuple[CounterJudgement, list[SettledSpan]]:
    judgement, settled = CounterJudgement.at("7", covers, 0), []
    for span in spans:
        judgement, done = take(judgement, span)
        settled += done
    judgement, rest = finish(judgement)
    return judgement, settled + rest


def joined(spans: list[SettledSpan]) -> list[tuple[int, int, Presence, Presence]]:
    pieces: list[tuple[int, int, Presence, Presence]] = []
    for s in spans:
        if pieces and pieces[-1][2:] == (s.staff, s.customer):
            pieces[-1] = (pieces[-1][0], s.to_ms, s.staff, s.customer)
        else:
            pieces.append((s.from_ms, s.to_ms, s.staff, s.customer))
    return pieces


def series(view: str, evidence: int, *, dark: bool = False) -> list[Span]:
    return [look(view, n, evidence, dark=dark) for n in range(12)]


FULL, PART = Covers.FULL, Covers.PART

TOGETHER = [
    ("one full view says nobody", {"a": FULL}, {"a": NOBODY}, set(), Presence.ABSENT),
    (
        "any view's sight of somebody counts",
        {"a": FULL, "b": PART},
        {"a": NOBODY, "b": SOMEBODY},
        set(),
        Presence.PRESENT,
    ),
    ("a part that sees nobody proves nothing", {"b": PART}, {"b": NOBODY}, set(), Presence.BLIND),
    ("a part that sees somebody does", {"b": PART}, {"b": SOMEBODY}, set(), Presence.PRESENT),
    ("a blind full view cannot say nobody", {"a": FULL, "b": PART}, {"a": NOBODY, "b": NOBODY}, {"a"}, Presence.BLIND),
    ("one of two full views is enough", {"a": FULL, "c": FULL}, {"a": NOBODY, "c": NOBODY}, {"a"}, Presence.ABSENT),
    ("all blind", {"a": FULL, "b": PART}, {"a": SOMEBODY, "b": SOMEBODY}, {"a", "b"}, Presence.BLIND),
]


@pytest.mark.parametrize(("what", "covers", "evidence", "dark", "expected"), TOGETHER, ids=[row[0] for row in TOGETHER])
def test_views_put_together(
    what: str, covers: dict[str, Covers], evidence: dict[str, int], dark: set[str], expected: Presence
) -> None:
    del what
    spans = [span for view, e in evidence.items() for span in series(view, e, dark=view in dark)]
    judgement, settled = judged(covers, spans)
    assert {s.staff for s in settled} == {expected}
    assert live_state(judgement) is expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(-16, 16), st.booleans()), max_size=40))
def test_settled_time_is_gapless_and_all_that_every_view_has_seen(looks: list[tuple[str, int, bool]]) -> None:
    counts = {"a": 0, "b": 0}
    spans = []
    for view, evidence, dark in looks:
        spans.append(look(view, counts[view], evidence, evidence, dark=dark))
        counts[view] += 1
    _, settled = judged({"a": FULL, "b": FULL}, spans)
    assert all(a.to_ms == b.from_ms for a, b in pairwise(settled))
    until = 500 * min(counts.values())
    assert (settled[-1].to_ms if settled else 0) == until
    assert (settled[0].from_ms if settled else 0) == 0


def test_visitors_are_judged_by_their_own_evidence() -> None:
    spans = [look("a", n, SOMEBODY, NOBODY if n < 8 else SOMEBODY) for n in range(16)]
    _, settled = judged({"a": FULL}, spans)
    assert joined(settled) == [
        (0, 4_000, Presence.PRESENT, Presence.ABSENT),
        (4_000, 8_000, Presence.PRESENT, Presence.PRESENT),
    ]


def test_a_doubt_about_visitors_holds_back_the_staff_of_the_same_time() -> None:
    judgement, settled = CounterJudgement.at("7", {"a": FULL}, 0), []
    for span in [look("a", n, SOMEBODY, SOMEBODY if n < 8 else NOBODY) for n in range(9)]:
        judgement, done = take(judgement, span)
        settled += done
    assert settled[-1].to_ms == 4_000


def test_zone_version_and_networks_of_the_spans_are_carried() -> None:
    span = replace(look("a", 0, SOMEBODY), zone_version=4, model_set="yolo11n")
    _, settled = judged({"a": FULL}, [span])
    assert (settled[0].zone_version, settled[0].model_set) == (4, "yolo11n")


def test_a_span_of_another_counter_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted a span of one of"):
        take(CounterJudgement.at("7", {"a": FULL}, 0), look("x", 0, 1))
