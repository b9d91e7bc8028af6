"""``presence.declaration_overdue`` (P1d): whoever left under a slip is not back when it says, and not for a while."""

from vision.datatypes import Severity
from vision.rules.circumstances import Circumstances
from vision.rules.rule import HeldLimits, Rule, Words, minutes, seconds, unstaffed

TYPE = "presence.declaration_overdue"


def due_ms(circumstances: Circumstances) -> int | None:
    """When the slip that ran out was due; None where none has, or another holds."""
    return None if circumstances.overdue is None else circumstances.overdue.due_ms


RULE = Rule(
    unstaffed,
    HeldLimits(((minutes(5), Severity.WARNING),), gap_ms=seconds(10)),
    Words(
        "报备时间已过、仍无人返回",
        "nobody has come back though the declared time is over",
        "nobody came back when the declared time was over",
        "返回",
    ),
    begins=due_ms,
)
