"""``presence.late_open`` (P2): service has opened and nobody is there yet."""

from vision.datatypes import Severity
from vision.rules.circumstances import Circumstances
from vision.rules.rule import DECLARED_OR_COVERED, HeldLimits, Rule, Words, minutes, seconds, unstaffed

TYPE = "presence.late_open"


def opens_ms(circumstances: Circumstances) -> int | None:
    """When service opens: whoever is not seen to be missing at that moment is not judged."""
    return circumstances.opens_ms


RULE = Rule(
    unstaffed,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(10)),
    Words(
        "到服务时间无人到岗",
        "service should have begun and nobody is there",
        "service should have begun and nobody was there",
        "到岗",
    ),
    excused_by=DECLARED_OR_COVERED,
    begins=opens_ms,
)
