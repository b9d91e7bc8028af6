"""Judgement as a fold: spans of a counter's views in, changes of its state and events out.

    span -> belief of its view -> settled time of the counter -> coverage, changes, rules

The same function judges live, offline and again later; nothing else is remembered than ``CounterState``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vision import behaviour_evidence
from vision.behaviour_evidence import BehaviourLimits
from vision.coverage import Coverage
from vision.datatypes import BlindReason, Covers, Event, Presence, SettledSpan, Span
from vision.evidence import DEFAULT_LIMITS, EvidenceLimits
from vision.judgement import CounterJudgement, finish, take
from vision.rules.circumstances import Service
from vision.rules.context import Context
from vision.rules.held import HeldState
from vision.rules.judging import judge
from vision.rules.pieces import NO_NEIGHBOURS, Unstaffed, pieces_of
from vision.rules.presence import AbsenceLimits, AbsenceState, advance_within
from vision.rules.registry import DEFAULTS
from vision.rules.rule import HeldLimits
from vision.time_in_state import Interrupted, TimeInState


@dataclass(frozen=True, slots=True)
class CounterSetup:
    """What a counter is judged by: its views (id to cover), its surroundings, its limits.

    ``rules``: the limits of each rule of ``vision.rules.registry``; one that is left out is off.
    """

    counter: str
    covers: Mapping[str, Covers]
    context: Context
    absence: AbsenceLimits = AbsenceLimits()  # noqa: RUF009 - frozen
    evidence: EvidenceLimits = DEFAULT_LIMITS
    behaviour: BehaviourLimits = behaviour_evidence.DEFAULT_LIMITS
    rules: Mapping[str, HeldLimits] = field(default_factory=lambda: DEFAULTS)


@dataclass(frozen=True, slots=True)
class Change:
    """From ``at_ms`` on the counter is in ``state`` (for a reason where blind) and its visitors in ``customer``."""

    counter: str
    at_ms: int
    state: Presence
    customer: Presence
    blind_reason: BlindReason | None


@dataclass(frozen=True, slots=True)
class CounterState:
    """Everything that is remembered of a counter between two spans.

    ``last`` is the last change, ``since_ms`` when its staff state began: neither visitors' changes nor short blind
    stretches end it. ``blind_ms`` is how much of it was blind, ``interrupted`` what the running blind stretch cut off.
    ``rules`` is what the rules of ``vision.rules.registry`` remember, those that remember nothing left out.
    """

    judgement: CounterJudgement
    absence: AbsenceState = AbsenceState()  # noqa: RUF009 - frozen
    coverage: Coverage = Coverage()  # noqa: RUF009 - frozen
    last: Change | None = None
    since_ms: int = 0
    blind_ms: int = 0
    interrupted: Interrupted | None = None
    rules: Mapping[str, HeldState] = field(default_factory=dict)

    @classmethod
    def at(cls, setup: CounterSetup, at_ms: int) -> "CounterState":
        """Knowing nothing, at ``at_ms``."""
        return cls(CounterJudgement.at(setup.counter, setup.covers, at_ms))


Found = tuple[list[Change], list[Event]]


def fold(
    state: CounterState, span: Span, setup: CounterSetup, unstaffed: Unstaffed = NO_NEIGHBOURS
) -> tuple[CounterState, Found]:
    """Judge one more span. Raises ValueError when it is not of this counter or leaves a gap."""
    judgement, settled = take(state.judgement, span, setup.evidence, setup.behaviour)
    return judge_settled(state, judgement, settled, setup, unstaffed)


def end(state: CounterState, setup: CounterSetup, unstaffed: Unstaffed = NO_NEIGHBOURS) -> tuple[CounterState, Found]:
    """Judge what was still in doubt: the source has ended."""
    return judge_settled(state, *finish(state.judgement), setup, unstaffed)


def judge_settled(
    state: CounterState,
    judgement: CounterJudgement,
    settled: Sequence[SettledSpan],
    setup: CounterSetup,
    unstaffed: Unstaffed = NO_NEIGHBOURS,
) -> tuple[CounterState, Found]:
    """Judge time that evidence has ``settled`` on the way to ``judgement``: all that limits have a say in."""
    changes: list[Change] = []
    events: list[Event] = []
    absence, coverage, last, rules = state.absence, state.coverage, state.last, state.rules
    context = setup.context
    for span in settled:
        for piece, circumstances in pieces_of(span, context, unstaffed):
            in_service = circumstances.service is Service.OPEN
            last = _note(changes, last, piece, in_service=in_service)
            absence, told = advance_within(absence, piece, setup.absence, context, circumstances)
            rules, more = judge(rules, piece, setup.rules, context, circumstances)
            state_now = piece.staff if in_service else Presence.UNSCHEDULED
            coverage = coverage.booked(state_now, piece.to_ms - piece.from_ms)
            events += told
            events += more
    if len(events) > 1:  # of several rules
        events.sort(key=lambda event: event.at_ms)
    held = _held_since(state, changes)
    return CounterState(judgement, absence, coverage, last, *held, rules), (changes, events)


def _held_since(state: CounterState, changes: Sequence[Change]) -> tuple[int, int, Interrupted | None]:
    """The time in the state that holds after ``changes``."""
    held = state.since_ms, state.blind_ms, state.interrupted
    for change, before in zip(changes, [state.last, *changes], strict=False):
        if before is None or (change.state, change.blind_reason) != (before.state, before.blind_reason):
            held = TimeInState(*held).after(None if before is None else before.state, change.state, change.at_ms)
    return held


def _note(changes: list[Change], last: Change | None, span: SettledSpan, *, in_service: bool) -> Change | None:
    """Add to ``changes`` what ``span`` changes after ``last``; the last change now."""
    staff, reason = (span.staff, span.blind_reason) if in_service else (Presence.UNSCHEDULED, None)
    if last is None or (staff, span.customer, reason) != (last.state, last.customer, last.blind_reason):
        last = Change(span.counter, span.from_ms, staff, span.customer, reason)
        changes.append(last)
    return last
