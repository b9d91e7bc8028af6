"""Whether people are alerted of an incident at once, later in the digest, or not at all. Nothing is dropped."""

from dataclasses import dataclass
from enum import StrEnum

from vision.calm.causes import DIGEST_ONLY
from vision.calm.incidents import LOUDNESS, Incident
from vision.calm.limits import CalmLimits
from vision.datatypes import Severity, Status


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
ALERTS = frozenset({Status.PROMPT, Status.COUNTABLE})


def way_of(before: Incident | None, now: Incident, at_ms: int, sent: Sent, limits: CalmLimits) -> Way:
    """How people hear at ``at_ms`` that an incident which was as ``before`` (None: it was not) is as it is ``now``.

    That it goes on or has ended is no news. What is on trial alerts nobody. A report, the gravest there is, goes out
    though the day's alerts are spent: that is what they were spared for.
    """
    if now.status not in ALERTS or (before is not None and not _louder(before, now)):
        return Way.NONE
    if now.type in DIGEST_ONLY:
        return Way.DIGEST
    if sent.last_ms is not None and at_ms - sent.last_ms < limits.push_gap_ms and not _graver(sent, now):
        return Way.DIGEST
    if sent.that_day >= limits.pushes_a_day and now.severity is not Severity.REPORT:
        return Way.DIGEST
    return Way.NOW


def _louder(before: Incident, now: Incident) -> bool:
    """Whether it got graver, or has only now become something that alerts."""
    return before.status not in ALERTS or LOUDNESS[now.severity] > LOUDNESS[before.severity]


def _graver(sent: Sent, now: Incident) -> bool:
    return LOUDNESS[now.severity] > LOUDNESS[sent.last_severity]
