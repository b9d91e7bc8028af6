"""``presence.sign_missing`` (P5): the window is left and nothing tells the visitor so."""

from vision.datatypes import Presence, SettledSpan, Severity, Sign
from vision.rules.rule import DECLARED_OR_COVERED, Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "presence.sign_missing"

MISSING = {Sign.NOT_SHOWN: Answer.YES, Sign.SHOWN: Answer.NO}


def seen(span: SettledSpan) -> Answer:
    """Whether nobody is there and the sign is seen not to be; where nobody looks for one, nothing is missed."""
    if span.staff is Presence.PRESENT:
        return Answer.NO
    return MISSING.get(span.sign, Answer.UNSEEN) if span.staff is Presence.ABSENT else Answer.UNSEEN


RULE = Rule(
    seen,
    HeldLimits(((minutes(2), Severity.NOTICE),), gap_ms=seconds(10)),
    Words(
        "无人且未放置提示牌",
        "nobody is there and no sign says so",
        "nobody was there and no sign said so",
        "结束",
    ),
    excused_by=DECLARED_OR_COVERED,
)
