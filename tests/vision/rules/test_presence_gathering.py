"""``presence.gathering``: its table of cases, were staff counted, and that it finds nothing as long as they are not."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import Told
from tests.vision.rules.hall_builders import SETUP, Looks, advanced, changes_of, in_use, judged, spans_of
from vision.datatypes import Presence, Severity, Status
from vision.rules.circumstances import UNSCHEDULED, Circumstances
from vision.rules.hall_span import Post
from vision.rules.presence_gathering import RULE, TYPE, limits_at

P, A, B = Presence.PRESENT, Presence.ABSENT, Presence.BLIND


def here(count: int | None, staff: Presence = P, wanted: int = 1) -> Post:
    return Post("7", staff, A, Circumstances(required_staff=wanted), count)


WAITS, QUIET = Post("8", A, P), Post("8", A, A)
N, W = "notice", "warning"
FOUND: Told = [("started", 280, N, 100, None, None, 180, 0), ("ended", 410, N, 100, 400, "returned", 300, 0)]


def visit(gathered: Post, *others: Post) -> Looks:
    return [(100, (here(1), *others), None), (400, (gathered, *others), None), (500, (here(1), *others), None)]


CASES: list[tuple[str, Looks, Told]] = [
    ("two more than allowed", visit(here(3)), FOUND),
    ("one more than allowed", visit(here(2)), []),
    ("where two are wanted three may be", visit(here(3, wanted=2)), []),
    ("not for so long", [(100, (here(1),), None), (279, (here(3),), None), (500, (here(1),), None)], []),
    ("nobody counts them", visit(here(None)), []),
    ("the counter is blind", visit(here(3, B)), []),
    ("the counter is empty", visit(here(3, A)), []),
    (
        "blind for a while moves nothing",
        [(100, (here(3),), None), (200, (here(None, B),), None), (300, (here(3),), None), (400, (here(1),), None)],
        [("started", 280, N, 0, None, None, 180, 100), ("ended", 310, N, 0, 300, "returned", 200, 100)],
    ),
    ("another counter is empty and nobody waits there", visit(here(3), QUIET), FOUND),
    (
        "a visitor waits at another that is empty",
        visit(here(3), WAITS),
        [FOUND[0], ("graver", 280.001, W, 100, None, None, 180.001, 0), (*FOUND[1][:2], W, *FOUND[1][3:])],
    ),
    (
        "one who comes when they have been found",
        [
            (100, (here(1), QUIET), None),
            (350, (here(3), QUIET), None),
            (400, (here(3), WAITS), None),
            (500, (here(1), QUIET), None),
        ],
        [FOUND[0], ("graver", 350, W, 100, None, None, 250, 0), (*FOUND[1][:2], W, *FOUND[1][3:])],
    ),
    ("a visitor at a counter that is closed", visit(here(3), replace(WAITS, circumstances=UNSCHEDULED)), FOUND),
    ("a visitor at one that cannot be judged", visit(here(3), replace(WAITS, staff=B)), FOUND),
    ("a visitor where they gather", visit(replace(here(3), customer=P)), FOUND),
]


@pytest.mark.parametrize(("what", "looks", "expected"), CASES, ids=[case[0] for case in CASES])
def test_stories(what: str, looks: Looks, expected: Told) -> None:
    del what
    assert advanced(TYPE, spans_of(looks, RULE.defaults.at_least), in_use(TYPE)) == expected


@pytest.mark.parametrize("held", [UNSCHEDULED, Circumstances(exempt=frozenset({TYPE}))])
def test_neither_out_of_service_nor_where_exempt(held: Circumstances) -> None:
    assert advanced(TYPE, spans_of(visit(here(3)), 2), in_use(TYPE), held) == []


def test_it_is_off_and_finds_nothing_even_where_it_is_in_use() -> None:
    assert RULE.defaults.status is Status.OFF
    assert judged(changes_of({c: [(0, ".")] for c in "789"}), setup=replace(SETUP, rules={TYPE: in_use(TYPE)})) == []


@pytest.mark.parametrize(
    ("steps", "neglected"),
    [
        ((), ()),
        (((180_000, Severity.WARNING),), ((180_000, Severity.WARNING),)),
        (
            ((180_000, Severity.NOTICE), (300_000, Severity.WARNING), (600_000, Severity.REPORT)),
            ((180_000, Severity.NOTICE), (180_001, Severity.WARNING), (600_000, Severity.REPORT)),
        ),
    ],
)
def test_a_visitor_who_waits_hastens_the_warning_and_no_more(
    steps: tuple[tuple[int, Severity], ...], neglected: tuple[tuple[int, Severity], ...]
) -> None:
    limits = replace(in_use(TYPE), steps=steps)
    (waits,) = spans_of([(10, (here(3), WAITS), None)], 2)
    (quiet,) = spans_of([(10, (here(3), QUIET), None)], 2)
    assert limits_at(waits, limits) == replace(limits, steps=neglected)
    assert limits_at(quiet, limits) == limits
