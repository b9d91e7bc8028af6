"""What a store holds after the faults, and what an undisturbed API makes of the same spans."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from api.contract import Acknowledged, Batch, Registration, SpanMessage
from api.server.counter_fold import beginning
from api.server.parts import Parts, open_store
from api.server.sites import SiteHistory, SiteVersion
from api.server.store import Store, sqlite_url
from api.server.timeline import timeline
from api.site_schema import Site
from tests.api.server.builders import Facts, SetClock, final
from vision.datatypes import Event, Presence, Span
from vision.fold import Change

ALL_EVENTS = 1_000_000
END_MS = 2**60
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """One counter: its settled time ``[begin_ms, settled_ms)``, how long each state lasted in it, its changes."""

    begin_ms: int
    settled_ms: int
    ms: dict[Presence, int]
    changes: tuple[Change, ...]

    @property
    def timeline_ms(self) -> dict[Presence, int]:
        """How long each state lasted by the timeline that the API shows, summed up again."""
        sums = dict.fromkeys(Presence, 0)
        known = [change for change in self.changes if change.at_ms < self.settled_ms]
        for piece in timeline(known, self.begin_ms, self.settled_ms, px=10_000):
            for state, ms in piece.state_ms.items():
                sums[state] += ms
        return sums


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that was made of the spans; ``steps`` is every revision in the order it was told."""

    spans: dict[str, list[Span]]
    reached_ms: dict[str, int]
    steps: list[Event]
    counters: dict[str, Counted]

    @property
    def final(self) -> Facts:
        """How each event stands."""
        return final(self.steps)


def judged_in(folder: Path, now_ms: int) -> tuple[Judged, list[SiteVersion]]:
    """What the data folder of an API that has ended holds, and the site it was judged by."""
    store = Store(sqlite_url(folder))
    with store.read() as log:
        versions = [SiteVersion(one.from_ms, Site.model_validate_json(one.site)) for one in log.configurations()]
    parts = open_store(store, None, lambda: now_ms, pictures=folder)
    try:
        return _judged(parts), versions
    finally:
        parts.close()


def undisturbed(judged: Judged, versions: list[SiteVersion]) -> Judged:
    """What an API that nothing happens to makes of the spans of ``judged``, told in the order of their time."""
    (version,) = versions
    clock = SetClock(version.from_ms)
    parts = open_store(Store("sqlite://"), version.site, clock, pictures=Path("none"))
    try:
        clock.now_ms = max([version.from_ms, *judged.reached_ms.values()])
        epoch = parts.intake.register(Registration(worker="w", views=tuple(judged.spans))).epoch
        for sequence, (spans, marks) in enumerate(_told(judged)):
            batch = Batch(worker="w", epoch=epoch, sequence=sequence, spans=spans, watermark_ms=marks)
            (result,) = parts.intake.take([batch])
            assert isinstance(result, Acknowledged), result
        return _judged(parts)
    finally:
        parts.close()


def _told(judged: Judged) -> Iterator[tuple[tuple[SpanMessage, ...], dict[str, int]]]:
    """The spans in pieces, each with the watermarks that they bear out; at the end as far as was judged."""
    spans = sorted((s for these in judged.spans.values() for s in these), key=lambda s: (s.from_ms, s.view))
    for start in range(0, len(spans), AT_ONCE):
        piece = spans[start : start + AT_ONCE]
        reported = {view: min(piece[-1].from_ms, until) for view, until in judged.reached_ms.items()}
        yield tuple(map(SpanMessage.of, piece)), reported
    yield (), judged.reached_ms


def _judged(parts: Parts) -> Judged:
    history = parts.engine.history
    views = [view for counter in history.counters() for view in counter.views]
    names = Event.__dataclass_fields__
    with parts.store.read() as log:
        messages = log.events(0, ALL_EVENTS, final=False)
        spans = log.spans(views, 0, END_MS)
        counters = {one.id: _counted(parts, history, one.id, log.changes(one.id, 0, END_MS))
                    for one in history.counters()}  # fmt: skip
    steps = [Event(**{name: getattr(message, name) for name in names}) for message in messages]
    return Judged(spans, {view: parts.engine.progress[view].reached_ms for view in views}, steps, counters)


def _counted(parts: Parts, history: SiteHistory, counter: str, changes: list[Change]) -> Counted:
    begin_ms, _ = beginning(history, counter)
    state = parts.engine.folds[counter].state
    return Counted(begin_ms, state.judgement.settled_until_ms, dict(state.coverage.ms), tuple(changes))


def blind_ms(changes: tuple[Change, ...], until_ms: int) -> list[tuple[int, int]]:
    """When a counter was blind, stretches in order."""
    ends = [*(change.at_ms for change in changes[1:]), until_ms]
    pieces = [(c.state, c.at_ms, end) for c, end in zip(changes, ends, strict=True) if end > c.at_ms]
    runs = [list(run) for state, run in groupby(pieces, lambda piece: piece[0]) if state is Presence.BLIND]
    return [(run[0][1], run[-1][2]) for run in runs]
