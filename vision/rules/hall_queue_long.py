"""``hall.queue_long`` (P6c): many wait and counters are closed. It suggests to open more and blames nobody.

Nothing counts yet how many visitors wait: until something does, this rule is off and finds nothing.
"""

from vision.datatypes import Place, Severity, Status
from vision.rules.hall_span import HallSpan
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "hall.queue_long"


def seen(span: HallSpan) -> Answer:
    """Whether so many wait while some counter is seen to be empty or is out of service; blind ones count as open."""
    if all(post.maybe_staffed or TYPE in post.circumstances.exempt for post in span.posts):
        return Answer.NO
    if span.waiting is None:
        return Answer.UNSEEN
    return Answer.YES if span.waiting >= span.at_least else Answer.NO


RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.NOTICE),), gap_ms=seconds(10), status=Status.OFF, at_least=5),
    Words(
        "等候人数较多而有窗口未开放",
        "many visitors wait and counters are closed",
        "many visitors waited and counters were closed",
        "结束",
        "建议增开窗口",
        "opening more counters is suggested",
    ),
    place=Place.HALL,
)
