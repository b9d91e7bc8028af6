"""Presets: all limits of the rule book at once, lenient, standard or strict.

The rule book names the three and gives the standard ones; how far the others lie from them is ours: whatever a rule
waits for is waited for twice as long, or half as long. What is blind, interrupted or off stays as it is.
"""

from dataclasses import replace
from enum import StrEnum

from vision.rules import hall_registry, registry
from vision.rules.presence import AbsenceLimits
from vision.rules.rule import HeldLimits


class Preset(StrEnum):
    """How long rules wait."""

    LENIENT = "lenient"
    STANDARD = "standard"
    STRICT = "strict"


WAITS = {Preset.LENIENT: 2.0, Preset.STANDARD: 1.0, Preset.STRICT: 0.5}
"""For how many times as long as the rule book says."""
BOOK = registry.DEFAULTS | hall_registry.DEFAULTS


def absence_under(preset: Preset, limits: AbsenceLimits) -> AbsenceLimits:
    """``limits`` of ``presence.absent`` with the steps of ``preset``; a rule that is off stays off."""
    waits = WAITS[preset]
    steps = tuple((round(ms * waits), severity) for ms, severity in AbsenceLimits().steps)
    return replace(limits, steps=steps if limits.steps else ())


def held_under(preset: Preset, rule: str, limits: HeldLimits) -> HeldLimits:
    """``limits`` of ``rule`` with the steps of ``preset``; status, clause and version stay its own."""
    waits, book = WAITS[preset], BOOK[rule]
    recorded_ms = book.recorded_after_ms
    return replace(
        limits,
        steps=tuple((round(ms * waits), severity) for ms, severity in book.steps),
        recorded_after_ms=None if recorded_ms is None else round(recorded_ms * waits),
    )
