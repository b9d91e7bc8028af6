"""Incidents live in the engine as events do: they grow, are corrected, keep their ids, and are the same in the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract_incidents import IncidentCase, IncidentPage
from api.server.incidents import Incidents
from api.server.incidents_stored import Handled
from api.server.problems import Code
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    Hall,
    Run,
    hall_in,
    hall_in_memory,
    site,
    spans,
)
from tests.api.server.serving import served
from tests.vision.calm.builders import WARNING, finding
from vision.calm.alerting import Way
from vision.calm.causes import FACTS
from vision.calm.incidents import Incident, incidents
from vision.calm.limits import CalmLimits
from vision.datatypes import Event, Outcome, Phase, Status

CALM = "    calm: {gap_s: 5, push_gap_s: 8, pushes_a_day: 2}\n    counters:\n"
LIMITS = CalmLimits(5_000, 8_000, 2)
PROMPT = SITE.replace("    counters:\n", CALM).replace(
    "presence.absent: {notice", "presence.absent: {status: prompt, notice"
)
LEFT: list[Run] = [(10_000, SOMEBODY), (40_000, NOBODY), (10_000, SOMEBODY)]
END_MS = BEGIN_MS + 60_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=site(PROMPT)).register()
    yield opened
    opened.parts.close()


def told(hall: Hall, counter: str | None = None) -> list[Handled]:
    """The latest revision of each incident."""
    with hall.parts.store.read() as log:
        return log.incidents(0, 1_000, hall=None, counter=counter, period_ms=None, runs=None)


def stands(hall: Hall) -> list[Incident]:
    """The incidents as they are, whatever their ids."""
    kept = [handled.incident for handled in told(hall) if handled.phase is not Phase.WITHDRAWN]
    return sorted(kept, key=lambda incident: incident.findings)


def wanted(events: Sequence[Event]) -> list[Incident]:
    last = {event.id: event for event in events}
    return sorted(incidents(last.values(), LIMITS), key=lambda incident: incident.findings)


def steps(hall: Hall, incident: str) -> list[tuple[str, float, str]]:
    with hall.parts.store.read() as log:
        return [(h.phase.value, (h.at_ms - BEGIN_MS) / 1000, h.way.value) for h in log.incident(incident)]


def agree(hall: Hall) -> None:
    """What stands is what all events that stand make at once; ids aside, by which people know it."""
    found = [(i.cause, i.type, i.start_ms, i.end_ms, i.severity, i.status, i.findings) for i in stands(hall)]
    assert found == [
        (i.cause, i.type, i.start_ms, i.end_ms, i.severity, i.status, i.findings) for i in wanted(hall.events())
    ]


def test_an_absence_opens_an_incident_that_gets_graver_and_ends(hall: Hall) -> None:
    for at_ms in range(BEGIN_MS, END_MS, 5_000):
        mine = [span for span in spans(LEFT) if span.from_ms == at_ms]
        others = [*spans([(5_000, SOMEBODY)], "front", at_ms), *spans([(5_000, SOMEBODY)], "side", at_ms)]
        hall.send([*mine, *others], seven=at_ms + 5_000, front=at_ms + 5_000, side=at_ms + 5_000)
    (incident,) = stands(hall)
    assert incident.id == incident.findings[0]
    assert steps(hall, incident.id) == [("started", 14, "now"), ("graver", 19, "now"), ("ended", 50, "none")]
    agree(hall)


def grow(hall: Hall, *events: Event, now_ms: int = 0) -> None:
    """Tell events by hand: what other rules find is told the same way."""
    with hall.parts.store.write() as log:
        for event in events:
            log.add_event(event, now_ms)
        Incidents(hall.parts.engine.history.hall_at).grow(log, events, now_ms)


def revised(event: Event, **fields: object) -> Event:
    return Event(
        **{n: getattr(event, n) for n in Event.__dataclass_fields__} | {"revision": event.revision + 1} | fields
    )


def test_a_waiting_visitor_and_no_sign_make_one_absence_that_got_graver(hall: Hall) -> None:
    waits = finding("presence.customer_unattended", 60, severity=WARNING)
    grow(hall, finding("presence.sign_missing", 0))
    grow(hall, waits)
    grow(hall, finding("presence.absent", 0))
    grow(hall, revised(waits, phase=Phase.ENDED, end_ms=400_000, outcome=Outcome.RETURNED))
    (handled,) = told(hall)
    assert (handled.incident.type, handled.incident.severity, len(handled.incident.findings)) == (
        "presence.absent",
        WARNING,
        3,
    )
    assert handled.incident.id == "north/7/presence.sign_missing/0"
    assert handled.revision == 3, "that one of three has ended changes nothing"
    assert handled.incident.end_ms is None


def test_a_third_alert_of_a_day_waits_for_the_digest_and_the_next_day_begins_anew(hall: Hall) -> None:
    day_s = 86_400
    for at_s in (100, 200, 300, day_s + 100):
        grow(hall, finding("presence.absent", at_s, at_s + 10))
    assert [handled.way for handled in told(hall)] == [Way.NOW, Way.NOW, Way.DIGEST, Way.NOW]


def test_of_a_counter_nobody_is_alerted_again_at_once(hall: Hall) -> None:
    grow(hall, finding("presence.absent", 0, 10))
    grow(hall, finding("phone.call", 5, 12))
    grow(hall, finding("phone.call", 5, 12, counter="8"))
    assert [handled.way for handled in told(hall)] == [Way.NOW, Way.DIGEST, Way.NOW]


def test_what_is_on_trial_or_a_fact_alerts_nobody(hall: Hall) -> None:
    grow(hall, finding("presence.absent", 0, 10, status=Status.TRIAL), *(finding(fact, 0, 10) for fact in FACTS))
    assert [handled.way for handled in told(hall)] == [Way.NONE]


def test_a_drill_goes_out_whatever_else_has_and_spends_no_alert(hall: Hall) -> None:
    for at_s in (100, 200):
        grow(hall, finding("presence.absent", at_s, at_s + 10))
    for at_s in (300, 301, 302):
        grow(hall, finding("system.drill", at_s, at_s, counter="north"))
    assert [handled.way for handled in told(hall, "north")] == [Way.NOW] * 3
    assert len({handled.incident.id for handled in told(hall, "north")}) == 3
    grow(hall, finding("presence.absent", 86_500, 86_510))
    grow(hall, finding("system.drill", 86_600, 86_600, counter="north"))
    grow(hall, finding("presence.absent", 86_700, 86_710))
    assert [handled.way for handled in told(hall, "7")][-2:] == [Way.NOW, Way.NOW]


@pytest.mark.parametrize("camera_first", [True, False])
def test_a_camera_explains_the_counters_that_it_blinded(hall: Hall, *, camera_first: bool) -> None:
    absence = finding("presence.absent", 0, 700, outcome=Outcome.UNKNOWN)
    blocked = finding("camera.blocked", 690, 2_000, counter="camera:cam-7", blinded=("7",))
    for event in (blocked, absence) if camera_first else (absence, blocked):
        grow(hall, event)
    (found,) = [handled.incident for handled in told(hall, "7")]
    assert found.explained_by == blocked.id
    grow(hall, revised(blocked, phase=Phase.WITHDRAWN))
    (found,) = [handled.incident for handled in told(hall, "7")]
    assert found.explained_by is None


def test_what_is_withdrawn_and_found_again_is_the_same_incident(hall: Hall) -> None:
    absence = finding("presence.absent", 0, 700)
    grow(hall, absence)
    grow(hall, revised(absence, phase=Phase.WITHDRAWN))
    assert [handled.phase for handled in told(hall)] == [Phase.WITHDRAWN]
    assert stands(hall) == []
    grow(hall, revised(revised(absence)))
    assert [(handled.revision, handled.phase) for handled in told(hall)] == [(3, Phase.STARTED)]


def test_what_late_data_tells_otherwise_alerts_nobody_again(hall: Hall) -> None:
    absence = finding("presence.absent", 10, 700)
    grow(hall, absence)
    grow(hall, revised(absence, phase=Phase.WITHDRAWN), finding("presence.absent", 9, 700))
    (handled,) = told(hall)
    assert (handled.incident.id, handled.incident.start_ms) == (absence.id, 9_000)
    assert (handled.phase, handled.way) == (Phase.AMENDED, Way.NONE)


RUNS = st.lists(
    st.tuples(st.integers(1, 20).map(lambda n: n * 1_000), st.sampled_from([SOMEBODY, NOBODY, DARK])),
    min_size=2,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(RUNS, st.randoms(use_true_random=False))
@pytest.mark.thorough
def test_whatever_comes_late_the_same_incidents_stand(runs: list[Run], order: object) -> None:
    hall = hall_in_memory(given=site(PROMPT)).register()
    try:
        whole = spans(runs)
        end_ms = whole[-1].to_ms
        shuffled = order.sample(whole, len(whole))  # type: ignore[attr-defined]
        for span in shuffled:
            hall.send([span], side=end_ms, front=end_ms)
        hall.send([], seven=end_ms, side=end_ms, front=end_ms)
        hall.finish()
        agree(hall)
    finally:
        hall.parts.close()


# --- asked for --------------------------------------------------------------------------------------


def test_they_can_be_asked_for(hall: Hall) -> None:
    grow(hall, finding("presence.absent", 0, 10), now_ms=5)
    grow(hall, finding("presence.absent", 100, counter="8"))
    with served(hall.parts) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=20) as client:

        def asked(**query: object) -> list[str]:
            page = client.get("/incidents", params=query)  # type: ignore[arg-type]
            return [incident.counter for incident in IncidentPage.model_validate_json(page.content).incidents]

        assert asked() == ["7", "8"]
        assert asked(counter="8") == asked(running="true") == asked(from_ms=50_000) == ["8"]
        assert asked(running="false") == asked(to_ms=50_000) == ["7"]
        assert asked(hall="south") == []
        first = IncidentPage.model_validate_json(client.get("/incidents", params={"limit": 1}).content)
        assert asked(after=first.next_after) == ["8"]
        case = IncidentCase.model_validate_json(client.get(f"/incidents/{first.incidents[0].id}").content)
        assert case.incident == first.incidents[0]
        assert [event.id for event in case.events] == list(case.incident.events)
        assert case.incident.told_ms == 5
        missing = client.get("/incidents/north/9/presence.absent/0")
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, Code.NOT_FOUND)
