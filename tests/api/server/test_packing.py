"""Packed spans come back as they were, whatever they are, and are small."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.server import packing
from api.server.packing import MINUTE_MS, minute_of, pack, unpack
from vision.datatypes import BlindReason, Eating, Fact, Phone, Posture, Sign, Span, Uniform, Value

EVIDENCE = st.none() | st.integers(-127, 127)
SMALL = st.integers(0, 15)
MODEL_SETS = st.sampled_from(["", "detector-1", '模型\u2028"2"', "x" * 200])


def facts(values: type[Value]) -> st.SearchStrategy[Fact[Value]]:
    return st.builds(Fact, st.sampled_from(values), SMALL)


@st.composite
def any_spans(draw: st.DrawFn, minute: int = 7) -> Span:
    from_ms = minute * MINUTE_MS + draw(st.integers(0, MINUTE_MS - 1))
    return Span(
        "desk",
        from_ms,
        from_ms + draw(st.integers(1, 65_535)),
        draw(st.none() | st.sampled_from(BlindReason)),
        draw(EVIDENCE),
        draw(EVIDENCE),
        draw(st.integers(0, 3)),
        draw(facts(Posture)),
        draw(facts(Phone)),
        draw(facts(Uniform)),
        draw(facts(Sign)),
        draw(facts(Eating)),
        draw(SMALL),
        draw(st.integers(0, 2**31 - 1)),
        draw(MODEL_SETS),
    )


@given(st.lists(any_spans(), max_size=8))
def test_every_span_comes_back_as_it_was(spans: list[Span]) -> None:
    assert unpack("desk", 7, pack(7, spans)) == spans


@given(st.lists(any_spans(), max_size=5), st.lists(any_spans(), max_size=5))
def test_packing_after_others_is_packing_together(first: list[Span], rest: list[Span]) -> None:
    assert unpack("desk", 7, pack(7, rest, pack(7, first))) == first + rest


def test_every_value_has_its_place() -> None:
    places = (packing.POSTURES, packing.PHONES, packing.UNIFORMS, packing.SIGNS, packing.EATINGS)
    for known, values in zip(places, (Posture, Phone, Uniform, Sign, Eating), strict=True):
        assert set(known) == set(values)
    assert set(packing.REASONS) == {None, *BlindReason}
    assert all(len(values) <= 2**bits for values, bits in packing.CHOICES)


LATER = Span("desk", 8 * MINUTE_MS, 8 * MINUTE_MS + 1)


@pytest.mark.parametrize("span", [LATER, replace(LATER, from_ms=7 * MINUTE_MS, to_ms=9 * MINUTE_MS)])
def test_what_does_not_fit_is_refused(span: Span) -> None:
    assert minute_of(LATER) == 8
    with pytest.raises(ValueError, match="beginning in minute 7 was wanted"):
        pack(7, [span])


@pytest.mark.parametrize("row", [b"", b"\x02x", b"\x01x", pack(7, [replace(LATER, from_ms=7 * MINUTE_MS)])[:-3]])
def test_what_is_no_row_is_told(row: bytes) -> None:
    with pytest.raises(ValueError, match="a row of packed spans"):
        unpack("desk", 7, row)


def test_a_usual_minute_is_small() -> None:
    chance = random.Random(1)  # noqa: S311 - a busy counter, the same every time
    spans = [
        Span(
            "desk",
            7 * MINUTE_MS + n * 500,
            7 * MINUTE_MS + (n + 1) * 500,
            staff_evidence=chance.choice([9, 10, 11, None]),
            staff_seen=1,
            posture=Fact(Posture.UPRIGHT, chance.randint(8, 11)),
            motion=chance.randint(0, 3),
            model_set="detector-1",
        )
        for n in range(120)
    ]
    assert len(pack(7, spans)) / len(spans) < 7
