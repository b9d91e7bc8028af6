"""Service hours: how a site file writes them, and when exactly they are.

A counter is in service at an instant exactly when the clock on its hall's wall shows a time inside a
shift of that day. So an hour that a spring change skips is not served, and one that an autumn change
repeats is served twice. A shift ends on the day it begins; a night is written as two shifts, until
``24:00`` and from ``00:00`` of the next day, and they join without a gap.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from api.site_parts import Id, Name, SitePart, refuse
from api.site_problems import shown

Interval = tuple[int, int]
"""``[from, to)``."""

DAY_MIN = 24 * 60
MINUTE_MS = 60_000
DAY_MS = DAY_MIN * MINUTE_MS
EPOCH = date(1970, 1, 1)
PIECE_MS = 3 * 60 * MINUTE_MS
"""Step in which time-zone changes are searched for; no zone ever had two within three hours."""

SHIFTS = 'shifts such as ["09:00-12:00", "13:30-17:00"]'
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


class ScheduleEntry(SitePart):
    """Service hours: a week, and the dates that differ from it."""

    id: Id = Field(description="the schedule's id: letters, digits, dot, dash, underscore; up to 64, in quotes")
    name: Name | None = Field(default=None, description="the schedule's name: a text, or {zh, en}")
    weekly: WeekEntry = Field(description="the week: mon, tue, wed, thu, fri, sat, sun, each a list of shifts")
    exceptions: tuple[ExceptionEntry, ...] = Field(
        default=(), max_length=2000, description="dates that differ from the week: a list of {date, open}"
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
        shifts: tuple[str, ...] = getattr(self.weekly, DAYS[day.weekday()])
        return shifts


def service_intervals(schedule: ScheduleEntry | None, time_zone: str, from_ms: int, to_ms: int) -> tuple[Interval, ...]:
    """When a counter of ``schedule`` is in service within ``[from_ms, to_ms)``.

    Times are ms UTC; the intervals are sorted, apart and not empty. Without a schedule a counter is
    always in service. Raises ZoneInfoNotFoundError for an unknown zone, OverflowError or ValueError for
    times outside the years 1 to 9999.
    """
    if to_ms <= from_ms:
        return ()
    if schedule is None:
        return ((from_ms, to_ms),)
    zone = ZoneInfo(time_zone)
    return _merged(
        interval
        for begin_ms, end_ms, offset_ms in _pieces(zone, from_ms, to_ms)
        for interval in _within_piece(schedule, begin_ms, end_ms, offset_ms)
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


def _within_piece(schedule: ScheduleEntry, begin_ms: int, end_ms: int, offset_ms: int) -> Iterator[Interval]:
    """The shifts inside a stretch of one offset: the wall clock there is UTC plus ``offset_ms``."""
    first, last = (begin_ms + offset_ms) // DAY_MS, (end_ms - 1 + offset_ms) // DAY_MS
    for number in range(first, last + 1):
        midnight_ms = number * DAY_MS - offset_ms
        for shift in sorted(map(parse_shift, schedule.shifts_on(EPOCH + timedelta(days=number)))):
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
