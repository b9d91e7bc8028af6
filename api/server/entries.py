"""What people enter while it runs, read as of event time: which revision of an entry holds when, and for whom.

A revision takes the place of the one before from ``since_ms`` on; what was before that moment stays as it was
entered then. Only a correction reaches back further than ``LATE_MS``, and it holds when a second person has confirmed
it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.contract_entries import (
    Closing,
    Cover,
    Entry,
    EntryMessage,
    EntryState,
    Exemption,
    HallMode,
    Opening,
    SignFact,
    Slip,
)
from api.site_context import Entered
from vision.rules.circumstances import Declaration

LATE_MS = 300_000
"""A slip may be entered so late (rule book: five minutes), and so may anything else."""
FOREVER_MS = 2**62


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision of an entry; ``entry`` is None where it withdraws it. Times are ms UTC."""

    id: str
    revision: int
    state: EntryState
    entry: Entry | None
    since_ms: int
    correction: bool
    author: str | None
    entered_ms: int
    settled_by: str | None = None
    settled_ms: int | None = None
    position: int = 0

    def message(self) -> EntryMessage:
        """As it is told."""
        told = {name: getattr(self, name) for name in EntryMessage.model_fields}
        return EntryMessage.model_validate(told)


@dataclass(frozen=True, slots=True)
class Held:
    """What an entry says through ``[from_ms, to_ms)``, first entered at ``entered_ms``."""

    id: str
    from_ms: int
    to_ms: int
    entry: Entry
    entered_ms: int


def begin_of(entry: Entry) -> int:
    """Since when it holds, ms UTC."""
    return entry.from_ms


def end_of(entry: Entry) -> int:
    """Until when it holds, ms UTC; one without an end for ever."""
    return FOREVER_MS if entry.to_ms is None else entry.to_ms


def history_of(revisions: Sequence[Kept]) -> list[Held]:
    """What one entry says when, by its ``revisions`` in their order; those that do not hold say nothing."""
    held: list[Held] = []
    for revision in revisions:
        if revision.state is not EntryState.HOLDS:
            continue
        since_ms = revision.since_ms
        held = [replace(h, to_ms=min(h.to_ms, since_ms)) for h in held if h.from_ms < since_ms]
        if revision.entry is not None:
            start, end = max(begin_of(revision.entry), since_ms), end_of(revision.entry)
            if start < end:
                held.append(Held(revision.id, start, end, revision.entry, revision.entered_ms))
    return held


Holding = Mapping[str, Entered]
"""Of each counter that anything was entered about: what."""


def entered_of(
    revisions: Iterable[Kept], counters_of: Callable[[str], Sequence[str]], period_ms: tuple[int, int]
) -> dict[str, Entered]:
    """What of ``revisions`` (all of each entry, in order) holds at any time within ``period_ms``, by counter.

    ``counters_of`` gives the counters of a hall.
    """
    by_id: dict[str, list[Kept]] = {}
    for revision in revisions:
        by_id.setdefault(revision.id, []).append(revision)
    found: dict[str, list[Held]] = {}
    for these in by_id.values():
        for held in history_of(these):
            if held.from_ms < period_ms[1] and held.to_ms > period_ms[0]:
                for counter in counters_in(held.entry, counters_of):
                    found.setdefault(counter, []).append(held)
    return {counter: _entered(these) for counter, these in found.items()}


def counters_in(entry: Entry, counters_of: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """The counters that ``entry`` is about."""
    if isinstance(entry, HallMode):
        return counters_of(entry.hall)
    return entry.counters if isinstance(entry, Exemption) else (entry.counter,)


def _entered(held: Sequence[Held]) -> Entered:
    these = sorted(held, key=lambda h: (h.from_ms, h.to_ms, h.id))

    def of(kind: type[Opening | Closing | HallMode | SignFact]) -> tuple[tuple[int, int], ...]:
        return tuple((h.from_ms, h.to_ms) for h in these if isinstance(h.entry, kind))

    return Entered(
        declarations=_declarations(these),
        covers=tuple(
            (h.from_ms, h.to_ms, h.entry.covered_by)
            for h in these
            if isinstance(h.entry, Slip | Cover) and h.entry.covered_by is not None
        ),
        openings=of(Opening),
        closings=of(Closing),
        suspensions=of(HallMode),
        announcements=of(SignFact),
        exemptions=tuple(
            (h.from_ms, h.to_ms, frozenset(h.entry.rules)) for h in these if isinstance(h.entry, Exemption)
        ),
    )


def _declarations(held: Sequence[Held]) -> tuple[Declaration, ...]:
    """Slips; one that was edited while it held is one slip, as it was edited last."""
    done: dict[str, list[Declaration]] = {}
    for h in held:
        if not isinstance(h.entry, Slip):
            continue
        of_it, entry = done.setdefault(h.id, []), h.entry
        goes_on = bool(of_it) and of_it[-1].due_ms == h.from_ms
        before = of_it.pop() if goes_on else None
        start, entered_ms = (h.from_ms, h.entered_ms) if before is None else (before.from_ms, before.declared_at_ms)
        of_it.append(
            Declaration(h.id, start, h.to_ms, entry.reason.value, entry.covered_by, entry.approved_by, entered_ms)
        )
    return tuple(sorted((slip for slips in done.values() for slip in slips), key=lambda slip: slip.from_ms))
