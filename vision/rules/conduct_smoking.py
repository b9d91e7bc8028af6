"""``conduct.smoking`` (C2): the staff member smokes.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import YES, Answer, HeldLimits, Rule, Words, of_staff, seconds

TYPE = "conduct.smoking"


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member smokes."""
    return of_staff(span, span.taught.smoking, YES)


RULE = Rule(
    seen,
    HeldLimits(((seconds(20), Severity.WARNING),), gap_ms=seconds(30), status=Status.OFF),
    Words("疑似吸烟", "staff seem to be smoking", "staff seemed to be smoking"),
)
