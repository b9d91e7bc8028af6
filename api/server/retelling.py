"""What to tell where judging anew gave other events than were told: nothing twice, nothing silently taken back."""

from collections.abc import Sequence
from dataclasses import replace

from vision.datatypes import Event, Phase

FACTS = (
    "at_ms",
    "start_ms",
    "end_ms",
    "outcome",
    "observed_s",
    "blind_s",
    "severity",
    "limits_version",
    "zone_version",
    "model_set",
    "status",
    "blinded",
)
"""What two steps must share to say the same; the phase is how it was told, the sentence follows from these."""


def same(one: Event, other: Event) -> bool:
    """Whether two steps of a finding say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in FACTS)


def retell(base: Event | None, latest: Event | None, steps: Sequence[Event]) -> list[Event]:
    """The revisions that follow ``latest``, so that whoever heard it knows what holds now.

    ``base`` is what had been told of the finding at the moment from which it was judged anew (None: nothing),
    ``steps`` what judging anew gave. Where they only go on from ``latest`` the rest is told as it happened; where
    they contradict it, one *amended* revision tells how the finding stands; where nothing is left of it, it is
    *withdrawn*.
    """
    story = [*([base] if base is not None and base.phase is not Phase.WITHDRAWN else []), *steps]
    if latest is None:
        return _numbered(story, 1)
    if not story:
        gone = latest.phase is Phase.WITHDRAWN
        return [] if gone else [replace(latest, phase=Phase.WITHDRAWN, revision=latest.revision + 1)]
    heard = [n for n, step in enumerate(story) if latest.phase is not Phase.WITHDRAWN and same(step, latest)]
    if heard:
        return _numbered(story[heard[-1] + 1 :], latest.revision + 1)
    return [replace(story[-1], phase=Phase.AMENDED, revision=latest.revision + 1)]


def _numbered(steps: Sequence[Event], first: int) -> list[Event]:
    return [replace(step, revision=first + n) for n, step in enumerate(steps)]
