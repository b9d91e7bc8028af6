"""The coverage ledger by day, as a calendar in the hall has days: 23 and 25 hours long where its clock is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.times import day_of, zone_of
from vision.fold import Change
from vision.ledger import Spent, spent
from vision.rules.timeline import Interval


@dataclass(frozen=True, slots=True)
class DayLedger:
    """A local ``day``, ``[from_ms, to_ms)`` in ms UTC, and where a counter's time of it went."""

    day: date
    from_ms: int
    to_ms: int
    spent: Spent

    def json(self) -> dict[str, object]:
        """As it is printed: seconds."""
        of = self.spent
        return {
            "day": self.day.isoformat(),
            "from_ms": self.from_ms,
            "to_ms": self.to_ms,
            "watched_s": of.watched_ms / 1000,
            "present_s": of.present_ms / 1000,
            "absent_s": of.absent_ms / 1000,
            "blind_s": {reason.value: ms / 1000 for reason, ms in of.blind_ms.items()},
            "in_service_s": of.in_service_ms / 1000,
            "private_s": of.private_ms / 1000,
            "unscheduled_s": of.unscheduled_ms / 1000,
            "unrecorded_s": of.unrecorded_ms / 1000,
            "coverage": of.coverage,
        }


def day_borders(day: date, time_zone: str) -> Interval:
    """When the local ``day`` begins and ends in ``time_zone`` (see ``clock_of``), ms UTC.

    Where midnight is skipped it begins when the clock has been put forward; a day that a country skipped is empty.
    Raises ValueError for what is no time zone.
    """
    zone = zone_of(time_zone)
    begins, ends = (datetime.combine(d, time(), zone) for d in (day, day + timedelta(days=1)))
    return round(begins.timestamp() * 1000), round(ends.timestamp() * 1000)


def days_of_counter(
    changes: Sequence[Change], known: Interval, time_zone: str, private: Sequence[Interval] = ()
) -> list[DayLedger]:
    """The ledger of every day that ``known``, from when until when the counter was judged, reaches into."""
    day = day_of(time_zone)
    if known[1] <= known[0]:
        return []
    first, last = date.fromordinal(day(known[0])), date.fromordinal(day(known[1] - 1))
    return list(days_between(first, last, changes, known, time_zone, private))


def days_between(  # noqa: PLR0913, PLR0917 - what a ledger is made from
    first: date,
    last: date,
    changes: Sequence[Change],
    known: Interval,
    time_zone: str,
    private: Sequence[Interval] = (),
) -> Iterator[DayLedger]:
    """The ledger of each day from ``first`` to ``last``, both included; see ``spent`` for what it is made from."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        borders = day_borders(day, time_zone)
        if borders[0] < borders[1]:
            hidden = [piece for piece in private if piece[0] < borders[1] and piece[1] > borders[0]]
            yield DayLedger(day, *borders, spent(changes, borders, known, hidden))
