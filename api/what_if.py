"""What if: other limits, another preset, another site; and what that would have changed in what was told."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from api.errors import InputError
from api.rejudging import Rejudged
from api.setups import absence_limits, counter_setup
from api.site_file import load_site
from api.site_limits import LimitsEntry
from api.site_problems import Where, place
from api.site_schema import Site
from api.site_shape import read_shape
from api.site_yaml import read_document
from vision.datatypes import Event, Presence
from vision.fold import CounterSetup
from vision.rules.presets import Preset, absence_under, held_under

Otherwise = Callable[[CounterSetup, tuple[int, int]], CounterSetup]
"""From what a counter is judged by within a period (ms UTC) to what it would be judged by."""


def under_limits(file: Path) -> Otherwise:
    """The limits of a YAML file (rule id -> limits, as in a site file). Raises InputError."""
    entry = _limits(file)

    def otherwise(setup: CounterSetup, _period_ms: tuple[int, int]) -> CounterSetup:
        version = setup.absence.version
        return replace(setup, absence=absence_limits(entry.presence_absent, version), rules=entry.held(version))

    return otherwise


def under_preset(preset: Preset) -> Otherwise:
    """The limits of ``preset``, each rule's status and clause as they are."""

    def otherwise(setup: CounterSetup, _period_ms: tuple[int, int]) -> CounterSetup:
        rules = {rule: held_under(preset, rule, limits) for rule, limits in setup.rules.items()}
        return replace(setup, absence=absence_under(preset, setup.absence), rules=rules)

    return otherwise


def under_site(site: Site) -> Otherwise:
    """Hours, limits and arrangements of another site; a counter that it does not have is never in service.

    Views stay as they were, and so does what people entered while it ran: slips, approved closings, hall modes, signs.
    """
    known = {counter.id: (hall, counter) for hall in site.halls for counter in hall.counters}

    def otherwise(setup: CounterSetup, period_ms: tuple[int, int]) -> CounterSetup:
        before = setup.context
        if setup.counter not in known:
            return replace(setup, context=replace(before, service=()))
        hall, counter = known[setup.counter]
        other = counter_setup(site, hall, counter, dict(setup.covers), period_ms)
        entered = {name: getattr(before, name) for name in ENTERED_ALONE}
        return replace(other, context=replace(other.context, hall=before.hall, **entered))

    return otherwise


ENTERED_ALONE = ("declarations", "approved_closings", "suspensions", "announcements")
"""What no site file holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks *what if* about: the limits of a file or a preset, another site file, or both."""

    limits: Path | None = None
    preset: Preset | None = None
    site: Path | None = None

    def otherwise(self) -> tuple[Otherwise, ...]:
        """The one way that is asked about, if any. Raises InputError."""
        if self.limits is not None and self.preset is not None:
            msg = "--limits or --preset was wanted, got both: leave one out"
            raise InputError(msg)
        site = self.other_site()
        hours = None if site is None else under_site(site)
        waits = None if self.limits is None else under_limits(self.limits)
        waits = waits if self.preset is None else under_preset(self.preset)
        if hours is None or waits is None:
            return tuple(way for way in (hours, waits) if way is not None)
        return (both(hours, waits),)

    def other_site(self) -> Site | None:
        """The site that is asked about. Raises InputError."""
        return None if self.site is None else load_site(self.site)


def both(first: Otherwise, then: Otherwise) -> Otherwise:
    """One after the other."""
    return lambda setup, period_ms: then(first(setup, period_ms), period_ms)


def _limits(file: Path) -> LimitsEntry:
    document = read_document(file)
    for finding in document.findings:
        if finding.code.startswith("file_"):
            came = place(finding, str(file), document.mark(finding)).came
            msg = (
                f'{file}: limits by rule were wanted, as "presence.absent: {{notice_after_s: 300}}", got {came}: {HOW}'
            )
            raise InputError(msg)
        raise InputError(place(finding, str(file), document.mark(finding)).sentence)
    for finding in read_shape(_site_of_one_counter(document.data))[1]:
        inside = replace(finding, where=finding.where[len(LIMITS) :])
        raise InputError(place(inside, str(file), document.mark(inside)).sentence)
    return LimitsEntry.model_validate_json(json.dumps(document.data))


LIMITS: Where = ("halls", 0, "counters", 0, "limits")
HOW = "write such a file, or check the path"


def _site_of_one_counter(limits: object) -> dict[str, object]:
    """The smallest site with ``limits``: what is wrong with them is told as for a site file."""
    counter = {"id": "any", "name": "any", "limits": limits}
    return {"version": 1, "halls": [{"id": "any", "name": "any", "time_zone": "UTC", "counters": [counter]}]}


