from math import isnan, log

import numpy as np
import pytest

from api.behaviour_score import Told, auc, curve, figures, found_at, reliability


def told(yes: list[float], no: list[float]) -> Told:
    return Told(np.array([*yes, *no], np.float64), np.array([True] * len(yes) + [False] * len(no), bool))


@pytest.mark.parametrize(
    ("yes", "no", "want"),
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1, 3], [2, 2], 0.5),
        ([2, 2], [2, 2], 0.5),
        ([2, 3], [2, 1], 0.875),
    ],
)
def test_the_area_is_the_chance_that_a_positive_is_above_a_negative(
    yes: list[float], no: list[float], want: float
) -> None:
    assert auc(told(yes, no)) == pytest.approx(want)


@pytest.mark.parametrize(("yes", "no"), [([], [1.0]), ([1.0], []), ([], [])])
def test_one_sort_alone_says_nothing(yes: list[float], no: list[float]) -> None:
    assert isnan(auc(told(yes, no)))
    assert isnan(found_at(told(yes, no), 0.01))


@pytest.mark.parametrize(
    ("share", "want"),
    [
        (0.0, 0.25),  # above every negative, the highest of which is 100
        (0.01, 0.5),  # one of a hundred may be exceeded: above 99
        (0.05, 0.75),  # five may: above 95
    ],
)
def test_the_share_found_is_read_where_so_many_negatives_are_exceeded(share: float, want: float) -> None:
    assert found_at(told([101, 99.5, 95.5, 0.5], [float(n) for n in range(1, 101)]), share) == want


def test_a_positive_that_ties_with_the_limit_is_not_found() -> None:
    """Or pictures in which nobody was seen would be found, all of them, as soon as one of them may be false."""
    assert found_at(told([-10.0] * 5, [-10.0] * 100), 0.05) == 0


def test_figures_have_an_interval_from_twenty_positives_on() -> None:
    spread = np.random.default_rng(1)
    yes, no = list(spread.normal(2, 1, 40)), list(spread.normal(0, 1, 200))
    rates = figures(told(yes, no))
    assert list(rates) == ["auc", "tpr_at_1pct", "tpr_at_5pct"]
    for rate in rates.values():
        assert rate.n == 40
        assert rate.value is not None
        assert rate.ci is not None
        assert rate.ci[0] <= rate.value <= rate.ci[1]
    assert rates["auc"].value == pytest.approx(0.92, abs=0.04)  # two deviations apart: .921
    assert all(rate.value is None for rate in figures(told(yes[:19], no)).values())
    nobody = figures(told(yes, []))  # nothing to be told from
    assert all((rate.value, rate.n, rate.ci) == (None, 40, None) for rate in nobody.values())


def test_the_curve_climbs_from_nothing_to_everything() -> None:
    assert curve(told([3, 1], [2, 0])) == [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]


def test_reliability_weighs_yes_and_no_alike_however_many_there_are() -> None:
    """Of what is said at 3 to 1, three quarters of the yes and one quarter of the no: right as said."""
    high, low = log(3), -log(3)
    bins = reliability(told([high] * 3 + [low], [high] * 100 + [low] * 300))
    assert [each.n for each in bins] == [301, 103]
    for each in bins:
        assert each.right == pytest.approx(each.said)


def test_the_surest_odds_fall_into_the_outermost_bins() -> None:
    bins = reliability(told([900.0], [-900.0]))
    assert [(round(each.said, 6), each.right, each.n) for each in bins] == [(0, 0, 1), (1, 1, 1)]
