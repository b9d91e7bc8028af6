"""When which housekeeping is due. Pure; seconds of a clock that nobody sets."""

from collections.abc import Mapping

EVERY_S: Mapping[str, float] = {"checkpoints": 600.0, "files": 60.0, "pictures": 3600.0, "store": 3600.0}
"""How often each is done. Files fill a disk within minutes where a limit was set low; thinning has days."""

FIRST_AFTER_S = 5.0
"""A start has other things to do."""


def next_due_s(done_s: Mapping[str, float], began_s: float) -> dict[str, float]:
    """When each is due, by when it was last done (or tried); one that never was, soon after ``began_s``."""
    return {
        name: done_s[name] + every_s if name in done_s else began_s + FIRST_AFTER_S for name, every_s in EVERY_S.items()
    }


def due(done_s: Mapping[str, float], began_s: float, now_s: float) -> list[str]:
    """What is to be done at ``now_s``."""
    return [name for name, at_s in next_due_s(done_s, began_s).items() if now_s >= at_s]
