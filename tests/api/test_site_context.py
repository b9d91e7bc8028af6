"""What holds at a counter when: hours, rota, cover, exemptions, permits and dress of a site, and what was entered."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.site_context import NOTHING, Entered, context_of
from api.site_file import parse_site
from api.site_schema import Site
from vision.rules.circumstances import Circumstances, Declaration, Service

TEXT = """\
version: 1
halls:
  - id: north
    name: N
    time_zone: Asia/Shanghai
    counters:
      - {id: "7", name: "7", schedule: office, roles: [clerk], required_staff: 2}
      - {id: "8", name: "8"}
    breaks:
      - {id: lunch, counters: ["7", "8"], at: ["11:30-13:30"], days: [mon]}
    covers:
      - {id: c, counter: "7", covered_by: "8", at: ["14:00-15:00"]}
    exemptions:
      - {id: e, counters: ["7"], rules: [posture.slumped], ends: 2026-03-03, reason: r}
    permits:
      - {id: p, counters: ["7"], at: ["09:00-10:00"], reason: cleaner}
cameras: []
uniforms:
  - {id: always, name: A, palette: ["#101010"]}
  - {id: cold, name: C, palette: ["#101010"], seasons: [cold]}
  - {id: warm, name: W, palette: ["#101010"], seasons: [warm]}
seasons:
  - {id: cold, begins: "10-16", ends: "03-02", overlap_weeks: 0}
  - {id: warm, begins: "03-03", ends: "10-15", overlap_weeks: 0}
roles:
  - {id: clerk, uniforms: [warm, cold, always]}
schedules:
  - id: office
    weekly: {mon: ["09:00-12:00", "13:00-17:00"], tue: ["09:00-12:00"]}
    ready_min: 15
"""


def ms(local: str) -> int:
    """``"03-02 09:00"`` of 2026 as the hall's clock shows it, in ms UTC."""
    moment = datetime.strptime(f"2026-{local}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000) - 8 * 3_600_000


def the_site() -> Site:
    reading = parse_site(TEXT, "site.yaml")
    assert reading.site is not None, reading.problems
    return reading.site


PERIOD = ms("03-01 00:00"), ms("03-05 00:00")


def at(local: str, counter: int = 0, entered: Entered = NOTHING) -> Circumstances:
    site = the_site()
    hall = site.halls[0]
    return context_of(site, hall, hall.counters[counter], PERIOD, entered).at(ms(local))


HOURS: tuple[tuple[str, str, Service], ...] = (
    ("before it is to be ready", "03-02 08:44", Service.CLOSED),
    ("to be ready", "03-02 08:45", Service.READY),
    ("open", "03-02 09:00", Service.OPEN),
    ("lunch", "03-02 11:30", Service.BREAK),
    ("between the shifts, whatever the rota says", "03-02 12:30", Service.CLOSED),
    ("to be ready again", "03-02 12:45", Service.READY),
    ("lunch of the second shift", "03-02 13:15", Service.BREAK),
    ("after lunch", "03-02 13:30", Service.OPEN),
    ("after hours", "03-02 17:00", Service.CLOSED),
    ("no rota on Tuesday", "03-03 11:30", Service.OPEN),
    ("no service on Wednesday", "03-04 10:00", Service.CLOSED),
)  # fmt: skip


@pytest.mark.parametrize(("local", "service"), [case[1:] for case in HOURS], ids=[case[0] for case in HOURS])
def test_hours_are_those_of_the_schedule_and_the_rota(local: str, service: Service) -> None:
    assert at(local).service is service


def test_a_counter_without_schedule_is_open_but_at_lunch() -> None:
    assert [at(local, 1).service for local in ("03-01 03:00", "03-02 12:30", "03-03 12:30")] == [
        Service.OPEN,
        Service.BREAK,
        Service.OPEN,
    ]


FACTS: tuple[tuple[str, str, int, str, Any], ...] = (
    ("staff it must have", "03-02 10:00", 0, "required_staff", 2),
    ("staff of others", "03-02 10:00", 1, "required_staff", 1),
    ("covered", "03-02 14:30", 0, "covered_by", "8"),
    ("covered no more", "03-02 15:00", 0, "covered_by", None),
    ("whoever covers is not covered", "03-02 14:30", 1, "covered_by", None),
    ("exempt until its last day", "03-03 23:59", 0, "exempt", frozenset({"posture.slumped"})),
    ("exempt no more", "03-04 00:00", 0, "exempt", frozenset()),
    ("exempt and permitted", "03-02 09:30", 0, "exempt", frozenset({"posture.slumped", "presence.outsider"})),
    ("others are not", "03-02 09:30", 1, "exempt", frozenset()),
    ("worn on the last cold day", "03-02 23:59", 0, "uniforms", ("always", "cold")),
    ("worn on the first warm day", "03-03 00:00", 0, "uniforms", ("always", "warm")),
    ("nobody says what is worn", "03-02 10:00", 1, "uniforms", ()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("local", "counter", "name", "value"), [case[1:] for case in FACTS], ids=[case[0] for case in FACTS]
)
def test_what_else_the_site_says(local: str, counter: int, name: str, value: object) -> None:
    assert getattr(at(local, counter), name) == value


def test_what_was_entered_goes_over_the_site() -> None:
    slip = Declaration("s", ms("03-02 10:00"), ms("03-02 10:30"), "errand")
    entered = Entered(
        declarations=(slip,),
        covers=((ms("03-02 10:00"), ms("03-02 10:30"), "8"),),
        openings=((ms("03-04 10:00"), ms("03-04 11:00")),),
        closings=((ms("03-02 16:00"), ms("03-02 17:00")),),
        suspensions=((ms("03-02 11:00"), ms("03-02 11:45")),),
        announcements=((ms("03-02 10:00"), ms("03-02 10:05")),),
        exemptions=((ms("03-04 10:00"), ms("03-04 11:00"), frozenset({"phone.call"})),),
    )
    held = at("03-02 10:01", entered=entered)
    assert (held.declared, held.covered_by, held.announced) == (slip, "8", True)
    assert at("03-02 16:30", entered=entered).service is Service.CLOSED_APPROVED
    assert at("03-02 11:40", entered=entered).service is Service.SUSPENDED
    assert [at(local, entered=entered).service for local in ("03-04 09:45", "03-04 10:00")] == [
        Service.READY,
        Service.OPEN,
    ]
    assert at("03-04 10:00", entered=entered).exempt == {"phone.call"}


def test_what_lies_outside_a_period_is_left_out() -> None:
    entered = Entered(
        declarations=(Declaration("s", 5, 10),),
        closings=((5, 10),),
        exemptions=((5, 10, frozenset({"phone.call"})),),
    )
    assert entered.within((0, 5)) == entered.within((10, 20)) == NOTHING
    assert entered.within((9, 20)) == entered.within((0, 6)) == entered
