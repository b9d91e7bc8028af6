"""``presence.away_mid_service`` (P4b): the clerk leaves while a visitor is there, to fetch, print or ask."""

from vision.datatypes import Presence, SettledSpan, Severity
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "presence.away_mid_service"


def seen(span: SettledSpan) -> Answer:
    """Whether the visitor of before waits for the clerk to come back."""
    if span.staff is Presence.PRESENT or span.customer is Presence.ABSENT:
        return Answer.NO
    if Presence.BLIND in {span.staff, span.customer} or span.served is None:
        return Answer.UNSEEN
    return Answer.YES if span.served else Answer.NO


RULE = Rule(
    seen,
    HeldLimits(((minutes(3), Severity.NOTICE), (minutes(5), Severity.WARNING)), gap_ms=seconds(10)),
    Words(
        "办理中窗口人员离席、群众仍在等候",
        "the window has been left with its visitor waiting",
        "the window was left with its visitor waiting",
        "结束",
        note_zh="可能在取件、打印或请示",
        note_en="they may be fetching, printing or asking",
    ),
)
