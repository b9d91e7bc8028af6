"""A table that is as right as it says is told from one that boasts."""

import numpy as np
import pytest

from api.calibration import Claim, calibration, calibration_error, calibration_json

LEVELS = (0.55, 0.65, 0.75, 0.85, 0.95)
WORDS = ("none", "call")


def claims(boast: float = 1.0) -> dict[Claim, float]:
    """Looks of which a share ``level`` is right, in two truths that last as long; odds told ``boast`` times as sure."""
    told: dict[Claim, float] = {}
    for level in LEVELS:
        odds = boast * np.log(level / (1 - level))
        said = float(1 / (1 + np.exp(-odds)))
        for true, other in (WORDS, WORDS[::-1]):
            told[Claim(said, true, true)] = 1000 * level
            told[Claim(said, other, true)] = 1000 * (1 - level)
    return told


def error(told: dict[Claim, float]) -> float:
    found = calibration_error(calibration(told))
    assert found is not None
    return found


def test_nine_times_in_ten_is_point_nine() -> None:
    assert error(claims()) < 0.01
    assert {round(row.said, 2): round(row.right, 2) for row in calibration(claims())} == dict(
        zip(LEVELS, LEVELS, strict=True)
    )


@pytest.mark.parametrize("boast", [3.0, 0.2])
def test_a_table_that_says_too_much_or_too_little_is_noticed(boast: float) -> None:
    assert error(claims(boast)) > 0.1


def test_what_is_seldom_weighs_as_much_as_what_is_common() -> None:
    told = {Claim(0.9, "none", "none"): 9000.0, Claim(0.9, "none", "call"): 10.0}
    (row,) = calibration(told)
    assert (row.said, row.right, row.n) == pytest.approx((0.9, 0.5, 9010.0))


def test_of_nothing_nothing_is_said() -> None:
    assert calibration_json({}) == {"error": None, "bins": []}
