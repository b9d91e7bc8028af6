"""Service hours: how a site file writes them, and when exactly they are.

A counter is in service at an instant exactly when the clock on its hall's wall shows a time inside a
shift of that day. So an hour that a spring change skips is not served, and one that an autumn change
repeats is served twice. A shift ends on the day it begins; a night is written as two shifts, until
``24:00`` and from ``00:00`` of the next day, and they join without a gap.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from api.public_holidays import DayKind, countries, kind_of
from api.site_parts import Id, Name, SitePart, refuse
from api.site_problems import did_you_mean, plain, shown

Interval = tuple[int, int]
"""``[from, to)``."""

DAY_MIN = 24 * 60
MINUTE_MS = 60_000
DAY_MS = DAY_MIN * MINUTE_MS
EPOCH = date(1970, 1, 1)
PIECE_MS = 3 * 60 * MINUTE_MS
"""Step in which time-zone changes are searched for; no zone ever had two within three hours."""

SHIFTS = 'shifts such as ["09:00-12:00", "13:30-17:00"]'
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE_DAY = ("00:00-24:00",)


def parse_shift(text: str) -> Interval:
    """``"09:00-12:00"`` as minutes of the day, ``[540, 720)``; ValueError when it is not of that form."""
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", text, re.ASCII)
    if match is None:
        msg = f'a shift must be of the form "09:00-12:00", got {text!r}'
        raise ValueError(msg)
    begin_h, begin_m, end_h, end_m = (int(part or 0) for part in match.groups())
    return begin_h * 60 + begin_m, end_h * 60 + end_m if match[3] else DAY_MIN


def _well_formed(text: str) -> str:
    try:
        begin, end = parse_shift(text)
    except ValueError:
        refuse("shift_form", came=shown(text))
    if end <= begin:
        refuse("shift_order", came=shown(text))
    return text


def _apart(shifts: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse shifts that share a minute; their order is free."""
    for first, second in pairwise(sorted(shifts, key=parse_shift)):
        if parse_shift(second)[0] < parse_shift(first)[1]:
            refuse("shifts_overlap", first=shown(first), second=shown(second))
    return shifts


def _iso(value: object) -> object:
    """Refuse what pydantic would take as a date too: a time stamp, a date with a time."""
    if not (isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII))):
        refuse("date_form", came=shown(value))
    return value


LocalDate = Annotated[date, Field(strict=False), BeforeValidator(_iso)]

Shift = Annotated[
    str,
    Field(description='a shift such as "09:00-12:00", in the hall\'s local time, 00:00 to 24:00'),
    AfterValidator(_well_formed),
]
Shifts = Annotated[tuple[Shift, ...], Field(max_length=50), AfterValidator(_apart)]


class WeekEntry(SitePart):
    """The shifts of each day of the week; a day left out has none."""

    mon: Shifts = Field(default=(), description=f"Monday's {SHIFTS}")
    tue: Shifts = Field(default=(), description=f"Tuesday's {SHIFTS}")
    wed: Shifts = Field(default=(), description=f"Wednesday's {SHIFTS}")
    thu: Shifts = Field(default=(), description=f"Thursday's {SHIFTS}")
    fri: Shifts = Field(default=(), description=f"Friday's {SHIFTS}")
    sat: Shifts = Field(default=(), description=f"Saturday's {SHIFTS}")
    sun: Shifts = Field(default=(), description=f"Sunday's {SHIFTS}")


class ExceptionEntry(SitePart):
    """A date with shifts of its own, in place of its weekday's."""

    date: LocalDate = Field(description="a local date such as 2026-12-25")
    open: Shifts = Field(description=f"{SHIFTS} of that date, [] when closed")


def _known_country(country: str) -> str:
    """Refuse a country without a calendar."""
    if country not in countries():
        remedy = did_you_mean(country, countries(), "use a code of ISO 3166, or give the dates as exceptions")
        refuse("unknown_country", came=plain(country), remedy=remedy)
    return country


