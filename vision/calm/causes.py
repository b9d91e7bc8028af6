"""Which rules speak of the same cause: what they find at one place at one time is one incident.

Within a cause the first of its rules that found anything names the incident; the others say what it led to.
"""

from collections.abc import Mapping
from types import MappingProxyType

UNSTAFFED = "unstaffed"
ASLEEP = "asleep"
PHONE = "phone"
EQUIPMENT = "equipment"

CAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Nobody is there: that a visitor waits, a slip is overrun or no sign was put up makes the same absence graver.
        UNSTAFFED: (
            "presence.absent",
            "presence.closed_unapproved",
            "presence.early_close",
            "presence.left_customer_at_close",
            "presence.late_open",
            "presence.not_ready",
            "presence.declaration_overdue",
            "presence.customer_unattended",
            "presence.away_mid_service",
            "presence.sign_missing",
        ),
        # Who sleeps was slumped before.
        ASLEEP: ("posture.dozing", "posture.slumped"),
        # One phone: held, at the ear, before a visitor, and in sum over the hour.
        PHONE: ("phone.while_serving", "phone.call", "phone.handling", "phone.handling_sum"),
        # A covered lens is dark, blurred and then offline: one thing to put right.
        EQUIPMENT: (
            "camera.blocked",
            "camera.offline",
            "camera.frozen",
            "camera.moved",
            "camera.dark",
            "camera.blurred",
            "camera.clock_skew",
        ),
    }
)
"""Cause -> its rules, the one that names an incident before those that only add to it."""

FACTS = frozenset({"presence.sign_shown", "presence.overtime"})
"""What is recorded and is nothing to handle: a sign that was put up, and a merit."""

DIGEST_ONLY = frozenset({"presence.not_ready", "posture.leaning_back"})
"""What the rule book never sends at once."""

DRILL = "system.drill"
"""Each is for itself, goes out whatever else has, or it would try out nothing, and spends nobody's alert."""

_CAUSE_OF = {rule: cause for cause, rules in CAUSES.items() for rule in rules}
_RANK = {rule: rank for rules in CAUSES.values() for rank, rule in enumerate(rules)}


def cause_of(rule: str) -> str:
    """The cause that ``rule`` speaks of; a rule that shares it with no other is its own."""
    return _CAUSE_OF.get(rule, rule)


def rank_of(rule: str) -> int:
    """How late ``rule`` comes among those of its cause to name an incident; 0 is the first."""
    return _RANK.get(rule, 0)
