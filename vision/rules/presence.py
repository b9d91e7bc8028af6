"""``presence.absent`` (P1): the counter is left while it should be staffed.

The counter is *away* from the first second nobody is there; the event starts when the seen part of the
absence reaches the first step, and gets graver at each further one. Blind time is never counted towards a
step, and an absence that has been blind for too long ends as *unknown*: nobody knows whether it went on.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from vision.datatypes import Event, Outcome, Phase, Presence, SettledSpan, Severity, Status
from vision.rules.circumstances import Circumstances
from vision.rules.context import Context
from vision.why import Absence, why_absent

TYPE = "presence.absent"


@dataclass(frozen=True, slots=True)
class AbsenceLimits:
    """``steps``: (seen absence in ms, severity), rising. Defaults from the rule book: 5 and 10 minutes."""

    steps: tuple[tuple[int, Severity], ...] = ((300_000, Severity.NOTICE), (600_000, Severity.WARNING))
    blind_ends_after_ms: int = 300_000
    version: int = 1
    clause: str | None = None
    status: Status = Status.TRIAL

    def __post_init__(self) -> None:
        """Refuse steps that do not rise."""
        after = [ms for ms, _ in self.steps]
        if after != sorted(set(after)) or any(ms <= 0 for ms in after) or self.blind_ends_after_ms <= 0:
            msg = f"limits must be positive and each later step longer than the one before, got {self.steps}"
            raise ValueError(msg)


class Stage(StrEnum):
    """Where the rule stands with a counter."""

    IDLE = "idle"
    STAFFED = "staffed"
    AWAY = "away"
    UNSTAFFED = "unstaffed"


class Sign(StrEnum):
    """What can happen to it."""

    PRESENT = "present"
    ABSENT = "absent"
    STEP_REACHED = "step_reached"
    BLIND_TOO_LONG = "blind_too_long"
    OUT_OF_SERVICE = "out_of_service"


class Act(StrEnum):
    """What is done on the way to the next stage."""

    NOTHING = "nothing"
    OPEN = "open"
    START = "start"
    RAISE = "raise"
    END_RETURNED = "end_returned"
    END_UNKNOWN = "end_unknown"
    END_CLOSED = "end_closed"


TABLE: dict[tuple[Stage, Sign], tuple[Stage, Act]] = {
    (Stage.IDLE, Sign.PRESENT): (Stage.STAFFED, Act.NOTHING),
    (Stage.IDLE, Sign.ABSENT): (Stage.AWAY, Act.OPEN),
    (Stage.STAFFED, Sign.ABSENT): (Stage.AWAY, Act.OPEN),
    (Stage.STAFFED, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.NOTHING),
    (Stage.AWAY, Sign.PRESENT): (Stage.STAFFED, Act.NOTHING),
    (Stage.AWAY, Sign.STEP_REACHED): (Stage.UNSTAFFED, Act.START),
    (Stage.AWAY, Sign.BLIND_TOO_LONG): (Stage.IDLE, Act.NOTHING),
    (Stage.AWAY, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.NOTHING),
    (Stage.UNSTAFFED, Sign.PRESENT): (Stage.STAFFED, Act.END_RETURNED),
    (Stage.UNSTAFFED, Sign.STEP_REACHED): (Stage.UNSTAFFED, Act.RAISE),
    (Stage.UNSTAFFED, Sign.BLIND_TOO_LONG): (Stage.IDLE, Act.END_UNKNOWN),
    (Stage.UNSTAFFED, Sign.OUT_OF_SERVICE): (Stage.IDLE, Act.END_CLOSED),
}
"""Every move; what is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class AbsenceState:
    """What the rule remembers of a counter between spans; times in ms.

    ``observed_ms`` is the absence that was seen, ``blind_ms`` the blind time inside it, ``last_seen_ms``
    its last seen moment, ``blind_run_ms`` the blind time since (inside only if the absence is seen again).
    ``step`` is the last of the ``steps_reached`` and ``status`` the rule's, as they were when it was reached: limits
    may have changed since.
    """

    stage: Stage = Stage.IDLE
    start_ms: int = 0
    last_seen_ms: int = 0
    observed_ms: int = 0
    blind_ms: int = 0
    blind_run_ms: int = 0
    steps_reached: int = 0
    revision: int = 0
    step: tuple[int, Severity] | None = None
    status: Status = Status.TRIAL


