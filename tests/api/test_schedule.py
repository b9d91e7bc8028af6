"""When exactly service hours are: over days, exceptions and changes of the clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schedule import DAYS, ScheduleEntry, TimesEntry, local_intervals, parse_shift, service_intervals

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"


def schedule(weekly: dict[str, list[str]], *exceptions: tuple[str, list[str]]) -> ScheduleEntry:
    """A schedule as the file gives it."""
    entry: dict[str, Any] = {"id": "s", "weekly": {day: tuple(shifts) for day, shifts in weekly.items()}}
    entry["exceptions"] = tuple({"date": date, "open": tuple(shifts)} for date, shifts in exceptions)
    return ScheduleEntry.model_validate(entry)


def daily(*shifts: str) -> ScheduleEntry:
    """The same shifts every day."""
    return schedule({day: list(shifts) for day in EVERY_DAY})


def ms(text: str) -> int:
    """``"2026-03-29 01:00"`` UTC in ms."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def hours(intervals: tuple[tuple[int, int], ...]) -> list[str]:
    """Intervals as text, ``03-29 01:00 > 03-29 02:00`` UTC."""
    return [" > ".join(f"{datetime.fromtimestamp(end / 1000, UTC):%m-%d %H:%M}" for end in pair) for pair in intervals]


