"""``presence.customer_unattended`` (P4): a visitor comes to a counter with nobody there, and no sign says so."""

from vision.datatypes import Presence, SettledSpan, Severity, Sign
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "presence.customer_unattended"


def seen(span: SettledSpan) -> Answer:
    """Whether a visitor who came after the staff had left waits; one who is served is ``away_mid_service``'s.

    Unseen where nobody knows when the visitor came, or whether a sign that stood there is only hidden.
    """
    if span.staff is Presence.PRESENT or span.served or span.sign is Sign.SHOWN or span.customer is Presence.ABSENT:
        return Answer.NO
    unknown = Presence.BLIND in {span.staff, span.customer} or span.served is None or span.sign_lost
    return Answer.UNSEEN if unknown else Answer.YES


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.WARNING),), gap_ms=seconds(10)),
    Words(
        "有群众等候、无人接待", "a visitor waits and nobody is there", "a visitor waited and nobody was there", "结束"
    ),
)
