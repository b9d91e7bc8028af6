"""Public holidays of a country, and the weekend days that are worked in exchange for one (调休).

The calendar is that of the library ``holidays``. What a government announces late it knows late: until a release of
it does, dates of their own in the site file say so.
"""

from datetime import date
from enum import Enum, auto
from functools import cache, lru_cache


class DayKind(Enum):
    """What a calendar says of a day."""

    ORDINARY = auto()
    HOLIDAY = auto()
    MAKE_UP = auto()
    """A weekend day that is worked, in exchange for a day off."""


@cache
def countries() -> dict[str, frozenset[str]]:
    """The codes of the countries that are known (ISO 3166-1, two letters), with those of their subdivisions."""
    from holidays import list_supported_countries  # noqa: PLC0415 - takes 0.1 s, which most sites do not need

    known = list_supported_countries(include_aliases=False)
    return {country: frozenset(parts) for country, parts in known.items()}


def kind_of(day: date, country: str, subdivision: str | None = None) -> DayKind:
    """What the calendar of ``country`` says of ``day``. Raises NotImplementedError for what is not in ``countries``."""
    days_off, worked = _year(country, subdivision, day.year)
    if day in worked:
        return DayKind.MAKE_UP
    return DayKind.HOLIDAY if day in days_off else DayKind.ORDINARY


@lru_cache(maxsize=256)
def _year(country: str, subdivision: str | None, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and days worked in exchange; those of a year may belong to a day off of the next."""
    from holidays import country_holidays  # noqa: PLC0415 - as above

    calendar = country_holidays(country, subdiv=subdivision, years=(year, min(year + 1, date.max.year)), expand=False)
    worked = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return frozenset(day for day in calendar if day.year == year) - worked, worked
