"""``posture.dozing`` (B2): slumped, and nothing moves. It swallows ``posture.slumped``, being graver.

A bowed head alone is none: reading and writing is the job, and nobody has measured how to tell it from sleep.
"""

from vision.datatypes import Posture, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "posture.dozing"

DOWN = frozenset({Posture.SLUMPED})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member is down and still."""
    answer = of_staff(span, span.posture, DOWN)
    return Answer.NO if answer is Answer.YES and not span.still else answer


RULE = Rule(
    seen,
    HeldLimits(((minutes(2), Severity.WARNING),), gap_ms=seconds(5)),
    Words(
        "疑似睡岗(趴台且静止)",
        "staff seem to be dozing (slumped, and still)",
        "staff seemed to be dozing (slumped, and still)",
        note_zh="请先关心同事是否不适",
        note_en="look after your colleague first",
    ),
)
