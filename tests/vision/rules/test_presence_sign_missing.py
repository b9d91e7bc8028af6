"""``presence.sign_missing``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import (
    DAY,
    Case,
    Story,
    Told,
    covered,
    during,
    exempt,
    folded,
    ids,
    only,
    slip,
    spans_of,
    told,
)
from vision.rules.context import Context
from vision.rules.presence_sign_missing import TYPE

N = "notice"

CASES: list[Case] = [
    (
        "left for longer than two minutes, and no sign",
        DAY,
        [(1000, "w"), (1200, "o"), (1300, "w")],
        [("started", 1120, N, 1000, None, None, 120, 0), ("ended", 1210, N, 1000, 1200, "returned", 200, 0)],
    ),
    ("for less", DAY, [(1000, "w"), (1119, "o"), (1300, "w")], []),
    ("with the sign up", DAY, [(1000, "w"), (2000, "g")], []),
    ("the sign goes up in time", DAY, [(1000, "w"), (1100, "o"), (2000, "g")], []),
    ("where nobody looks for a sign", DAY, [(1000, "."), (2000, "x")], []),
    ("blind moves nothing", DAY, [(1000, "w"), (1060, "o"), (1160, "b"), (1219, "o"), (1300, "w")], []),
    (
        "and is told",
        DAY,
        [(1000, "w"), (1060, "o"), (1160, "b"), (1221, "o"), (1300, "w")],
        [("started", 1220, N, 1000, None, None, 120, 100), ("ended", 1231, N, 1000, 1221, "returned", 121, 100)],
    ),
    (
        "a short return lies inside",
        DAY,
        [(1060, "o"), (1069, "w"), (1100, "o")],
        [("started", 720, N, 600, None, None, 120, 0)],
    ),
    ("declared", replace(DAY, declarations=(slip(1000, 2000),)), [(1000, "w"), (2000, "o")], []),
    ("declared in time", replace(DAY, declarations=(slip(1090, 2000),)), [(1000, "w"), (2000, "o")], []),
    (
        "declared later",
        replace(DAY, declarations=(slip(1300, 2000),)),
        [(1000, "w"), (2000, "o")],
        [("started", 1120, N, 1000, None, None, 120, 0), ("ended", 1300, N, 1000, 1300, "closed", 300, 0)],
    ),
    ("covered", replace(DAY, covers=covered(1000, 2000)), [(1000, "w"), (2000, "o")], []),
    (
        "announced elsewhere",
        replace(DAY, announcements=during(1000, 1500)),
        [(1000, "w"), (1500, "o"), (1600, "w")],
        [],
    ),
    (
        "announced for longer than may be",
        replace(DAY, announcements=during(1000, 3000)),
        [(1000, "w"), (2100, "o"), (2200, "w")],
        [("started", 2020, N, 1900, None, None, 120, 0), ("ended", 2110, N, 1900, 2100, "returned", 200, 0)],
    ),
    ("an approved closing", replace(DAY, approved_closings=during(1000, 2000)), [(1000, "w"), (2000, "o")], []),
    ("exempt", exempt(TYPE), [(1000, "w"), (2000, "o")], []),
    ("out of service", DAY, [(600, "o")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
