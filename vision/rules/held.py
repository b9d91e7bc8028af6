"""*Held for so long*: one transition table for all rules that wait until something has been seen for a time.

What is waited for is seen, is seen not to be, or cannot be seen. Seen time counts towards the steps, the first of
which starts the event. Seen not to be for the length of a gap ends it, dated to when it was last seen; a shorter
interruption lies inside and does not count. Unseen time moves nothing, and lasting too long ends it as *unknown*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, NamedTuple, Never, Protocol, TypeVar

from vision.datatypes import Event, Outcome, Phase, SettledSpan, Severity, Status
from vision.rules.circumstances import ALWAYS, Circumstances
from vision.rules.context import Context
from vision.rules.rule import Answer, HeldLimits, Rule, holds
from vision.why import Found, why_found

HOUR_MS = 3_600_000


class Stage(StrEnum):
    """Where a rule stands with a counter."""

    IDLE = "idle"
    HELD = "held"
    FOUND = "found"
    TOLD = "told"


class Sign(StrEnum):
    """What can happen to it."""

    SEEN = "seen"
    STEP_REACHED = "step_reached"
    TOLD_TODAY = "told_today"
    GAP_OVER = "gap_over"
    UNSEEN_TOO_LONG = "unseen_too_long"
    OUT_OF_SERVICE = "out_of_service"
    HOUR_OVER = "hour_over"
    SWALLOWED = "swallowed"


class Act(StrEnum):
    """What is done on the way to the next stage."""

    NOTHING = "nothing"
    OPEN = "open"
    START = "start"
    RAISE = "raise"
    END_CEASED = "end_ceased"
    END_UNKNOWN = "end_unknown"
    END_CLOSED = "end_closed"
    END_GRAVER = "end_graver"


TABLE: dict[tuple[Stage, Sign], tuple[Stage, Act]] = {
    (Stage.IDLE, Sign.SEEN): (Stage.HELD, Act.OPEN),
    (Stage.HELD, Sign.STEP_REACHED): (Stage.FOUND, Act.START),
    (Stage.HELD, Sign.TOLD_TODAY): (Stage.TOLD, Act.NOTHING),
    (Stage.HELD, Sign.GAP_OVER): (Stage.IDLE, Act.NOTHING),
    (Stage.HELD, Sign.UNSEEN_TOO_LONG): (Stage.IDLE, Act.NOTHING),
    (Stage.HELD, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.NOTHING),
    (Stage.HELD, Sign.HOUR_OVER): (Stage.IDLE, Act.NOTHING),
    (Stage.HELD, Sign.SWALLOWED): (Stage.IDLE, Act.NOTHING),
    (Stage.FOUND, Sign.STEP_REACHED): (Stage.FOUND, Act.RAISE),
    (Stage.FOUND, Sign.GAP_OVER): (Stage.IDLE, Act.END_CEASED),
    (Stage.FOUND, Sign.UNSEEN_TOO_LONG): (Stage.IDLE, Act.END_UNKNOWN),
    (Stage.FOUND, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.END_CLOSED),
    (Stage.FOUND, Sign.HOUR_OVER): (Stage.IDLE, Act.END_CLOSED),
    (Stage.FOUND, Sign.SWALLOWED): (Stage.IDLE, Act.END_GRAVER),
    (Stage.TOLD, Sign.GAP_OVER): (Stage.IDLE, Act.NOTHING),
    (Stage.TOLD, Sign.UNSEEN_TOO_LONG): (Stage.IDLE, Act.NOTHING),
    (Stage.TOLD, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.NOTHING),
    (Stage.TOLD, Sign.HOUR_OVER): (Stage.IDLE, Act.NOTHING),
    (Stage.TOLD, Sign.SWALLOWED): (Stage.IDLE, Act.NOTHING),
}
"""Every move; what is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class HeldState:
    """What a rule remembers of a counter between spans; times in ms.

    ``seen_ms`` is how long it was seen, ``blind_ms`` the unseen time inside it, ``last_seen_ms`` its last seen moment;
    since then ``gap_ms`` were seen to be without it and ``blind_run_ms`` unseen (inside only if it is seen again).
    The last step is kept as it was when it was reached: ``limit_ms`` (0: none was yet), ``severity`` (None: recorded
    only) and ``status``; limits may have changed since. ``told_day`` is the last day on which it was found.
    """

    stage: Stage = Stage.IDLE
    start_ms: int = 0
    last_seen_ms: int = 0
    seen_ms: int = 0
    gap_ms: int = 0
    blind_ms: int = 0
    blind_run_ms: int = 0
    revision: int = 0
    limit_ms: int = 0
    severity: Severity | None = None
    status: Status = Status.TRIAL
    told_day: int | None = None


IDLE = HeldState()