def advance(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    """Fold one settled span of a counter; pure, and the same however the span is cut."""
    events: list[Event] = []
    for start, end, held in context.pieces(span.from_ms, span.to_ms):
        piece = span if (start, end) == (span.from_ms, span.to_ms) else replace(span, from_ms=start, to_ms=end)
        state, found = advance_within(state, piece, limits, context, held)
        events += found
    return state, events


def advance_within(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context, held: Circumstances
) -> tuple[AbsenceState, list[Event]]:
    """As ``advance``, for a span through which ``held`` holds."""
    in_service = held.in_service and TYPE not in held.exempt
    if in_service and span.staff is Presence.PRESENT and state.stage is Stage.STAFFED:
        return state, []  # as most often
    return (_in_service if in_service else _out_of_service)(state, span, limits, context)


def _out_of_service(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    return _move(state, Sign.OUT_OF_SERVICE, span.from_ms, span, limits, context)


def _in_service(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    if span.staff is Presence.PRESENT:
        return _move(state, Sign.PRESENT, span.from_ms, span, limits, context)
    if span.staff is Presence.BLIND:
        return _stay_blind(state, span, limits, context)
    state, events = _move(_seen_again(state, span.from_ms), Sign.ABSENT, span.from_ms, span, limits, context)
    return _stay_away(state, events, span, limits, context)


def _stay_away(
    state: AbsenceState, events: list[Event], span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    """Count seen absence, stopping at every step it reaches."""
    at_ms = span.from_ms
    for after_ms, _ in limits.steps[state.steps_reached :]:
        observed_ms = max(after_ms, state.observed_ms)  # new limits may lie in what was seen before they held
        reached_ms = at_ms + observed_ms - state.observed_ms
        if reached_ms > span.to_ms:
            break
        state = replace(state, observed_ms=observed_ms, last_seen_ms=reached_ms)
        state, found = _move(state, Sign.STEP_REACHED, reached_ms, span, limits, context)
        events, at_ms = events + found, reached_ms
    rest = span.to_ms - at_ms
    return replace(state, observed_ms=state.observed_ms + rest, last_seen_ms=span.to_ms), events


def _stay_blind(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    if state.stage not in (Stage.AWAY, Stage.UNSTAFFED):
        return state, []
    too_long_ms = span.from_ms + limits.blind_ends_after_ms - state.blind_run_ms
    if span.to_ms <= too_long_ms:
        return replace(state, blind_run_ms=state.blind_run_ms + span.to_ms - span.from_ms), []
    return _move(state, Sign.BLIND_TOO_LONG, too_long_ms, span, limits, context)


def _seen_again(state: AbsenceState, at_ms: int) -> AbsenceState:
    """Blind time between two sights of an absence lies inside it; before a return it does not."""
    if state.blind_run_ms == 0:
        return state
    return replace(state, blind_ms=state.blind_ms + state.blind_run_ms, blind_run_ms=0, last_seen_ms=at_ms)


def _move(  # noqa: PLR0913, PLR0917 - the whole situation, once
    state: AbsenceState, sign: Sign, at_ms: int, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> tuple[AbsenceState, list[Event]]:
    """Look the move up, do its act, and say what it gave."""
    stage, act = TABLE.get((state.stage, sign), (state.stage, Act.NOTHING))
    if (stage, act) == (state.stage, Act.NOTHING):
        return state, []
    if act is Act.OPEN:
        return AbsenceState(stage, at_ms, at_ms, revision=0), []
    if act is Act.NOTHING:
        return AbsenceState(stage), []
    grown = replace(state, stage=stage, revision=state.revision + 1)
    if sign is Sign.STEP_REACHED:
        reached, step = state.steps_reached + 1, limits.steps[state.steps_reached]
        grown = replace(grown, step=step, steps_reached=reached, status=limits.status)
    event = _event(grown, act, at_ms, span, limits, context)
    return (grown if stage is Stage.UNSTAFFED else AbsenceState(stage)), [event]


PHASES = {
    Act.START: (Phase.STARTED, None),
    Act.RAISE: (Phase.GRAVER, None),
    Act.END_RETURNED: (Phase.ENDED, Outcome.RETURNED),
    Act.END_UNKNOWN: (Phase.ENDED, Outcome.UNKNOWN),
    Act.END_CLOSED: (Phase.ENDED, Outcome.CLOSED),
}


def _event(  # noqa: PLR0913, PLR0917 - the whole situation, once
    state: AbsenceState, act: Act, at_ms: int, span: SettledSpan, limits: AbsenceLimits, context: Context
) -> Event:
    phase, outcome = PHASES[act]
    end_ms = None if outcome is None else state.last_seen_ms
    if outcome is Outcome.CLOSED and state.blind_run_ms:
        outcome = Outcome.UNKNOWN
    limit_ms, severity = state.step or (state.observed_ms, Severity.NOTICE)  # a state kept before there were steps
    absence = Absence(
        state.start_ms,
        end_ms,
        at_ms,
        state.observed_ms,
        state.blind_ms,
        outcome,
        limit_ms,
        limits.clause,
        limits.version,
    )
    return Event(
        id=f"{context.hall}/{span.counter}/{TYPE}/{state.start_ms}",
        revision=state.revision,
        type=TYPE,
        hall=context.hall,
        counter=span.counter,
        phase=phase,
        at_ms=at_ms,
        start_ms=state.start_ms,
        end_ms=end_ms,
        outcome=outcome,
        observed_s=state.observed_ms / 1000,
        blind_s=state.blind_ms / 1000,
        severity=severity,
        why=why_absent(absence, context),
        limits_version=limits.version,
        zone_version=span.zone_version,
        model_set=span.model_set,
        status=state.status,
    )
