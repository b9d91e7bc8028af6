"""How well the log-odds of a behaviour tell pictures that show it from those that do not; pure arithmetic."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from api.calibration import Bin, bins
from models.rate import Rate, bootstrapped

Odds = NDArray[np.float64]


class Told(NamedTuple):
    """One question over N pictures: ``odds`` float64 [N] in nats, ``positive`` bool [N] whether they show it."""

    odds: Odds
    positive: NDArray[np.bool_]


def auc(told: Told) -> float:
    """The chance that a positive has higher odds than a negative, ties counting half; nan without either.

    The Mann-Whitney statistic (Hanley and McNeil, Radiology 1982).
    """
    positives, negatives = int(told.positive.sum()), int((~told.positive).sum())
    if not positives or not negatives:
        return float("nan")
    above = float(rankdata(told.odds)[told.positive].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def found_at(told: Told, false_share: float) -> float:
    """The share of positives above the lowest limit that at most ``false_share`` of the negatives exceed.

    Nan without positives or negatives.
    """
    negatives = np.sort(told.odds[~told.positive])[::-1]
    if not len(negatives) or not told.positive.any():
        return float("nan")
    limit = negatives[int(false_share * len(negatives))]
    return float((told.odds[told.positive] > limit).mean())


def figures(told: Told) -> dict[str, Rate]:
    """What ``eval behaviour`` tells of a question: nothing without negatives. The bootstrap draws pictures."""
    count, positives = len(told.odds), int(told.positive.sum())

    def rate(statistic: Callable[[Told], float]) -> Rate:
        if positives == count:
            return Rate(None, positives, None)
        return bootstrapped(lambda drawn: statistic(Told(told.odds[drawn], told.positive[drawn])), count, positives)

    return {
        "auc": rate(auc),
        "tpr_at_1pct": rate(lambda part: found_at(part, 0.01)),
        "tpr_at_5pct": rate(lambda part: found_at(part, 0.05)),
    }


def curve(told: Told) -> list[tuple[float, float]]:
    """The share of negatives and of positives at or above each limit, from (0, 0) to (1, 1)."""
    limits = np.unique(told.odds)[::-1]
    yes, no = told.odds[told.positive], told.odds[~told.positive]
    shares = [(float((no >= limit).mean()), float((yes >= limit).mean())) for limit in limits]
    return [(0.0, 0.0), *shares]


def reliability(told: Told) -> Sequence[Bin]:
    """How often what was said is right, positives and negatives weighing the same as wholes.

    Odds are the evidence of one picture alone: they take yes and no as equally likely beforehand, however many of
    each a folder holds.
    """
    said = 1 / (1 + np.exp(-np.clip(told.odds, -50, 50)))
    weight = np.where(told.positive, 1 / max(told.positive.sum(), 1), 1 / max((~told.positive).sum(), 1))
    return bins(said, told.positive, weight)
