"""How long to wait before a camera is asked again: pure, so that it can be read off a table."""

from dataclasses import dataclass

GOOD_S = 60.0
"""After so long with pictures the next failure is a new story and begins with the shortest delay."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays double from ``first_s`` to ``cap_s``, each drawn from its upper half.

    Half is left to chance so that cameras behind one switch do not come back in step ("equal jitter",
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
    """

    first_s: float = 0.5
    cap_s: float = 5.0

    def __post_init__(self) -> None:
        """Refuse delays that are none; ValueError."""
        if not 0 < self.first_s <= self.cap_s:
            msg = f"delays must be 0 < first_s <= cap_s, got {self.first_s} and {self.cap_s}"
            raise ValueError(msg)


USUAL = Backoff()
REFUSED = Backoff(first_s=60.0, cap_s=600.0)
"""For a camera that refuses the password: many lock the account after five to seven wrong ones."""


def next_delay(attempt: int, drawn: float, backoff: Backoff = USUAL) -> float:
    """Seconds to wait after failure number ``attempt`` (from 0) in a row; ``drawn`` is random, 0 to 1."""
    doublings = min(attempt, 32)  # 2**32 times anything is above any cap
    whole_s = min(backoff.cap_s, backoff.first_s * 2.0**doublings)
    return whole_s * (0.5 + 0.5 * drawn)


def attempt_after(attempt: int, good_s: float) -> int:
    """The number of the failure that follows ``attempt`` after ``good_s`` with pictures."""
    return 0 if good_s >= GOOD_S else attempt + 1
