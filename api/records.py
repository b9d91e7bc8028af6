"""How changes, events and coverage are printed as JSON."""

from dataclasses import asdict

from api.times import iso
from vision.coverage import Coverage
from vision.datatypes import Event
from vision.fold import Change

Json = dict[str, object]


def change_json(change: Change, *, dated: bool) -> Json:
    """A change of a counter's state; ``at`` is the wall clock's time where it is known (``dated``)."""
    return {
        "kind": "state",
        "counter": change.counter,
        "at_ms": change.at_ms,
        **({"at": iso(change.at_ms)} if dated else {}),
        "state": change.state.value,
        "customer": change.customer.value,
        "blind_reason": None if change.blind_reason is None else change.blind_reason.value,
    }


def event_json(event: Event, *, dated: bool) -> Json:
    """An event with all its fields, and its moments as the wall clock's time where that is known."""
    times = {"start": iso(event.start_ms), "end": None if event.end_ms is None else iso(event.end_ms)}
    return {"kind": "event", **asdict(event), **(times if dated else {})}


def coverage_json(coverage: Coverage) -> Json:
    """Seconds per state."""
    return {f"{state.value}_s": ms / 1000 for state, ms in coverage.ms.items()}
