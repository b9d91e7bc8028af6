"""Probabilities as log-odds, in nats: evidence that can be added."""

from math import log

SUREST = 29 / 30
"""A score of 15 (of 15) stands for any probability from here on: half a step below certainty."""


def log_odds(chance: float) -> float:
    """Of a probability within 0..1, neither of which it is."""
    return log(chance / (1 - chance))
