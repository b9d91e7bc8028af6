"""Which incident of before is which of now: what people already handle keeps its id."""

from collections.abc import Sequence
from dataclasses import replace

from vision.calm.incidents import LOUDNESS, Incident
from vision.datatypes import Phase

Course = tuple[Incident | None, Incident | None]
"""An incident as it was (None: it was not) and as it is (None: it is no more)."""


def carry_on(before: Sequence[Incident], now: Sequence[Incident]) -> list[Course]:
    """Every incident of ``before`` (the one opened first foremost) and of ``now``, paired where they share a finding.

    Two that have become one go on as the one that was opened first, and the other is no more. Of one that falls apart
    the part with the finding that it is named after keeps its id, else the first. One whose findings are all told
    otherwise, from another moment on, is what is found at that time now.
    """
    left, courses = list(now), list[Course]()
    for was in before:
        alike = [new for new in left if _shares(was, new)] or [new for new in left if _overlap(was, new)]
        heir = min(alike, key=lambda new: was.id not in new.findings, default=None)
        courses.append((was, None if heir is None else replace(heir, id=was.id)))
        if heir is not None:
            left.remove(heir)
    return [*courses, *((None, new) for new in left)]


def _shares(was: Incident, new: Incident) -> bool:
    return not frozenset(was.findings).isdisjoint(new.findings)


def _overlap(was: Incident, new: Incident) -> bool:
    where = [(one.hall, one.counter, one.cause) for one in (was, new)]
    starts_late = (was.end_ms is not None and new.start_ms > was.end_ms) or (
        new.end_ms is not None and was.start_ms > new.end_ms
    )
    return where[0] == where[1] and not starts_late


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
