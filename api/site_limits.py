"""The limits of each rule in a site file: what the rule book says, wherever the file says nothing else.

The limits of the rules in ``vision.rules.registry`` have one shape; their defaults are the rule's own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, create_model, field_validator, model_validator

from api.site_parts import SitePart, Text, refuse
from vision.datatypes import Severity, Status
from vision.rules import hall_registry, registry
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.registry import RULES, UNPROVED
from vision.rules.rule import AnyRule, HeldLimits

DAY_S = 86_400
STORED = "stored"
"""The context in which a site is read that was accepted before, maybe by an older version."""
UNMEASURED = registry.UNMEASURED | hall_registry.UNMEASURED
"""Rules that would never find anything, so that nobody may put them in use and take that for a clean sheet."""

Seconds = Annotated[int, Field(ge=1, le=DAY_S)]
STEPS = (
    ("notice_after_s", Severity.NOTICE),
    ("warning_after_s", Severity.WARNING),
    ("report_after_s", Severity.REPORT),
)


class StepsEntry(SitePart):
    """Limits of a rule: after how long it tells what, and what its findings are used for."""

    status: Status = Field(
        default=Status.TRIAL,
        description="off, trial (recorded, alerts nobody), prompt (alerts, not counted) or countable",
    )
    notice_after_s: Seconds | None = Field(
        default=None, description="whole seconds until a notice, 1 to 86400, null for never"
    )
    warning_after_s: Seconds | None = Field(
        default=None, description="whole seconds until a warning, 1 to 86400, null for never"
    )
    report_after_s: Seconds | None = Field(
        default=None, description="whole seconds until a report, 1 to 86400, null for never"
    )
    blind_ends_after_s: Seconds = Field(
        default=300, description="whole seconds of blindness that end it as unknown, 1 to 86400"
    )
    clause: Text | None = Field(default=None, description="the hall's own clause, up to 200 characters, null for none")

    @field_validator("warning_after_s", "report_after_s")
    @classmethod
    def _after_the_milder(cls, after_s: int | None, info: ValidationInfo) -> int | None:
        """Refuse a step that comes before, or with, a milder one."""
        if after_s is None:
            return None
        milder = [name for name, _ in STEPS if name != info.field_name and info.data.get(name) is not None]
        latest = max(milder, key=lambda name: info.data[name], default=None)
        if latest is not None and after_s <= info.data[latest]:
            refuse("limit_order", before=latest, before_s=str(info.data[latest]), came=f"{after_s} s")
        return after_s

    @model_validator(mode="after")
    def _some_step(self) -> "StepsEntry":
        if self.status is not Status.OFF and not self.steps_ms():
            refuse("limits_no_step")
        return self

    def steps_ms(self) -> tuple[tuple[int, Severity], ...]:
        """When each severity begins, in ms, mildest first; whatever the status is."""
        after_s = [(getattr(self, name), severity) for name, severity in STEPS]
        return tuple((seconds * 1000, severity) for seconds, severity in after_s if seconds is not None)

    @property
    def blind_ends_after_ms(self) -> int:
        """How long it may be blind before it ends as unknown, in ms."""
        return self.blind_ends_after_s * 1000


class AbsenceEntry(StepsEntry):
    """Limits of the rule ``presence.absent``: the counter is left while it should be staffed."""

    notice_after_s: Seconds | None = Field(
        default=300, description="whole seconds of absence until a notice, 1 to 86400, null for never"
    )
    warning_after_s: Seconds | None = Field(
        default=600, description="whole seconds of absence until a warning, 1 to 86400, null for never"
    )
    report_after_s: Seconds | None = Field(
        default=None, description="whole seconds of absence until a report, 1 to 86400, null for never"
    )
    blind_ends_after_s: Seconds = Field(
        default=300, description="whole seconds of blindness that end an absence as unknown, 1 to 86400"
    )


class HeldEntry(StepsEntry):
    """Limits of a rule that waits for something to be seen for so long; each rule has its own defaults."""

    measured: ClassVar[bool] = True
    """Whether anything measures what the rule waits for."""

    recorded_after_s: Seconds | None = Field(
        default=None, description="whole seconds until it is recorded and told to nobody, 1 to 86400, null for never"
    )
    gap_s: Annotated[int, Field(ge=0, le=DAY_S)] = Field(
        default=0, description="whole seconds of interruption that do not end it, 0 to 86400"
    )
    once_a_day: bool = Field(default=False, description="true: only the first of a day and counter is told")

    @field_validator("recorded_after_s")
    @classmethod
    def _before_the_first_step(cls, after_s: int | None, info: ValidationInfo) -> int | None:
        """Refuse to record only what has been told already."""
        steps = [name for name, _ in STEPS if info.data.get(name) is not None]
        first = min(steps, key=lambda name: info.data[name], default=None)
        if after_s is not None and first is not None and after_s >= info.data[first]:
            refuse("limit_late", after=first, after_s=str(info.data[first]), came=f"{after_s} s")
        return after_s

    @field_validator("status")
    @classmethod
    def _measured(cls, status: Status, info: ValidationInfo) -> Status:
        """Refuse to put in use what nothing measures; what was stored before finds nothing, as it did."""
        if status is not Status.OFF and not cls.measured and info.context != STORED:
            refuse("unmeasured", came=status.value)
        return status

    def limits(self, version: int) -> HeldLimits:
        """What judgement needs, under the number ``version``."""
        return HeldLimits(
            self.steps_ms(),
            self.gap_s * 1000,
            self.blind_ends_after_ms,
            None if self.recorded_after_s is None else self.recorded_after_s * 1000,
            self.once_a_day,
            self.status,
            version,
            self.clause,
        )


class CountedEntry(HeldEntry):
    """Limits of a rule that wants to see so many people."""

    at_least: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="from how many people on, a whole number from 1 to 100"
    )

    def limits(self, version: int) -> HeldLimits:
        """What judgement needs, under the number ``version``."""
        return replace(super().limits(version), at_least=self.at_least)


def field_name(rule: str) -> str:
    """The name under which the limits of ``rule`` are a field: ``presence_absent`` for ``presence.absent``."""
    return rule.replace(".", "_")


class AllLimits(SitePart):
    """Limits of each rule, under the rule's id."""

    presence_absent: AbsenceEntry = Field(
        default_factory=AbsenceEntry,
        alias="presence.absent",
        description="limits of presence.absent: a mapping with status, …_after_s and clause",
    )

    def held(self, version: int) -> dict[str, HeldLimits]:
        """The limits of each rule of ``vision.rules.registry``, under the number ``version``."""
        entries: dict[str, HeldEntry] = {rule: getattr(self, field_name(rule)) for rule in RULES}
        return {rule: entry.limits(version) for rule, entry in entries.items()}


