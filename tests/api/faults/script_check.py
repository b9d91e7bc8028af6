"""Whether the events of the demo scene are those of its script, outside of what was blind."""

from collections.abc import Iterator
from dataclasses import dataclass

from cameras.scene import scene_truth
from cameras.scene_script import Script
from tests.api.faults.judged import Counted, Judged, blind_ms
from vision.datatypes import Event, Outcome, Phase, Presence

NEAR_MS = 1_000
"""So far from the script a start or an end may be told."""
AROUND_MS = 2_000
"""Blind so near to an absence, its borders cannot be told from it."""


@dataclass(frozen=True, slots=True)
class Absence:
    """By the script nobody is at ``counter`` over ``[from_ms, to_ms)`` (UTC)."""

    counter: str
    from_ms: int
    to_ms: int

    def is_event(self, event: Event) -> bool:
        """Whether ``event`` tells of it, its start and end within ``NEAR_MS``."""
        near = event.end_ms is not None and abs(event.end_ms - self.to_ms) <= NEAR_MS
        return near and abs(event.start_ms - self.from_ms) <= NEAR_MS and event.outcome is Outcome.RETURNED

    def touches(self, from_ms: int, to_ms: int) -> bool:
        """Whether it has time in common with that."""
        return self.from_ms < to_ms and from_ms < self.to_ms


def absences(script: Script, begins_ms: int, until_ms: int) -> Iterator[Absence]:
    """Every absence of ``script``, played over and over from ``begins_ms`` until ``until_ms``."""
    rounds = (until_ms - begins_ms) // script.duration_ms + 1
    for counter in scene_truth(script, "", rounds)["counters"]:
        for start_s, end_s, state in counter["staff"]:
            if state == Presence.ABSENT.value:
                yield Absence(counter["id"], begins_ms + round(start_s * 1000), begins_ms + round(end_s * 1000))


@dataclass(frozen=True, slots=True)
class Compared:
    """How many absences could be compared with the script or not, and the sentences that say what is wrong."""

    clear: int
    unclear: int
    wrong: list[str]


def compare(judged: Judged, script: Script, begins_ms: int, notice_ms: int) -> Compared:
    """Every absence in clear sight, ``notice_ms`` or longer, is an event; every event in clear sight is an absence."""
    clear, unclear, wrong = 0, 0, list[str]()
    last = {step.id: step for step in judged.steps}
    events = [step for step in last.values() if step.phase is not Phase.WITHDRAWN]
    known: dict[str, list[Absence]] = {name: [] for name in judged.counters}
    for one in absences(script, begins_ms, max(c.settled_ms for c in judged.counters.values())):
        known[one.counter].append(one)
        if one.to_ms - one.from_ms < notice_ms or not _watched(judged.counters[one.counter], one):
            continue
        if not _clear(judged.counters[one.counter], one.from_ms, one.to_ms) or _overlooked(judged, one):
            unclear += 1
            continue
        mine = [e for e in events if e.counter == one.counter and one.touches(e.start_ms, e.end_ms or e.at_ms)]
        if not mine and not _known_empty(judged.counters[one.counter], known[one.counter]):
            unclear += 1
            continue
        clear += 1
        if [one.is_event(event) for event in mine] != [True]:
            wrong.append(f"absence {one} was wanted as one event, got {mine}")
    for event in events:
        end_ms = event.end_ms or event.at_ms
        seen = _clear(judged.counters[event.counter], event.start_ms, end_ms)
        if seen and not any(one.touches(event.start_ms, end_ms) for one in known[event.counter]):
            wrong.append(f"an event of the script was wanted, got {event}")
    return Compared(clear, unclear, wrong)


def _watched(counted: Counted, one: Absence) -> bool:
    return counted.begin_ms + AROUND_MS <= one.from_ms and one.to_ms + AROUND_MS <= counted.settled_ms


def _clear(counted: Counted, from_ms: int, to_ms: int) -> bool:
    """Whether nothing was blind from shortly before to shortly after."""
    blind = blind_ms(counted.changes, counted.settled_ms)
    return not any(start < to_ms + AROUND_MS and from_ms - AROUND_MS < end for start, end in blind)


def _known_empty(counted: Counted, absences: list[Absence]) -> bool:
    """Whether who watches for the last of ``absences`` has seen one before: what a post looks like when it is empty.

    A worker that begins anew does not know it, and then whoever is lost from sight within a step or two may be there.
    """
    *before, last = absences
    blind = [end for end, _ in blind_ms(counted.changes, counted.settled_ms) if end < last.from_ms]
    begun_ms = max([counted.begin_ms, *blind])
    return any(begun_ms <= one.from_ms for one in before)


def _overlooked(judged: Judged, one: Absence) -> bool:
    """Whether looks were so far apart where it begins or ends that a walk of a second was not seen."""
    views = (spans for view, spans in judged.spans.items() if view.startswith(one.counter + "@"))
    unseen = [(span.from_ms, span.to_ms) for spans in views for span in spans if span.staff_evidence is None]
    return any(
        start < at + AROUND_MS and at - AROUND_MS < end for at in (one.from_ms, one.to_ms) for start, end in unseen
    )
