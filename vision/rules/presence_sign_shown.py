"""``presence.sign_shown`` (P5): the sign *service suspended* stands on its spot. A fact, no finding about anybody."""

from vision.datatypes import SettledSpan, Severity, Sign
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "presence.sign_shown"

SHOWN = {Sign.SHOWN: Answer.YES, Sign.NOT_SHOWN: Answer.NO}


def seen(span: SettledSpan) -> Answer:
    """Whether the sign is up, whoever is there."""
    return SHOWN.get(span.sign, Answer.UNSEEN)


RULE = Rule(
    seen,
    HeldLimits(((seconds(5), Severity.NOTICE),), gap_ms=seconds(10), blind_ends_after_ms=minutes(30)),
    Words("已放置暂停服务提示牌", "the sign 'service suspended' is up", "the sign 'service suspended' was up", "收起"),
)
