"""Which incident of before is which of now: what people already handle keeps its id."""

from collections.abc import Sequence
from dataclasses import replace

from vision.calm.incidents import LOUDNESS, Incident
from vision.datatypes import Phase

Course = tuple[Incident | None, Incident | None]
"""An incident as it was (None: it was not) and as it is (None: it is no more)."""


def carry_on(before: Sequence[Incident], now: Sequence[Incident]) -> list[Course]:
    """Every incident of ``before`` (the one opened first foremost) and of ``now``, paired where they share a finding.

    Two that have become one go on as the one that was opened first, and the other is no more; of one that falls apart
    the first part keeps its id.
    """
    left, courses = list(now), list[Course]()
    for was in before:
        heir = next((new for new in left if not frozenset(was.findings).isdisjoint(new.findings)), None)
        courses.append((was, None if heir is None else replace(heir, id=was.id)))
        if heir is not None:
            left.remove(heir)
    return [*courses, *((None, new) for new in left)]


def phase_of(before: Incident | None, now: Incident | None) -> Phase | None:
    """What has happened to an incident; None: nothing."""
    if now is None:
        return Phase.WITHDRAWN
    if before is None:
        return Phase.STARTED
    if now == before:
        return None
    if LOUDNESS[now.severity] > LOUDNESS[before.severity]:
        return Phase.GRAVER
    return Phase.ENDED if before.end_ms is None and now.end_ms is not None else Phase.AMENDED
