"""``conduct.reading`` (C3): the staff member reads what is not for work. Files look like books.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import YES, Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "conduct.reading"


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member reads unrelated matter."""
    return of_staff(span, span.taught.reading, YES)


RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.NOTICE),), gap_ms=seconds(30), status=Status.OFF),
    Words("疑似阅读书报", "staff seem to be reading unrelated matter", "staff seemed to be reading unrelated matter"),
)
