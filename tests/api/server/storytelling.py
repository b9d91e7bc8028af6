"""A story as data: read it, feed it to a hall, and write down how each finding stands in the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from api.contract_entries import EntryAsked, Verdict
from api.site_schema import Site
from api.times import iso
from tests.api.server.builders import Hall, site
from vision.calm.incidents import Incident
from vision.datatypes import BlindReason, Event, Phase, Span

STORIES = Path(__file__).with_name("stories")
SURE, NOT = 12, -4
"""What a look says of somebody who is plain to see, and of an empty place, in quarter nats."""
SEEN: dict[str, tuple[int, int] | None] = {
    "staff": (SURE, NOT),
    "nobody": (NOT, NOT),
    "visitor": (NOT, SURE),
    "both": (SURE, SURE),
    "dark": None,
}
LONGEST_MS = 10_000
ENDS = "17:40:00"
OFFSET = "+08:00"


def moment(day: date | str, clock: str) -> int:
    return round(datetime.fromisoformat(f"{day}T{clock}{OFFSET}").timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Entered:
    """Something that is entered at ``at_ms``; a correction is confirmed by somebody else at ``confirmed_ms``."""

    at_ms: int
    asked: EntryAsked
    confirmed_ms: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """What was seen and entered, in the order of time, and what must be told of it."""

    site: Site
    spans: tuple[Span, ...]
    entered: tuple[Entered, ...]
    told: tuple[Mapping[str, object], ...]
    incidents: tuple[Mapping[str, object], ...]
    begins_ms: int
    ends_ms: int

    @property
    def deeds(self) -> list[tuple[int, EntryAsked | str]]:
        """Entries, and ids of those that are confirmed, each at its moment."""
        asked: list[tuple[int, EntryAsked | str]] = [(one.at_ms, one.asked) for one in self.entered]
        confirmed = [(one.confirmed_ms, one.asked.id) for one in self.entered if one.confirmed_ms is not None]
        return sorted([*asked, *confirmed], key=lambda deed: deed[0])


def incidents_told(incidents: Iterable[Incident]) -> list[dict[str, object]]:
    """Each incident as a story has it, by its begin."""
    ordered = sorted(incidents, key=lambda incident: (incident.start_ms, incident.counter))
    return [
        {
            "window": one.counter,
            "named": one.type,
            "from": _clock(one.start_ms),
            "to": None if one.end_ms is None else _clock(one.end_ms),
            "severity": one.severity.value,
            "of": sorted(name.split("/")[2] for name in one.findings),
        }
        for one in ordered
    ]


def story(name: str) -> Story:
    """The story in ``stories/NAME.yaml``."""
    read: dict[str, Any] = yaml.safe_load((STORIES / f"{name}.yaml").read_text("utf-8"))
    spans = [
        span for day in read["seen"] for window, lines in day["windows"].items() for span in _spans(day, window, lines)
    ]
    entered = [_entered(number, one) for number, one in enumerate(read["entered"])]
    text = yaml.safe_dump(read["site"], allow_unicode=True)
    return Story(
        site(text),
        tuple(sorted(spans, key=lambda span: (span.to_ms, span.view))),
        tuple(entered),
        tuple(read["told"]),
        tuple(read["incidents"]),
        min(span.from_ms for span in spans),
        max(span.to_ms for span in spans),
    )


def _spans(day: Mapping[str, Any], window: str, lines: Sequence[Sequence[str]]) -> Iterator[Span]:
    """What a window's camera tells of a day, in spans of ten seconds at most."""
    ends = [moment(day["day"], line[0]) for line in lines[1:]] + [moment(day["day"], ENDS)]
    for (clock, what, *_), end_ms in zip(lines, ends, strict=True):
        evidence = SEEN[what]
        staff, customer = (None, None) if evidence is None else evidence
        reason = BlindReason.DARK if evidence is None else None
        for from_ms in range(moment(day["day"], clock), end_ms, LONGEST_MS):
            to_ms = min(from_ms + LONGEST_MS, end_ms)
            yield Span(f"{window}@c{window}", from_ms, to_ms, reason, staff, customer, model_set="nets")


def _entered(number: int, one: Mapping[str, Any]) -> Entered:
    at, says = datetime.fromisoformat(str(one["at"])), dict(one["says"])
    times = {f"{name}_ms": moment(at.date(), says.pop(name)) for name in ("from", "to")}
    confirmed = one.get("confirmed_at")
    asked = {"id": f"entry-{number}", "entry": {**says, **times}, "correction": confirmed is not None}
    return Entered(
        round(at.timestamp() * 1000),
        EntryAsked.model_validate(asked),
        None if confirmed is None else round(datetime.fromisoformat(str(confirmed)).timestamp() * 1000),
    )


def enter(hall: Hall, deed: EntryAsked | str) -> None:
    """Enter something, or confirm it as a second person."""
    if isinstance(deed, str):
        hall.parts.intake.settle_entry(deed, Verdict(revision=1, confirmed=True), "Li Na")
    else:
        hall.parts.intake.enter(deed, "Zhang Wei")


def by_second(spans: Iterable[Span], around_ms: int = 60_000) -> Iterator[Span]:
    """Spans that lie near a moment at which anything changes are cut at every second; the others are not."""
    these = sorted(spans, key=lambda span: (span.view, span.from_ms))
    said = [(s.view, s.staff_evidence, s.customer_evidence, s.blind_reason) for s in these]
    changes = [s.from_ms for s, one, other in zip(these[1:], said, said[1:], strict=False) if one != other]
    for span in these:
        near = any(span.from_ms - around_ms < at_ms < span.to_ms + around_ms for at_ms in changes)
        edges = (*range(span.from_ms, span.to_ms, 1_000), span.to_ms) if near else (span.from_ms, span.to_ms)
        for from_ms, to_ms in pairwise(edges):
            yield replace(span, from_ms=from_ms, to_ms=to_ms)


def as_told(events: Iterable[Event]) -> list[dict[str, object]]:
    """How each finding stands in the end, in the order of begin; what was withdrawn is gone."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.id, []).append(event)
    standing = [steps for steps in found.values() if steps[-1].phase is not Phase.WITHDRAWN]
    return [_row(steps) for steps in sorted(standing, key=lambda s: (s[-1].start_ms, s[-1].counter, s[-1].type))]


def _row(steps: Sequence[Event]) -> dict[str, object]:
    event = steps[-1]
    return {
        "window": event.counter,
        "rule": event.type,
        "from": _clock(event.start_ms),
        "to": None if event.end_ms is None else _clock(event.end_ms),
        "outcome": None if event.outcome is None else event.outcome.value,
        "severity": event.severity.value,
        "seen_s": event.observed_s,
        "blind_s": event.blind_s,
        "steps": [f"{_clock(step.at_ms)[11:]} {step.phase.value} {step.severity.value}" for step in steps],
        "en": event.why["en"],
        "zh": event.why["zh"],
    }


def in_the_end(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Without the steps: what came late or was corrected was told by others."""
    return [{name: value for name, value in row.items() if name != "steps"} for row in rows]


def _clock(at_ms: int) -> str:
    """In the hall: ``2026-03-02 10:02:13``; with its milliseconds where it is no whole second."""
    text = iso(at_ms + 8 * 3_600_000)[:-1].replace("T", " ")
    return text.removesuffix(".000")
