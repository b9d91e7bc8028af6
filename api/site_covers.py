"""Whether whoever is to cover another counter is open then: told of a site file before anybody relies on it.

Looked at are one week by its weekdays, and every date on which either counter differs from its week. What one
day has is in minutes of its local day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from api.schedule import DAY_MIN, DAYS, Interval, ScheduleEntry, parse_shift
from api.site_arrangements import CoverEntry
from api.site_problems import Finding
from api.site_schema import CounterEntry, HallEntry, Site

SOME_MONDAY = date(2026, 1, 5)
"""Where a cover that always was begins to be looked at: a week is like another."""


def find_closed_covers(site: Site) -> Iterator[Finding]:
    """A finding for each standing cover by a counter that is not open while it covers an open one."""
    for n, hall in enumerate(site.halls):
        counters = {counter.id: counter for counter in hall.counters}
        for m, cover in enumerate(hall.covers):
            when = _first_closed(site, hall, cover, counters[cover.counter], counters[cover.covered_by])
            if when is not None:
                where = ("halls", n, "covers", m, "covered_by")
                yield Finding("cover_closed", where, {"by": cover.covered_by, "when": when})


def _first_closed(
    site: Site, hall: HallEntry, cover: CoverEntry, covered: CounterEntry, by: CounterEntry
) -> str | None:
    schedules = {schedule.id: schedule for schedule in site.schedules}
    of_covered, of_by = (schedules.get(counter.schedule or "") for counter in (covered, by))
    for day, name in _days(cover, [s for s in (of_covered, of_by) if s]):
        wanted = _both(_minutes(cover.shifts_on(day)), _open(hall, covered, of_covered, day, name))
        gap = without(wanted, _open(hall, by, of_by, day, name))
        if gap:
            return f"{name or day} {_clock(gap[0][0])}-{_clock(gap[0][1])}"
    return None


def _days(cover: CoverEntry, schedules: Sequence[ScheduleEntry]) -> Iterator[tuple[date, str | None]]:
    """The days to look at: those of a week with their names, and dates that are special."""
    begin = cover.begins or SOME_MONDAY
    for number in range(7):
        day = begin + timedelta(days=number)
        yield day, DAYS[day.weekday()]
    for day in sorted({entry.date for schedule in schedules for entry in schedule.exceptions}):
        yield day, None


def _open(
    hall: HallEntry, counter: CounterEntry, schedule: ScheduleEntry | None, day: date, name: str | None
) -> list[Interval]:
    if schedule is None:
        hours = [(0, DAY_MIN)]
    else:
        hours = _minutes(schedule.shifts_on(day) if name is None else schedule.shifts_of(name))
    for entry in hall.breaks:
        if counter.id in entry.counters:
            hours = without(hours, _minutes(entry.shifts_on(day)))
    return hours


def _minutes(shifts: Sequence[str]) -> list[Interval]:
    return sorted(map(parse_shift, shifts))


def _both(some: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted(pair for pair in pairs if pair[0] < pair[1])


def without(some: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """What of the sorted intervals ``some`` lies in none of ``others``."""
    left = list(some)
    for start, end in others:
        left = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
    return left


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
