"""Rules that are built and off: what a taught head would tell them, and that they find nothing without one."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import (
    ALWAYS,
    DAY,
    IN_USE,
    LETTERS,
    Case,
    Story,
    Told,
    during,
    folded,
    only,
    spans_of,
    told,
)
from vision.datatypes import UNTAUGHT
from vision.rules.circumstances import Circumstances, Service
from vision.rules.context import Context
from vision.rules.registry import DEFAULTS, RULES, UNMEASURED
from vision.rules.rule import holds

OFF_DUTY = during(1_000, 2_000)


def of_staff(yes: str, no: str, limit_s: int, gap_s: int, severity: str, exempt: str) -> list[Case]:
    """What a rule about the staff member finds: seen until ``limit_s`` and 20 s more."""
    start, over = 10.0, 10.0 + limit_s + 20
    whole: Told = [
        ("started", start + limit_s, severity, start, None, None, limit_s, 0),
        ("ended", over + gap_s, severity, start, over, "returned", limit_s + 20, 0),
    ]
    blind: Told = [
        ("started", start + limit_s + 100, severity, start, None, None, limit_s, 100),
        ("ended", over + 100 + gap_s, severity, start, over + 100, "returned", limit_s + 20, 100),
    ]
    until: Story = [(10, no), (over, yes), (over + 100, no)]
    hidden: Story = [(10, no), (15, yes), (115, "b"), (over + 100, yes), (over + 200, no)]
    gone: Story = [(10, no), (over, yes), (over + 100, "x")]
    untold: Story = [(5, no), (600, ".")]
    return [
        ("below the limit", ALWAYS, [(10, no), (9 + limit_s, yes), (2_000, no)], []),
        ("seen for so long", ALWAYS, until, whole),
        ("nobody does it where nobody is", ALWAYS, gone, whole),
        ("blind moves nothing", ALWAYS, hidden, blind),
        ("where no head tells", ALWAYS, untold, []),
        ("out of service", replace(ALWAYS, service=OFF_DUTY), until, []),
        ("exempt", replace(ALWAYS, exemptions=((0, 10_000_000, frozenset({exempt})),)), until, []),
    ]


SEEN: Story = [(600, "i"), (1_300, "I"), (1_400, "i")]
CAME_IN: Story = [(10, "t"), (40, "O"), (90, "t")]
FOUND: Told = [
    ("started", 30, "warning", 10, None, None, 20, 0),
    ("ended", 50, "warning", 10, 40, "returned", 30, 0),
]
PERMIT = ((0, 35_000, frozenset({"presence.outsider"})),)

CASES: dict[str, list[Case]] = {
    "conduct.eating": of_staff("E", "e", 60, 30, "notice", "conduct.eating"),
    "conduct.smoking": of_staff("F", "f", 20, 30, "warning", "conduct.smoking"),
    "conduct.reading": of_staff("D", "d", 300, 30, "notice", "conduct.reading"),
    "posture.legs_crossed": of_staff("L", "j", 60, 10, "notice", "posture.legs_crossed"),
    "posture.grooming": of_staff("R", "r", 60, 10, "notice", "posture.grooming"),
    "appearance.mixed_uniform": [
        *of_staff("U", "m", 60, 30, "notice", "appearance.mixed_uniform"),
        ("another garment is another rule's", ALWAYS, [(600, "M")], []),
    ],
    "desk.private_items": [
        ("below the limit", ALWAYS, [(600, "i"), (1_199, "I"), (2_000, "i")], []),
        ("whoever is there, once a day", ALWAYS, [*SEEN, (2_300, "I"), (2_400, "i")],
         [("started", 1_200, "notice", 600, None, None, 600, 0),
          ("ended", 1_360, "notice", 600, 1_300, "returned", 700, 0)]),
        ("out of service", DAY, [(10, "i"), (599, "I"), (700, "i")], []),
        ("blind moves nothing", ALWAYS, [(10, "i"), (509, "I"), (700, "b"), (799, "I"), (900, "i")], []),
    ],
    "presence.outsider": [
        ("passing by", ALWAYS, [(10, "t"), (29, "O"), (90, "t")], []),
        ("stays", ALWAYS, CAME_IN, FOUND),
        ("also while it is closed", replace(ALWAYS, service=OFF_DUTY), CAME_IN, FOUND),
        ("a permit", replace(ALWAYS, exemptions=((0, 100_000, frozenset({"presence.outsider"})),)), CAME_IN, []),
        ("from when it is over", replace(ALWAYS, exemptions=PERMIT), [(10, "t"), (60, "O"), (90, "t")],
         [("started", 55, "warning", 35, None, None, 20, 0), ("ended", 70, "warning", 35, 60, "returned", 25, 0)]),
        ("blind moves nothing", ALWAYS, [(10, "t"), (29, "O"), (60, "b"), (60.5, "O"), (90, "t")], []),
        ("where no head tells", ALWAYS, [(600, "x")], []),
    ],
}  # fmt: skip

EACH = [(rule, *case) for rule, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("rule", "what", "context", "story", "expected"), EACH, ids=[f"{c[0]}: {c[1]}" for c in EACH])
def test_stories(rule: str, what: str, context: Context, story: Story, expected: Told) -> None:
    del what
    assert told(only(rule, folded(spans_of(story), context=context)[1])) == expected


def test_without_a_head_none_of_them_ever_finds_anything() -> None:
    """Whatever else is seen, and though they are in use."""
    assert CASES.keys() - UNMEASURED == {"appearance.mixed_uniform"}
    others = [letter for letter, seen in LETTERS.items() if "taught" not in seen]
    spans = spans_of([(1_000 * (n + 1), letter) for n, letter in enumerate(others)])
    assert {span.taught for span in spans} == {UNTAUGHT}
    assert {event.type for event in folded(spans, IN_USE)[1]}.isdisjoint(UNMEASURED)


@pytest.mark.parametrize("service", Service)
def test_an_outsider_is_looked_for_at_any_time(service: Service) -> None:
    assert holds(RULES["presence.outsider"], "presence.outsider", Circumstances(service))
    assert DEFAULTS["presence.outsider"].steps


def test_an_outsider_is_no_matter_of_the_clerk() -> None:
    started, _ = only("presence.outsider", folded(spans_of(CAME_IN))[1])
    assert "不计入窗口人员" in started.why["zh"]
    assert "a matter for security, not on the clerk's record" in started.why["en"]
    assert "in service" not in started.why["en"]
