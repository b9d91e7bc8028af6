"""``presence.gathering`` (P7): colleagues gather at one counter; graver while a visitor waits at an empty one.

Nothing settles yet how many staff are at a counter: until something does, this rule is off and finds nothing.
"""

from dataclasses import replace

from vision.datatypes import Presence, Severity, Status
from vision.rules.hall_span import HallSpan, Post
from vision.rules.rule import Answer, HeldLimits, Rule, Words, seconds

TYPE = "presence.gathering"


def seen(span: HallSpan) -> Answer:
    """Whether so many more staff are at the counter than it needs."""
    here = place(span)
    if here.staff is Presence.ABSENT:
        return Answer.NO
    if here.staff is not Presence.PRESENT or here.staff_count is None:
        return Answer.UNSEEN
    return Answer.YES if here.staff_count >= here.circumstances.required_staff + span.at_least else Answer.NO


def place(span: HallSpan) -> Post:
    """The counter at which they gather."""
    return next(post for post in span.posts if post.counter == span.counter)


def neglects(span: HallSpan) -> bool:
    """Whether a visitor is seen to wait at a counter that nobody staffs.

    Nobody knows whose counter those who gather have left: any empty one of the hall may be theirs.
    """
    others = (post for post in span.posts if post.counter != span.counter and post.in_service)
    return any(post.staff is Presence.ABSENT and post.customer is Presence.PRESENT for post in others)


def limits_at(span: HallSpan, limits: HeldLimits) -> HeldLimits:
    """``limits``, with a warning right after the first step while a visitor waits at an empty counter."""
    if not limits.steps or limits.steps[0][1] is not Severity.NOTICE or not neglects(span):
        return limits
    (after_ms, notice), *later = limits.steps
    steps = ((after_ms, notice), (after_ms + 1, Severity.WARNING), *(s for s in later if s[1] is Severity.REPORT))
    return replace(limits, steps=steps)


RULE = Rule(
    seen,
    HeldLimits(((seconds(180), Severity.NOTICE),), gap_ms=seconds(10), status=Status.OFF, at_least=2),
    Words("有人员聚集", "staff gather there", "staff gathered there", "散开"),
)
