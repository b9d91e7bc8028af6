import numpy as np
import pytest

from models.rate import RESAMPLES, Rate, bootstrapped, frequency


def test_a_mean_with_the_interval_theory_gives() -> None:
    values = np.random.default_rng(3).normal(10.0, 2.0, 400)
    rate = bootstrapped(lambda drawn: float(values[drawn].mean()), 400, 400)

    assert rate.value == values.mean()
    assert rate.n == 400
    assert rate.ci is not None
    half = 1.96 * values.std() / np.sqrt(400)
    assert rate.ci == pytest.approx((values.mean() - half, values.mean() + half), abs=0.06)


def test_the_same_data_give_the_same_interval() -> None:
    values = np.arange(50.0)
    first, second = (bootstrapped(lambda drawn: float(values[drawn].mean()), 50, 50) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("positives", "value"), [(0, None), (19, None), (20, 1.0)])
def test_few_positives_say_nothing(positives: int, value: float | None) -> None:
    rate = bootstrapped(lambda _: 1.0, 30, positives)
    assert (rate.value, rate.n) == (value, positives)
    assert (rate.ci is None) == (value is None)


def test_draws_without_a_figure_are_left_out() -> None:
    calls = iter([float("nan"), *[0.5] * RESAMPLES])
    assert bootstrapped(lambda _: next(calls), 30, 30) == Rate(0.5, 30, (0.5, 0.5))


def test_json() -> None:
    assert Rate(0.123456, 21, (0.1, 0.2000049)).to_json() == {"value": 0.1235, "n": 21, "ci": [0.1, 0.2]}
    assert Rate(None, 3, None).to_json() == {"value": None, "n": 3, "ci": None}


@pytest.mark.parametrize(
    # the limits of a Poisson count: 1.623 to 11.668 for 5, 0 to 3.689 for none (Garwood 1936)
    ("count", "exposure", "wanted"),
    [
        (5, 100, Rate(0.05, 100, (0.01623, 0.11668))),
        (0, 100, Rate(0.0, 100, (0.0, 0.03689))),
        (3, 0.5, Rate(None, 0, None)),
    ],
)
def test_a_frequency_with_its_exact_interval(count: int, exposure: float, wanted: Rate) -> None:
    came = frequency(count, exposure)
    assert (came.value, came.n) == (wanted.value, wanted.n)
    assert came.ci == (None if wanted.ci is None else pytest.approx(wanted.ci, abs=1e-5))
