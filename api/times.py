"""Moments as people write and read them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.errors import InputError

ELAPSED = re.compile(r"(?:(?P<hours>[0-9]{1,9}):)?(?P<minutes>[0-5]?[0-9]):(?P<seconds>[0-5]?[0-9](?:\.[0-9]{1,3})?)")
OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-5][0-9])")

FIRST_MS, LAST_MS = 0, 221_845_392_000_000
"""1970 to 9000: every moment in between, and the days around it, can be written as a date anywhere."""


class Moment(NamedTuple):
    """``at_ms`` counts from 1970 where ``offset`` (such as ``+08:00``) is known, else from a clip's beginning."""

    at_ms: int
    offset: str | None


def parse_moment(text: str) -> Moment:
    """``text`` as a moment: ISO 8601 with its offset (``2026-03-01T10:02:13+08:00``), or ``[h:]mm:ss`` in a clip.

    Raises InputError for anything else.
    """
    elapsed = ELAPSED.fullmatch(text)
    if elapsed:
        hours, minutes = int(elapsed["hours"] or 0), int(elapsed["minutes"])
        return Moment(round(1000 * (3600 * hours + 60 * minutes + float(elapsed["seconds"]))), None)
    date = _date(text)
    if date is None:
        msg = (
            f'a moment must look like 2026-03-01T10:02:13+08:00 or, in a clip, 0:12:05, got "{text}": '
            "write it so, with its offset from UTC"
        )
        raise InputError(msg)
    return date


def parse_date(text: str) -> Moment:
    """As ``parse_moment``, for a moment that is a date. Raises InputError."""
    date = _date(text)
    if date is None:
        msg = (
            f'a date and time must look like 2026-03-01T10:02:13+08:00, got "{text}": '
            "write it so, with its offset from UTC"
        )
        raise InputError(msg)
    return date


def _date(text: str) -> Moment | None:
    try:
        moment = datetime.fromisoformat(text)
        offset = moment.utcoffset()
        at_ms = round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    if offset is None or not FIRST_MS <= at_ms <= LAST_MS:
        return None
    minutes = round(offset.total_seconds() / 60)
    return Moment(at_ms, f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}")


def clock_of(time_zone: str) -> Callable[[int], str]:
    """How a clock in ``time_zone`` (an IANA name, or an offset as ``+08:00``) shows a moment (ms UTC): ``10:02:13``.

    Raises ValueError for what is no time zone.
    """
    zone = zone_of(time_zone)

    def clock(at_ms: int) -> str:
        return datetime.fromtimestamp(at_ms // 1000, zone).strftime("%H:%M:%S")

    return clock


def day_of(time_zone: str) -> Callable[[int], int]:
    """Which day a calendar in ``time_zone`` shows at a moment (ms UTC), counted from the first of January of year 1.

    Raises ValueError for what is no time zone.
    """
    zone = zone_of(time_zone)

    def day(at_ms: int) -> int:
        return datetime.fromtimestamp(at_ms // 1000, zone).toordinal()

    return day


def date_of(at_ms: int, time_zone: str) -> tuple[str, str]:
    """The date of a moment (ms UTC) in ``time_zone`` as a sentence writes it: ``("2026年3月1日", "1 March 2026")``.

    Raises ValueError for what is no time zone.
    """
    date = datetime.fromtimestamp(at_ms // 1000, zone_of(time_zone))
    return f"{date.year}年{date.month}月{date.day}日", f"{date.day} {MONTHS[date.month - 1]} {date.year}"


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""As English writes them, whatever the locale."""


def zone_of(name: str) -> tzinfo:
    """The time zone of an IANA name or an offset as ``+08:00``. Raises ValueError for what is none."""
    offset = OFFSET.fullmatch(name)
    if offset is None:
        try:
            return ZoneInfo(name)
        except (ValueError, KeyError, OSError) as error:
            msg = f'an IANA time zone or an offset as +08:00 was wanted, got "{name}"'
            raise ValueError(msg) from error
    away = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
    return timezone(-away if offset["sign"] == "-" else away)


def iso(at_ms: int) -> str:
    """``at_ms`` (UTC) as ISO 8601 to the millisecond."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds")[
        :-6
    ] + "Z"
