"""``phone.while_serving`` (F3): a phone is used while a visitor is at the counter.

A notice only: staff also help with the visitor's own phone.
"""

from vision.datatypes import Phone, Presence, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, of_staff, seconds

TYPE = "phone.while_serving"

IN_USE = frozenset({Phone.HANDLING, Phone.CALL})
VISITED = {Presence.PRESENT: Answer.YES, Presence.ABSENT: Answer.NO}


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member uses a phone before a visitor."""
    answer = of_staff(span, span.phone, IN_USE)
    return VISITED.get(span.customer, Answer.UNSEEN) if answer is Answer.YES else answer


RULE = Rule(
    seen,
    HeldLimits(((seconds(20), Severity.NOTICE),), gap_ms=seconds(5)),
    Words(
        "接待中疑似使用手机",
        "staff seem to be using a phone while a visitor is there",
        "staff seemed to be using a phone while a visitor was there",
        note_zh="也可能在协助群众操作手机",
        note_en="they may be helping with the visitor's own phone",
    ),
)
