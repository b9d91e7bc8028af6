"""``hall.below_minimum`` (P6): a group keeps a minimum of counters open, and fewer are staffed."""

from dataclasses import replace
from functools import cache

from vision.datatypes import Place, Severity
from vision.rules.hall_span import WORKING, HallSpan
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, seconds

TYPE = "hall.below_minimum"


def seen(span: HallSpan) -> Answer:
    """Whether fewer are staffed than must be, of those that could be asked to: nobody asks for more than there are.

    A blind counter counts as staffed; that enough are staffed is known only where they are seen to be.
    """
    asked = sum(post.circumstances.service in WORKING and TYPE not in post.circumstances.exempt for post in span.posts)
    wanted = min(span.minimum, asked)
    if sum(post.maybe_staffed for post in span.posts) < wanted:
        return Answer.YES
    return Answer.NO if sum(post.staffed for post in span.posts) >= wanted else Answer.UNSEEN


def words(minimum: int) -> Words:
    """How a sentence tells of a group that must keep ``minimum`` counters open."""
    are, counters = ("is", "counter") if minimum == 1 else ("are", "counters")
    return Words(
        f"有人值守的窗口少于应保持的{minimum}个",
        f"fewer counters are staffed than the {minimum} {counters} that {are} to be kept open",
        f"fewer counters were staffed than the {minimum} {counters} that {are} to be kept open",
        "恢复",
    )


@cache
def rule_of(minimum: int) -> Rule[HallSpan]:
    """The rule, in the words for a group with this minimum."""
    return replace(RULE, words=words(minimum))


RULE = Rule(seen, HeldLimits(((minutes(5), Severity.WARNING),), gap_ms=seconds(10)), words(1), place=Place.GROUP)
