"""``presence.absent`` (P1): the counter is left while it should be staffed.

The counter is *away* from the first second nobody is there; the event starts when the seen part of the
absence reaches the first step, and gets graver at each further one. Blind time is never counted towards a
step, and an absence that has been blind for too long ends as *unknown*: nobody knows whether it went on.

Time that is declared (a slip) or covered is never counted towards a step either. An absence that lasts as long as the
first step is recorded even so, on trial: what is counted after the slip or the cover is over makes it graver.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from vision.datatypes import Event, Outcome, Phase, Presence, SettledSpan, Severity, Status
from vision.datatypes import Sign as SignFact
from vision.rules.circumstances import Circumstances, Service
from vision.rules.context import Context
from vision.rules.pieces import pieces_of
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
    RECORDED = "recorded"
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
    (Stage.AWAY, Sign.RECORDED): (Stage.UNSTAFFED, Act.START),
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
    may have changed since. Of one that is only recorded it is the first step, not reached yet.

    Of ``observed_ms``: ``declared_ms`` under a slip, the last of which is due at ``due_ms``, ``covered_ms`` covered,
    ``excused_ms`` either of both; ``sign_ms`` with the sign up, ``unsigned_ms`` with it seen not to be.
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
    excused_ms: int = 0
    declared_ms: int = 0
    due_ms: int = 0
    covered_ms: int = 0
    sign_ms: int = 0
    unsigned_ms: int = 0

    @property
    def counted_ms(self) -> int:
        """How much of the absence counts towards the steps."""
        return self.observed_ms - self.excused_ms


class Case(NamedTuple):
    """What a span is judged by: the limits, the counter's surroundings and what holds of them."""

    limits: AbsenceLimits
    context: Context
    circumstances: Circumstances


Told = tuple[AbsenceState, list[Event]]


def advance(state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context) -> Told:
    """Fold one settled span of a counter; pure, and the same however the span is cut."""
    events: list[Event] = []
    for piece, circumstances in pieces_of(span, context):
        state, found = advance_within(state, piece, limits, context, circumstances)
        events += found
    return state, events


def advance_within(
    state: AbsenceState, span: SettledSpan, limits: AbsenceLimits, context: Context, circumstances: Circumstances
) -> Told:
    """As ``advance``, for a span through which ``circumstances`` hold."""
    in_service = circumstances.service is Service.OPEN and TYPE not in circumstances.exempt
    if in_service and span.staff is Presence.PRESENT and state.stage is Stage.STAFFED:
        return state, []  # as most often
    case = Case(limits, context, circumstances)
    return _in_service(state, span, case) if in_service else _move(state, Sign.OUT_OF_SERVICE, span.from_ms, span, case)


def _in_service(state: AbsenceState, span: SettledSpan, case: Case) -> Told:
    if span.staff is Presence.PRESENT:
        return _move(state, Sign.PRESENT, span.from_ms, span, case)
    if span.staff is Presence.BLIND:
        return _stay_blind(state, span, case)
    state, _ = _move(_seen_again(state, span.from_ms), Sign.ABSENT, span.from_ms, span, case)
    return _stay_away(state, span, case)


def _stay_away(state: AbsenceState, span: SettledSpan, case: Case) -> Told:
    """Count seen absence, stopping at all that it reaches."""
    at_ms, events = span.from_ms, list[Event]()
    while True:
        after_ms, sign = _next(state, case)
        if at_ms + after_ms > span.to_ms:
            break
        at_ms += after_ms
        state, found = _move(_grown(state, after_ms, at_ms, span, case), sign, at_ms, span, case)
        events += found
    return _grown(state, span.to_ms - at_ms, span.to_ms, span, case), events


NEVER_MS = 2**62


def _next(state: AbsenceState, case: Case) -> tuple[int, Sign]:
    """After how much more seen absence what is reached; limits that are new may lie in what was seen before them."""
    steps = case.limits.steps
    step_ms = record_ms = NEVER_MS
    if state.steps_reached < len(steps) and not case.circumstances.excused:
        step_ms = max(0, steps[state.steps_reached][0] - state.counted_ms)
    if state.stage is Stage.AWAY and steps:
        record_ms = max(0, steps[0][0] - state.observed_ms)
    return (step_ms, Sign.STEP_REACHED) if step_ms <= record_ms else (record_ms, Sign.RECORDED)


def _grown(state: AbsenceState, by_ms: int, to_ms: int, span: SettledSpan, case: Case) -> AbsenceState:
    """The absence seen for ``by_ms`` more, up to ``to_ms``."""
    around, sign = case.circumstances, span.sign
    return replace(
        state,
        observed_ms=state.observed_ms + by_ms,
        last_seen_ms=to_ms,
        excused_ms=state.excused_ms + by_ms * around.excused,
        declared_ms=state.declared_ms + by_ms * (around.declared is not None),
        due_ms=state.due_ms if around.declared is None else around.declared.due_ms,
        covered_ms=state.covered_ms + by_ms * around.covered,
        sign_ms=state.sign_ms + by_ms * (sign is SignFact.SHOWN),
        unsigned_ms=state.unsigned_ms + by_ms * (sign is SignFact.NOT_SHOWN),
    )


def _stay_blind(state: AbsenceState, span: SettledSpan, case: Case) -> Told:
    if state.stage not in (Stage.AWAY, Stage.UNSTAFFED):
        return state, []
    too_long_ms = span.from_ms + case.limits.blind_ends_after_ms - state.blind_run_ms
    if span.to_ms <= too_long_ms:
        return replace(state, blind_run_ms=state.blind_run_ms + span.to_ms - span.from_ms), []
    return _move(state, Sign.BLIND_TOO_LONG, too_long_ms, span, case)


def _seen_again(state: AbsenceState, at_ms: int) -> AbsenceState:
    """Blind time between two sights of an absence lies inside it; before a return it does not."""
    if state.blind_run_ms == 0:
        return state
    return replace(state, blind_ms=state.blind_ms + state.blind_run_ms, blind_run_ms=0, last_seen_ms=at_ms)


def _move(state: AbsenceState, sign: Sign, at_ms: int, span: SettledSpan, case: Case) -> Told:
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
        reached, step = state.steps_reached + 1, case.limits.steps[state.steps_reached]
        grown = replace(grown, step=step, steps_reached=reached, status=case.limits.status)
    if sign is Sign.RECORDED:
        grown = replace(grown, step=case.limits.steps[0], status=Status.TRIAL)
    event = _event(grown, act, at_ms, span, case)
    return (grown if stage is Stage.UNSTAFFED else AbsenceState(stage)), [event]


PHASES = {
    Act.START: (Phase.STARTED, None),
    Act.RAISE: (Phase.GRAVER, None),
    Act.END_RETURNED: (Phase.ENDED, Outcome.RETURNED),
    Act.END_UNKNOWN: (Phase.ENDED, Outcome.UNKNOWN),
    Act.END_CLOSED: (Phase.ENDED, Outcome.CLOSED),
}


def _event(state: AbsenceState, act: Act, at_ms: int, span: SettledSpan, case: Case) -> Event:
    (phase, outcome), (limits, context, _) = PHASES[act], case
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
        state.declared_ms,
        state.due_ms,
        state.covered_ms,
        state.sign_ms,
        state.unsigned_ms,
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
