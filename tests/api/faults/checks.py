"""What must hold after any faults; each check gives the sentences that say where it does not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from itertools import pairwise

from tests.api.faults.judged import Judged
from tests.api.faults.proxy import Exchange
from vision.datatypes import Presence, Span

MOST_TOLD = 5
"""Of a fault that shows a thousand times, so many are enough."""


TAKEN_LATER = {None, HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE}


def spans_kept(exchanges: Sequence[Exchange], stored: dict[str, list[Span]]) -> list[str]:
    """No acknowledged span is missing, none is there twice, none was never sent, those of a view do not overlap."""
    in_store = Counter(span for these in stored.values() for span in these)
    acknowledged = {span for one in exchanges if one.acknowledged for span in one.spans}
    sent = {span for one in exchanges for span in one.spans}
    return [
        *_told("acknowledged, but not in the store", acknowledged - in_store.keys()),
        *_told("more than once in the store", (span for span, times in in_store.items() if times > 1)),
        *_told("in the store, but never sent", in_store.keys() - sent),
        *_told("overlap", (pair for these in stored.values() for pair in pairwise(these) if _overlap(*pair))),
    ]


def none_refused(exchanges: Sequence[Exchange]) -> list[str]:
    """No batch was refused for what is in it: such facts are gone. To be asked for another batch or later is none."""
    return _told("refused", ((one.status, one.answer) for one in exchanges if one.status not in TAKEN_LATER))


def same_judgement(disturbed: Judged, quiet: Judged) -> list[str]:
    """Final revisions, changes, settled time and coverage are those of an undisturbed judgement of the same facts."""
    mine, theirs = disturbed.final, quiet.final
    return [
        *_told("event only with faults", sorted(mine.keys() - theirs.keys())),
        *_told("event only without faults", sorted(theirs.keys() - mine.keys())),
        *_told("event differs", ((name, mine[name], theirs[name]) for name in sorted(mine.keys() & theirs.keys())
                                 if mine[name] != theirs[name])),
        *_told("counter differs", ((name, _difference(one, quiet.counters[name]))
                                   for name, one in disturbed.counters.items() if one != quiet.counters[name])),
    ]  # fmt: skip


def revisions_in_order(judged: Judged) -> list[str]:
    """The revisions of each event are told once each, counted from 1."""
    told: dict[str, list[int]] = {}
    for step in judged.steps:
        told.setdefault(step.id, []).append(step.revision)
    wrong = ((name, numbers) for name, numbers in told.items() if numbers != list(range(1, len(numbers) + 1)))
    return _told("revisions not in order", wrong)


def coverage_exact(judged: Judged) -> list[str]:
    """All states together are all settled time, and are what the timeline shows."""
    return [
        *_told("coverage is not all of the time", ((name, one.ms, one.settled_ms - one.begin_ms)
               for name, one in judged.counters.items() if sum(one.ms.values()) != one.settled_ms - one.begin_ms)),
        *_told("coverage is not what the timeline shows", ((name, one.ms, one.timeline_ms)
               for name, one in judged.counters.items() if one.ms != one.timeline_ms)),
    ]  # fmt: skip


def all_faults(exchanges: Sequence[Exchange], disturbed: Judged, quiet: Judged) -> list[str]:
    """What does not hold of all that must, outside any script."""
    return [
        *none_refused(exchanges),
        *spans_kept(exchanges, disturbed.spans),
        *same_judgement(disturbed, quiet),
        *revisions_in_order(disturbed),
        *coverage_exact(disturbed),
    ]


def blind_s(judged: Judged) -> float:
    """How many seconds of all counters were blind."""
    return sum(one.ms[Presence.BLIND] for one in judged.counters.values()) / 1000


def _overlap(before: Span, after: Span) -> bool:
    return after.from_ms < before.to_ms


def _difference(mine: object, theirs: object) -> list[tuple[str, object, object]]:
    names = getattr(mine, "__dataclass_fields__", {})
    pairs = ((name, getattr(mine, name), getattr(theirs, name)) for name in names)
    return [(name, _unlike(a, b), _unlike(b, a)) for name, a, b in pairs if a != b]


def _unlike(mine: object, theirs: object) -> object:
    """Of two sequences what only the first has."""
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return [one for one in mine if one not in theirs][:MOST_TOLD]
    return mine


def _told(what: str, found: Iterable[object]) -> list[str]:
    every = list(found)
    more = [f"{what}: {len(every) - MOST_TOLD} more"] if len(every) > MOST_TOLD else []
    return [*(f"{what}: {one}" for one in every[:MOST_TOLD]), *more]
