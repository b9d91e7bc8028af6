"""``phone.handling_sum`` (F1): a mobile phone is handled for so long within one clock hour, all times together."""

from vision.datatypes import Severity
from vision.rules.phone_handling import seen
from vision.rules.rule import HeldLimits, Rule, Words, minutes

TYPE = "phone.handling_sum"

RULE = Rule(
    seen,
    HeldLimits(((minutes(5), Severity.NOTICE),), blind_ends_after_ms=minutes(60)),
    Words(
        "一小时内多次疑似使用手机",
        "staff seem to be handling a phone again and again this hour",
        "staff seemed to be handling a phone again and again within an hour",
    ),
    by_the_hour=True,
)
