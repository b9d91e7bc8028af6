"""Folding a counter's spans up to a moment, whatever is missing being blind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.server.sites import SiteHistory, Stretch
from vision.datatypes import BlindReason, Event, Span
from vision.fold import Change, CounterSetup, CounterState, end, fold
from vision.judgement import CounterJudgement
from vision.rules.held import Stage as HeldStage
from vision.rules.held import marks_left
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed
from vision.rules.presence import Stage
from vision.rules.registry import RULES
from vision.rules.rule import NEVER
from vision.sights import Sight, SightChange, sight_of

LONGEST_GAP_MS = 3_600_000
"""A longer silence is folded in pieces, so that each lies in a day whose service hours are known."""

Spans = Mapping[str, Sequence[Span]]
"""Per view, in the order of their time, without overlap."""


@dataclass(slots=True)
class Folded:
    """The state that came of folding, what was told on the way, what views show by now and how that changed."""

    state: CounterState
    changes: list[Change]
    events: list[Event]
    sights: dict[str, Sight] = field(default_factory=dict)
    shown: list[SightChange] = field(default_factory=list)

    def add(self, found: tuple[CounterState, tuple[list[Change], list[Event]]]) -> None:
        """Go on to the state in ``found``."""
        self.state, (changes, events) = found
        self.changes += changes
        self.events += events

    def go_on(self, found: "Folded") -> None:
        """Go on with what folding further has ``found``."""
        self.add((found.state, (found.changes, found.events)))
        self.sights, self.shown = found.sights, self.shown + found.shown

    def show(self, piece: Span) -> None:
        """Note what a view shows where that is news."""
        sight = sight_of(piece)
        if self.sights.get(piece.view) is not sight:
            self.sights[piece.view] = sight
            self.shown.append(SightChange(piece.view, piece.from_ms, sight))


def beginning(history: SiteHistory, counter: str) -> tuple[int, CounterState]:
    """When the counter's time begins (ms UTC), and its state then."""
    at_ms = history.begins_ms(counter)
    return at_ms, CounterState.at(history.setup_at(counter, at_ms), at_ms)


def fold_until(  # noqa: PLR0913, PLR0917 - all that a counter is judged by
    state: CounterState,
    spans: Spans,
    history: SiteHistory,
    counter: str,
    period_ms: tuple[int, int],
    unstaffed: Unstaffed = NO_NEIGHBOURS,
    sights: Mapping[str, Sight] | None = None,
) -> Folded:
    """Fold a counter that stands at ``period_ms[0]`` up to ``period_ms[1]``, all of its views alike.

    ``unstaffed``: when those that cover it are not staffed themselves. ``sights``: what its views show there.

    Spans are cut to the period; a view's time that no span tells of is blind for want of a picture, and so is all
    time in which the site does not have the counter.
    """
    done = Folded(state, [], [], dict(sights or {}))
    for stretch in history.stretches(counter, *period_ms):
        covers = {view: v.covers for view, v in done.state.judgement.views.items()}
        if not stretch.watched or dict(stretch.setup.covers) != covers:
            _change_views(done, history.setup_at(counter, stretch.from_ms - 1), stretch, unstaffed)
        told = spans if stretch.watched else {}
        for piece in whole_time(told, stretch.setup, stretch.from_ms, stretch.to_ms):
            done.show(piece)
            done.add(fold(done.state, _named(piece, done.state.judgement), stretch.setup, unstaffed))
    return done


def look_by_ms(state: CounterState, setup: CounterSetup) -> int | None:
    """When the first of what runs would reach its rule's next step (ms UTC); None where no step is left to any."""
    absence, left_ms, at_ms = state.absence, list[int](), state.judgement.settled_until_ms
    if absence.stage in {Stage.AWAY, Stage.UNSTAFFED} and absence.steps_reached < len(setup.absence.steps):
        left_ms.append(setup.absence.steps[absence.steps_reached][0] - absence.counted_ms)
    for rule, held in state.rules.items():
        marks = marks_left(held, setup.rules.get(rule, NEVER))
        runs = held.stage in {HeldStage.HELD, HeldStage.FOUND}
        if runs and held.last_seen_ms == at_ms and marks:
            left_ms += _left_ms(rule, marks[0][0] - held.seen_ms, setup, at_ms)
    return at_ms + min(left_ms) if left_ms else None


def _left_ms(rule: str, step_ms: int, setup: CounterSetup, at_ms: int) -> list[int]:
    """After how long what runs at ``at_ms`` is decided: at its next step, or when service closes if by then it is."""
    if not RULES[rule].at_closing:
        return [step_ms]
    closes_ms = setup.context.at(max(0, at_ms - 1)).closes_ms
    return [closes_ms - at_ms] if closes_ms is not None and closes_ms - at_ms >= max(1, step_ms) else []


def _change_views(done: Folded, before: CounterSetup, stretch: Stretch, unstaffed: Unstaffed) -> None:
    """Go on with other views: what was in doubt is settled as it was judged ``before``, what they see is not known."""
    done.add(end(done.state, before, unstaffed))
    old = done.state.judgement
    new = CounterJudgement.at(old.counter, stretch.setup.covers, stretch.from_ms)
    done.state = replace(done.state, judgement=replace(new, zone_version=old.zone_version, model_set=old.model_set))


def whole_time(spans: Spans, setup: CounterSetup, from_ms: int, to_ms: int) -> list[Span]:
    """All time of the counter's views in ``[from_ms, to_ms)`` in the order of its ends; gaps have zone version 0."""
    found = [piece for view in setup.covers for piece in _whole(view, spans.get(view, ()), from_ms, to_ms)]
    return sorted(found, key=lambda piece: (piece.to_ms, piece.view))


def _whole(view: str, spans: Sequence[Span], from_ms: int, to_ms: int) -> Iterator[Span]:
    """``[from_ms, to_ms)`` of a view without gap."""
    at_ms = from_ms
    for span in spans:
        start, stop = max(span.from_ms, at_ms), min(span.to_ms, to_ms)
        if start >= stop:
            continue
        yield from _gap(view, at_ms, start)
        yield span if (start, stop) == (span.from_ms, span.to_ms) else replace(span, from_ms=start, to_ms=stop)
        at_ms = stop
    yield from _gap(view, at_ms, to_ms)


def _gap(view: str, from_ms: int, to_ms: int) -> Iterator[Span]:
    for start in range(from_ms, to_ms, LONGEST_GAP_MS):
        yield Span(view, start, min(start + LONGEST_GAP_MS, to_ms), BlindReason.NO_PICTURE, zone_version=0)


def _named(piece: Span, judgement: CounterJudgement) -> Span:
    """A gap (zone version 0) goes under the zones and networks of what was before it."""
    if piece.zone_version or piece.blind_reason is not BlindReason.NO_PICTURE:
        return piece
    return replace(piece, zone_version=judgement.zone_version, model_set=judgement.model_set)
