"""The versions of the site over time: what each counter is judged by at any moment.

A new version holds from the moment it was taken on; what was before is judged by what held then.
"""

import copy
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile

from api.server.reading import Configured
from api.setups import counter_setup
from api.site_context import NOTHING, Entered, names
from api.site_limits import STORED
from api.site_schema import CounterEntry, HallEntry, Site
from api.times import date_of
from vision.fold import CounterSetup

DAY_MS = 86_400_000
FOREVER_MS = 2**62


@dataclass(frozen=True, slots=True)
class SiteVersion:
    """A site, since which event time it holds, and its number, a rising count."""

    from_ms: int
    site: Site
    version: int = 1


@dataclass(frozen=True, slots=True)
class WatchedCounter:
    """A counter that has views, as the latest version has it. ``name`` is (zh, en)."""

    id: str
    hall: str
    name: tuple[str, str]
    views: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch ``[from_ms, to_ms)`` of a counter's time through which ``setup`` holds.

    Where the counter is not ``watched`` the site does not have it: it is out of service.
    """

    from_ms: int
    to_ms: int
    setup: CounterSetup
    watched: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """``[from_ms, to_ms)`` of a counter's time and its views then; none: the site does not have it."""

    from_ms: int
    to_ms: int
    views: tuple[str, ...]


