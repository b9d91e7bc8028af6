"""Whether what is said with a probability of .9 is right nine times in ten; pure arithmetic."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 10
"""Of the reliability diagram, equally wide."""


class Claim(NamedTuple):
    """What a look said, how sure it was (0..1), and what was true."""

    said: float
    claimed: str
    true: str


class Bin(NamedTuple):
    """Claims of which about the same was ``said`` (mean probability) and ``right``; ``n`` claims or seconds."""

    said: float
    right: float
    n: float


def bins(said: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> list[Bin]:
    """How often what was ``said`` [N] is ``right`` [N], each counting by its ``weight`` [N]; ``n`` counts claims."""
    number = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        Bin(
            float(np.average(said[inside], weights=weight[inside])),
            float(np.average(right[inside], weights=weight[inside])),
            int(inside.sum()),
        )
        for inside in (number == each for each in range(BINS))
        if inside.any()
    ]


def calibration(claims: Mapping[Claim, float]) -> list[Bin]:
    """``claims`` and for how many seconds each was made, by how sure they were; ``n`` in seconds.

    Every truth weighs the same as a whole: a look's probability takes all as equally likely beforehand, however seldom
    one is. A truth that never was has no say.
    """
    if not claims:
        return []
    seconds = np.array(list(claims.values()), np.float64)
    totals: dict[str, float] = {}
    for claim, lasted in claims.items():
        totals[claim.true] = totals.get(claim.true, 0.0) + lasted
    weight = seconds / np.array([totals[claim.true] for claim in claims])
    said = np.array([claim.said for claim in claims])
    right = np.array([claim.claimed == claim.true for claim in claims])
    number = np.minimum((said * BINS).astype(int), BINS - 1)
    rows = bins(said, right, weight)
    return [
        row._replace(n=float(seconds[number == each].sum())) for row, each in zip(rows, np.unique(number), strict=True)
    ]


def calibration_error(rows: Sequence[Bin]) -> float | None:
    """How far what is said is from what is right, averaged over ``n``; None of nothing.

    The expected calibration error of Naeini, Cooper and Hauskrecht (2015).
    """
    total = sum(row.n for row in rows)
    return sum(row.n * abs(row.said - row.right) for row in rows) / total if total else None


def calibration_json(claims: Mapping[Claim, float]) -> dict[str, object]:
    """As ``--json`` prints it: the error, and the bins with seconds as ``n``."""
    rows = calibration(claims)
    error = calibration_error(rows)
    return {
        "error": None if error is None else round(error, 3),
        "bins": [{"said": round(row.said, 3), "right": round(row.right, 3), "n": round(row.n)} for row in rows],
    }
