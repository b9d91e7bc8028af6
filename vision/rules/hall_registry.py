"""The rules of a hall as a whole, each with its parts: one file, one line."""

from vision.rules import hall_below_minimum, hall_queue_long, presence_gathering
from vision.rules.hall_span import HallSpan
from vision.rules.rule import HeldLimits, Rule

HALL_RULES: dict[str, Rule[HallSpan]] = {
    hall_below_minimum.TYPE: hall_below_minimum.RULE,
    hall_queue_long.TYPE: hall_queue_long.RULE,
    presence_gathering.TYPE: presence_gathering.RULE,
}

UNMEASURED = frozenset({hall_queue_long.TYPE, presence_gathering.TYPE})
"""Rules whose facts nothing measures yet, so that they find nothing: how many wait, how many staff are at a counter."""

DEFAULTS: dict[str, HeldLimits] = {name: rule.defaults for name, rule in HALL_RULES.items()}
"""The limits of the rule book."""
