"""The rules of a hall as a whole, each with its parts: one file, one line."""

from vision.rules import camera_registry, hall_below_minimum, hall_queue_long, presence_gathering
from vision.rules.camera_registry import CAMERA_RULES
from vision.rules.hall_span import HallSpan
from vision.rules.rule import AnyRule, HeldLimits, Rule

HALL_RULES: dict[str, Rule[HallSpan]] = {
    hall_below_minimum.TYPE: hall_below_minimum.RULE,
    hall_queue_long.TYPE: hall_queue_long.RULE,
    presence_gathering.TYPE: presence_gathering.RULE,
}

EVERY_HALL_RULE: dict[str, AnyRule] = {**HALL_RULES, **CAMERA_RULES}
"""All that is judged of a hall and not of one counter: with the rules of its cameras."""

UNMEASURED = frozenset({hall_queue_long.TYPE, presence_gathering.TYPE}) | camera_registry.UNMEASURED
"""Rules whose facts nothing measures yet, so that they find nothing: how many wait, how many staff are at a counter,
and some of what may be wrong with a camera."""

DEFAULTS: dict[str, HeldLimits] = {name: rule.defaults for name, rule in EVERY_HALL_RULE.items()}
"""The limits of the rule book."""
