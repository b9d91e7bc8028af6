"""Which process is killed when: drawn by chance, the same again for the same seed, counted by kind."""

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

from tests.api.faults.processes import Kept, below, kill

API = "api.supervisor.child_api"


def kill_api(serve: Kept) -> bool:
    """Kill the API below the supervisor ``serve``; whether there was one."""
    found = below(serve.id, API)
    for one in found:
        kill(one)
    return bool(found)


def api_is_started(serve: Kept) -> bool:
    """Whether there is a process of the API, be it ready or not."""
    return bool(below(serve.id, API))


class Killer:
    """Does one of ``deeds`` (by name; they say whether they did it) at a time, as often as ``weights`` say."""

    def __init__(self, seed: int, deeds: Mapping[str, Callable[[], bool]], weights: Mapping[str, float]) -> None:
        """Draw by ``seed``."""
        self.chance = Random(seed)  # noqa: S311 - repeatable, no secret
        self.done: Counter[str] = Counter()
        self._deeds, self._weights = deeds, weights

    def strike(self) -> str:
        """Do the deed that is drawn; gives its name."""
        names = sorted(self._deeds)
        (name,) = self.chance.choices(names, [self._weights[one] for one in names])
        self.done[name] += self._deeds[name]()
        return name
