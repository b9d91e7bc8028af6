"""``posture.leaning_back`` (B3): sprawled, leaning far back; no more than a notice, for the digest."""

from vision.datatypes import Posture, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, of_staff, seconds

TYPE = "posture.leaning_back"

BACK = frozenset({Posture.LEANING_BACK})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member leans far back."""
    return of_staff(span, span.posture, BACK)


RULE = Rule(
    seen,
    HeldLimits(((seconds(30), Severity.NOTICE),), gap_ms=seconds(5)),
    Words("疑似坐姿后仰", "staff seem to be leaning far back", "staff seemed to be leaning far back"),
)