# --- what that changes ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that is told otherwise: all its steps before and after.

    Where it begins at another moment its id is another one.
    """

    before: tuple[Event, ...]
    after: tuple[Event, ...]

    @property
    def started_by_ms(self) -> int:
        """How much later it began; earlier where negative."""
        return self.after[-1].start_ms - self.before[-1].start_ms

    @property
    def told_by_ms(self) -> int:
        """How much later it was first told."""
        return self.after[0].at_ms - self.before[0].at_ms

    @property
    def ended_by_ms(self) -> int | None:
        """How much later it ended; None where either did not."""
        before, after = self.before[-1].end_ms, self.after[-1].end_ms
        return None if before is None or after is None else after - before


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings that are added, taken away, or told otherwise; of the first two all steps."""

    appear: tuple[Event, ...]
    vanish: tuple[Event, ...]
    move: tuple[Moved, ...]


Steps = tuple[Event, ...]


def difference(before: Iterable[Event], after: Iterable[Event]) -> Difference:
    """What changes from the events ``before`` to those ``after``.

    A finding is the same where its id is; else where the counter and rule are and the time it is about overlaps: it has
    moved then. Each is matched once, in the order of their begin.
    """
    old, new = _findings(before), _findings(after)
    pairs = [(name, name) for name in new if name in old]
    pairs += _overlapping(
        {name: steps for name, steps in old.items() if name not in new},
        {name: steps for name, steps in new.items() if name not in old},
    )
    was, becomes = {one for one, _ in pairs}, {other for _, other in pairs}
    move = [Moved(old[one], new[other]) for one, other in pairs if _told(old[one]) != _told(new[other])]
    return Difference(
        tuple(e for name, steps in new.items() if name not in becomes for e in steps),
        tuple(e for name, steps in old.items() if name not in was for e in steps),
        tuple(sorted(move, key=lambda moved: moved.after[0].at_ms)),
    )


def _findings(events: Iterable[Event]) -> dict[str, Steps]:
    findings: dict[str, list[Event]] = {}
    for event in events:
        findings.setdefault(event.id, []).append(event)
    return {name: tuple(steps) for name, steps in findings.items()}


def _told(steps: Steps) -> list[tuple[object, ...]]:
    return [(e.id, e.phase, e.at_ms, e.end_ms, e.outcome, e.severity) for e in steps]


def _overlapping(old: Mapping[str, Steps], new: Mapping[str, Steps]) -> list[tuple[str, str]]:
    left: dict[tuple[str, str], list[tuple[str, Steps]]] = {}
    for name, steps in old.items():
        left.setdefault((steps[0].counter, steps[0].type), []).append((name, steps))
    pairs = []
    for other, steps in sorted(new.items(), key=lambda finding: finding[1][0].start_ms):
        of_its_kind = sorted(left.get((steps[0].counter, steps[0].type), []), key=lambda one: one[1][0].start_ms)
        found = next((one for one in of_its_kind if _overlap(one[1], steps)), None)
        if found is not None:
            left[steps[0].counter, steps[0].type].remove(found)
            pairs.append((found[0], other))
    return pairs


def _overlap(one: Steps, other: Steps) -> bool:
    """Whether both are about some moment; one that has not ended goes up to the last step that was told."""
    ends_ms = [max(steps[-1].end_ms or steps[-1].at_ms, steps[0].start_ms + 1) for steps in (one, other)]
    return max(one[0].start_ms, other[0].start_ms) < min(ends_ms)


# --- about so many a day ----------------------------------------------------------------------------


def a_day(events: Iterable[Event], days: int) -> dict[str, float]:
    """How many findings of each rule begin on a day, on average over so many ``days`` (at least 1), and *all*."""
    rules = Counter(steps[0].type for steps in _findings(events).values())
    counted = {"all": sum(rules.values()), **dict(sorted(rules.items()))}
    return {rule: round(count / max(days, 1), 2) for rule, count in counted.items()}


def served_days(courses: Iterable[tuple[Rejudged, Callable[[int], int]]]) -> int:
    """On how many days any of the counters was in service; with each the number of the day that a moment lies in."""
    days: set[int] = set()
    for course, day in courses:
        ends_ms = (*(change.at_ms for change in course.changes[1:]), course.until_ms)
        for change, end_ms in zip(course.changes, ends_ms, strict=False):  # one end too many where there is no change
            if change.state is not Presence.UNSCHEDULED and change.at_ms < end_ms:
                days.update(range(day(change.at_ms), day(end_ms - 1) + 1))
    return len(days)
