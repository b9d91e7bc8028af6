"""What holds when: pieces of time through which the circumstances do not change."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import Presence, SettledSpan, Sign
from vision.rules.circumstances import ALWAYS, Circumstances, Declaration, Service
from vision.rules.context import Context
from vision.rules.pieces import pieces_of
from vision.rules.timeline import cut_by_cover

HALL = Context("hall", ("7号窗口", "Window 7"))
DAY = replace(HALL, service=((900, 1200), (1330, 1700)), ready=((890, 900),))
SLIP = Declaration("s1", 1000, 1100, "errand")


def services(context: Context) -> list[tuple[int, str]]:
    return [(start, held.service.value) for start, _, held in context.pieces(0, 2400)]


SERVICES: list[tuple[str, Context, list[tuple[int, str]]]] = [
    ("without a schedule", HALL, [(0, "open")]),
    ("never", replace(HALL, service=()), [(0, "closed")]),
    ("a day", DAY, [(0, "closed"), (890, "ready"), (900, "open"), (1200, "closed"), (1330, "open"), (1700, "closed")]),
    (
        "a private break weighs more than an approved closing, a hall mode more than both",
        replace(HALL, breaks=((100, 400),), approved_closings=((0, 300),), suspensions=((200, 250),)),
        [(0, "closed_approved"), (100, "break"), (200, "suspended"), (250, "break"), (400, "open")],
    ),
    ("ready only where it is closed", replace(DAY, ready=((1190, 1340),)), [
        (0, "closed"), (900, "open"), (1200, "ready"), (1330, "open"), (1700, "closed"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "context", "expected"), SERVICES, ids=[row[0] for row in SERVICES])
def test_service(what: str, context: Context, expected: list[tuple[int, str]]) -> None:
    del what
    assert services(context) == expected


HOURS: list[tuple[str, Context, int, tuple[int | None, int | None, int | None]]] = [
    ("always", HALL, 500, (None, None, None)),
    ("before opening, of the next", DAY, 895, (900, 1200, None)),
    ("in service", DAY, 900, (900, 1200, None)),
    ("between two, of the next", DAY, 1200, (1330, 1700, 1200)),
    ("after the last", DAY, 1700, (None, None, 1700)),
    ("shifts that touch are one", replace(HALL, service=((0, 5), (5, 9))), 6, (0, 9, None)),
    ("an approved late opening", replace(DAY, approved_closings=((900, 950),)), 1000, (950, 1200, None)),
    ("an approved early closing", replace(DAY, approved_closings=((1600, 1700),)), 1650, (1330, 1600, 1600)),
    ("a break within is no closing", replace(DAY, breaks=((1000, 1010),)), 1005, (900, 1200, None)),
    ("a morning that never opens", replace(DAY, approved_closings=((800, 1250),)), 1000, (1330, 1700, None)),
    ("an emergency is no closing", replace(DAY, suspensions=((1100, 1250),)), 1150, (900, 1200, None)),
    ("nor is a private break an opening", replace(DAY, breaks=((880, 950),)), 960, (900, 1200, None)),
]


@pytest.mark.parametrize(("what", "context", "at_ms", "expected"), HOURS, ids=[row[0] for row in HOURS])
def test_when_service_opens_and_closes(
    what: str, context: Context, at_ms: int, expected: tuple[int | None, ...]
) -> None:
    del what
    held = context.at(at_ms)
    assert (held.opens_ms, held.closes_ms, held.closed_ms) == expected


def slips(held: Circumstances) -> tuple[str | None, str | None]:
    return (held.declared.id if held.declared else None, held.overdue.id if held.overdue else None)


SLIPS: list[tuple[str, tuple[Declaration, ...], int, tuple[str | None, str | None]]] = [
    ("before", (SLIP,), 999, (None, None)),
    ("from its begin", (SLIP,), 1000, ("s1", None)),
    ("overdue from the moment it is due", (SLIP,), 1100, (None, "s1")),
    ("until service closes", (SLIP,), 1200, (None, None)),
    ("and not in the afternoon", (SLIP,), 1400, (None, None)),
    ("due at the very opening", (Declaration("s0", 800, 900),), 900, (None, "s0")),
    ("due before it", (Declaration("s0", 800, 899),), 900, (None, None)),
    ("of two, the one due last", (SLIP, Declaration("s2", 1050, 1090)), 1060, ("s1", None)),
    ("a longer one goes on", (SLIP, Declaration("s2", 1050, 1190)), 1150, ("s2", None)),
    ("a later one declares anew", (SLIP, Declaration("s2", 1150, 1190)), 1160, ("s2", None)),
]


@pytest.mark.parametrize(("what", "given_slips", "at_ms", "expected"), SLIPS, ids=[row[0] for row in SLIPS])
def test_slips(
    what: str, given_slips: tuple[Declaration, ...], at_ms: int, expected: tuple[str | None, str | None]
) -> None:
    del what
    assert slips(replace(DAY, declarations=given_slips).at(at_ms)) == expected


def test_without_a_schedule_a_slip_stays_overdue() -> None:
    assert slips(replace(HALL, declarations=(SLIP,)).at(10**9)) == (None, "s1")


def test_a_slip_that_never_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="due after it begins"):
        Declaration("s1", 1000, 1000)


def test_other_circumstances() -> None:
    context = replace(
        HALL,
        covers=((10, 20, "8"),),
        announcements=((10, 2_000_000),),
        required_staff=((10, 20, 2),),
        exemptions=((10, 20, frozenset({"a"})), (15, 30, frozenset({"b"}))),
        uniforms=((0, 20, ("summer",)), (10, 40, ("winter", "summer"))),
    )
    held = context.at(15)
    assert (held.covered_by, held.announced, held.required_staff) == ("8", True, 2)
    assert (held.exempt, held.uniforms) == (frozenset({"a", "b"}), ("summer", "winter"))
    assert held.covered
    assert held.excused
    assert context.at(10 + 900_000).announced is False
    assert context.at(5) == replace(ALWAYS, uniforms=("summer",))


def test_a_cover_by_a_window_that_is_itself_unstaffed_is_none() -> None:
    context = replace(HALL, covers=((10, 50, "8"),))
    pieces = cut_by_cover(context.pieces(0, 60), {"8": ((0, 15), (20, 30), (45, 99)), "9": ((0, 99),)})
    assert [(start, end, held.covered) for start, end, held in pieces] == [
        (0, 10, False), (10, 15, False), (15, 20, True), (20, 30, False), (30, 45, True), (45, 50, False),
        (50, 60, False),
    ]  # fmt: skip


def test_an_announced_pause_is_a_sign_that_is_up() -> None:
    span = SettledSpan("7", 0, 30, Presence.ABSENT, sign_lost=True)
    pieces = pieces_of(span, replace(HALL, announcements=((10, 20),)))
    assert [(piece.from_ms, piece.to_ms, piece.sign, piece.sign_lost) for piece, _ in pieces] == [
        (0, 10, Sign.CANNOT_JUDGE, True), (10, 20, Sign.SHOWN, False), (20, 30, Sign.CANNOT_JUDGE, True),
    ]  # fmt: skip


INTERVALS = st.lists(st.integers(0, 60), min_size=0, max_size=8).map(
    lambda points: tuple(zip(sorted(set(points))[::2], sorted(set(points))[1::2], strict=False))
)


def _slip_of(number: int, interval: tuple[int, int]) -> Declaration:
    return Declaration(str(number), *interval)


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    return replace(
        HALL,
        service=draw(st.one_of(st.none(), INTERVALS)),
        ready=draw(INTERVALS),
        breaks=draw(INTERVALS),
        approved_closings=draw(INTERVALS),
        suspensions=draw(INTERVALS),
        declarations=tuple(_slip_of(*numbered) for numbered in enumerate(draw(INTERVALS))),
        covers=tuple((*interval, "8") for interval in draw(INTERVALS)),
        announcements=draw(INTERVALS),
    )


@given(contexts(), st.integers(-5, 64), st.integers(1, 70))
def test_pieces_are_all_of_the_time_and_nothing_changes_within_one(context: Context, from_ms: int, lasts: int) -> None:
    pieces = context.pieces(from_ms, from_ms + lasts)
    assert [at for start, end, _ in pieces for at in range(start, end)] == list(range(from_ms, from_ms + lasts))
    assert all(context.at(at) == held for start, end, held in pieces for at in range(start, end))


@given(contexts())
def test_it_opens_and_closes_where_service_does(context: Context) -> None:
    for at in range(-2, 62):
        held = context.at(at)
        edges = {edge for interval in (context.service or ()) for edge in interval}
        edges |= {edge for interval in context.approved_closings for edge in interval}
        assert {held.opens_ms, held.closes_ms, held.closed_ms} <= {*edges, None}
        assert held.closed_ms is None or held.closed_ms <= at
        if held.service is Service.OPEN and context.service is not None:
            assert held.opens_ms is not None
            assert held.closes_ms is not None
            assert held.opens_ms <= at < held.closes_ms
