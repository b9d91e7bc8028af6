"""Who is alerted when findings come together in a store: by what may alert, and at the moment it was found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.server.builders import BEGIN_MS, SOMEBODY, Hall, hall_in, site, spans
from tests.api.server.test_incidents import END_MS, LEFT, PROMPT, agree, grow, revised, steps, told
from tests.vision.calm.builders import REPORT, WARNING, finding
from vision.calm.alerting import Way
from vision.datatypes import Outcome, Phase, Status


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=site(PROMPT)).register()
    yield opened
    opened.parts.close()


def ways(hall: Hall) -> list[tuple[str, str]]:
    """Rule and way of every revision, in the order they were told."""
    with hall.parts.store.read() as log:
        revisions = [one for latest in told(hall) for one in log.incident(latest.incident.id)]
    return [(one.incident.type, one.way.value) for one in revisions]


def test_what_is_on_trial_makes_no_alert_of_an_incident_that_alerts(hall: Hall) -> None:
    grow(hall, finding("presence.absent", 0))
    grow(hall, finding("presence.customer_unattended", 20, severity=REPORT, status=Status.TRIAL))
    assert ways(hall) == [("presence.absent", "now"), ("presence.absent", "none")]
    grow(hall, finding("presence.sign_missing", 30, severity=WARNING))
    assert [one.way for one in told(hall)] == [Way.NOW], "graver by a rule that alerts"


def test_who_was_not_ready_and_never_came_alerts_though_the_first_was_for_the_digest(hall: Hall) -> None:
    grow(hall, finding("presence.not_ready", 0, 60))
    grow(hall, finding("presence.late_open", 60))
    assert ways(hall) == [("presence.not_ready", "digest"), ("presence.late_open", "now")]


def test_a_visitor_who_waits_where_nobody_was_ready_is_no_matter_for_the_digest(hall: Hall) -> None:
    grow(hall, finding("presence.not_ready", 0, 60))
    grow(hall, finding("presence.customer_unattended", 60, severity=WARNING))
    assert [one.way for one in told(hall)] == [Way.NOW]


def test_what_is_told_at_once_alerts_as_what_is_told_as_it_happens(hall: Hall) -> None:
    day_s = 86_400
    absences = [finding("presence.absent", at_s, at_s + 10) for at_s in (0, 100, day_s, day_s + 100)]
    grow(hall, *absences)
    assert [(one.at_ms, one.way) for one in told(hall)] == [(event.at_ms, Way.NOW) for event in absences]


def test_a_camera_explains_no_counter_that_it_is_found_to_have_shown(hall: Hall) -> None:
    grow(hall, finding("presence.absent", 0, 700, outcome=Outcome.UNKNOWN))
    blocked = finding("camera.blocked", 690, 2_000, counter="camera:cam-7", blinded=("7", "8"))
    grow(hall, blocked)
    assert told(hall, "7")[0].incident.explained_by == blocked.id
    grow(hall, revised(blocked, phase=Phase.AMENDED, blinded=("8",)))
    assert told(hall, "7")[0].incident.explained_by is None


def test_a_restart_anywhere_alerts_nobody_again(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, given=site(PROMPT)).register()
    for at_ms in range(BEGIN_MS, END_MS, 5_000):
        mine = [span for span in spans(LEFT) if span.from_ms == at_ms]
        others = [*spans([(5_000, SOMEBODY)], "front", at_ms), *spans([(5_000, SOMEBODY)], "side", at_ms)]
        hall.send([*mine, *others], seven=at_ms + 5_000, front=at_ms + 5_000, side=at_ms + 5_000)
        hall.parts.close()
        hall = hall_in(tmp_path, hall.clock, given=site(PROMPT)).register()
    (incident,) = [handled.incident for handled in told(hall)]
    assert steps(hall, incident.id) == [("started", 14, "now"), ("graver", 19, "now"), ("ended", 50, "none")]
    agree(hall)
    hall.parts.close()
