"""``presence.left_customer_at_close``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import DAY, Case, Story, Told, during, exempt, folded, ids, only, spans_of, told
from vision.rules.context import Context
from vision.rules.presence_left_customer_at_close import TYPE

W = "warning"

CASES: list[Case] = [
    (
        "left while a visitor was there, who still waits at closing",
        DAY,
        [(3000, "4"), (4000, "2")],
        [("started", 3600, W, 3000, None, None, 600, 0), ("ended", 3600, W, 3000, 3600, "closed", 600, 0)],
    ),
    ("the visitor goes", DAY, [(3000, "4"), (3300, "2"), (4000, "0")], []),
    ("the clerk comes back", DAY, [(3000, "4"), (3300, "2"), (4000, "4")], []),
    ("a visitor who came afterwards is another rule's", DAY, [(3000, "."), (4000, "1")], []),
    ("nobody knows since when the visitor is there", DAY, [(3000, "4"), (4000, "5")], []),
    ("not yet ten seconds", DAY, [(3591, "4"), (4000, "2")], []),
    ("closing while blind cannot be judged", DAY, [(3000, "4"), (3590, "2"), (4000, "b")], []),
    (
        "blind before lies inside",
        DAY,
        [(3000, "4"), (3300, "2"), (3400, "b"), (4000, "2")],
        [("started", 3600, W, 3000, None, None, 500, 100), ("ended", 3600, W, 3000, 3600, "closed", 500, 100)],
    ),
    (
        "out of sight for a moment",
        DAY,
        [(3000, "4"), (3300, "2"), (3305, "0"), (4000, "2")],
        [("started", 3600, W, 3000, None, None, 595, 0), ("ended", 3600, W, 3000, 3600, "closed", 595, 0)],
    ),
    ("an emergency is no closing", replace(DAY, suspensions=during(3200, 3600)), [(3000, "4"), (4000, "2")], []),
    ("exempt", exempt(TYPE), [(3000, "4"), (4000, "2")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
