"""``presence.late_open``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import (
    ALWAYS,
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
from vision.rules.presence_late_open import TYPE

N = "notice"

CASES: list[Case] = [
    (
        "nobody at opening, and for a minute more",
        DAY,
        [(700, "x"), (800, ".")],
        [("started", 660, N, 600, None, None, 60, 0), ("ended", 710, N, 600, 700, "returned", 100, 0)],
    ),
    ("within the grace", DAY, [(659, "x"), (800, ".")], []),
    (
        "came before opening, and is not there when it opens",
        DAY,
        [(590, "."), (700, "x"), (800, ".")],
        [("started", 660, N, 600, None, None, 60, 0), ("ended", 710, N, 600, 700, "returned", 100, 0)],
    ),
    ("there at opening, away later", DAY, [(601, "."), (1000, "x")], []),
    ("opening while blind cannot be judged", DAY, [(590, "x"), (601, "b"), (1000, "x")], []),
    (
        "blind later moves nothing",
        DAY,
        [(650, "x"), (700, "b"), (711, "x"), (800, ".")],
        [("started", 710, N, 600, None, None, 60, 50), ("ended", 721, N, 600, 711, "returned", 61, 50)],
    ),
    (
        "blind for too long nobody knows",
        DAY,
        [(700, "x"), (1100, "b"), (1500, "x")],
        [("started", 660, N, 600, None, None, 60, 0), ("ended", 1000, N, 600, 700, "unknown", 100, 0)],
    ),
    ("declared", replace(DAY, declarations=(slip(0, 900),)), [(1500, "x")], []),
    ("covered", replace(DAY, covers=covered(0, 900)), [(1500, "x")], []),
    ("exempt", exempt(TYPE), [(1500, "x")], []),
    (
        "an approved late opening",
        replace(DAY, approved_closings=during(600, 900)),
        [(1000, "x"), (1100, ".")],
        [("started", 960, N, 900, None, None, 60, 0), ("ended", 1010, N, 900, 1000, "returned", 100, 0)],
    ),
    ("suspended at opening", replace(DAY, suspensions=during(500, 700)), [(1500, "x")], []),
    (
        "nobody comes at all",
        DAY,
        [(4000, "x")],
        [("started", 660, N, 600, None, None, 60, 0), ("ended", 3600, N, 600, 3600, "closed", 3000, 0)],
    ),
    ("without a schedule nothing opens", ALWAYS, [(1500, "x")], []),
    (
        "a declaration that comes later ends it",
        replace(DAY, declarations=(slip(800, 900),)),
        [(1500, "x")],
        [("started", 660, N, 600, None, None, 60, 0), ("ended", 800, N, 600, 800, "closed", 200, 0)],
    ),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
