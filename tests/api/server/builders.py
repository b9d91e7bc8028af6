"""Small builders: a hall of two counters, a clock to set, a worker that speaks to an open store, and its spans."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from pwdlib.hashers.argon2 import Argon2Hasher

from api.contract import Acknowledged, Batch, Registration, SpanMessage
from api.server.access.access import CHECK_S, Access
from api.server.access.passwords import Passwords
from api.server.engine import Pace
from api.server.parts import DEFAULT_PACE, Parts, open_parts, open_store
from api.server.problems import Refused
from api.server.retelling import FACTS
from api.server.store import Store
from api.site_file import parse_site
from api.site_schema import Site
from vision.datatypes import BlindReason, Event, Phase, Span
from vision.fold import CounterSetup, CounterState, fold

BEGIN_MS = 1_772_330_400_000
"""2026-03-01T02:00:00Z: a whole minute, ten in the morning in the hall."""

SITE = """\
version: 1
halls:
  - id: north
    name: {zh: 北厅, en: North hall}
    time_zone: Asia/Shanghai
    counters:
      - id: "7"
        name: {zh: 7号窗口, en: Window 7}
        views:
          - {camera: cam-7, id: seven, zones: {staff: [[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]}}
        limits:
          presence.absent: {notice_after_s: 4, warning_after_s: 9, blind_ends_after_s: 60}
      - id: "8"
        name: {zh: 8号窗口, en: Window 8}
        views:
          - {camera: cam-8, id: front, zones: {staff: [[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]}}
          - camera: cam-7
            id: side
            covers: part
            zones: {staff: [[0.8, 0.1], [0.9, 0.1], [0.9, 0.9], [0.8, 0.9]]}
        limits:
          presence.absent: {notice_after_s: 4, warning_after_s: 9, blind_ends_after_s: 60}
cameras:
  - {id: cam-7, main: "rtsp://viewer:hunter2@192.0.2.7/main"}
  - {id: cam-8, main: "rtsp://viewer:hunter2@192.0.2.8/main"}
"""
VIEWS = ("seven", "front", "side")
KEY = "key-of-the-workers"
SOMEBODY, NOBODY, STILL, DARK = 12, -4, None, BlindReason.DARK

Run = tuple[int, int | BlindReason | None]
"""For so many ms: evidence, still (None), or blind."""


def site(text: str = SITE) -> Site:
    read = parse_site(text, "site.yaml")
    assert read.site is not None, read.problems
    return read.site


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it is put."""

    now_ms: int = BEGIN_MS

    def __call__(self) -> int:
        return self.now_ms


def spans(runs: Sequence[Run], view: str = "seven", begin_ms: int = BEGIN_MS, longest_ms: int = 5_000) -> list[Span]:
    """The runs one after the other, in spans of at most ``longest_ms``."""
    done, at_ms = [], begin_ms
    for lasts_ms, what in runs:
        blind, evidence = (what, None) if isinstance(what, BlindReason) else (None, what)
        done += [
            Span(view, start, min(start + longest_ms, at_ms + lasts_ms), blind, evidence, model_set="nets")
            for start in range(at_ms, at_ms + lasts_ms, longest_ms)
        ]
        at_ms += lasts_ms
    return done


def cut(whole: Iterable[Span], places: Iterable[int]) -> list[Span]:
    """Every span cut wherever one of ``places`` lies in it."""
    pieces = []
    for span in whole:
        edges = sorted({span.from_ms, span.to_ms, *(p for p in places if span.from_ms < p < span.to_ms)})
        pieces += [replace(span, from_ms=a, to_ms=b) for a, b in pairwise(edges)]
    return pieces


def plain(these: Sequence[Span], setup: CounterSetup) -> list[Event]:
    """What the fold alone tells of a counter's spans."""
    state, events = CounterState.at(setup, min(span.from_ms for span in these)), []
    for span in sorted(these, key=lambda span: (span.to_ms, span.view)):
        state, found = fold(state, span, setup)
        events += found[1]
    return events


Facts = dict[str, tuple[object, ...]]


def final(events: Iterable[Event]) -> Facts:
    """How each finding stands after its last revision: what was withdrawn is gone."""
    last = {event.id: event for event in events}
    return {
        name: tuple(getattr(event, fact) for fact in FACTS)
        for name, event in last.items()
        if event.phase is not Phase.WITHDRAWN
    }


@dataclass(slots=True)
class Hall:
    """An open store with a worker that speaks to it."""

    parts: Parts
    clock: SetClock
    worker: str = "w1"
    epoch: int = 0
    sequence: int = 0
    told: list[Event] = field(default_factory=list)

    def register(self, *views: str) -> "Hall":
        registered = self.parts.intake.register(Registration(worker=self.worker, views=views or VIEWS))
        self.epoch, self.sequence = registered.epoch, 0
        return self

    def batch(self, these: Iterable[Span] = (), **watermark_ms: int) -> Batch:
        """The next batch; a view without a watermark has reported up to its last span."""
        batch = batch_of(self.worker, self.epoch, self.sequence, these, watermark_ms)
        self.sequence += 1
        return batch

    def send(self, these: Iterable[Span] = (), **watermark_ms: int) -> Acknowledged:
        """Send the next batch, the clock standing at its latest moment if that is later than it stood."""
        batch = self.batch(these, **watermark_ms)
        self.clock.now_ms = max([self.clock.now_ms, *batch.watermark_ms.values()])
        (result,) = self.parts.intake.take([batch])
        assert isinstance(result, Acknowledged), result
        return result

    def refused(self, batch: Batch) -> str:
        (result,) = self.parts.intake.take([batch])
        assert isinstance(result, Refused), result
        return result.code

    def wait(self, *moments_ms: int) -> None:
        """Let the clock reach each of the moments and the API notice."""
        for at_ms in moments_ms:
            self.clock.now_ms = at_ms
            self.parts.intake.tick()

    def finish(self, counter: str = "7") -> int:
        """Let moments of 100 ms pass until nothing of the counter is judged anew any more; gives how many it took."""
        for moments in range(1_000):
            if self.parts.engine.folds[counter].late_since_ms is None:
                return moments
            self.wait(self.clock.now_ms + 100)
        raise AssertionError

    def events(self) -> list[Event]:
        """All revisions in the order they were told."""
        names = Event.__dataclass_fields__
        with self.parts.store.read() as log:
            messages = log.events(0, 10_000, final=False)
        return [Event(**{name: getattr(message, name) for name in names}) for message in messages]

    def setup(self, counter: str = "7") -> CounterSetup:
        return self.parts.engine.history.setup_at(counter, self.clock.now_ms)


def batch_of(
    worker: str, epoch: int, sequence: int, these: Iterable[Span], watermark_ms: dict[str, int] | None = None
) -> Batch:
    listed = list(these)
    ends = {span.view: span.to_ms for span in sorted(listed, key=lambda span: span.to_ms)}
    messages = tuple(SpanMessage.of(span) for span in listed)
    marks = {**ends, **(watermark_ms or {})}
    return Batch(worker=worker, epoch=epoch, sequence=sequence, spans=messages, watermark_ms=marks)


def hall_in(
    folder: Path,
    clock: SetClock | None = None,
    given: Site | None = None,
    key: str | None = KEY,
    pace: Pace = DEFAULT_PACE,
) -> Hall:
    """A hall whose store lies in ``folder``."""
    clock = clock or SetClock()
    return Hall(open_parts(folder, given or site(), clock, worker_key=key, pace=pace), clock)


def quick_passwords() -> Passwords:
    """The real thing, with a thousandth of its work."""
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


def guarded(hall: Hall, *, open_reading: bool = False, check_s: float = CHECK_S) -> Parts:
    """The parts of ``hall`` with a gate before them."""
    parts, passwords = hall.parts, quick_passwords()
    access = Access(parts.store, hall.clock, open_reading=open_reading, passwords=passwords, check_s=check_s)
    return replace(parts, access=access)


def hall_in_memory(pace: Pace = DEFAULT_PACE, given: Site | None = None) -> Hall:
    """A hall that is gone when it is closed, for examples by the dozen."""
    clock = SetClock()
    return Hall(open_store(Store("sqlite://"), given or site(), clock, pictures=Path(os.devnull), pace=pace), clock)