class SiteHistory:
    """All versions of the site, oldest first; at least one."""

    def __init__(self, versions: Sequence[SiteVersion]) -> None:
        """Look through ``versions``."""
        self.versions = tuple(versions)
        self._entries = [dict(_entries(version.site)) for version in self.versions]
        self._setup = lru_cache(maxsize=8192)(self._made)
        self.entered: Mapping[str, Entered] = {}
        self.covered = _covered(self.versions, self.entered)
        self._begins_ms: dict[str, int] = {}
        self._view_begins_ms: dict[str, int] = {}
        self._owners: dict[str, dict[str, None]] = {}
        for version, entries in zip(self.versions, self._entries, strict=True):
            for _, counter in entries.values():
                self._begins_ms.setdefault(counter.id, version.from_ms)
                for view in map(counter.view_id, counter.views):
                    self._view_begins_ms.setdefault(view, version.from_ms)
                    self._owners.setdefault(view, {})[counter.id] = None

    @classmethod
    def of(cls, stored: Iterable[Configured]) -> "SiteHistory":
        """The versions that are stored."""
        return cls(
            [SiteVersion(v.from_ms, Site.model_validate_json(v.site, context=STORED), v.version) for v in stored]
        )

    def plus(self, version: SiteVersion) -> "SiteHistory":
        """With one more version, which begins no earlier than the last."""
        return SiteHistory((*self.versions, version)).entered_anew(self.entered)

    def entered_anew(self, entered: Mapping[str, Entered]) -> "SiteHistory":
        """With what people have entered (by counter) in the place of what they had."""
        other = copy.copy(self)
        other.entered, other.covered = entered, _covered(self.versions, entered)
        return other

    @property
    def latest(self) -> Site:
        """The site as it is now."""
        return self.versions[-1].site

    @property
    def version(self) -> int:
        """The number of the latest version."""
        return self.versions[-1].version

    def counters(self) -> tuple[WatchedCounter, ...]:
        """The counters that are watched now, in the order of the file."""
        return tuple(
            WatchedCounter(counter.id, hall.id, names(counter.name), tuple(map(counter.view_id, counter.views)))
            for hall, counter in self._entries[-1].values()
        )

    def every_counter(self) -> tuple[str, ...]:
        """The counters that are or were watched."""
        return tuple(self._begins_ms)

    def counters_in(self, hall: str) -> tuple[str, ...]:
        """The counters that are or were in the hall."""
        found = {c: None for entries in self._entries for c, (of, _) in entries.items() if of.id == hall}
        return tuple(found)

    def every_hall(self) -> tuple[str, ...]:
        """The halls that there are or were."""
        return tuple(dict.fromkeys(hall.id for version in self.versions for hall in version.site.halls))

    def every_view(self) -> tuple[str, ...]:
        """The views that there are or were."""
        return tuple(self._view_begins_ms)

    def counters_of(self, view: str) -> tuple[str, ...]:
        """Whose view it is or was, the last owner last; nothing for one that never was."""
        return tuple(self._owners.get(view, ()))

    def views_of(self, counter: str) -> tuple[str, ...]:
        """All views that the counter has or had."""
        return tuple(view for view, owners in self._owners.items() if counter in owners)

    def begins_ms(self, counter: str) -> int:
        """Since when the counter is watched. Raises KeyError for one that never was."""
        return self._begins_ms[counter]

    def time_zone(self, counter: str) -> str:
        """That of the counter's hall, as it was last in the site."""
        return next(entries[counter][0].time_zone for entries in reversed(self._entries) if counter in entries)

    def private(self, counter: str, from_ms: int, to_ms: int) -> list[tuple[int, int]]:
        """When, within ``[from_ms, to_ms)``, nothing of the counter was looked at: in order, ms UTC."""
        stretches = [s for s in self.stretches(counter, from_ms, to_ms) if s.watched]
        pieces = ((s, piece) for s in stretches for piece in s.setup.context.private)
        cut = ((max(piece[0], s.from_ms), min(piece[1], s.to_ms)) for s, piece in pieces)
        return [piece for piece in cut if piece[0] < piece[1]]

    def view_begins_ms(self, view: str) -> int:
        """Since when there is the view. Raises KeyError for one that never was."""
        return self._view_begins_ms[view]

    def periods(self, counter: str, from_ms: int) -> Iterator[Period]:
        """What holds at ``from_ms`` and later: the counter's views in each version; the last has no end."""
        ends_ms = [*(version.from_ms for version in self.versions[1:]), FOREVER_MS]
        for version, end_ms, entries in zip(self.versions, ends_ms, self._entries, strict=True):
            if max(version.from_ms, from_ms) < end_ms:
                _, entry = entries.get(counter, (None, None))
                yield Period(version.from_ms, end_ms, () if entry is None else tuple(map(entry.view_id, entry.views)))

    def hall_periods(self, hall: str, from_ms: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """What holds at ``from_ms`` and later: (from, to, the hall's watched counters) in each version."""
        ends_ms = [*(version.from_ms for version in self.versions[1:]), FOREVER_MS]
        for version, end_ms, entries in zip(self.versions, ends_ms, self._entries, strict=True):
            if max(version.from_ms, from_ms) < end_ms:
                yield version.from_ms, end_ms, tuple(c for c, (of, _) in entries.items() if of.id == hall)

    def hall_at(self, hall: str, at_ms: int) -> HallEntry:
        """The hall as the site has it at ``at_ms``, or had it last before, or first after. Raises KeyError."""
        index = self._index_at(at_ms)
        for version in (*reversed(self.versions[: index + 1]), *self.versions[index + 1 :]):
            for entry in version.site.halls:
                if entry.id == hall:
                    return entry
        raise KeyError(hall)

    def version_at(self, at_ms: int) -> SiteVersion:
        """The version that holds at ``at_ms``; before the first one, the first."""
        return self.versions[self._index_at(at_ms)]

    def borders(self, from_ms: int, to_ms: int) -> list[tuple[int, int]]:
        """``[from_ms, to_ms)`` cut at new versions and midnights UTC."""
        days = range((from_ms // DAY_MS + 1) * DAY_MS, to_ms, DAY_MS)
        versions = {v.from_ms for v in self.versions if from_ms < v.from_ms < to_ms}
        return list(pairwise(sorted({from_ms, to_ms, *days, *versions})))

    def setup_at(self, counter: str, at_ms: int) -> CounterSetup:
        """What the counter is judged by at ``at_ms``."""
        return self._setup_of(counter, self._index_at(at_ms), at_ms // DAY_MS)

    def stretches(self, counter: str, from_ms: int, to_ms: int) -> Iterator[Stretch]:
        """``[from_ms, to_ms)`` cut where what the counter is judged by changes: at new versions and midnights UTC.

        A setup knows the service hours of its day and of those around it, which is as far as judgement reaches.
        """
        for start, end in self.borders(from_ms, to_ms):
            index = self._index_at(start)
            yield Stretch(start, end, self._setup_of(counter, index, start // DAY_MS), counter in self._entries[index])

    def _index_at(self, at_ms: int) -> int:
        """Which version holds at ``at_ms``; before the first one, the first."""
        return max(0, bisect_right(self.versions, at_ms, key=lambda version: version.from_ms) - 1)

    def _setup_of(self, counter: str, index: int, day: int) -> CounterSetup:
        """The counter's setup of a day; that of a counter of which anything was entered that day is its own."""
        period_ms = (day - 1) * DAY_MS, (day + 2) * DAY_MS
        return self._setup(counter, index, day, self.entered.get(counter, NOTHING).within(period_ms))

    def _made(self, counter: str, index: int, day: int, entered: Entered) -> CounterSetup:
        known = [n for n, entries in enumerate(self._entries) if counter in entries]
        of_now = max((n for n in known if n <= index), default=known[0])
        site, (hall, entry) = self.versions[of_now].site, self._entries[of_now][counter]
        covers = {entry.view_id(view): view.covers for view in entry.views}
        setup = counter_setup(site, hall, entry, covers, ((day - 1) * DAY_MS, (day + 2) * DAY_MS), entered)
        context = replace(setup.context, in_force=date_of(self._limits_since_ms(of_now), hall.time_zone))
        if of_now != index:  # not in the site then: out of service
            context = replace(context, service=())
        return replace(setup, context=context)

    def limits_since(self, at_ms: int, time_zone: str) -> tuple[str, str]:
        """Since which date (zh, en) the limits of ``at_ms`` hold: that of the first site with their version."""
        return date_of(self._limits_since_ms(self._index_at(at_ms)), time_zone)

    def _limits_since_ms(self, index: int) -> int:
        same = takewhile(
            lambda version: version.site.limits_version == self.versions[index].site.limits_version,
            reversed(self.versions[: index + 1]),
        )
        return min(version.from_ms for version in same)


def _entries(site: Site) -> Iterator[tuple[str, tuple[HallEntry, CounterEntry]]]:
    return ((c.id, (hall, c)) for hall in site.halls for c in hall.counters if c.views)


def _covered(versions: Iterable[SiteVersion], entered: Mapping[str, Entered]) -> Mapping[str, frozenset[str]]:
    """By whom each counter is covered at any time; whoever never is is left out."""
    found: dict[str, set[str]] = {}
    for version in versions:
        for cover in (cover for hall in version.site.halls for cover in hall.covers):
            found.setdefault(cover.counter, set()).add(cover.covered_by)
    for counter, said in entered.items():
        for _, _, by in said.covers:
            found.setdefault(counter, set()).add(by)
    return {counter: frozenset(by) for counter, by in found.items()}
