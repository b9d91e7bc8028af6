"""How long somebody who guesses passwords must wait: a pure policy, and a dull holder of what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

MOST_KEPT = 10_000
"""So many names and so many addresses; beyond, the one that was tried longest ago is forgotten."""


@dataclass(frozen=True, slots=True)
class Policy:
    """So many tries are ``free``, the next wait twice as long each, from ``first_ms`` up to ``cap_ms``.

    All is forgotten when nothing was tried for ``forget_ms``.
    """

    free: int
    first_ms: int
    cap_ms: int
    forget_ms: int = 3_600_000


BY_NAME = Policy(free=5, first_ms=1_000, cap_ms=60_000)
"""A stranger who tries a name must not lock its owner out for long."""
BY_ADDRESS = Policy(free=20, first_ms=1_000, cap_ms=300_000)
"""A whole office may come from one address."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often it was tried in vain, and when last (ms UTC)."""

    count: int = 0
    last_ms: int = 0


def wait_ms(tries: Tries, now_ms: int, policy: Policy) -> int:
    """How long to wait before the next try; a clock that was set back makes it no longer than the cap."""
    if tries.count < policy.free or now_ms - tries.last_ms >= policy.forget_ms:
        return 0
    doublings = min(tries.count - policy.free, 30)
    pause_ms = min(policy.first_ms << doublings, policy.cap_ms)
    return min(max(0, tries.last_ms + pause_ms - now_ms), policy.cap_ms)


def tried(tries: Tries, now_ms: int, policy: Policy) -> Tries:
    """What is remembered after one more."""
    forgotten = now_ms - tries.last_ms >= policy.forget_ms
    return Tries(1 if forgotten else tries.count + 1, now_ms)


class Throttle:
    """Who has tried what, in memory; any number of threads may ask."""

    def __init__(self, policies: Sequence[Policy] = (BY_NAME, BY_ADDRESS)) -> None:
        """Nothing was tried yet; each of ``policies`` counts by a key of its own."""
        self._policies = tuple(policies)
        self._tries: list[dict[str, Tries]] = [{} for _ in self._policies]
        self._lock = Lock()

    def begin(self, now_ms: int, *keys: str) -> int:
        """Count a try by ``keys``, one per policy, unless it must wait; gives how long (ms), 0: it may be made.

        It is counted before it is made: a thousand at once are a thousand.
        """
        with self._lock:
            known = [tries.get(key, Tries()) for tries, key in zip(self._tries, keys, strict=True)]
            wait = max(wait_ms(one, now_ms, policy) for one, policy in zip(known, self._policies, strict=True))
            if wait == 0:
                for number, key in enumerate(keys):
                    self._keep(self._tries[number], key, tried(known[number], now_ms, self._policies[number]))
            return wait

    def succeeded(self, *keys: str) -> None:
        """Forget what was tried by ``keys``."""
        with self._lock:
            for tries, key in zip(self._tries, keys, strict=True):
                tries.pop(key, None)

    @staticmethod
    def _keep(tries: dict[str, Tries], key: str, now: Tries) -> None:
        tries.pop(key, None)
        tries[key] = now
        if len(tries) > MOST_KEPT:
            del tries[next(iter(tries))]
