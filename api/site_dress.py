"""What is worn when: roles with their uniforms, and seasons that overlap by some weeks."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from api.site_parts import Id, Name, SitePart, refuse
from api.site_problems import shown

LEAP_YEAR = 2000


def _day_of_year(text: str) -> str:
    """Refuse what is no day of every year."""
    if re.fullmatch(r"\d\d-\d\d", text, re.ASCII) is None or text == "02-29":
        refuse("day_form", came=shown(text))
    try:
        _in_year(text, LEAP_YEAR)
    except ValueError:
        refuse("day_form", came=shown(text))
    return text


def _in_year(text: str, year: int) -> date:
    month, day = map(int, text.split("-"))
    return date(year, month, day)


DayOfYear = Annotated[str, AfterValidator(_day_of_year)]
DAY_OF_YEAR = 'month and day in quotes, such as "05-01"'


class SeasonEntry(SitePart):
    """A part of every year in which some uniforms are worn."""

    id: Id = Field(description="the season's id: letters, digits, dot, dash, underscore; up to 64, in quotes")
    name: Name | None = Field(default=None, description="the season's name: a text, or {zh, en}")
    begins: DayOfYear = Field(description=f"its first day: {DAY_OF_YEAR}")
    ends: DayOfYear = Field(description=f"its last day: {DAY_OF_YEAR}; before begins: in the next year")
    overlap_weeks: int = Field(
        default=2, ge=0, le=12, description="so many weeks before and after it its uniforms may be worn too, 0 to 12"
    )

    def holds_on(self, day: date) -> bool:
        """Whether the season's uniforms may be worn on ``day`` (of the years 2 to 9997), its overlap included."""
        more, years = timedelta(weeks=self.overlap_weeks), (day.year - 1, day.year, day.year + 1)
        wraps = self.ends < self.begins
        spans = ((_in_year(self.begins, year), _in_year(self.ends, year + wraps)) for year in years)
        return any(first - day <= more and day - last <= more for first, last in spans)


class RoleEntry(SitePart):
    """A role of those who work at counters, and what it wears."""

    id: Id = Field(description="the role's id: letters, digits, dot, dash, underscore; up to 64, in quotes")
    name: Name | None = Field(default=None, description="the role's name: a text, or {zh, en}")
    uniforms: tuple[Id, ...] = Field(min_length=1, max_length=50, description="ids of the role's uniforms, a list")
