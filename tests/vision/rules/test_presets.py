"""Presets: the rule book's limits, all of them milder or stricter; what a rule is used for stays."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import IN_USE
from vision.datatypes import Severity, Status
from vision.rules.presence import AbsenceLimits
from vision.rules.presets import WAITS, Preset, absence_under, held_under
from vision.rules.registry import DEFAULTS

ABSENCE = [
    # preset, minutes until a notice and until a warning
    (Preset.LENIENT, 10, 20),
    (Preset.STANDARD, 5, 10),
    (Preset.STRICT, 2.5, 5),
]


@pytest.mark.parametrize(("preset", "notice_min", "warning_min"), ABSENCE)
def test_absence_is_told_so_late(preset: Preset, notice_min: float, warning_min: float) -> None:
    own = AbsenceLimits(((7_000, Severity.REPORT),), 9_000, 3, "15", Status.COUNTABLE)
    assert absence_under(preset, own) == AbsenceLimits(
        ((round(notice_min * 60_000), Severity.NOTICE), (round(warning_min * 60_000), Severity.WARNING)),
        9_000,
        3,
        "15",
        Status.COUNTABLE,
    )


def test_an_absence_that_is_off_stays_off() -> None:
    assert absence_under(Preset.STRICT, AbsenceLimits((), status=Status.OFF)).steps == ()


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("rule", DEFAULTS)
def test_every_rule_has_limits_under_every_preset(preset: Preset, rule: str) -> None:
    own = replace(
        DEFAULTS[rule], steps=((1, Severity.NOTICE),), recorded_after_ms=None, status=Status.PROMPT, version=9
    )
    under = held_under(preset, rule, own)
    assert [ms / book for (ms, _), (book, _) in zip(under.marks(), IN_USE[rule].marks(), strict=True)] == [
        WAITS[preset]
    ] * len(under.marks())
    assert (under.status, under.version) == (Status.PROMPT, 9)
    assert under.gap_ms == own.gap_ms


def test_a_rule_that_is_off_stays_off() -> None:
    assert held_under(Preset.STRICT, "phone.call", replace(DEFAULTS["phone.call"], status=Status.OFF)).marks() == ()
