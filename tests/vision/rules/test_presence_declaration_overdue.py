"""``presence.declaration_overdue``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import DAY, Case, Story, Told, during, exempt, folded, ids, only, slip, spans_of, told
from vision.rules.context import Context
from vision.rules.presence_declaration_overdue import TYPE

W = "warning"
SLIP = replace(DAY, declarations=(slip(1000, 1300),))

CASES: list[Case] = [
    (
        "not back, and five minutes past it",
        SLIP,
        [(1000, "."), (1700, "x"), (1800, ".")],
        [("started", 1600, W, 1300, None, None, 300, 0), ("ended", 1710, W, 1300, 1700, "returned", 400, 0)],
    ),
    ("without a slip there is nothing to be late for", DAY, [(1000, "."), (2500, "x")], []),
    ("back in time", SLIP, [(1000, "."), (1290, "x"), (1800, ".")], []),
    ("back within five minutes", SLIP, [(1000, "."), (1599, "x"), (1800, ".")], []),
    (
        "a longer slip was given",
        replace(DAY, declarations=(slip(1000, 1300), slip(1200, 1800, "2"))),
        [(2050, "x")],
        [],
    ),
    (
        "a second slip declares anew",
        replace(DAY, declarations=(slip(1000, 1300), slip(1700, 1900, "2"))),
        [(1000, "."), (2000, "x"), (2100, ".")],
        [("started", 1600, W, 1300, None, None, 300, 0), ("ended", 1700, W, 1300, 1700, "closed", 400, 0)],
    ),
    ("left only after it was due", SLIP, [(1301, "."), (2500, "x")], []),
    ("blind at that moment cannot be judged", SLIP, [(1290, "x"), (1310, "b"), (2500, "x")], []),
    (
        "blind time moves nothing",
        SLIP,
        [(1000, "."), (1400, "x"), (1500, "b"), (1701, "x"), (1800, ".")],
        [("started", 1700, W, 1300, None, None, 300, 100), ("ended", 1711, W, 1300, 1701, "returned", 301, 100)],
    ),
    (
        "closing ends it",
        replace(DAY, declarations=(slip(3000, 3200),)),
        [(3000, "."), (4000, "x")],
        [("started", 3500, W, 3200, None, None, 300, 0), ("ended", 3600, W, 3200, 3600, "closed", 400, 0)],
    ),
    ("due in a break", replace(SLIP, breaks=during(1250, 1350)), [(1000, "."), (2500, "x")], []),
    ("due after closing", replace(DAY, declarations=(slip(3000, 3700),)), [(9000, "x")], []),
    ("exempt", replace(exempt(TYPE), declarations=(slip(1000, 1300),)), [(2500, "x")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
