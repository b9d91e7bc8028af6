"""``presence.early_close`` (P3): whoever was there left before closing and did not come back; decided at closing."""

from vision.datatypes import Severity
from vision.rules.rule import DECLARED_OR_COVERED, HeldLimits, Rule, Words, minutes, seconds, unstaffed

TYPE = "presence.early_close"

RULE = Rule(
    unstaffed,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(10)),
    Words(
        "服务结束前已无人",
        "nobody is there at closing",
        "nobody was there up to closing",
    ),
    excused_by=DECLARED_OR_COVERED,
    at_closing=True,
)
