"""From a site to what judgement needs."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from api.setups import absence_limits, camera_setup, cameras_with_views, whole_picture
from api.site_file import Site, load_site, parse_site
from api.site_limits import AbsenceEntry
from tests.api.builders import ROOT, SITE
from vision.datatypes import Covers, Severity, Status
from vision.rules.registry import DEFAULTS, UNPROVED

EXAMPLE = load_site(ROOT / "examples" / "site.yaml")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NINE_MS = round(MONDAY.replace(hour=1).timestamp() * 1000)
"""09:00 in Shanghai."""

HOUR_MS = 3_600_000


def site_of(text: str) -> Site:
    site = parse_site(text, "site.yaml").site
    assert site is not None
    return site


def test_a_camera_sees_its_own_views_only() -> None:
    seven, eight = (camera_setup(EXAMPLE, camera, (1000, 500), None) for camera in ("cam-7", "cam-8"))
    assert [view.id for view in seven.views] == ["7@cam-7"]
    assert [view.id for view in eight.views] == ["7-from-the-side", "8@cam-8"]
    assert [counter.counter for counter in eight.counters] == ["7", "8"]
    assert eight.counters[0].covers == {"7-from-the-side": Covers.PART}
    assert np.array_equal(seven.views[0].staff.xy[0], np.array([300, 100], np.float32))


def test_a_counter_takes_its_limits_names_and_hall_along() -> None:
    (counter,) = camera_setup(EXAMPLE, "cam-7", (1000, 500), None).counters
    assert counter.absence.steps == ((300_000, Severity.NOTICE), (600_000, Severity.WARNING))
    assert (counter.absence.blind_ends_after_ms, counter.absence.version, counter.absence.clause) == (
        300_000,
        3,
        "第15条",
    )
    assert (counter.context.hall, counter.context.name) == ("north", ("7号窗口", "Window 7"))


def test_a_name_in_one_language_serves_for_both() -> None:
    assert camera_setup(EXAMPLE, "cam-8", (1000, 500), None).counters[1].context.name == ("Window 8", "Window 8")


def test_without_a_date_a_counter_is_in_service_and_time_counts_from_zero() -> None:
    (counter,) = camera_setup(EXAMPLE, "cam-7", (1000, 500), None).counters
    assert counter.context.service is None
    assert counter.context.clock(725_000) == "0:12:05"


def test_with_a_date_service_and_clock_are_the_halls() -> None:
    (counter,) = camera_setup(EXAMPLE, "cam-7", (1000, 500), (NINE_MS - HOUR_MS, NINE_MS + 12 * HOUR_MS)).counters
    assert counter.context.service == (
        (NINE_MS, NINE_MS + 3 * HOUR_MS),
        (NINE_MS + round(4.5 * HOUR_MS), NINE_MS + 8 * HOUR_MS),
    )
    assert counter.context.clock(NINE_MS) == "09:00:00"


STEPS = [
    # limits, the steps they give
    ({}, ((300_000, Severity.NOTICE), (600_000, Severity.WARNING))),
    (
        {"notice_after_s": 60, "warning_after_s": None, "report_after_s": 90},
        ((60_000, Severity.NOTICE), (90_000, Severity.REPORT)),
    ),
    ({"status": "off"}, ()),
    ({"status": "trial", "notice_after_s": None}, ((600_000, Severity.WARNING),)),
]


@pytest.mark.parametrize(("entry", "steps"), STEPS)
def test_limits_become_steps(entry: dict[str, object], steps: tuple[tuple[int, Severity], ...]) -> None:
    limits = absence_limits(AbsenceEntry.model_validate(entry, strict=False), 4)
    assert (limits.steps, limits.version) == (steps, 4)


def test_only_cameras_that_see_a_counter_can_be_watched() -> None:
    spare = site_of(SITE + '  - {id: spare, main: "usb:0"}\n')
    assert list(cameras_with_views(spare)) == ["cam-7"]
    assert list(cameras_with_views(EXAMPLE)) == ["cam-7", "cam-8"]


def test_the_whole_picture_is_a_counter_to_its_edges() -> None:
    setup = whole_picture((640, 480), str)
    (view,), (counter,) = setup.views, setup.counters
    assert view.staff.xy.tolist() == [[0, 0], [640, 0], [640, 480], [0, 480]]
    assert counter.covers == {view.id: Covers.FULL}
    assert counter.context.service is None
    assert counter.context.clock(7) == "7"


def test_every_rule_takes_its_limits_from_the_site_or_the_rule_book() -> None:
    text = SITE.replace("        limits:\n", "        limits:\n          phone.call: {status: prompt, gap_s: 2}\n")
    site = site_of(text.replace("version: 1\n", "version: 1\nlimits_version: 5\n", 1))
    (counter,) = camera_setup(site, "cam-7", (1000, 500), (NINE_MS, NINE_MS + HOUR_MS)).counters
    status = {rule: Status.OFF if rule in UNPROVED else limits.status for rule, limits in DEFAULTS.items()}
    wanted = {rule: replace(limits, version=5, status=status[rule]) for rule, limits in DEFAULTS.items()}
    wanted["phone.call"] = replace(wanted["phone.call"], status=Status.PROMPT, gap_ms=2000)
    assert counter.rules == wanted
    midnight_ms = NINE_MS + 15 * HOUR_MS
    assert counter.context.day(midnight_ms) == counter.context.day(midnight_ms - 1) + 1


def test_the_status_of_an_absence_travels_with_its_limits() -> None:
    assert absence_limits(AbsenceEntry(status=Status.COUNTABLE), 1).status is Status.COUNTABLE
