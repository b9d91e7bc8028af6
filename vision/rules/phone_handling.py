"""``phone.handling`` (F1): a mobile phone is handled for so long at a time."""

from vision.datatypes import Phone, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, of_staff, seconds

TYPE = "phone.handling"

HANDLING = frozenset({Phone.HANDLING})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member handles a phone."""
    return of_staff(span, span.phone, HANDLING)


RULE = Rule(
    seen,
    HeldLimits(((seconds(30), Severity.NOTICE),), gap_ms=seconds(5)),
    Words("疑似使用手机", "staff seem to be handling a phone", "staff seemed to be handling a phone"),
)
