"""``posture.slumped`` (B1): slumped or lying on the desk, but not while a visitor is there: leaning in serves them."""

from vision.datatypes import Posture, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds, unless_visited

TYPE = "posture.slumped"

SLUMPED = frozenset({Posture.SLUMPED})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member is slumped and serves nobody."""
    return unless_visited(span, of_staff(span, span.posture, SLUMPED))


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(5)),
    Words("疑似趴台", "staff seem to be slumped on the desk", "staff seemed to be slumped on the desk"),
    swallowed_by="posture.dozing",
)
