"""``desk.private_items`` (C4): private things lie on the desk, whoever is there.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds, told

TYPE = "desk.private_items"


def seen(span: SettledSpan) -> Answer:
    """Whether private things lie on the desk."""
    return told(span.taught.private_items)


RULE = Rule(
    seen,
    HeldLimits(((minutes(10), Severity.NOTICE),), gap_ms=seconds(60), once_a_day=True, status=Status.OFF),
    Words(
        "台面疑似有私人物品", "private items seem to lie on the desk", "private items seemed to lie on the desk", "清理"
    ),
)
