"""``presence.overtime``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import (
    ALWAYS,
    DAY,
    Case,
    Story,
    Told,
    during,
    exempt,
    folded,
    ids,
    only,
    spans_of,
    told,
)
from vision.rules.context import Context
from vision.rules.presence_overtime import TYPE

N = "notice"

CASES: list[Case] = [
    (
        "still there after closing",
        DAY,
        [(4000, "."), (4100, "x")],
        [("started", 3900, N, 3600, None, None, 300, 0), ("ended", 4060, N, 3600, 4000, "returned", 400, 0)],
    ),
    ("leaves soon", DAY, [(3899, "."), (4100, "x")], []),
    ("somebody who comes after closing", DAY, [(3590, "."), (3610, "x"), (9000, ".")], []),
    ("a picture that is private after hours", DAY, [(3600, "."), (9000, "b")], []),
    (
        "blind moves nothing",
        DAY,
        [(3700, "."), (3800, "b"), (4001, "."), (4100, "x")],
        [("started", 4000, N, 3600, None, None, 300, 100), ("ended", 4061, N, 3600, 4001, "returned", 301, 100)],
    ),
    (
        "walks about",
        DAY,
        [(3700, "."), (3750, "x"), (4000, "."), (4100, "x")],
        [("started", 3950, N, 3600, None, None, 300, 0), ("ended", 4060, N, 3600, 4000, "returned", 350, 0)],
    ),
    (
        "until service begins again",
        replace(DAY, service=((0, 3_600_000), (4_000_000, 5_000_000))),
        [(4500, ".")],
        [("started", 3900, N, 3600, None, None, 300, 0), ("ended", 4000, N, 3600, 4000, "closed", 400, 0)],
    ),
    ("not in a break", replace(DAY, breaks=during(3600, 9000)), [(8000, ".")], []),
    ("exempt", exempt(TYPE), [(8000, ".")], []),
    ("before the first closing", DAY, [(600, ".")], []),
    ("without a schedule", ALWAYS, [(8000, ".")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
