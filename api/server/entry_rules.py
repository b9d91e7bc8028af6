"""What may be entered: pure, in the words that ``onpost check`` has too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from api.contract_entries import Cover, Entry, EntryState, Exemption, HallMode, Slip
from api.server.entries import LATE_MS, Kept, begin_of, end_of
from api.site_arrangements import known_rules
from api.site_context import NOTHING, Entered, context_of
from api.site_covers import without
from api.site_problems import Finding, did_you_mean, plain
from api.site_schema import CounterEntry, HallEntry, Site
from api.times import clock_of
from vision.rules.circumstances import Service

MINUTE_MS = 60_000
DAY_MS = 86_400_000
LONGEST_DAYS = 366
"""What holds for longer is no entry: it belongs into the site."""
LOOKED_AT_MS = 7 * DAY_MS
"""Of a long cover so much is compared with the hours of whoever covers."""


def wrong_with(entry: Entry, site: Site, entered: Mapping[str, Entered]) -> Iterator[Finding]:
    """Everything that ``entry`` may not be at ``site``, whenever it is entered; ``entered`` holds already."""
    unknown = list(_unknown(entry, site))
    yield from unknown
    if isinstance(entry, Exemption) and entry.to_ms is None:
        yield Finding("exemption_without_end", ("entry", "to_ms"), {"came": "none"})
    elif entry.to_ms is not None and entry.to_ms <= entry.from_ms:
        yield Finding("entry_order", ("entry", "to_ms"))
    elif entry.to_ms is not None and entry.to_ms - entry.from_ms > LONGEST_DAYS * DAY_MS:
        days = -(-(entry.to_ms - entry.from_ms) // DAY_MS)
        yield Finding("entry_long", ("entry", "to_ms"), {"most": str(LONGEST_DAYS), "came": str(days)})
    elif not unknown and isinstance(entry, Slip | Cover) and entry.covered_by is not None:
        yield from _cover(entry, entry.covered_by, site, entered)


def too_late(entry: Entry | None, before: Kept | None, now_ms: int) -> Iterator[Finding]:
    """What of the past it would change though it is no correction; ``before`` is the revision it takes the place of."""
    moment_ms = min((at_ms for at_ms, _ in _changed(entry, before)), default=now_ms)
    if moment_ms < now_ms - LATE_MS:
        where = next(where for at_ms, where in _changed(entry, before) if at_ms == moment_ms)
        ago = str((now_ms - moment_ms) // MINUTE_MS)
        yield Finding("entry_past", ("entry", where), {"late": str(LATE_MS // MINUTE_MS), "ago": ago})


def elsewhere(entry: Entry | None, before: Kept) -> Iterator[Finding]:
    """An entry stays what it is and where it is."""
    was = before.entry
    if entry is None or was is None:
        return
    places = [(one.kind, one.hall if isinstance(one, HallMode | Exemption) else one.counter) for one in (was, entry)]
    if places[0] != places[1]:
        yield Finding("entry_elsewhere", ("entry",), {"kind": places[0][0], "place": plain(places[0][1])})


def since_of(entry: Entry | None, before: Kept | None, now_ms: int, *, correction: bool) -> int:
    """From which moment on it takes the place of ``before`` (ms UTC)."""
    if before is None or correction:
        ends = [begin_of(one) for one in (entry, before.entry if before else None) if one is not None]
        return min(ends, default=now_ms)
    return min([now_ms, *(at_ms for at_ms, _ in _changed(entry, before))])


def settled(revisions: Sequence[Kept], *, confirmed: bool, by: str, now_ms: int) -> Kept:
    """The last of ``revisions``, a proposal, confirmed or rejected ``by`` somebody."""
    state = EntryState.HOLDS if confirmed else EntryState.REJECTED
    return replace(revisions[-1], state=state, settled_by=by, settled_ms=now_ms)


def holding(revisions: Sequence[Kept]) -> Kept | None:
    """The last of ``revisions`` that holds."""
    return next((kept for kept in reversed(revisions) if kept.state is EntryState.HOLDS), None)


def _changed(entry: Entry | None, before: Kept | None) -> list[tuple[int, str]]:
    """The moments at which it would change something, and where they stand."""
    was = before.entry if before is not None else None
    if entry is None or was is None:
        one = entry or was
        return [] if one is None else [(begin_of(one), "from_ms")] if entry else [(end_of(one), "to_ms")]
    moments = []
    if begin_of(entry) != begin_of(was):
        moments.append((min(begin_of(entry), begin_of(was)), "from_ms"))
    if end_of(entry) != end_of(was):
        moments.append((min(end_of(entry), end_of(was)), "to_ms"))
    return [*moments, (max(end_of(entry), end_of(was)), "to_ms")]


def _unknown(entry: Entry, site: Site) -> Iterator[Finding]:
    """Ids that nobody has at this site."""
    halls = {hall.id: {counter.id for counter in hall.counters} for hall in site.halls}
    if isinstance(entry, HallMode | Exemption):
        yield from _reference(entry.hall, set(halls), "hall of this site", "hall")
        if isinstance(entry, Exemption):
            own = halls.get(entry.hall, set().union(*halls.values()))
            for n, counter in enumerate(entry.counters):
                yield from _reference(counter, own, "counter of this hall", "counters", n)
            for n, rule in enumerate(entry.rules):
                if rule not in known_rules():
                    remedy = did_you_mean(rule, known_rules(), "use the id of a rule")
                    yield Finding("unknown_rule", ("entry", "rules", n), {"came": plain(rule), "remedy": remedy})
        return
    yield from _reference(entry.counter, set().union(*halls.values()), "counter of this site", "counter")
    if isinstance(entry, Slip | Cover) and entry.covered_by is not None:
        beside = next((own for own in halls.values() if entry.counter in own), set().union(*halls.values()))
        yield from _reference(entry.covered_by, beside, "counter of this hall", "covered_by")


def _reference(name: str, known: set[str], kind: str, *where: str | int) -> Iterator[Finding]:
    if name not in known:
        remedy = did_you_mean(name, sorted(known), "add it, or correct the id")
        yield Finding("unknown_reference", ("entry", *where), {"kind": kind, "id": plain(name), "remedy": remedy})


def _cover(entry: Slip | Cover, by: str, site: Site, entered: Mapping[str, Entered]) -> Iterator[Finding]:
    where = ("entry", "covered_by")
    if by == entry.counter:
        yield Finding("cover_itself", where, {"came": plain(by)})
        return
    hall = next(hall for hall in site.halls if any(counter.id == by for counter in hall.counters))
    counters = {counter.id: counter for counter in hall.counters}
    period_ms = entry.from_ms, min(entry.to_ms, entry.from_ms + LOOKED_AT_MS)
    mine, theirs = (_open(site, hall, counters[name], period_ms, entered) for name in (entry.counter, by))
    closed = without(mine, theirs)
    if closed:
        clock = clock_of(hall.time_zone)
        when = f"{clock(closed[0][0])[:5]}-{clock(closed[0][1])[:5]}"
        yield Finding("cover_closed", where, {"by": by, "when": when})


def _open(
    site: Site, hall: HallEntry, counter: CounterEntry, period_ms: tuple[int, int], entered: Mapping[str, Entered]
) -> list[tuple[int, int]]:
    """When the counter is open within ``period_ms``."""
    context = context_of(site, hall, counter, period_ms, entered.get(counter.id, NOTHING).within(period_ms))
    return [(start, end) for start, end, held in context.pieces(*period_ms) if held.service is Service.OPEN]
