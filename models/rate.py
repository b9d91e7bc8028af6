"""A measured rate: what it is, over how many, and how sure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

FEWEST = 20
"""Below so many positives a rate says nothing and has no value."""
RESAMPLES = 200
"""Bootstrap resamples: the ends of a 95 % interval then rest on 5 resamples each."""
SEED = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """``value`` over ``n`` positives with its 95 % interval ``ci``; both None below FEWEST positives."""

    value: float | None
    n: int
    ci: tuple[float, float] | None

    def to_json(self) -> dict[str, object]:
        """The rate as ``--json`` prints it, to four digits."""
        ci = None if self.ci is None else [round(end, 4) for end in self.ci]
        return {"value": None if self.value is None else round(self.value, 4), "n": self.n, "ci": ci}


def bootstrapped(statistic: Callable[[NDArray[np.intp]], float], units: int, positives: int) -> Rate:
    """``statistic`` of all ``units`` (pictures, people: what is independent) and its percentile bootstrap.

    ``statistic`` takes the numbers of the units drawn, [units], some twice, some not at all. Efron and
    Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. The draws are seeded: the same data
    give the same interval.
    """
    if positives < FEWEST:
        return Rate(None, positives, None)
    draw = np.random.default_rng(SEED)
    values = [statistic(draw.integers(0, units, units)) for _ in range(RESAMPLES)]
    low, high = np.percentile([value for value in values if np.isfinite(value)], [2.5, 97.5])
    return Rate(statistic(np.arange(units)), positives, (float(low), float(high)))


def frequency(count: int, exposure: float) -> Rate:
    """How often something came per unit of ``exposure`` (hours, say), with its exact interval; ``n`` is whole units.

    Garwood, Fiducial limits for the Poisson distribution (Biometrika 1936): a bootstrap of nothing at all would
    claim to be sure. None below one unit.
    """
    if exposure < 1:
        return Rate(None, int(exposure), None)
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(0.975, 2 * count + 2)) / 2
    return Rate(count / exposure, int(exposure), (low / exposure, high / exposure))
