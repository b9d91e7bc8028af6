"""``presence.closed_unapproved`` (P6b): the window is closed, its sign up and nobody there, and nobody approved it."""

from vision.datatypes import Presence, SettledSpan, Severity
from vision.rules.presence_sign_shown import SHOWN
from vision.rules.rule import DECLARED_OR_COVERED, Answer, Excuse, HeldLimits, Rule, Words, minutes, seconds

TYPE = "presence.closed_unapproved"


def seen(span: SettledSpan) -> Answer:
    """Whether nobody is there behind a sign."""
    if span.staff is Presence.PRESENT:
        return Answer.NO
    return SHOWN.get(span.sign, Answer.UNSEEN) if span.staff is Presence.ABSENT else Answer.UNSEEN


RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.WARNING),), gap_ms=seconds(10)),
    Words(
        "放置提示牌、无人在岗",
        "nobody is there and the sign 'service suspended' is up",
        "nobody was there and the sign 'service suspended' was up",
        "结束",
        note_zh="无停办批准",
        note_en="no closing was approved",
    ),
    excused_by=DECLARED_OR_COVERED | {Excuse.ANNOUNCED},
)
