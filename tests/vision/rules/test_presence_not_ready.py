"""``presence.not_ready``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import DAY, Case, Story, Told, exempt, folded, ids, only, spans_of, told
from vision.rules.context import Context
from vision.rules.presence_not_ready import TYPE

N = "notice"

CASES: list[Case] = [
    (
        "nobody before opening",
        DAY,
        [(600, "x"), (700, ".")],
        [("started", 60, N, 0, None, None, 60, 0), ("ended", 600, N, 0, 600, "closed", 600, 0)],
    ),
    (
        "somebody comes",
        DAY,
        [(300, "x"), (700, ".")],
        [("started", 60, N, 0, None, None, 60, 0), ("ended", 310, N, 0, 300, "returned", 300, 0)],
    ),
    ("below the limit", DAY, [(59, "x"), (700, ".")], []),
    ("without minutes to get ready", replace(DAY, ready=()), [(600, "x"), (700, ".")], []),
    ("exempt", exempt(TYPE), [(600, "x"), (700, ".")], []),
    ("blind moves nothing", DAY, [(50, "x"), (250, "b"), (259, "x"), (700, ".")], []),
    (
        "opening while blind cannot be judged",
        DAY,
        [(550, "x"), (650, "b"), (700, ".")],
        [("started", 60, N, 0, None, None, 60, 0), ("ended", 600, N, 0, 550, "unknown", 550, 0)],
    ),
    (
        "away for a moment lies inside",
        DAY,
        [(30, "x"), (39, "."), (70, "x"), (700, ".")],
        [("started", 69, N, 0, None, None, 60, 0), ("ended", 80, N, 0, 70, "returned", 61, 0)],
    ),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
