"""The circumstances of a counter over some time: from its site, and from what people have entered meanwhile.

Everything is expanded into intervals within the time asked for: judgement reads no calendar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.schedule import (
    MINUTE_MS,
    WHOLE_DAY,
    Interval,
    ScheduleEntry,
    ShiftsOn,
    TimesEntry,
    local_intervals,
    service_intervals,
)
from api.site_arrangements import OUTSIDER
from api.site_covers import without
from api.site_parts import LanguagesEntry, Name
from api.site_schema import CounterEntry, HallEntry, Site
from api.times import clock_of, day_of
from vision.rules.circumstances import Declaration
from vision.rules.context import Context

Dressed = tuple[int, int, tuple[str, ...]]
"""``[from_ms, to_ms)`` and the ids of the uniforms that may be worn then."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What people have entered about one counter, ``[from_ms, to_ms)`` in ms UTC each."""

    declarations: tuple[Declaration, ...] = ()
    covers: tuple[tuple[int, int, str], ...] = ()
    openings: tuple[Interval, ...] = ()
    closings: tuple[Interval, ...] = ()
    suspensions: tuple[Interval, ...] = ()
    announcements: tuple[Interval, ...] = ()
    exemptions: tuple[tuple[int, int, frozenset[str]], ...] = ()

    def within(self, period_ms: tuple[int, int]) -> "Entered":
        """What of it reaches into ``period_ms``, whole."""
        start_ms, end_ms = period_ms
        if self == NOTHING:
            return self
        return Entered(
            tuple(slip for slip in self.declarations if slip.from_ms < end_ms and slip.due_ms > start_ms),
            *(
                tuple(piece for piece in getattr(self, name) if piece[0] < end_ms and piece[1] > start_ms)
                for name in TIMED
            ),
        )


TIMED = ("covers", "openings", "closings", "suspensions", "announcements", "exemptions")
NOTHING = Entered()


def context_of(
    site: Site, hall: HallEntry, counter: CounterEntry, period_ms: tuple[int, int], entered: Entered = NOTHING
) -> Context:
    """The surroundings of ``counter`` of ``hall`` within ``period_ms`` (ms UTC)."""
    zone, schedule = hall.time_zone, schedule_of(site, counter)
    service = None if schedule is None else _service(schedule, zone, period_ms, entered.openings)
    breaks = [entry for entry in hall.breaks if counter.id in entry.counters]
    rota = [piece for entry in breaks for piece in _of(entry, zone, period_ms)]
    private = [piece for entry in breaks if entry.private for piece in _of(entry, zone, period_ms)]
    return Context(
        hall.id,
        names(counter.name),
        service,
        clock_of(zone),
        day_of(zone),
        ready=() if schedule is None or service is None else _ready(schedule, service),
        breaks=joined(rota if service is None else _within(rota, service)),
        approved_closings=joined(entered.closings),
        suspensions=joined(entered.suspensions),
        declarations=entered.declarations,
        covers=(*entered.covers, *_standing_covers(hall, counter, period_ms)),
        announcements=entered.announcements,
        required_staff=() if counter.required_staff == 1 else ((*period_ms, counter.required_staff),),
        exemptions=(*entered.exemptions, *_exemptions(hall, counter, period_ms)),
        uniforms=tuple(_uniforms(site, hall, counter, period_ms)),
        private=joined(private),
    )


def names(name: Name) -> tuple[str, str]:
    """A name in (zh, en)."""
    return (name.zh, name.en) if isinstance(name, LanguagesEntry) else (name, name)


def schedule_of(site: Site, counter: CounterEntry) -> ScheduleEntry | None:
    """The counter's schedule; None for a counter that is always in service."""
    return next((entry for entry in site.schedules if entry.id == counter.schedule), None)


def worn_on(site: Site, counter: CounterEntry, day: date | None) -> tuple[str, ...]:
    """Ids of the uniforms that may be worn at the counter on the local date ``day``, in the order of the file.

    None: on any day.
    """
    seasons = {season.id: season for season in site.seasons}
    of_roles = {name for role in site.roles if role.id in counter.roles for name in role.uniforms}
    return tuple(
        uniform.id
        for uniform in site.uniforms
        if (uniform.id in counter.uniforms or uniform.id in of_roles)
        and (day is None or not uniform.seasons or any(seasons[name].holds_on(day) for name in uniform.seasons))
    )


def joined(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    """``intervals`` in order, those that touch or overlap made one."""
    done: list[Interval] = []
    for start, end in sorted(intervals):
        if done and start <= done[-1][1]:
            done[-1] = done[-1][0], max(end, done[-1][1])
        else:
            done.append((start, end))
    return tuple(done)


def _of(entry: TimesEntry, zone: str, period_ms: tuple[int, int]) -> tuple[Interval, ...]:
    return local_intervals(entry.shifts_on, zone, *period_ms)


def _service(
    schedule: ScheduleEntry, zone: str, period_ms: tuple[int, int], openings: Sequence[Interval]
) -> tuple[Interval, ...]:
    return joined([*service_intervals(schedule, zone, *period_ms), *_within(openings, [period_ms])])


def _ready(schedule: ScheduleEntry, service: Sequence[Interval]) -> tuple[Interval, ...]:
    before = [(start - schedule.ready_min * MINUTE_MS, start) for start, _ in service]
    return tuple(without([piece for piece in before if piece[0] < piece[1]], service))


def _within(some: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted(pair for pair in pairs if pair[0] < pair[1])


def _standing_covers(
    hall: HallEntry, counter: CounterEntry, period_ms: tuple[int, int]
) -> Iterator[tuple[int, int, str]]:
    for cover in hall.covers:
        if cover.counter == counter.id:
            yield from ((*piece, cover.covered_by) for piece in _of(cover, hall.time_zone, period_ms))


def _exemptions(
    hall: HallEntry, counter: CounterEntry, period_ms: tuple[int, int]
) -> Iterator[tuple[int, int, frozenset[str]]]:
    exempt = [(entry, frozenset(entry.rules)) for entry in hall.exemptions if counter.id in entry.counters]
    allowed = [(entry, frozenset({OUTSIDER})) for entry in hall.permits if counter.id in entry.counters]
    for entry, rules in (*exempt, *allowed):
        yield from ((*piece, rules) for piece in _of(entry, hall.time_zone, period_ms))


def _uniforms(site: Site, hall: HallEntry, counter: CounterEntry, period_ms: tuple[int, int]) -> Iterator[Dressed]:
    """Pieces through which the same uniforms may be worn; none where nobody says what is worn."""
    if not counter.uniforms and not counter.roles:
        return
    by_day: list[Dressed] = []
    for worn in sorted({worn_on(site, counter, day) for day in _days(hall.time_zone, period_ms)}):
        pieces = local_intervals(_days_of(site, counter, worn), hall.time_zone, *period_ms)
        by_day += [(*piece, worn) for piece in pieces if worn]
    yield from sorted(by_day)


def _days_of(site: Site, counter: CounterEntry, worn: tuple[str, ...]) -> ShiftsOn:
    return lambda day: WHOLE_DAY if worn_on(site, counter, day) == worn else ()


def _days(zone: str, period_ms: tuple[int, int]) -> list[date]:
    day = day_of(zone)
    return [date.fromordinal(number) for number in range(day(period_ms[0]), day(period_ms[1] - 1) + 1)]
