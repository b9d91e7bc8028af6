"""``presence.closed_unapproved``: its table of cases."""

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
from vision.rules.presence_closed_unapproved import TYPE

W = "warning"

CASES: list[Case] = [
    (
        "the sign is up, and nobody there",
        DAY,
        [(700, "w"), (1100, "g"), (1200, "w")],
        [("started", 1000, W, 700, None, None, 300, 0), ("ended", 1110, W, 700, 1100, "returned", 400, 0)],
    ),
    ("not for so long", DAY, [(700, "w"), (999, "g"), (1200, "w")], []),
    ("without a sign it is left, not closed", DAY, [(700, "w"), (2000, "o")], []),
    ("staff are there", DAY, [(700, "w"), (2000, "G")], []),
    (
        "blind moves nothing",
        DAY,
        [(700, "w"), (900, "g"), (1000, "b"), (1101, "g"), (1200, "w")],
        [("started", 1100, W, 700, None, None, 300, 100), ("ended", 1111, W, 700, 1101, "returned", 301, 100)],
    ),
    ("nor does a sign that is hidden", DAY, [(700, "w"), (900, "g"), (1190, "6"), (1289, "g"), (1400, "w")], []),
    ("approved", replace(DAY, approved_closings=during(700, 2000)), [(700, "w"), (2000, "g")], []),
    (
        "beyond what was approved",
        replace(DAY, approved_closings=during(700, 1000)),
        [(700, "w"), (1400, "g"), (1500, "w")],
        [("started", 1300, W, 1000, None, None, 300, 0), ("ended", 1410, W, 1000, 1400, "returned", 400, 0)],
    ),
    ("declared", replace(DAY, declarations=(slip(700, 2000),)), [(700, "w"), (2000, "g")], []),
    ("covered", replace(DAY, covers=covered(700, 2000)), [(700, "w"), (2000, "g")], []),
    ("a pause that was announced", replace(DAY, announcements=during(700, 1500)), [(1500, "g"), (1600, "w")], []),
    (
        "announced for longer than may be",
        replace(DAY, announcements=during(700, 3000)),
        [(700, "w"), (2000, "g"), (2100, "w")],
        [("started", 1900, W, 1600, None, None, 300, 0), ("ended", 2010, W, 1600, 2000, "returned", 400, 0)],
    ),
    ("exempt", exempt(TYPE), [(700, "w"), (2000, "g")], []),
    ("out of service", DAY, [(600, "g"), (700, "w")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
