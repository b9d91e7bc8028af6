"""Judging halls as a whole again, from what their counters settle in one way of judging them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from api.rejudging import Rejudged
from api.server.hall_setups import HallSetups
from api.server.sites import SiteHistory, SiteVersion
from api.what_if import Asked
from vision.datatypes import Event
from vision.hall import HallSetup, HallState, fold
from vision.rules.presets import Preset, held_under

Courses = Mapping[str, Rejudged]
"""What judging gave, by counter."""


def as_it_was(history: SiteHistory, courses: Courses) -> Iterator[Event]:
    """What the halls of ``history`` tell."""
    yield from _told(HallSetups(history), courses, lambda setup: setup, awaited_ms=0)


def as_asked(history: SiteHistory, courses: Courses, asked: Asked) -> Iterator[Event]:
    """What they would tell: under another site, or another preset; a file of limits is about counters alone.

    A counter that only the other site has is not awaited: nobody knows whether it was staffed.
    """
    site, preset = asked.other_site(), asked.preset
    if site is not None:
        version = replace(history.versions[0], site=site)
        history = SiteHistory([SiteVersion(version.from_ms, site, history.version)]).entered_anew(history.entered)
    unknown_ms = max((course.until_ms for course in courses.values()), default=0)
    yield from _told(HallSetups(history), courses, lambda setup: _under(preset, setup), awaited_ms=unknown_ms)


def _under(preset: Preset | None, setup: HallSetup) -> HallSetup:
    if preset is None:
        return setup
    return replace(setup, rules={rule: held_under(preset, rule, limits) for rule, limits in setup.rules.items()})


def _told(
    setups: HallSetups, courses: Courses, otherwise: Callable[[HallSetup], HallSetup], awaited_ms: int
) -> Iterator[Event]:
    def settled_until(counter: str) -> int:
        return courses[counter].until_ms if counter in courses else awaited_ms

    for hall in setups.history.every_hall():
        mine = [courses[counter] for counter in setups.history.counters_in(hall) if counter in courses]
        if not mine:
            continue
        from_ms = min(course.from_ms for course in mine)
        changes = sorted((change for course in mine for change in course.changes), key=lambda change: change.at_ms)
        state = HallState(from_ms)
        for start_ms, end_ms, setup in setups.stretches(hall, from_ms, setups.settled_ms(hall, from_ms, settled_until)):
            news = (change for change in changes if start_ms <= change.at_ms < end_ms)
            state, events = fold(state, news, end_ms, otherwise(setup))
            yield from events
