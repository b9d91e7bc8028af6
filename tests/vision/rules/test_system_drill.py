"""``system.drill``: the alarm path is tried out, and nobody is judged by it."""

from dataclasses import replace

from tests.vision.rules.builders import ALWAYS
from vision.datatypes import Outcome, Phase, Place, Severity, Status
from vision.rules.system_drill import TYPE, drill

HALL = replace(ALWAYS, hall="north", name=("北厅", "North hall"))


def test_it_is_over_as_soon_as_it_is_told_and_about_the_hall() -> None:
    event = drill(HALL, 3_723_000, 4)
    assert (event.id, event.revision, event.type) == ("north/north/system.drill/3723000", 1, TYPE)
    assert (event.hall, event.counter, event.place) == ("north", "north", Place.HALL)
    assert (event.phase, event.outcome) == (Phase.ENDED, Outcome.CLOSED)
    assert (event.start_ms, event.end_ms, event.at_ms) == (3_723_000, 3_723_000, 3_723_000)
    assert (event.observed_s, event.blind_s, event.limits_version) == (0, 0, 4)
    assert (event.zone_version, event.model_set) == (0, "")


def test_it_is_told_to_people_and_counted_nowhere() -> None:
    event = drill(HALL, 3_723_000, 4)
    assert (event.status, event.severity) == (Status.PROMPT, Severity.NOTICE)
    assert event.why == {
        "zh": "北厅1:02:03告警演练:仅检验告警通路,不涉及任何人员,不计入统计。",
        "en": "North hall: alarm drill at 1:02:03; it tries out the alarm path, is about nobody "
        "and counts in no figure.",
    }
