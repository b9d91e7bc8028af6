"""``posture.legs_crossed`` (B4): crossed legs, where they are visible.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import YES, Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "posture.legs_crossed"


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member's legs are crossed."""
    return of_staff(span, span.taught.legs_crossed, YES)


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(10), status=Status.OFF),
    Words("疑似跷二郎腿", "staff seem to sit with crossed legs", "staff seemed to sit with crossed legs"),
)
