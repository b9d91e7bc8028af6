"""One incident per cause: findings of one cause, at one place, that touch in time.

What belongs together is decided by what was found and when, never by when it was told: the same findings give the same
incidents in whatever order they came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from vision.calm.causes import DIGEST_ONLY, DRILL, FACTS, cause_of, rank_of
from vision.calm.limits import CalmLimits
from vision.datatypes import Event, Outcome, Phase, Severity, Status

LOUDNESS = {severity: rank for rank, severity in enumerate(Severity)}
USE = {status: rank for rank, status in enumerate(Status)}
ALERTS = frozenset({Status.PROMPT, Status.COUNTABLE})


@dataclass(frozen=True, slots=True)
class Incident:
    """Findings with one cause; times in ms UTC, ``end_ms`` None while any of them runs.

    ``id`` is that of the finding which began first. ``type`` is the rule that names it, ``counter`` the id of its
    place as in ``Event``. ``severity`` and ``status`` are the gravest and the furthest going of its findings, whose
    ids are ``findings``, by their begin. ``aloud`` is the gravest of those that may alert at once (None: none may):
    what is on trial makes no alert of an incident, however grave. ``blinded``: of a camera, the counters that it could
    not show.
    ``explained_by``: the incident (its id) of the camera that could not show how this one ended.
    """

    id: str
    hall: str
    counter: str
    cause: str
    type: str
    start_ms: int
    end_ms: int | None
    severity: Severity
    status: Status
    findings: tuple[str, ...]
    aloud: Severity | None = None
    blinded: tuple[str, ...] = ()
    explained_by: str | None = None


def incidents(findings: Iterable[Event], limits: CalmLimits) -> tuple[Incident, ...]:
    """The incidents that ``findings`` make, by their begin; of each finding its latest revision is to be given.

    What was withdrawn belongs to none, and facts are nothing to handle.
    """
    kept = (found for found in findings if found.phase is not Phase.WITHDRAWN and found.type not in FACTS)
    ordered = sorted(kept, key=lambda found: (*_place(found), found.start_ms, rank_of(found.type), found.id))
    made = [
        _incident(together) for _, these in groupby(ordered, _place) for together in _touching(tuple(these), limits)
    ]
    return tuple(sorted(made, key=lambda incident: (incident.start_ms, incident.id)))


def _place(found: Event) -> tuple[str, str, str, str]:
    return found.hall, found.counter, cause_of(found.type), found.id if found.type == DRILL else ""


def _touching(findings: Sequence[Event], limits: CalmLimits) -> Iterable[list[Event]]:
    """``findings`` by their begin, in stretches between which nothing was found for as long as a gap."""
    together = [findings[0]]
    for found in findings[1:]:
        if touches(together, found.start_ms, limits):
            together.append(found)
        else:
            yield together
            together = [found]
    yield together


def touches(findings: Iterable[Event], start_ms: int, limits: CalmLimits) -> bool:
    """Whether what begins at ``start_ms`` or later belongs to any of ``findings``: they run, or ended just before."""
    return any(found.end_ms is None or start_ms - found.end_ms < limits.gap_ms for found in findings)


def _incident(findings: Sequence[Event]) -> Incident:
    first = findings[0]
    return Incident(
        first.id,
        first.hall,
        first.counter,
        cause_of(first.type),
        min(findings, key=lambda found: rank_of(found.type)).type,
        first.start_ms,
        latest_end_ms(findings),
        max((found.severity for found in findings), key=LOUDNESS.__getitem__),
        max((found.status for found in findings), key=USE.__getitem__),
        tuple(found.id for found in findings),
        max((found.severity for found in findings if _aloud(found)), key=LOUDNESS.__getitem__, default=None),
        tuple(sorted({counter for found in findings for counter in found.blinded})),
    )


def latest_end_ms(these: Sequence[Event] | Sequence[Incident]) -> int | None:
    """When the last of ``these`` ended, ms UTC; None: one of them goes on."""
    ends_ms = [one.end_ms for one in these if one.end_ms is not None]
    return max(ends_ms) if len(ends_ms) == len(these) else None


def _aloud(found: Event) -> bool:
    return found.status in ALERTS and found.type not in DIGEST_ONLY


def explained(incident: Incident, findings: Iterable[Event], faults: Iterable[Incident]) -> Incident:
    """``incident``, and which of ``faults`` (incidents of cameras) explains that nobody knows how it ended, if any.

    ``findings``: the latest revision of each of the incident's. Of several faults the one that began first explains it.
    """
    ended_ms = incident.end_ms
    unknown = {found.end_ms for found in findings if found.outcome is Outcome.UNKNOWN}
    if ended_ms is None or ended_ms not in unknown:
        return replace(incident, explained_by=None)
    blind = (
        fault
        for fault in faults
        if incident.counter in fault.blinded
        and fault.start_ms - BLINDS_AFTER_MS <= ended_ms
        and (fault.end_ms is None or ended_ms < fault.end_ms)
    )
    first = min(blind, key=lambda fault: (fault.start_ms, fault.id), default=None)
    return replace(incident, explained_by=None if first is None else first.id)


BLINDS_AFTER_MS = 60_000
"""A camera's fault blinds by its own limit, 10 to 60 s after it began: what ends as unknown was last seen by then."""
