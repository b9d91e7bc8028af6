"""``phone.call`` (F2): a private call; recorded from its first seconds, told when it has lasted too long.

The desk telephone is not a mobile phone: who looks leaves out the drawn area.
"""

from vision.datatypes import Phone, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "phone.call"

CALL = frozenset({Phone.CALL})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member has a phone at the ear."""
    return of_staff(span, span.phone, CALL)


RULE = Rule(
    seen,
    HeldLimits(((minutes(2), Severity.NOTICE),), gap_ms=seconds(5), recorded_after_ms=seconds(5)),
    Words("疑似接打手机", "staff seem to be calling by mobile phone", "staff seemed to be calling by mobile phone"),
)
