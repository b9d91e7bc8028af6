"""What a hall has arranged beforehand: who breaks when, who covers whom, what is exempt until when, who may come in.

What comes up while it runs are log entries instead, see ``api.server.entries``.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schedule import LocalDate, TimesEntry
from api.site_limits import HallLimitsEntry, LimitsEntry
from api.site_parts import Id, Name, Text, refuse
from api.site_problems import did_you_mean, plain

ID = "letters, digits, dot, dash, underscore; up to 64, in quotes"
COUNTERS = "ids of counters of this hall, a list"
OUTSIDER = "presence.outsider"
"""The rule that a permit suspends."""


def known_rules() -> frozenset[str]:
    """The ids of all rules that a site has limits for."""
    fields = (*LimitsEntry.model_fields.items(), *HallLimitsEntry.model_fields.items())
    return frozenset({field.alias or name for name, field in fields})


def known_rule(rule: str) -> str:
    """Refuse an id that no rule has."""
    if rule not in known_rules():
        refuse("unknown_rule", came=plain(rule), remedy=did_you_mean(rule, known_rules(), "use the id of a rule"))
    return rule


Rules = Annotated[tuple[Annotated[str, AfterValidator(known_rule)], ...], Field(min_length=1, max_length=100)]
Counters = Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]


class BreakEntry(TimesEntry):
    """When some counters break: the lunch rota, or hours that are private."""

    id: Id = Field(description=f"the break's id: {ID}")
    name: Name | None = Field(default=None, description="the break's name: a text, or {zh, en}")
    counters: Counters = Field(description=COUNTERS)
    private: bool = Field(default=False, description="true: nothing is looked at or recorded meanwhile")


class CoverEntry(TimesEntry):
    """A standing cover (A/B角): whoever is at one counter looks after another too."""

    id: Id = Field(description=f"the cover's id: {ID}")
    counter: Id = Field(description="the id of the counter that is covered")
    covered_by: Id = Field(description="the id of the counter of this hall that covers it")


def _some_end(ends: object) -> object:
    if ends is None:
        refuse("exemption_without_end", came="none")
    return ends


class ExemptionEntry(TimesEntry):
    """Rules that do not hold at some counters for a while, and why."""

    id: Id = Field(description=f"the exemption's id: {ID}")
    counters: Counters = Field(description=COUNTERS)
    rules: Rules = Field(description="ids of the rules that do not hold, a list")
    ends: Annotated[LocalDate | None, AfterValidator(_some_end)] = Field(
        default=None, description="the last date, such as 2026-03-31: no exemption is for ever"
    )
    reason: Text = Field(description="why: a text of up to 200 characters")


class PermitEntry(TimesEntry):
    """Somebody who does not work there but may be on the staff side: cleaners, technicians."""

    id: Id = Field(description=f"the permit's id: {ID}")
    counters: Counters = Field(description=COUNTERS)
    reason: Text = Field(description="who and why: a text of up to 200 characters")
