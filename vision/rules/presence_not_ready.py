"""``presence.not_ready`` (P2): nobody is there in the minutes before opening. A fact, for the digest only."""

from vision.datatypes import Severity
from vision.rules.circumstances import Service
from vision.rules.rule import HeldLimits, Rule, Words, minutes, seconds, unstaffed

TYPE = "presence.not_ready"

RULE = Rule(
    unstaffed,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(10)),
    Words("无人提前到岗", "nobody is there yet to get ready", "nobody was there to get ready", "到岗"),
    during=Service.READY,
)
