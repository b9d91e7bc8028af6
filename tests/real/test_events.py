"""Events over generated office hours of real people: ``eval/people`` of the measuring data, default settings."""

from typing import Any

import pytest

from api.events_eval import evaluate, events_json
from api.events_hours import recording
from api.events_looks import KINDS
from models.closer import open_closer
from models.detector import open_detector
from models.office.cutouts import read_cutouts
from models.office.hour import SIZES_WH, hours
from tests.shared import shared

LARGE_WH, SMALL_WH = SIZES_WH


def figures(count: int, size_wh: tuple[int, int], until_s: float | None = None) -> dict[str, Any]:
    made = hours(read_cutouts(shared("eval/people")), count)
    detect = open_detector("yolo11n")
    closer = open_closer(detect)
    results = [r for hour in made for r in evaluate(recording(hour, size_wh, until_s), detect, closer, lambda _: None)]
    return events_json(results)


@pytest.mark.thorough
def test_the_first_minutes_of_an_office_hour_are_judged() -> None:
    told = figures(1, LARGE_WH, until_s=300)
    assert told["counter_hours"] == pytest.approx(4 * 300 / 3600, abs=0.01)
    assert told["seconds_right"]["value"] >= 0.7
    assert told["customer_seconds_right"]["value"] >= 0.9
    looked_at_closer_s = {kind: sum(row["n"] for row in told["calibration"][kind]["bins"]) for kind in KINDS}
    assert all(seconds > 100 for seconds in looked_at_closer_s.values()), looked_at_closer_s
    assert [told["rules"][rule]["false"] for rule in ("phone.call", "phone.handling")] == [0, 0]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_an_office_hour_at_full_size() -> None:
    told = figures(1, LARGE_WH)
    assert told["seconds_right"]["value"] >= 0.8
    assert told["customer_seconds_right"]["value"] >= 0.9
    assert told["rules"]["presence.absent"]["false_per_counter_hour"]["value"] <= 0.5
    assert told["rules"]["presence.absent"]["due"] >= 8


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_an_office_hour_on_a_sub_stream() -> None:
    told = figures(1, SMALL_WH)
    assert told["seconds_right"]["value"] >= 0.5
