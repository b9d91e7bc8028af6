"""Every rule of the book by the same cases: found, below the limit, exempt, blind, late and merged.

What one rule has besides, how it swallows another or what a visitor changes, is in the table of its own test.
"""

from collections.abc import Callable, Mapping

import pytest

from tests.vision.rules.book import BLIND, NO, ROWS, YES, Around, Row, Runs
from tests.vision.rules.builders import Told, covered, during, slip, told
from vision.rules import presence
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.registry import RULES

Case = tuple[str, Around, Runs, Told]
"""Which kind it is, what else holds, what is seen, what is told."""

EVER = during(0, 10**6)
CLOSING_S = 3600.0
TEN_HOURS = 36_000.0


def found(row: Row, start: float, end: float, seen: float, blind: float = 0, at: float | None = None) -> Told:
    """Started as soon as the limit was reached, and over a gap after it was last seen at ``end``."""
    at = end - (seen - row.limit_s) if at is None else at
    return [
        ("started", at, row.severity, start, None, None, row.limit_s, blind),
        ("ended", end + row.gap_s, row.severity, start, end, "returned", seen, blind),
    ]


def at_its_limit(row: Row) -> list[Case]:
    """Twenty seconds more than the limit, from ``begins_s`` on."""
    b, limit, gap, half = row.begins_s, row.limit_s, row.gap_s, row.limit_s / 2
    over, blind_ms = b + limit + 20, row.blind_ends_s
    whole: Runs = [(b, NO), (over, YES), (over + 90, NO)]
    lost: Told = [
        ("started", b + limit, row.severity, b, None, None, limit, 0),
        ("ended", b + limit + 10 + blind_ms, row.severity, b, b + limit + 10, "unknown", limit + 10, 0),
    ]
    again = over + gap + limit + 20
    second = [] if row.once else found(row, over + gap, again, limit + 20)
    cases: list[Case] = [
        ("found", {}, whole, found(row, b, over, limit + 20)),
        ("below the limit", {}, [(b, NO), (b + limit - 1, YES), (over, NO)], []),
        ("below the limit", {}, [(b, NO), (b + limit - 0.001, YES), (over, NO)], []),
        ("blind inside", {}, [(b, NO), (b + half, YES), (b + half + 100, BLIND), (over + 100, YES), (over + 190, NO)],
         found(row, b, over + 100, limit + 20, 100)),
        ("blind at the end", {}, [(b, NO), (over, YES), (over + 50, BLIND), (over + 140, NO)],
         [*found(row, b, over, limit + 20)[:1],
          ("ended", over + 50 + gap, row.severity, b, over, "returned", limit + 20, 0)]),
        ("blind too long", {}, [(b, NO), (b + limit + 10, YES), (b + limit + 11 + blind_ms, BLIND)], lost),
        ("blind before the limit", {}, [(b, NO), (b + limit - 1, YES), (b + limit + 99, BLIND), (over + 190, NO)], []),
        ("blind before the limit", {}, [(b, NO), (b + limit - 1, YES), (b + limit + blind_ms, BLIND)], []),
        ("blind all along", {}, [(b, NO), (TEN_HOURS, BLIND)], []),
        ("merge: too short to be joined to the next", {},
         [(b, NO), (b + limit - 1, YES), (b + limit + gap, NO), (b + 2 * limit + gap - 1, YES), (over + 1000, NO)], []),
        ("merge: a gap parts two findings", {},
         [(b, NO), (over, YES), (over + gap, NO), (again, YES), (again + gap, NO)] if gap else
         [(b, NO), (over, YES), (over + 1, NO), (over + limit, YES), (over + limit + 1, NO)],
         [*found(row, b, over, limit + 20), *second] if gap else found(row, b, over, limit + 20)),
    ]  # fmt: skip
    if gap:
        back, end = b + half + gap - 1, b + limit + gap + 19
        joined: Runs = [(b, NO), (b + half, YES), (back, NO), (end, YES), (end + 90, NO)]
        cases.append(("merge: shorter than the gap lies inside", {}, joined, found(row, b, end, limit + 20)))
    return [*cases, *excused(row, whole, found(row, b, over, limit + 20))]


def at_closing(row: Row) -> list[Case]:
    """Whatever is seen up to closing is found then, and over."""
    b, gap, severity = row.begins_s, row.gap_s, row.severity

    def closed(start: float, seen: float, blind: float = 0) -> Told:
        """Found and over at closing."""
        return [
            ("started", CLOSING_S, severity, start, None, None, seen, blind),
            ("ended", CLOSING_S, severity, start, CLOSING_S, "closed", seen, blind),
        ]

    whole: Runs = [(b, NO), (4000, YES)]
    return [
        ("found", {}, whole, closed(b, 600)),
        ("below the limit", {}, [(CLOSING_S - row.limit_s + 1, NO), (4000, YES)], []),
        ("blind inside", {}, [(b, NO), (b + 300, YES), (b + 400, BLIND), (4000, YES)], closed(b, 500, 100)),
        ("blind too long", {}, [(b, NO), (b + 100, YES), (b + 450, BLIND), (4000, YES)], closed(b + 450, 150)),
        ("blind before the limit", {}, [(b, NO), (CLOSING_S - 10, YES), (4000, BLIND)], []),
        ("blind all along", {}, [(b, NO), (4000, BLIND)], []),
        ("merge: shorter than the gap lies inside", {},
         [(b, NO), (b + 300, YES), (b + 299 + gap, NO), (4000, YES)], closed(b, 601 - gap)),
        ("merge: a gap parts two findings", {},
         [(b, NO), (b + 300, YES), (b + 300 + gap, NO), (4000, YES)], closed(b + 300 + gap, 300 - gap)),
        *excused(row, whole, closed(b, 600)),
    ]  # fmt: skip