class HolidaysEntry(SitePart):
    """The public holidays of a country, and the weekend days that it works in exchange for a day off."""

    country: Annotated[str, AfterValidator(_known_country)] = Field(
        max_length=2, description='the country whose public holidays count: a code of ISO 3166 such as "CN"'
    )
    subdivision: Annotated[str, Field(max_length=16)] | None = Field(
        default=None, description='the part of the country, such as "BY" in Germany; null: what holds in all of it'
    )
    open: Shifts = Field(default=(), description=f"{SHIFTS} of a public holiday, [] when closed")
    make_up_as: Weekday | None = Field(
        default="mon",
        description="the weekday whose shifts a make-up working day (调休) has: mon to sun; null: the day's own",
    )

    @field_validator("subdivision")
    @classmethod
    def _of_the_country(cls, subdivision: str | None, info: ValidationInfo) -> str | None:
        known = countries().get(info.data.get("country", ""))
        if subdivision is not None and known is not None and subdivision not in known:
            remedy = did_you_mean(subdivision, known, "leave it out, or give the dates as exceptions")
            refuse("unknown_country", came=plain(subdivision), remedy=remedy)
        return subdivision


class TimesEntry(SitePart):
    """Hours of some days: from one date to another, on some weekdays. Every part left out limits nothing."""

    at: Shifts = Field(default=WHOLE_DAY, min_length=1, description=f"hours: {SHIFTS}; left out: the whole day")
    days: tuple[Weekday, ...] = Field(
        default=DAYS, min_length=1, max_length=7, description="weekdays, a list of mon to sun; left out: all of them"
    )
    begins: LocalDate | None = Field(default=None, description="the first date, such as 2026-03-01; null: always was")
    ends: LocalDate | None = Field(default=None, description="the last date, such as 2026-03-31; null: no end")

    @field_validator("ends")
    @classmethod
    def _not_before_it_begins(cls, ends: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("begins")
        if ends is not None and begins is not None and ends < begins:
            refuse("dates_order", came=f"{begins} to {ends}")
        return ends

    def holds_on(self, day: date) -> bool:
        """Whether it has hours on the local date ``day``."""
        begun = self.begins is None or self.begins <= day
        return begun and (self.ends is None or day <= self.ends) and DAYS[day.weekday()] in self.days

    def shifts_on(self, day: date) -> tuple[str, ...]:
        """Its hours on the local date ``day``."""
        return self.at if self.holds_on(day) else ()


class ScheduleEntry(SitePart):
    """Service hours: a week, and the dates that differ from it."""

    id: Id = Field(description="the schedule's id: letters, digits, dot, dash, underscore; up to 64, in quotes")
    name: Name | None = Field(default=None, description="the schedule's name: a text, or {zh, en}")
    weekly: WeekEntry = Field(description="the week: mon, tue, wed, thu, fri, sat, sun, each a list of shifts")
    exceptions: tuple[ExceptionEntry, ...] = Field(
        default=(), max_length=2000, description="dates that differ from the week: a list of {date, open}"
    )
    holidays: HolidaysEntry | None = Field(
        default=None, description="public holidays: {country, …}; null: none. A date's own exception counts before them"
    )
    ready_min: int = Field(
        default=10,
        ge=0,
        le=120,
        description="how long before opening the counter is to be ready, whole minutes 0 to 120",
    )

    @field_validator("exceptions")
    @classmethod
    def _each_date_once(cls, exceptions: tuple[ExceptionEntry, ...]) -> tuple[ExceptionEntry, ...]:
        dates = sorted(entry.date for entry in exceptions)
        for first, second in pairwise(dates):
            if first == second:
                refuse("duplicate_date", date=str(first))
        return exceptions

    def shifts_on(self, day: date) -> tuple[str, ...]:
        """The shifts of the local date ``day``."""
        for entry in self.exceptions:
            if entry.date == day:
                return entry.open
        if self.holidays is not None:
            kind = kind_of(day, self.holidays.country, self.holidays.subdivision)
            if kind is DayKind.HOLIDAY:
                return self.holidays.open
            if kind is DayKind.MAKE_UP and self.holidays.make_up_as is not None:
                return self.shifts_of(self.holidays.make_up_as)
        return self.shifts_of(DAYS[day.weekday()])

    def shifts_of(self, weekday: str) -> tuple[str, ...]:
        """The shifts of a weekday (mon to sun) whose date is nothing special."""
        shifts: tuple[str, ...] = getattr(self.weekly, weekday)
        return shifts


def service_intervals(schedule: ScheduleEntry | None, time_zone: str, from_ms: int, to_ms: int) -> tuple[Interval, ...]:
    """When a counter of ``schedule`` is in service within ``[from_ms, to_ms)``.

    Times are ms UTC; the intervals are sorted, apart and not empty. Without a schedule a counter is
    always in service. Raises ZoneInfoNotFoundError for an unknown zone, OverflowError or ValueError for
    times outside the years 1 to 9999.
    """
    if schedule is None:
        return ((from_ms, to_ms),) if from_ms < to_ms else ()
    return local_intervals(schedule.shifts_on, time_zone, from_ms, to_ms)


ShiftsOn = Callable[[date], Sequence[str]]
"""The shifts of a local date."""


def local_intervals(shifts_on: ShiftsOn, time_zone: str, from_ms: int, to_ms: int) -> tuple[Interval, ...]:
    """When a clock in ``time_zone`` shows a time inside a shift of its day, within ``[from_ms, to_ms)``.

    Sorted, apart and not empty, ms UTC. Raises as ``service_intervals`` does.
    """
    if to_ms <= from_ms:
        return ()
    return _merged(
        interval
        for begin_ms, end_ms, offset_ms in _pieces(ZoneInfo(time_zone), from_ms, to_ms)
        for interval in _within_piece(shifts_on, begin_ms, end_ms, offset_ms)
    )


def _offset_ms(zone: ZoneInfo, at_ms: int) -> int:
    offset = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(zone).utcoffset()
    return (offset or timedelta(0)) // timedelta(milliseconds=1)


def _pieces(zone: ZoneInfo, from_ms: int, to_ms: int) -> Iterator[tuple[int, int, int]]:
    """``[from_ms, to_ms)`` cut where the zone's offset from UTC changes: begin, end, offset in ms."""
    begin, offset = from_ms, _offset_ms(zone, from_ms)
    for step in range(from_ms, to_ms, PIECE_MS):
        low, high = step, min(step + PIECE_MS, to_ms)
        after = _offset_ms(zone, high)
        if after != offset:
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset_ms(zone, middle) == offset else (low, middle)
            yield begin, high, offset
            begin, offset = high, after
    if begin < to_ms:
        yield begin, to_ms, offset


def _within_piece(shifts_on: ShiftsOn, begin_ms: int, end_ms: int, offset_ms: int) -> Iterator[Interval]:
    """The shifts inside a stretch of one offset: the wall clock there is UTC plus ``offset_ms``."""
    first, last = (begin_ms + offset_ms) // DAY_MS, (end_ms - 1 + offset_ms) // DAY_MS
    for number in range(first, last + 1):
        midnight_ms = number * DAY_MS - offset_ms
        for shift in sorted(map(parse_shift, shifts_on(EPOCH + timedelta(days=number)))):
            start, stop = (midnight_ms + minute * MINUTE_MS for minute in shift)
            if max(start, begin_ms) < min(stop, end_ms):
                yield max(start, begin_ms), min(stop, end_ms)


def _merged(intervals: Iterator[Interval]) -> tuple[Interval, ...]:
    """Sorted ``intervals`` with those that touch joined."""
    joined: list[Interval] = []
    for begin, end in intervals:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
