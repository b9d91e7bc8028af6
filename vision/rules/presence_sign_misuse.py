"""``presence.sign_misuse`` (P5): the sign *service suspended* is up, staff are there, and no closing was approved."""

from vision.datatypes import Presence, SettledSpan, Severity
from vision.rules.presence_sign_shown import SHOWN
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds, unless_visited

TYPE = "presence.sign_misuse"


def seen(span: SettledSpan) -> Answer:
    """Whether the sign is up before staff; not while a visitor is there: the last one is served behind it."""
    if span.staff is Presence.ABSENT:
        return Answer.NO
    answer = SHOWN.get(span.sign, Answer.UNSEEN) if span.staff is Presence.PRESENT else Answer.UNSEEN
    return unless_visited(span, answer)


RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.NOTICE),), gap_ms=seconds(10)),
    Words(
        "窗口有人、提示牌仍放置",
        "staff are there while the sign 'service suspended' is up",
        "staff were there while the sign 'service suspended' was up",
        "结束",
        note_zh="无停办批准",
        note_en="no closing was approved",
    ),
)