def by_the_hour(row: Row) -> list[Case]:
    """What is seen within a clock hour is added up, and over with it."""
    b, n = row.begins_s, row.severity
    whole: Runs = [(b, NO), (b + 200, YES), (b + 1000, NO), (b + 1120, YES), (5000, NO)]
    once: Told = [
        ("started", b + 1100, n, b, None, None, 300, 0),
        ("ended", 3600, n, b, b + 1120, "closed", 320, 0),
    ]
    hidden: Told = [
        ("started", b + 1100, n, b, None, None, 300, 800),
        ("ended", 3600, n, b, b + 1120, "closed", 320, 800),
    ]
    lost: Told = [
        ("started", b + 300, n, b, None, None, 300, 0),
        ("ended", 3600, n, b, b + 310, "unknown", 310, 0),
    ]
    around: Around = {"service": EVER}
    return [
        ("found", {}, whole, once),
        ("below the limit", {}, [(b, NO), (b + 200, YES), (b + 1000, NO), (b + 1099, YES), (5000, NO)], []),
        ("blind inside", {}, [(b, NO), (b + 200, YES), (b + 1000, BLIND), (b + 1120, YES), (5000, NO)], hidden),
        ("blind too long", around, [(b, NO), (b + 310, YES), (TEN_HOURS, BLIND)], lost),
        ("blind before the limit", around, [(b, NO), (b + 299, YES), (TEN_HOURS, BLIND)], []),
        ("blind all along", around, [(b, NO), (TEN_HOURS, BLIND)], []),
        ("merge: shorter than the gap lies inside", {}, whole, once),
        ("merge: a gap parts two findings", around, [(3400, NO), (3800, YES), (7300, NO)], []),
        *excused(row, whole, once),
    ]


def excused(row: Row, whole: Runs, wanted: Told) -> list[Case]:
    """What takes the finding away, and what does not."""
    nothing: Told = wanted if row.any_time else []
    by: dict[str, Around] = {
        "slip": {"declarations": (slip(0, 10**6),)},
        "cover": {"covers": covered(0, 10**6)},
        "announced": {"announcements": EVER, "announced_at_most_ms": 10**9},
    }
    helps = [(f"exempt: {name}", by[name], whole, list[tuple[object, ...]]()) for name in sorted(row.excused_by)]
    helps_not = [
        (f"no excuse: {name}", by[name], whole, wanted) for name in ("slip", "cover") if name not in row.excused_by
    ]
    if row.rule == "presence.declaration_overdue":
        helps_not = [case for case in helps_not if case[0] != "no excuse: slip"]
    return [
        ("exempt", {"exemptions": ((0, 10**9, frozenset({row.rule})),)}, whole, []),
        ("exempt from another rule", {"exemptions": ((0, 10**9, frozenset({"presence.other"})),)}, whole, wanted),
        ("exempt: hall mode", {"suspensions": EVER}, whole, nothing),
        ("exempt: private", {"breaks": EVER}, whole, nothing),
        ("exempt: closed with approval", {"approved_closings": EVER}, whole, nothing),
        ("exempt: out of its hours", {"service": (), "ready": ()}, whole, nothing),
        *helps,
        *helps_not,
    ]


KINDS: Mapping[str, Callable[[Row], list[Case]]] = {
    "at its limit": at_its_limit,
    "at closing": at_closing,
    "by the hour": by_the_hour,
}
CASES = [(row, *case) for row in ROWS for case in KINDS[row.decided](row)]
NAMES = [f"{row.rule}: {what}" for row, what, *_ in CASES]


@pytest.mark.parametrize(("row", "what", "around", "runs", "expected"), CASES, ids=NAMES)
def test_cases(row: Row, what: str, around: Around, runs: Runs, expected: Told) -> None:
    del what
    assert told(row.tell(runs, around, ())) == expected


@pytest.mark.parametrize(("row", "what", "around", "runs", "expected"), CASES, ids=NAMES)
def test_late_and_in_other_pieces_it_is_the_same(
    row: Row, what: str, around: Around, runs: Runs, expected: Told
) -> None:
    """Every 41 seconds and at odd moments, as batches that come late cut it."""
    del what
    last_ms = round(min(runs[-1][0], 5000) * 1000)
    cuts = [*range(41_000, last_ms, 41_000), *range(333, last_ms, 101_117)]
    assert told(row.tell(runs, around, cuts)) == expected


def test_every_rule_of_the_book_has_its_row() -> None:
    assert sorted(row.rule for row in ROWS) == sorted({presence.TYPE, *RULES, *EVERY_HALL_RULE})


@pytest.mark.parametrize("row", ROWS, ids=[row.rule for row in ROWS])
def test_every_row_has_every_kind_of_case(row: Row) -> None:
    kinds = {what.split(":")[0] for of, what, *_ in CASES if of is row}
    assert {"found", "below the limit", "exempt", "blind inside", "blind too long", "merge"} <= kinds
