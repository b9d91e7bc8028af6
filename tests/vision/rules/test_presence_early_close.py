"""``presence.early_close``: its table of cases."""

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
from vision.datatypes import Severity
from vision.rules.context import Context
from vision.rules.presence_early_close import TYPE
from vision.rules.rule import HeldLimits

N, W = "notice", "warning"

CASES: list[Case] = [
    (
        "left before closing and did not come back",
        DAY,
        [(3000, "."), (4000, "x")],
        [("started", 3600, N, 3000, None, None, 600, 0), ("ended", 3600, N, 3000, 3600, "closed", 600, 0)],
    ),
    ("came back", DAY, [(3000, "."), (3100, "x"), (3700, ".")], []),
    ("came back at the last moment", DAY, [(3000, "."), (3595, "x"), (3700, ".")], []),
    ("a minute before closing is not early", DAY, [(3541, "."), (4000, "x")], []),
    ("stayed until closing", DAY, [(3600, "."), (4000, "x")], []),
    (
        "back for a moment only",
        DAY,
        [(3000, "."), (3300, "x"), (3305, "."), (4000, "x")],
        [("started", 3600, N, 3000, None, None, 595, 0), ("ended", 3600, N, 3000, 3600, "closed", 595, 0)],
    ),
    ("closing while blind cannot be judged", DAY, [(3000, "."), (3590, "x"), (3700, "b"), (4000, "x")], []),
    (
        "blind before lies inside",
        DAY,
        [(3000, "."), (3300, "x"), (3400, "b"), (4000, "x")],
        [("started", 3600, N, 3000, None, None, 500, 100), ("ended", 3600, N, 3000, 3600, "closed", 500, 100)],
    ),
    (
        "blind for too long forgets what was before",
        DAY,
        [(3000, "."), (3100, "x"), (3450, "b"), (4000, "x")],
        [("started", 3600, N, 3450, None, None, 150, 0), ("ended", 3600, N, 3450, 3600, "closed", 150, 0)],
    ),
    ("declared beyond closing", replace(DAY, declarations=(slip(3000, 3700),)), [(4000, "x")], []),
    (
        "declared, and not back when it was due",
        replace(DAY, declarations=(slip(3000, 3300),)),
        [(3000, "."), (4000, "x")],
        [("started", 3600, N, 3300, None, None, 300, 0), ("ended", 3600, N, 3300, 3600, "closed", 300, 0)],
    ),
    ("covered until closing", replace(DAY, covers=covered(0, 3700)), [(4000, "x")], []),
    ("an approved early closing", replace(DAY, approved_closings=during(3000, 3600)), [(2990, "."), (4000, "x")], []),
    (
        "left before even that",
        replace(DAY, approved_closings=during(3000, 3600)),
        [(2900, "."), (4000, "x")],
        [("started", 3000, N, 2900, None, None, 100, 0), ("ended", 3000, N, 2900, 3000, "closed", 100, 0)],
    ),
    ("an emergency is no closing", replace(DAY, suspensions=during(3000, 3600)), [(2900, "."), (4000, "x")], []),
    ("nor is a break", replace(DAY, breaks=during(3000, 3100)), [(2900, "."), (3090, "x"), (3700, ".")], []),
    ("exempt", exempt(TYPE), [(4000, "x")], []),
    ("without a schedule nothing closes", ALWAYS, [(9000, "x")], []),
]


@pytest.mark.parametrize(("what", "context", "story", "expected"), CASES, ids=ids(CASES))
def test_stories(what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(TYPE, folded(spans_of(story), context=context)[1])) == expected


def test_the_gravest_step_that_was_reached_is_told_and_only_that() -> None:
    steps = ((60_000, Severity.NOTICE), (600_000, Severity.WARNING), (600_001, Severity.REPORT))
    events = folded(spans_of([(3000, "."), (4000, "x")]), {TYPE: HeldLimits(steps)}, DAY)[1]
    assert told(events) == [
        ("started", 3600, W, 3000, None, None, 600, 0),
        ("ended", 3600, W, 3000, 3600, "closed", 600, 0),
    ]


def test_of_two_closings_a_day_the_first_may_be_all_that_is_told() -> None:
    limits = {TYPE: HeldLimits(((60_000, Severity.NOTICE),), once_a_day=True)}
    context = replace(ALWAYS, service=((0, 1_000_000), (2_000_000, 3_000_000), (86_400_000, 87_000_000)))
    story: Story = [(900, "."), (2500, "x"), (2600, "."), (86_500, "x"), (86_600, "."), (88_000, "x")]
    events = folded(spans_of(story), limits, context)[1]
    assert [(e.phase.value, e.at_ms) for e in events] == [
        ("started", 1_000_000), ("ended", 1_000_000), ("started", 87_000_000), ("ended", 87_000_000),
    ]  # fmt: skip
