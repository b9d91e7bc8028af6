"""Behaviour over time: looks become beliefs, dated back, whatever the cuts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.behaviour_evidence import (
    CANNOT,
    WEIGHTS,
    Conduct,
    Opinion,
    borders,
    forgotten,
    note_at,
    observe,
    settled_until_ms,
    since,
    still_at,
    unquestioned,
)
from vision.datatypes import BlindReason, Fact, Phone, Posture, Sign, Span, Uniform
from vision.evidence import LOOK_MS

Said = tuple[str, int]
"""A posture and its score; "still" and "dark" are what they are."""

LETTERS = {
    "u": Posture.UPRIGHT,
    "s": Posture.SLUMPED,
    "h": Posture.HEAD_DOWN,
    "?": Posture.CANNOT_JUDGE,
}


def span(from_ms: int, to_ms: int, said: str, score: int, motion: int = 0) -> Span:
    if said == "dark":
        return Span("a", from_ms, to_ms, BlindReason.DARK)
    if said == "still":
        return Span("a", from_ms, to_ms)
    return Span("a", from_ms, to_ms, staff_evidence=8, posture=Fact(LETTERS[said], score), motion=motion)


def spans(runs: Sequence[tuple[int, str, int]]) -> list[Span]:
    done, at_ms = [], 0
    for lasts_ms, said, score in runs:
        done.append(span(at_ms, at_ms + lasts_ms, said, score))
        at_ms += lasts_ms
    return done


def looks(text: str, score: int = 13) -> list[Span]:
    """A look for each letter."""
    return [span(n * LOOK_MS, (n + 1) * LOOK_MS, "still" if s == "_" else s, score) for n, s in enumerate(text)]


def after(these: Sequence[Span], conduct: Conduct | None = None) -> Conduct:
    conduct = conduct or Conduct()
    for one in these:
        conduct = observe(conduct, one)
    return conduct


def believed(these: Sequence[Span]) -> list[tuple[int, str]]:
    """(from_ms, posture) of everything, at the end."""
    pieces: list[tuple[int, str]] = []
    for note in after(these).posture.track:
        if not pieces or pieces[-1][1] != note.value:
            pieces.append((note.from_ms, note.value.value))
    return pieces


FIRST_MS = 1_429
"""How long looks of score 13 take until the first belief."""

STORIES: list[tuple[str, str, int, list[tuple[int, str]]]] = [
    ("nothing was ever judged", "????", 0, [(0, CANNOT)]),
    ("no single look decides", "s", 15, [(0, CANNOT)]),
    ("a few alike do, from their decision on", "sss", 13, [(0, CANNOT), (FIRST_MS, "slumped")]),
    (
        "a change is dated back to its first look",
        "uuuusss",
        13,
        [(0, CANNOT), (FIRST_MS, "upright"), (2000, "slumped")],
    ),
    ("one unlucky look among others changes nothing", "uuuusuuuu", 13, [(0, CANNOT), (FIRST_MS, "upright")]),
    ("not more sure than not says nothing", "ssssssssssss", 7, [(0, CANNOT)]),
    ("barely more sure takes long, and expires before it is enough", "uuuus" + "s" * 6, 9, [(0, CANNOT)]),
    (
        "a little more sure takes its time, and is dated back by 4 s at most",
        "u" * 12 + "s" * 12,
        9,
        [(0, CANNOT), (5000, "upright"), (7000, "slumped")],
    ),
    (
        "time that cannot be judged is no value's",
        "ssss??ss",
        13,
        [(0, CANNOT), (FIRST_MS, "slumped"), (2000, CANNOT), (3000, "slumped")],
    ),
    ("still time goes on as it was", "sss____?", 13, [(0, CANNOT), (FIRST_MS, "slumped"), (3500, CANNOT)]),
    (
        "still after what cannot be judged cannot either",
        "sss?___",
        13,
        [(0, CANNOT), (FIRST_MS, "slumped"), (1500, CANNOT)],
    ),
    (
        "two values that share the looks move away from a third",
        "uuuhshshshs",
        13,
        [(0, CANNOT), (FIRST_MS, "upright"), (1500, "head_down")],
    ),
    ("what contradicts itself from the beginning stays undecided", "shshshshshsh", 13, [(0, CANNOT)]),
    (
        "a short silence does not forget",
        "sss" + 5 * "?" + "u",
        13,
        [(0, CANNOT), (FIRST_MS, "slumped"), (1500, CANNOT), (4000, "slumped")],
    ),
    ("silence of 3 s does", "sss" + 6 * "?" + "u", 13, [(0, CANNOT), (FIRST_MS, "slumped"), (1500, CANNOT)]),
]


@pytest.mark.parametrize(("what", "text", "score", "expected"), STORIES, ids=[s[0] for s in STORIES])
def test_stories(what: str, text: str, score: int, expected: list[tuple[int, str]]) -> None:
    del what
    assert believed(looks(text, score)) == expected


def test_weights_are_log_odds_in_quarter_nats() -> None:
    assert WEIGHTS == (0,) * 8 + (1, 2, 3, 4, 6, 7, 11, 13)


def test_a_doubt_keeps_its_time_from_being_settled_until_it_expires() -> None:
    conduct = after(looks("uuuu"))
    assert settled_until_ms(conduct, 2000) == 2000
    conduct = observe(conduct, span(2000, 2500, "s", 10))
    assert settled_until_ms(conduct, 2500) == 2000
    assert settled_until_ms(unquestioned(conduct), 2500) == 2500
    conduct = observe(conduct, span(2500, 12_000, "still", 0))
    assert settled_until_ms(conduct, 12_000) == 12_000


def test_nothing_waits_for_the_first_belief() -> None:
    for looks_so_far in range(1, 9):
        conduct = after(looks("s" * looks_so_far, 9))
        assert conduct.posture.value is Posture.CANNOT_JUDGE
        assert settled_until_ms(conduct, looks_so_far * LOOK_MS) == looks_so_far * LOOK_MS


def signs(text: str) -> list[Span]:
    """A look for each letter: the sign is up, away, hidden, nothing changed, or all is dark."""
    values = {"+": Sign.SHOWN, "-": Sign.NOT_SHOWN, "?": Sign.CANNOT_JUDGE, "_": Sign.CANNOT_JUDGE}
    return [
        Span("a", n * LOOK_MS, (n + 1) * LOOK_MS, BlindReason.DARK)
        if said == "d"
        else Span("a", n * LOOK_MS, (n + 1) * LOOK_MS, None, None if said == "_" else -8, sign=Fact(values[said], 13))
        for n, said in enumerate(text)
    ]


HIDDEN = "?_" * 300
"""For as long as a sign is held."""

UP = [(0, CANNOT), (FIRST_MS, "shown")]

SIGNS: list[tuple[str, str, list[tuple[int, str]]]] = [
    ("who stands before it does not take it away", "+++" + HIDDEN, [*UP]),
    ("nor puts it up", "---" + HIDDEN, [(0, CANNOT), (FIRST_MS, "not_shown")]),
    ("but not for ever", "+++" + HIDDEN + "?", [*UP, (301_500, CANNOT)]),
    ("each sight of it begins anew", "+++" + HIDDEN + "+" + HIDDEN, [*UP]),
    ("darkness ends it at once", "+++??d??", [*UP, (2500, CANNOT)]),
    ("what was never seen is not held", "????", [(0, CANNOT)]),
    ("it may have gone behind somebody", "+++????---", [*UP, (3500, "not_shown")]),
]


@pytest.mark.parametrize(("what", "text", "expected"), SIGNS, ids=[s[0] for s in SIGNS])
def test_a_sign_is_held_while_it_is_hidden(what: str, text: str, expected: list[tuple[int, str]]) -> None:
    del what
    track = after(signs(text)).sign.track
    notes = [(note.from_ms, note.value.value) for note in track]
    assert [now for n, now in enumerate(notes) if n == 0 or notes[n - 1][1] != now[1]] == expected


@given(st.lists(st.tuples(st.sampled_from("+-?_d"), st.integers(1, 500)), min_size=1, max_size=12), st.data())
def test_cutting_signs_anywhere_changes_nothing(runs: list[tuple[str, int]], data: st.DataObject) -> None:
    whole, at_ms = list[Span](), 0
    for said, looks_long in runs:
        whole.append(replace(signs(said)[0], from_ms=at_ms, to_ms=at_ms + looks_long * 997))
        at_ms = whole[-1].to_ms
    places = sorted(data.draw(st.sets(st.integers(1, at_ms), max_size=20)))
    pieces = []
    for one in whole:
        edges = [one.from_ms, *(p for p in places if one.from_ms < p < one.to_ms), one.to_ms]
        pieces += [replace(one, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    assert after(pieces) == after(whole)


def test_a_doubt_about_a_sign_that_is_hidden_expires() -> None:
    assert settled_until_ms(after(signs("+++-" + "?" * 6)), 5000) == 1500
    assert settled_until_ms(after(signs("+++-" + "?" * 8)), 6000) == 2000, "what is settled waits for 4 s at most"
    assert settled_until_ms(after(signs("+++-" + "?" * 18)), 11_000) == 7000
    assert settled_until_ms(after(signs("+++-" + "?" * 19)), 11_500) == 11_500


def test_what_was_believed_of_who_has_left_is_forgotten_and_the_sign_is_not() -> None:
    look = Span("a", 0, 2000, None, 8, posture=Fact(Posture.SLUMPED, 14), phone=Fact(Phone.CALL, 14),
                uniform=Fact(Uniform.MISMATCH, 14), sign=Fact(Sign.SHOWN, 14))  # fmt: skip
    before = after([look])
    conduct = forgotten(before, 1200)
    for opinion in (conduct.posture, conduct.phone, conduct.uniform):
        assert (opinion.value, [(n.from_ms, n.value != CANNOT) for n in opinion.track]) == (
            CANNOT, [(0, False), (910, True), (1200, False)],
        )  # fmt: skip
    assert conduct.sign == before.sign
    again = after([replace(look, from_ms=2000, to_ms=2500), replace(look, from_ms=2500, to_ms=4000)], conduct)
    assert [(n.from_ms, n.value.value) for n in again.phone.track] == [
        (0, CANNOT),
        (910, "call"),
        (1200, CANNOT),
        (2000, CANNOT),
        (2910, "call"),
    ]


def test_a_surer_look_is_remembered() -> None:
    conduct = after([*looks("ssss", 12), span(2000, 2500, "s", 15)])
    notes = [(note.from_ms, note.sure) for note in conduct.posture.track]
    assert notes == [(0, 0), (1667, 12), (2000, 15)]
    assert conduct.posture.sure == 15


def test_enough_is_enough_to_the_millisecond() -> None:
    """5 nats by looks of one nat: five of them."""
    almost = after([*looks("ssss", 11), span(2000, 2499, "s", 11)])
    assert almost.posture.value is Posture.CANNOT_JUDGE
    assert after([span(2499, 2500, "s", 11)], almost).posture.value is Posture.SLUMPED


def test_who_says_the_same_again_costs_nothing() -> None:
    conduct = after(looks("uuuu"))
    assert observe(conduct, span(2000, 2500, "u", 9)) is conduct


def test_all_behaviours_are_believed_each_by_itself() -> None:
    looks_alike = [
        Span(
            "a", n * 500, n * 500 + 500, None, 8,
            phone=Fact(Phone.CALL, 14), uniform=Fact(Uniform.MISMATCH, 14), sign=Fact(Sign.SHOWN, 14),
        )
        for n in range(4)
    ]  # fmt: skip
    conduct = after(looks_alike)
    values = (conduct.posture.value, conduct.phone.value, conduct.uniform.value, conduct.sign.value)
    assert values == (Posture.CANNOT_JUDGE, Phone.CALL, Uniform.MISMATCH, Sign.SHOWN)


def test_motion_is_followed() -> None:
    conduct = after([span(0, 500, "u", 13, 0), span(500, 1000, "u", 13, 9), span(1000, 1500, "u", 13, 1)])
    assert [still_at(conduct, at_ms) for at_ms in (0, 499, 500, 999, 1000)] == [True, True, False, False, True]
    assert not still_at(Conduct(), 0)


RUNS = st.lists(
    st.tuples(
        st.integers(1, 6000),
        st.sampled_from([*LETTERS, "still", "dark", "u", "s"]),
        st.integers(0, 15),
    ),
    min_size=1,
    max_size=20,
)


def cut(whole: Sequence[Span], places: Sequence[int]) -> list[Span]:
    pieces = []
    for one in whole:
        edges = sorted({one.from_ms, one.to_ms, *(p for p in places if one.from_ms < p < one.to_ms)})
        said = "dark" if one.blind_reason else "still" if one.staff_evidence is None else "?"
        said = next((k for k, v in LETTERS.items() if v is one.posture.value), said) if said == "?" else said
        pieces += [span(a, b, said, one.posture.score) for a, b in pairwise(edges)]
    return pieces


@given(RUNS, st.lists(st.integers(1, 120_000), max_size=30))
def test_cutting_anywhere_changes_nothing(runs: list[tuple[int, str, int]], places: list[int]) -> None:
    whole = spans(runs)
    assert after(cut(whole, places)) == after(whole)


@given(RUNS)
def test_what_is_settled_never_changes(runs: list[tuple[int, str, int]]) -> None:
    conduct, settled_ms, told = Conduct(), 0, dict[int, str]()
    for one in spans(runs):
        conduct = observe(conduct, one)
        assert all(value == _value(conduct.posture, at_ms) for at_ms, value in told.items())
        reached = settled_until_ms(conduct, one.to_ms)
        assert reached >= settled_ms
        moments = [m for m in {settled_ms, *borders(conduct, reached), reached - 1} if settled_ms <= m < reached]
        told = {at_ms: _value(conduct.posture, at_ms) for at_ms in moments}
        kept = since(conduct, settled_ms)
        assert all(note_at(kept.posture, m) == note_at(conduct.posture, m) for m in moments)
        settled_ms = reached


def _value(opinion: Opinion[Posture], at_ms: int) -> str:
    note = note_at(opinion, at_ms)
    return CANNOT if note is None else note.value.value
