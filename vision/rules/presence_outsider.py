"""``presence.outsider`` (P8): somebody who came from the visitors' side is in the staff zone.

A matter for security and never on the clerk's record; also while the counter is empty or closed. A permit exempts it.

No stock network tells it: it is off, and never found without a head that was taught at the site.
"""

from vision.datatypes import SettledSpan, Severity, Status
from vision.rules.rule import Answer, HeldLimits, Rule, Words, seconds, told

TYPE = "presence.outsider"


def seen(span: SettledSpan) -> Answer:
    """Whether such a one is there."""
    return told(span.taught.outsider)


RULE = Rule(
    seen,
    HeldLimits(((seconds(20), Severity.WARNING),), gap_ms=seconds(10), status=Status.OFF),
    Words(
        "疑似有外来人员进入工位区",
        "somebody from the visitors' side seems to be in the staff zone",
        "somebody from the visitors' side seemed to be in the staff zone",
        "离开",
        "请安保人员查看,不计入窗口人员",
        "a matter for security, not on the clerk's record",
    ),
    during=None,
)
