from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.builders import span
from vision.datatypes import BlindReason, Span
from vision.spans import HOLDS_MS, LONGEST_MS, STALE_MS, begins, blinded, held, moment

LOOK = span(1_000, 1_001)


def times(pieces: list[Span]) -> list[tuple[int, int]]:
    return [(piece.from_ms, piece.to_ms) for piece in pieces]


@pytest.mark.parametrize(
    ("to_ms", "expected"),
    [
        (1_000, []),
        (900, []),
        (1_500, [(1_000, 1_500, "seen")]),
        (1_000 + HOLDS_MS, [(1_000, 1_750, "seen")]),
        (1_000 + HOLDS_MS + 1, [(1_000, 1_750, "seen"), (1_750, 1_751, "still")]),
        (1_000 + STALE_MS, [(1_000, 1_750, "seen"), (1_750, 3_000, "still")]),
        (3_001, [(1_000, 1_750, "seen"), (1_750, 3_000, "still"), (3_000, 3_001, "blind")]),
        (
            14_000,
            [(1_000, 1_750, "seen"), (1_750, 3_000, "still"), (3_000, 13_000, "blind"), (13_000, 14_000, "blind")],
        ),
    ],
)
def test_what_a_look_saw_holds_then_is_still_then_stale(to_ms: int, expected: list[tuple[int, int, str]]) -> None:
    def kind(piece: Span) -> str:
        if piece.blind_reason:
            return "blind"
        return "still" if piece.staff_evidence is None else "seen"

    assert [(piece.from_ms, piece.to_ms, kind(piece)) for piece in held(LOOK, to_ms)] == expected


def test_still_pieces_keep_the_other_facts_and_stale_ones_none() -> None:
    seen, still, stale = held(replace(LOOK, customer_evidence=5), 4_000)
    assert (seen.staff_evidence, seen.customer_evidence, seen.staff_seen) == (8, 5, 1)
    assert (still.staff_evidence, still.customer_evidence, still.staff_seen) == (None, None, 1)
    assert stale == Span("desk", 3_000, 4_000, BlindReason.NO_PICTURE, zone_version=4, model_set="nets-2")


def test_a_blind_look_keeps_its_reason_until_it_is_stale() -> None:
    dark = blinded(LOOK, BlindReason.DARK)
    assert [(p.to_ms, p.blind_reason) for p in held(dark, 5_000)] == [
        (3_000, BlindReason.DARK),
        (5_000, BlindReason.NO_PICTURE),
    ]


@given(st.integers(0, 10**9), st.integers(-2_000, 90_000), st.sampled_from([None, *BlindReason]))
def test_the_pieces_are_exactly_the_time(from_ms: int, lasts_ms: int, reason: BlindReason | None) -> None:
    look = moment(LOOK if reason is None else blinded(LOOK, reason), from_ms)
    pieces = held(look, from_ms + lasts_ms)
    edges = [from_ms, *(piece.to_ms for piece in pieces)]
    assert [piece.from_ms for piece in pieces] == edges[:-1]
    assert edges[-1] == from_ms + max(0, lasts_ms)
    assert all(piece.to_ms - piece.from_ms <= LONGEST_MS for piece in pieces)
    assert sum(p.to_ms - p.from_ms for p in pieces if p.staff_evidence is not None) <= HOLDS_MS
    assert all(p.blind_reason is BlindReason.NO_PICTURE for p in pieces if p.from_ms >= from_ms + STALE_MS)
    assert {(p.view, p.zone_version, p.model_set) for p in pieces} <= {("desk", 4, "nets-2")}


@pytest.mark.parametrize(
    ("at_ms", "last_ms", "expected"),
    [
        (5_000, None, 5_000),
        (5_000, 4_500, 4_750),
        (5_000, 4_800, 4_900),
        (5_000, 4_999, 5_000),
        (5_000, 4_997, 4_999),
        (5_000, 4_000, 4_750),
        (5_000, 0, 4_750),
    ],
)
def test_a_look_speaks_from_half_way_back_but_never_for_long(at_ms: int, last_ms: int | None, expected: int) -> None:
    assert begins(at_ms, last_ms) == expected


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_look_never_speaks_of_the_time_before_the_last_one(last_ms: int, gap_ms: int) -> None:
    assert last_ms < begins(last_ms + gap_ms, last_ms) <= last_ms + gap_ms


def test_moment_is_one_millisecond_of_the_same_facts() -> None:
    assert times([moment(LOOK, 7)]) == [(7, 8)]
    assert replace(moment(LOOK, 7), from_ms=1_000, to_ms=1_001) == LOOK
