"""By what halls as a whole are judged at any moment: their counters' surroundings, their groups and limits."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from api.server.sites import DAY_MS, FOREVER_MS, SiteHistory
from api.site_context import NOTHING, context_of, names
from api.site_schema import HallEntry, Site
from api.times import clock_of, day_of
from vision.cameras import Camera
from vision.hall import Group, HallSetup
from vision.rules.context import Context

SettledUntil = Callable[[str], int]
"""Until when (ms UTC) a counter's time is settled."""


class HallSetups:
    """The setups of all halls by one history of the site."""

    def __init__(self, history: SiteHistory) -> None:
        """Look at ``history``."""
        self.history = history
        self.halls_of: dict[str, tuple[str, ...]] = {}
        for hall in history.every_hall():
            for counter in history.counters_in(hall):
                self.halls_of[counter] = (*self.halls_of.get(counter, ()), hall)
        self._made = lru_cache(maxsize=256)(self._make)

    def settled_ms(self, hall: str, at_ms: int, settled_until: SettledUntil) -> int:
        """Until when, from ``at_ms`` on, every counter is settled that the hall has at the time.

        A hall that is in the site no more is judged for a millisecond beyond its end, which ends what runs.
        """
        for from_ms, to_ms, counters in self.history.hall_periods(hall, at_ms):
            reached_ms = min((settled_until(counter) for counter in counters), default=from_ms + 1)
            if reached_ms < to_ms and (counters or to_ms == FOREVER_MS):
                return max(at_ms, from_ms, reached_ms)
        return at_ms

    def stretches(self, hall: str, from_ms: int, to_ms: int) -> Iterator[tuple[int, int, HallSetup]]:
        """``[from_ms, to_ms)`` cut where what the hall is judged by changes: at new versions and midnights UTC."""
        for start_ms, end_ms in self.history.borders(from_ms, to_ms):
            yield start_ms, end_ms, self.at(hall, start_ms)

    def at(self, hall: str, at_ms: int) -> HallSetup:
        """What the hall is judged by at ``at_ms``; one that the site does not have then has no counters."""
        return self._made(hall, self.history.version_at(at_ms).from_ms, at_ms // DAY_MS)

    def _make(self, hall: str, version_ms: int, day: int) -> HallSetup:
        version = self.history.version_at(version_ms)
        known = [_entry(v.site.halls, hall) for v in self.history.versions if v.from_ms <= version_ms]
        entry = next(found for found in reversed(known) if found)
        former = {group.id: _group(found, group.id) for found in known if found for group in found.groups}
        if known[-1] is None:
            return HallSetup(_context(entry, ()), {}, former=former)
        counters = self._contexts(entry, max(version_ms, day * DAY_MS), day)
        hours = None if all(context.service is None for context in counters.values()) else ()
        groups = tuple(former[group.id] for group in entry.groups)
        limits = entry.limits.held(version.site.limits_version)
        cameras = tuple(_cameras(version.site, entry))
        context = replace(_context(entry, hours), in_force=self.history.limits_since(version_ms, entry.time_zone))
        return HallSetup(context, counters, groups, limits, former, cameras)

    def _contexts(self, hall: HallEntry, at_ms: int, day: int) -> dict[str, Context]:
        """The surroundings of each counter; one without a view is never judged by itself, but may be asked for."""
        site, period_ms = self.history.version_at(at_ms).site, ((day - 1) * DAY_MS, (day + 2) * DAY_MS)
        return {
            counter.id: self.history.setup_at(counter.id, at_ms).context
            if counter.views
            else context_of(site, hall, counter, period_ms, self.history.entered.get(counter.id, NOTHING))
            for counter in hall.counters
        }


def _entry(halls: tuple[HallEntry, ...], hall: str) -> HallEntry | None:
    return next((entry for entry in halls if entry.id == hall), None)


def _group(hall: HallEntry, group: str) -> Group:
    entry = next(entry for entry in hall.groups if entry.id == group)
    (hall_zh, hall_en), (zh, en) = names(hall.name), names(entry.name or entry.id)
    return Group(entry.id, (f"{hall_zh}{zh}", f"{hall_en}, {en}"), entry.counters, entry.minimum_open)


def _cameras(site: Site, hall: HallEntry) -> Iterator[Camera]:
    """The cameras that watch counters of the hall, in the order of the file."""
    hall_zh, hall_en = names(hall.name)
    for camera in site.cameras:
        mine = [(c, view) for c in hall.counters for view in c.views if view.camera == camera.id]
        zh, en = names(camera.name) if camera.name else (f"{camera.id}摄像机", f"camera {camera.id}")
        if mine:
            yield Camera(camera.id, (f"{hall_zh}{zh}", f"{hall_en}, {en}"), {c.view_id(view): c.id for c, view in mine})


def _context(hall: HallEntry, service: tuple[()] | None) -> Context:
    return Context(hall.id, names(hall.name), service, clock_of(hall.time_zone), day_of(hall.time_zone))
