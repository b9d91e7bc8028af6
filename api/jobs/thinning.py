"""Which checkpoints of a counter are kept: dense where late spans may still come, sparse far back. Pure."""

from collections.abc import Collection

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

STEPS_MS = ((DAY_MS, 5 * MINUTE_MS), (30 * DAY_MS, HOUR_MS))
"""Up to this age one is kept in so much time: a late span costs judging that much anew, some 20 ms for 5 minutes."""

OLDEST_STEP_MS = DAY_MS


def step_ms(age_ms: int) -> int:
    """In how much time one checkpoint of that age is kept."""
    return next((step for until, step in STEPS_MS if age_ms < until), OLDEST_STEP_MS)


def superfluous(times_ms: Collection[int], now_ms: int) -> list[int]:
    """Which of a counter's checkpoints (ms UTC) may go, in order.

    The first and the newest always stay, and of the others the first in each piece of time, as UTC cuts it: every
    longer piece begins with a shorter one, so what stays later has stayed before, however often one thins.
    """
    ordered = sorted(set(times_ms))
    kept: set[tuple[int, int]] = set()
    gone = []
    for at_ms in ordered[1:-1]:
        step = step_ms(now_ms - at_ms)
        piece = (step, at_ms // step)
        if piece in kept:
            gone.append(at_ms)
        kept.add(piece)
    return gone
