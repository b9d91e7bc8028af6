"""``posture.grooming`` (B5): the staff member does their hair or make-up.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import YES, Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "posture.grooming"


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member grooms."""
    return of_staff(span, span.taught.grooming, YES)


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(10), status=Status.OFF),
    Words("疑似梳妆搔头", "staff seem to be grooming", "staff seemed to be grooming"),
)
