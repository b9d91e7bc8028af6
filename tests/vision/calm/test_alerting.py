"""Who is alerted when, and what waits for the digest."""

from dataclasses import replace

import pytest

from tests.vision.calm.builders import NOTICE, REPORT, WARNING, finding
from vision.calm.alerting import NOTHING_SENT, Sent, Way, way_of
from vision.calm.incidents import Incident, incidents
from vision.calm.limits import CalmLimits
from vision.datatypes import Severity, Status

LIMITS = CalmLimits()
NOW_MS = 10_000_000


def incident(severity: Severity = NOTICE, status: Status = Status.PROMPT, rule: str = "presence.absent") -> Incident:
    (made,) = incidents([finding(rule, 0, severity=severity, status=status)], LIMITS)
    return made


NEW, GRAVE, GRAVEST = incident(), incident(WARNING), incident(REPORT)
TRIAL = incident(status=Status.TRIAL)
SPENT = Sent(that_day=10)
JUST_NOW = Sent(1, NOW_MS - 299_999)


@pytest.mark.parametrize(
    ("what", "before", "now", "sent", "way"),
    [
        ("a new one", None, NEW, NOTHING_SENT, Way.NOW),
        ("a countable one", None, incident(status=Status.COUNTABLE), NOTHING_SENT, Way.NOW),
        ("one on trial", None, TRIAL, NOTHING_SENT, Way.NONE),
        ("one that goes on", NEW, NEW, NOTHING_SENT, Way.NONE),
        ("one that ended", NEW, replace(NEW, end_ms=5), NOTHING_SENT, Way.NONE),
        ("one that got graver", NEW, GRAVE, Sent(1, NOW_MS - 1), Way.NOW),
        ("one that got graver on trial", TRIAL, incident(WARNING, Status.TRIAL), NOTHING_SENT, Way.NONE),
        ("one that is no more on trial", TRIAL, NEW, NOTHING_SENT, Way.NOW),
        ("one that got less grave", GRAVE, NEW, NOTHING_SENT, Way.NONE),
        ("another one at the place within the gap", None, NEW, JUST_NOW, Way.DIGEST),
        ("another one after the gap", None, NEW, Sent(1, NOW_MS - 300_000), Way.NOW),
        ("a graver one within the gap", None, GRAVE, JUST_NOW, Way.NOW),
        ("one no graver within the gap", None, GRAVE, replace(JUST_NOW, last_severity=WARNING), Way.DIGEST),
        ("the tenth of a day", None, NEW, Sent(that_day=9), Way.NOW),
        ("the eleventh", None, NEW, SPENT, Way.DIGEST),
        ("a graver eleventh", NEW, GRAVE, SPENT, Way.DIGEST),
        ("the gravest eleventh", GRAVE, GRAVEST, SPENT, Way.NOW),
        ("what is for the digest alone", None, incident(rule="posture.leaning_back"), NOTHING_SENT, Way.DIGEST),
        ("that on trial", None, incident(rule="presence.not_ready", status=Status.TRIAL), NOTHING_SENT, Way.NONE),
    ],
)
def test_how_people_hear(what: str, before: Incident | None, now: Incident, sent: Sent, way: Way) -> None:
    assert way_of(before, now, NOW_MS, sent, LIMITS) is way, what


@pytest.mark.parametrize("field", ["gap_ms", "push_gap_ms", "pushes_a_day"])
def test_limits_below_zero_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match="must be 0 or more"):
        CalmLimits(**{field: -1})
    assert getattr(CalmLimits(**{field: 0}), field) == 0
