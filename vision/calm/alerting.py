"""Whether people are alerted of an incident at once, later in the digest, or not at all. Nothing is dropped."""

from dataclasses import dataclass
from enum import StrEnum

from vision.calm.causes import DRILL
from vision.calm.incidents import ALERTS, LOUDNESS, Incident
from vision.calm.limits import CalmLimits
from vision.datatypes import Severity


class Way(StrEnum):
    """How people hear of it."""

    NOW = "now"
    DIGEST = "digest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the hall has sent: how many alerts that day, and about this place when last (ms UTC) and how grave."""

    that_day: int = 0
    last_ms: int | None = None
    last_severity: Severity = Severity.NOTICE


NOTHING_SENT = Sent()


def way_of(before: Incident | None, now: Incident, at_ms: int, sent: Sent, limits: CalmLimits) -> Way:
    """How people hear at ``at_ms`` that an incident which was as ``before`` (None: it was not) is as it is ``now``.

    That it goes on or has ended is no news. What is on trial alerts nobody. A report, the gravest there is, goes out
    though the day's alerts are spent: that is what they were spared for.
    """
    if now.type == DRILL:
        return Way.NOW if before is None else Way.NONE
    if _heard(now) <= _heard(before):
        return Way.NONE
    if now.aloud is None or _too_soon(now.aloud, at_ms, sent, limits):
        return Way.DIGEST
    if sent.that_day >= limits.pushes_a_day and now.aloud is not Severity.REPORT:
        return Way.DIGEST
    return Way.NOW


def _heard(incident: Incident | None) -> tuple[int, int]:
    """How much people hear of it: nothing, in the digest or at once, and then how grave it is."""
    if incident is None or incident.status not in ALERTS:
        return 0, 0
    return (1, 0) if incident.aloud is None else (2, LOUDNESS[incident.aloud])


def _too_soon(aloud: Severity, at_ms: int, sent: Sent, limits: CalmLimits) -> bool:
    """Whether people were alerted of the place just before, of something as grave."""
    is_graver = LOUDNESS[aloud] > LOUDNESS[sent.last_severity]
    return sent.last_ms is not None and at_ms - sent.last_ms < limits.push_gap_ms and not is_graver
