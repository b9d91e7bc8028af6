"""``presence.overtime`` (P3): staff stay on after closing. A merit, recorded as a fact."""

from vision.datatypes import Presence, SettledSpan, Severity
from vision.rules.circumstances import Circumstances, Service
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes

TYPE = "presence.overtime"

STAFFED = {Presence.PRESENT: Answer.YES, Presence.ABSENT: Answer.NO}


def seen(span: SettledSpan) -> Answer:
    """Whether somebody is there."""
    return STAFFED.get(span.staff, Answer.UNSEEN)


def closed_ms(circumstances: Circumstances) -> int | None:
    """When service closed: only who was there at that moment stays on."""
    return circumstances.closed_ms


RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.NOTICE),), gap_ms=minutes(1)),
    Words("延时服务", "staff are still there after closing", "staff were still there after closing", "离开"),
    during=Service.CLOSED,
    begins=closed_ms,
)