class AllHallLimits(SitePart):
    """Limits of each rule of a hall as a whole, under the rule's id."""

    def held(self, version: int) -> dict[str, HeldLimits]:
        """The limits of each rule of ``vision.rules.hall_registry``, under the number ``version``."""
        entries: dict[str, HeldEntry] = {rule: getattr(self, field_name(rule)) for rule in EVERY_HALL_RULE}
        return {rule: entry.limits(version) for rule, entry in entries.items()}


def _entry(rule: str, defaults: HeldLimits) -> type[HeldEntry]:
    """The entry of ``rule``: a ``HeldEntry`` with its defaults."""
    after_s = {name: next((ms // 1000 for ms, s in defaults.steps if s is severity), None) for name, severity in STEPS}
    recorded_ms = defaults.recorded_after_ms
    values = {
        **after_s,
        "blind_ends_after_s": defaults.blind_ends_after_ms // 1000,
        "recorded_after_s": None if recorded_ms is None else recorded_ms // 1000,
        "gap_s": defaults.gap_ms // 1000,
        "once_a_day": defaults.once_a_day,
        "status": Status.OFF if rule in UNPROVED else defaults.status,
    }
    counted = defaults.at_least > 1
    if counted:
        values["at_least"] = defaults.at_least
    title = "".join(part.title() for part in field_name(rule).split("_")) + "Entry"
    base = CountedEntry if counted else HeldEntry
    fields: dict[str, Any] = {name: _with_default(base, name, value) for name, value in values.items()}
    return _marked(create_model(title, __base__=base, __doc__=f"Limits of the rule ``{rule}``.", **fields), rule)


def _marked(entry: type[HeldEntry], rule: str) -> type[HeldEntry]:
    """``entry``, which knows whether anything measures what ``rule`` waits for."""
    entry.measured = rule not in UNMEASURED
    return entry


def _with_default(base: type[HeldEntry], name: str, value: object) -> tuple[object, object]:
    """The field ``name`` of ``base`` with another default."""
    kind = next(part.__annotations__[name] for part in base.__mro__ if name in part.__annotations__)
    return kind, Field(default=value, description=base.model_fields[name].description)


def _all_entries(base: type[SitePart], rules: Mapping[str, AnyRule], title: str) -> type[Any]:
    """``base`` with a field for each of ``rules``."""
    fields: dict[str, Any] = {}
    for rule, held in rules.items():
        entry = _entry(rule, held.defaults)
        told = f"limits of {rule}: a mapping with status, …_after_s, gap_s and clause"
        fields[field_name(rule)] = (entry, Field(default_factory=entry, alias=rule, description=told))
    return create_model(title, __base__=base, __doc__=base.__doc__, **fields)


if TYPE_CHECKING:
    LimitsEntry = AllLimits
    HallLimitsEntry = AllHallLimits
else:
    LimitsEntry = _all_entries(AllLimits, RULES, "LimitsEntry")
    HallLimitsEntry = _all_entries(AllHallLimits, EVERY_HALL_RULE, "HallLimitsEntry")