class Stretch(Protocol):
    """A stretch of time ``[from_ms, to_ms)`` of a counter, or of what a hall is judged by in its place."""

    @property
    def counter(self) -> str: ...  # noqa: D102
    @property
    def from_ms(self) -> int: ...  # noqa: D102
    @property
    def to_ms(self) -> int: ...  # noqa: D102
    @property
    def zone_version(self) -> int: ...  # noqa: D102
    @property
    def model_set(self) -> str: ...  # noqa: D102


Judged_contra = TypeVar("Judged_contra", bound=Stretch, contravariant=True)


class Case(NamedTuple, Generic[Judged_contra]):
    """What a span is judged by: the rule, its type, its limits, the counter's surroundings and what holds of them."""

    type: str
    rule: Rule[Judged_contra]
    limits: HeldLimits
    context: Context
    circumstances: Circumstances = ALWAYS


AnyCase = Case[Never]
"""A case whatever its rule reads."""

Told = tuple[HeldState, list[Event]]


def advance(state: HeldState, span: SettledSpan, case: Case[SettledSpan]) -> Told:
    """Fold one settled span through which the circumstances hold; pure, and the same however the span is cut."""
    if not case.rule.by_the_hour:
        return advance_within(state, span, case)
    events: list[Event] = []
    for piece in _hours(span):
        over_ms = (state.start_ms // HOUR_MS + 1) * HOUR_MS
        if piece.from_ms >= over_ms:
            state, found = _move(state, Sign.HOUR_OVER, over_ms, piece, case)
            events += found
        state, found = advance_within(state, piece, case)
        events += found
    return state, events


def swallow(state: HeldState, span: SettledSpan, case: Case[SettledSpan]) -> Told:
    """A graver rule has found it too, from the begin of ``span`` on."""
    return _move(state, Sign.SWALLOWED, span.from_ms, span, case)


def _hours(span: SettledSpan) -> Iterator[SettledSpan]:
    """``span`` cut at every hour."""
    at_ms = span.from_ms
    while at_ms < span.to_ms:
        until_ms = min(span.to_ms, (at_ms // HOUR_MS + 1) * HOUR_MS)
        yield replace(span, from_ms=at_ms, to_ms=until_ms)
        at_ms = until_ms


def advance_within(state: HeldState, span: Judged_contra, case: Case[Judged_contra]) -> Told:
    """As ``advance``, over a stretch of anything, by a rule that does not sum by the hour."""
    if not holds(case.rule, case.type, case.circumstances):
        return _move(state, Sign.OUT_OF_SERVICE, span.from_ms, span, case)
    answer, begins = case.rule.seen(span), case.rule.begins
    too_late = begins is not None and begins(case.circumstances) != span.from_ms
    if state.stage is Stage.IDLE and (too_late or answer is not Answer.YES):
        return state, []
    if answer is Answer.YES:
        return _stay_seen_until_closing(state, span, case) if case.rule.at_closing else _stay_seen(state, span, case)
    return _stay_gone(state, span, case) if answer is Answer.NO else _stay_unseen(state, span, case)


def _stay_seen(state: HeldState, span: Stretch, case: AnyCase) -> Told:
    """Count seen time, stopping at every step it reaches."""
    state, events = _move(_seen_again(state, span.from_ms), Sign.SEEN, span.from_ms, span, case)
    at_ms = span.from_ms
    for mark in marks_left(state, case.limits):
        seen_ms = max(mark[0], state.seen_ms)  # new limits may lie in what was seen before they held
        reached_ms = at_ms + seen_ms - state.seen_ms
        if reached_ms > span.to_ms or state.stage is Stage.TOLD:
            break
        state = replace(state, seen_ms=seen_ms, last_seen_ms=reached_ms)
        if (sign := _step_sign(state, reached_ms, case)) is Sign.STEP_REACHED:
            state = _reached(state, mark, reached_ms, case)
        state, found = _move(state, sign, reached_ms, span, case)
        events, at_ms = events + found, reached_ms
    return replace(state, seen_ms=state.seen_ms + span.to_ms - at_ms, last_seen_ms=span.to_ms), events


def _stay_seen_until_closing(state: HeldState, span: Stretch, case: AnyCase) -> Told:
    """Count seen time; where service closes at the end of ``span``, the last step that was reached is."""
    state, _ = _move(_seen_again(state, span.from_ms), Sign.SEEN, span.from_ms, span, case)
    state = replace(state, seen_ms=state.seen_ms + span.to_ms - span.from_ms, last_seen_ms=span.to_ms)
    reached = [mark for mark in marks_left(state, case.limits) if mark[0] <= state.seen_ms]
    if span.to_ms != case.circumstances.closes_ms or not reached:
        return state, []
    if (sign := _step_sign(state, span.to_ms, case)) is Sign.STEP_REACHED:
        state = _reached(state, reached[-1], span.to_ms, case)
    return _move(state, sign, span.to_ms, span, case)


def marks_left(state: HeldState, limits: HeldLimits) -> list[tuple[int, Severity | None]]:
    """The marks above what has been reached; of what was told once nothing less grave is told."""
    if not state.limit_ms:
        return list(limits.marks())
    least = GRAVITY[state.severity]
    return [mark for mark in limits.marks() if mark[0] > state.limit_ms and mark[1] and GRAVITY[mark[1]] >= least]


GRAVITY = {severity: grave for grave, severity in enumerate((None, *Severity))}


def _step_sign(state: HeldState, at_ms: int, case: AnyCase) -> Sign:
    told = case.limits.once_a_day and state.stage is Stage.HELD and state.told_day == case.context.day(at_ms)
    return Sign.TOLD_TODAY if told else Sign.STEP_REACHED


def _stay_gone(state: HeldState, span: Stretch, case: AnyCase) -> Told:
    if case.rule.by_the_hour:  # ends with its hour, however often it is interrupted
        return state, []
    over_ms = span.from_ms + max(0, case.limits.gap_ms - state.gap_ms)
    if over_ms <= span.to_ms:
        return _move(state, Sign.GAP_OVER, over_ms, span, case)
    return replace(state, gap_ms=state.gap_ms + span.to_ms - span.from_ms), []


def _stay_unseen(state: HeldState, span: Stretch, case: AnyCase) -> Told:
    too_long_ms = span.from_ms + max(0, case.limits.blind_ends_after_ms - state.blind_run_ms)
    if span.to_ms <= too_long_ms:
        return replace(state, blind_run_ms=state.blind_run_ms + span.to_ms - span.from_ms), []
    return _move(state, Sign.UNSEEN_TOO_LONG, too_long_ms, span, case)


def _seen_again(state: HeldState, at_ms: int) -> HeldState:
    """Unseen time between two sights of it lies inside."""
    if state.blind_run_ms == 0 and state.gap_ms == 0:
        return state
    blind_ms = state.blind_ms + state.blind_run_ms
    return replace(state, blind_ms=blind_ms, blind_run_ms=0, gap_ms=0, last_seen_ms=at_ms)


def _move(state: HeldState, sign: Sign, at_ms: int, span: Stretch, case: AnyCase) -> Told:
    """Look the move up, do its act, and say what it gave."""
    stage, act = TABLE.get((state.stage, sign), (state.stage, Act.NOTHING))
    if (stage, act) == (state.stage, Act.NOTHING):
        return state, []
    if act is Act.OPEN:
        return HeldState(stage, at_ms, at_ms, told_day=state.told_day), []
    if act is Act.NOTHING:
        return (replace(state, stage=stage) if stage is Stage.TOLD else HeldState(told_day=state.told_day)), []
    grown = replace(state, stage=stage, revision=state.revision + 1)
    event = _event(grown, act, at_ms, span, case)
    return (grown if stage is Stage.FOUND else HeldState(told_day=grown.told_day)), [event]


def _reached(state: HeldState, mark: tuple[int, Severity | None], at_ms: int, case: AnyCase) -> HeldState:
    limit_ms, severity = mark
    return replace(
        state,
        limit_ms=limit_ms,
        severity=severity,
        status=Status.TRIAL if severity is None else case.limits.status,
        told_day=case.context.day(at_ms) if case.limits.once_a_day else None,
    )


PHASES = {
    Act.START: (Phase.STARTED, None),
    Act.RAISE: (Phase.GRAVER, None),
    Act.END_CEASED: (Phase.ENDED, Outcome.RETURNED),
    Act.END_UNKNOWN: (Phase.ENDED, Outcome.UNKNOWN),
    Act.END_CLOSED: (Phase.ENDED, Outcome.CLOSED),
    Act.END_GRAVER: (Phase.ENDED, Outcome.GRAVER),
}


def _event(state: HeldState, act: Act, at_ms: int, span: Stretch, case: AnyCase) -> Event:
    phase, outcome = PHASES[act]
    end_ms = None if outcome is None else state.last_seen_ms
    if outcome is Outcome.CLOSED and state.blind_run_ms:
        outcome = Outcome.UNKNOWN
    limits, context = case.limits, case.context
    found = Found(state.start_ms, end_ms, at_ms, state.seen_ms, state.blind_ms, outcome, state.limit_ms,
                  limits.clause, limits.version, case.rule)  # fmt: skip
    return Event(
        id=f"{context.hall}/{span.counter}/{case.type}/{state.start_ms}",
        revision=state.revision,
        type=case.type,
        hall=context.hall,
        counter=span.counter,
        phase=phase,
        at_ms=at_ms,
        start_ms=state.start_ms,
        end_ms=end_ms,
        outcome=outcome,
        observed_s=state.seen_ms / 1000,
        blind_s=state.blind_ms / 1000,
        severity=state.severity or Severity.NOTICE,
        why=why_found(found, context),
        limits_version=limits.version,
        zone_version=span.zone_version,
        model_set=span.model_set,
        status=state.status,
        place=case.rule.place,
    )
