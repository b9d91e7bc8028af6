"""``presence.sign_misuse``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import DAY, Case, Story, Told, during, exempt, folded, ids, only, slip, spans_of, told
from vision.rules.context import Context
from vision.rules.presence_sign_misuse import TYPE

N = "notice"

CASES: list[Case] = [
    (
        "staff are there behind the sign",
        DAY,
        [(700, "w"), (1100, "G"), (1200, "w")],
        [("started", 1000, N, 700, None, None, 300, 0), ("ended", 1110, N, 700, 1100, "returned", 400, 0)],
    ),
    ("not for so long", DAY, [(700, "w"), (999, "G"), (1200, "w")], []),
    ("the last visitor is served behind it", DAY, [(700, "w"), (2000, "W")], []),
    ("or one who may be there", DAY, [(700, "w"), (2000, "Y")], []),
    ("nobody is there", DAY, [(700, "w"), (2000, "g")], []),
    ("a sign that cannot be judged", DAY, [(700, "w"), (2000, "?")], []),
    (
        "blind moves nothing",
        DAY,
        [(700, "w"), (900, "G"), (1000, "b"), (1101, "G"), (1200, "w")],
        [("started", 1100, N, 700, None, None, 300, 100), ("ended", 1111, N, 700, 1101, "returned", 301, 100)],
    ),
    ("an approved closing", replace(DAY, approved_closings=during(700, 2000)), [(2000, "G")], []),
    (
        "a declaration is for those who leave",
        replace(DAY, declarations=(slip(700, 2000),)),
        [(700, "w"), (1001, "G"), (1200, "w")],
        [("started", 1000, N, 700, None, None, 300, 0), ("ended", 1011, N, 700, 1001, "returned", 301, 0)],
    ),
    (
        "announced elsewhere, for no longer than may be",
        replace(DAY, announcements=during(700, 3000)),
        [(2000, "w")],
        [("started", 1000, N, 700, None, None, 300, 0), ("ended", 1610, N, 700, 1600, "returned", 900, 0)],
    ),
    ("exempt", exempt(TYPE), [(700, "w"), (2000, "G")], []),
    ("out of service", DAY, [(600, "G"), (700, "w")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected
