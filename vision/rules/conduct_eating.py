"""``conduct.eating`` (C1): the staff member eats; drinking is exempt.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import YES, Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "conduct.eating"


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member eats."""
    return of_staff(span, span.taught.eating, YES)


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(30), status=Status.OFF),
    Words("疑似进食", "staff seem to be eating", "staff seemed to be eating"),
)
