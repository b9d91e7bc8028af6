"""What late pictures change is told as changed: amended or withdrawn, with why."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.server.builders import BEGIN_MS, NOBODY, SOMEBODY, Run, SetClock, hall_in, spans
from tests.api.server.serving import served
from tests.browser.conftest import Open
from tests.browser.test_stories import EN

pytestmark = pytest.mark.thorough

SEEN: list[Run] = [(10_000, SOMEBODY), (8_000, NOBODY)]
LATE_MS, THEN_MS = BEGIN_MS + 18_000, BEGIN_MS + 60_000


@pytest.mark.parametrize(
    ("seen", "late", "phase"),
    [
        (SEEN, [(6_000, NOBODY), (36_000, SOMEBODY)], "amended"),
        ([(14_500, SOMEBODY), (3_500, NOBODY)], [(42_000, SOMEBODY)], "withdrawn"),
    ],
    ids=["amended", "withdrawn"],
)
def test_an_event_that_late_pictures_change_is_told_as_changed(
    tmp_path: Path, open_page: Open, seen: list[Run], late: list[Run], phase: str
) -> None:
    hall = hall_in(tmp_path, SetClock()).register("seven")
    hall.send(spans(seen))
    hall.send(spans([(3_500, NOBODY), (20_000, SOMEBODY)], begin_ms=THEN_MS))
    assert [event.phase for event in hall.events()][-1] == "ended"
    with served(hall.parts) as address:
        page = open_page(f"{address}/counters/7", at_ms=hall.clock.now_ms).page
        event = page.locator(".counter-events .event")
        expect(event).to_have_attribute("data-phase", "ended")
        hall.send(spans(late, begin_ms=LATE_MS))
        expect(event).to_have_attribute("data-phase", phase)
        expect(event).to_have_count(1)
        expect(event).to_contain_text(EN[f"phase.{phase}"])
        expect(event).to_contain_text(EN[f"phase.{phase}.note"])
        expect(event).to_contain_text("Revision ")
    hall.parts.close()
