"""The versions of the site over time: what each counter is judged by at any moment.

A new version holds from the moment it was taken on; what was before is judged by what held then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from api.setups import counter_setup, names
from api.site_schema import CounterEntry, HallEntry, Site
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
    """A stretch ``[from_ms, to_ms)`` of a counter's time through which ``setup`` holds."""

    from_ms: int
    to_ms: int
    setup: CounterSetup


class SiteHistory:
    """All versions of the site, oldest first; at least one."""

    def __init__(self, versions: Sequence[SiteVersion]) -> None:
        """Look through ``versions``."""
        self.versions = tuple(versions)
        self._entries = [dict(_entries(version.site)) for version in self.versions]
        self._setup = lru_cache(maxsize=8192)(self._made)
        self._views = [
            {counter.view_id(view): counter.id for _, counter in entries.values() for view in counter.views}
            for entries in self._entries
        ]
        self._counter_of = {view: counter for views in self._views for view, counter in views.items()}

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

    def counter_of(self, view: str) -> str | None:
        """Whose view it is or was; None for one that never was."""
        return self._counter_of.get(view)

    def views_of(self, counter: str) -> tuple[str, ...]:
        """All views that the counter has or had."""
        return tuple(view for view, owner in self._counter_of.items() if owner == counter)

    def begins_ms(self, counter: str) -> int:
        """Since when the counter is watched. Raises KeyError for one that never was."""
        for version, entries in zip(self.versions, self._entries, strict=True):
            if counter in entries:
                return version.from_ms
        raise KeyError(counter)

    def views_now(self, counter: str) -> tuple[str, ...]:
        """The views that the counter has by the latest version."""
        _, entry = self._entries[-1][counter]
        return tuple(map(entry.view_id, entry.views))

    def view_begins_ms(self, view: str) -> int:
        """Since when there is the view. Raises StopIteration for one that never was."""
        return next(v.from_ms for v, views in zip(self.versions, self._views, strict=True) if view in views)

    def setup_at(self, counter: str, at_ms: int) -> CounterSetup:
        """What the counter is judged by at ``at_ms``."""
        index = max((n for n, version in enumerate(self.versions) if version.from_ms <= at_ms), default=0)
        return self._setup(counter, index, at_ms // DAY_MS)

    def stretches(self, counter: str, from_ms: int, to_ms: int) -> Iterator[Stretch]:
        """``[from_ms, to_ms)`` cut where what the counter is judged by changes: at new versions and midnights UTC.

        A setup knows the service hours of its day and of those around it, which is as far as judgement reaches.
        """
        days = range((from_ms // DAY_MS + 1) * DAY_MS, to_ms, DAY_MS)
        borders = {v.from_ms for v in self.versions if from_ms < v.from_ms < to_ms}
        for start, end in pairwise(sorted({from_ms, to_ms, *days, *borders})):
            yield Stretch(start, end, self.setup_at(counter, start))

    def _made(self, counter: str, index: int, day: int) -> CounterSetup:
        known = [n for n, entries in enumerate(self._entries) if counter in entries]
        of_now = max((n for n in known if n <= index), default=known[0])
        site, (hall, entry) = self.versions[of_now].site, self._entries[of_now][counter]
        covers = {entry.view_id(view): view.covers for view in entry.views}
        setup = counter_setup(site, hall, entry, covers, ((day - 1) * DAY_MS, (day + 2) * DAY_MS))
        if of_now == index:
            return setup
        return replace(setup, context=replace(setup.context, service=()))  # not in the site then: out of service


def _entries(site: Site) -> Iterator[tuple[str, tuple[HallEntry, CounterEntry]]]:
    return ((c.id, (hall, c)) for hall in site.halls for c in hall.counters if c.views)