CASES: tuple[tuple[str, ScheduleEntry, str, str, str, list[str]], ...] = (
    ("a plain day", daily("09:00-12:00", "13:30-17:00"), SHANGHAI, "2026-03-02 00:00", "2026-03-03 00:00",
     ["03-02 01:00 > 03-02 04:00", "03-02 05:30 > 03-02 09:00"]),
    ("written in any order", daily("13:30-17:00", "09:00-12:00"), SHANGHAI, "2026-03-02 00:00", "2026-03-03 00:00",
     ["03-02 01:00 > 03-02 04:00", "03-02 05:30 > 03-02 09:00"]),
    ("cut at both ends", daily("09:00-12:00"), SHANGHAI, "2026-03-02 02:00", "2026-03-02 03:00",
     ["03-02 02:00 > 03-02 03:00"]),
    ("outside", daily("09:00-12:00"), SHANGHAI, "2026-03-02 04:00", "2026-03-03 01:00", []),
    ("an empty stretch", daily("00:00-24:00"), SHANGHAI, "2026-03-02 04:00", "2026-03-02 04:00", []),
    ("the local day, not the day in UTC", schedule({"tue": ["00:00-02:00"]}), SHANGHAI,
     "2026-03-01 00:00", "2026-03-08 00:00", ["03-02 16:00 > 03-02 18:00"]),
    ("shifts that touch are one", daily("09:00-12:00", "12:00-13:00"), SHANGHAI,
     "2026-03-02 00:00", "2026-03-03 00:00", ["03-02 01:00 > 03-02 05:00"]),
    ("a night over midnight is one", schedule({"mon": ["22:00-24:00"], "tue": ["00:00-06:00"]}), SHANGHAI,
     "2026-03-01 00:00", "2026-03-05 00:00", ["03-02 14:00 > 03-02 22:00"]),
    ("round the clock is one", daily("00:00-24:00"), SHANGHAI, "2026-03-01 05:00", "2026-03-05 06:00",
     ["03-01 05:00 > 03-05 06:00"]),
    ("a closed date", schedule({"mon": ["09:00-12:00"], "tue": ["09:00-12:00"]}, ("2026-03-02", [])), SHANGHAI,
     "2026-03-01 00:00", "2026-03-05 00:00", ["03-03 01:00 > 03-03 04:00"]),
    ("a date of its own", schedule({"mon": ["09:00-12:00"]}, ("2026-03-07", ["10:00-11:00"])), SHANGHAI,
     "2026-03-01 00:00", "2026-03-09 00:00", ["03-02 01:00 > 03-02 04:00", "03-07 02:00 > 03-07 03:00"]),
    # 2026-03-29, 01:00 UTC: Berlin's clock jumps from 02:00 to 03:00
    ("spring: the night has an hour less", daily("00:00-06:00"), BERLIN, "2026-03-28 12:00", "2026-03-29 12:00",
     ["03-28 23:00 > 03-29 04:00"]),
    ("spring: the hour that is skipped", daily("02:00-03:00"), BERLIN, "2026-03-28 12:00", "2026-03-29 12:00", []),
    ("spring: begins in the skipped hour", daily("02:30-04:00"), BERLIN, "2026-03-28 12:00", "2026-03-29 12:00",
     ["03-29 01:00 > 03-29 02:00"]),
    ("spring: the days around it", daily("09:00-10:00"), BERLIN, "2026-03-28 00:00", "2026-03-30 00:00",
     ["03-28 08:00 > 03-28 09:00", "03-29 07:00 > 03-29 08:00"]),
    # 2026-10-25, 01:00 UTC: Berlin's clock goes back from 03:00 to 02:00
    ("autumn: the night has an hour more", daily("00:00-06:00"), BERLIN, "2026-10-24 12:00", "2026-10-25 12:00",
     ["10-24 22:00 > 10-25 05:00"]),
    ("autumn: the hour that is repeated", daily("02:00-03:00"), BERLIN, "2026-10-24 12:00", "2026-10-25 12:00",
     ["10-25 00:00 > 10-25 02:00"]),
    ("autumn: part of the repeated hour", daily("02:30-02:45"), BERLIN, "2026-10-24 12:00", "2026-10-25 12:00",
     ["10-25 00:30 > 10-25 00:45", "10-25 01:30 > 10-25 01:45"]),
    ("no change in Shanghai", daily("02:00-03:00"), SHANGHAI, "2026-03-28 17:00", "2026-03-29 12:00",
     ["03-28 18:00 > 03-28 19:00"]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "zone", "begin", "end", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_service_hours_are_where_they_belong(
    entry: ScheduleEntry, zone: str, begin: str, end: str, expected: list[str]
) -> None:
    """The table of cases."""
    assert hours(service_intervals(entry, zone, ms(begin), ms(end))) == expected


def test_a_counter_without_schedule_is_always_in_service() -> None:
    """And an empty stretch stays empty."""
    assert service_intervals(None, SHANGHAI, 5, 9) == ((5, 9),)
    assert service_intervals(None, SHANGHAI, 9, 9) == ()


def test_a_schedule_without_shifts_is_never_in_service() -> None:
    """Neither on weekdays nor on exceptions."""
    assert service_intervals(schedule({}, ("2026-03-07", [])), SHANGHAI, 0, ms("2026-12-01 00:00")) == ()


ZONES = (BERLIN, SHANGHAI, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
SHIFT_SETS = ((), ("00:00-24:00",), ("01:30-02:30",), ("02:00-03:00", "22:15-24:00"), ("00:00-00:01", "23:00-23:59"))
WEEKS = st.fixed_dictionaries({day: st.sampled_from(SHIFT_SETS).map(list) for day in EVERY_DAY})
YEAR_2011, YEAR_2027 = ms("2011-01-01 00:00") // 60_000, ms("2027-01-01 00:00") // 60_000


@given(WEEKS, st.sampled_from(ZONES), st.integers(YEAR_2011, YEAR_2027), st.integers(1, 3 * 24 * 60))
def test_in_service_is_what_the_clock_on_the_wall_shows(
    weekly: dict[str, list[str]], zone: str, begin_min: int, length_min: int
) -> None:
    """Minute by minute, against the plain reading of the rule."""
    begin, end = begin_min * 60_000, (begin_min + length_min) * 60_000
    intervals = service_intervals(schedule(weekly), zone, begin, end)
    inside = {minute for low, high in intervals for minute in range(low // 60_000, high // 60_000)}
    assert inside == {
        minute for minute in range(begin_min, begin_min + length_min) if _on_the_wall(weekly, ZoneInfo(zone), minute)
    }
    assert all(a[1] < b[0] for a, b in pairwise(intervals))


def _on_the_wall(weekly: dict[str, list[str]], zone: ZoneInfo, minute: int) -> bool:
    wall = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone)
    now = wall.hour * 60 + wall.minute
    return any(low <= now < high for low, high in map(parse_shift, weekly[DAYS[wall.weekday()]]))


@given(WEEKS, st.sampled_from(ZONES), st.integers(YEAR_2011, YEAR_2027), st.lists(st.integers(0, 10**9), min_size=2))
def test_cutting_the_stretch_changes_nothing(
    weekly: dict[str, list[str]], zone: str, begin_min: int, steps: list[int]
) -> None:
    """The total served is the same however the stretch is cut, to the millisecond."""
    cuts = sorted(begin_min * 60_000 + step for step in steps)
    whole = service_intervals(schedule(weekly), zone, cuts[0], cuts[-1])
    parts = [service_intervals(schedule(weekly), zone, a, b) for a, b in pairwise(cuts)]
    assert sum(b - a for a, b in whole) == sum(b - a for part in parts for a, b in part)


FORMS = ("9:00-12:00", "09:00 - 12:00", "09:00-25:00", "24:00-24:00", "09:60-10:00", "", "\u0660\u0669:00-12:00")


@pytest.mark.parametrize("text", FORMS)
def test_a_shift_of_another_form_is_refused(text: str) -> None:
    """With what came."""
    with pytest.raises(ValueError, match="a shift must be of the form"):
        parse_shift(text)


def test_a_shift_is_minutes_of_the_day() -> None:
    """Midnight at the end is 24:00."""
    assert parse_shift("00:00-00:01") == (0, 1)
    assert parse_shift("22:00-24:00") == (1320, 1440)


OFFICE = {day: ["09:00-12:00"] for day in ("mon", "tue", "wed", "thu")} | {"fri": ["09:00-11:00"]}
CHINA = {"country": "CN"}
HOLIDAYS: tuple[tuple[str, dict[str, Any], str, tuple[str, ...]], ...] = (
    ("an ordinary Wednesday", CHINA, "2026-09-30", ("09:00-12:00",)),
    ("National Day", CHINA, "2026-10-01", ()),
    ("a day off that is made up for", CHINA, "2026-10-07", ()),
    ("a make-up Saturday", CHINA, "2026-10-10", ("09:00-12:00",)),
    ("a make-up day as another weekday", {**CHINA, "make_up_as": "fri"}, "2026-10-10", ("09:00-11:00",)),
    ("make-up days that nobody works", {**CHINA, "make_up_as": None}, "2026-10-10", ()),
    ("a make-up Sunday for a day of another year's festival", CHINA, "2026-01-04", ("09:00-12:00",)),
    ("the Saturday after", CHINA, "2026-10-17", ()),
    ("hours of holidays", {**CHINA, "open": ("10:00-11:00",)}, "2026-10-01", ("10:00-11:00",)),
    ("a date of its own counts first", CHINA, "2026-10-02", ("08:00-09:00",)),
    ("a holiday of a part of a country", {"country": "DE", "subdivision": "BY"}, "2026-06-04", ()),
    ("and not of the others", {"country": "DE"}, "2026-06-04", ("09:00-12:00",)),
    ("the last year there is", CHINA, "9999-12-31", ("09:00-11:00",)),
)  # fmt: skip


@pytest.mark.parametrize(("holidays", "day", "shifts"), [case[1:] for case in HOLIDAYS], ids=[c[0] for c in HOLIDAYS])
def test_public_holidays_and_the_days_that_make_up_for_them(
    holidays: dict[str, Any], day: str, shifts: tuple[str, ...]
) -> None:
    weekly = {name: tuple(these) for name, these in OFFICE.items()}
    own = ({"date": "2026-10-02", "open": ("08:00-09:00",)},)
    entry = ScheduleEntry.model_validate({"id": "s", "weekly": weekly, "exceptions": own, "holidays": holidays})
    assert entry.shifts_on(datetime.fromisoformat(day).date()) == shifts


TIMES: tuple[tuple[str, dict[str, Any], str, bool], ...] = (
    ("always", {}, "2026-03-02", True),
    ("its weekday", {"days": ("mon",)}, "2026-03-02", True),
    ("another weekday", {"days": ("tue",)}, "2026-03-02", False),
    ("its first date", {"begins": "2026-03-02"}, "2026-03-02", True),
    ("before it begins", {"begins": "2026-03-02"}, "2026-03-01", False),
    ("its last date", {"ends": "2026-03-02"}, "2026-03-02", True),
    ("after it has ended", {"ends": "2026-03-02"}, "2026-03-03", False),
)  # fmt: skip


@pytest.mark.parametrize(("times", "day", "holds"), [case[1:] for case in TIMES], ids=[case[0] for case in TIMES])
def test_an_arrangement_holds_on_its_days(times: dict[str, Any], day: str, holds: bool) -> None:
    entry = TimesEntry.model_validate({"at": ("09:00-10:00",), **times})
    assert entry.shifts_on(datetime.fromisoformat(day).date()) == (("09:00-10:00",) if holds else ())


def test_hours_of_an_arrangement_follow_the_clock_of_the_hall() -> None:
    lunch = TimesEntry.model_validate({"at": ("12:00-12:30",), "days": ("sat", "sun")})
    found = local_intervals(lunch.shifts_on, BERLIN, ms("2026-03-27 00:00"), ms("2026-03-31 00:00"))
    assert hours(found) == ["03-28 11:00 > 03-28 11:30", "03-29 10:00 > 03-29 10:30"]
