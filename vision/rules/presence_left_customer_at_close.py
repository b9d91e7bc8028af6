"""``presence.left_customer_at_close`` (P3): the clerk left while a visitor was there, who still waits at closing."""

from vision.datatypes import Severity
from vision.rules.presence_away_mid_service import seen
from vision.rules.rule import HeldLimits, Rule, Words, seconds

TYPE = "presence.left_customer_at_close"

RULE = Rule(
    seen,
    HeldLimits(((seconds(10), Severity.WARNING),), gap_ms=seconds(10)),
    Words(
        "窗口人员已离开、群众仍在等候,至服务结束未返回",
        "the window has been left with its visitor waiting, and service closes",
        "the window was left with its visitor waiting, and nobody came back before closing",
    ),
    at_closing=True,
)
