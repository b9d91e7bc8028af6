"""All rules over one counter's settled time. Nearly all of it is nothing to any rule, and takes the short way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from vision.datatypes import BlindReason, Event, Phase, Phone, Posture, Presence, SettledSpan, Sign, Taught, Uniform
from vision.rules.circumstances import ALWAYS, Circumstances, Service
from vision.rules.context import Context
from vision.rules.held import IDLE, Case, HeldState, Stage, Told, advance, swallow
from vision.rules.registry import RULES
from vision.rules.rule import NEVER, Answer, HeldLimits

States = Mapping[str, HeldState]
"""Rule -> what it remembers of a counter; one that remembers nothing is left out."""

Limits = Mapping[str, HeldLimits]
"""Rule -> its limits; one that is left out is off."""


def judge(
    states: States, span: SettledSpan, limits: Limits, context: Context, circumstances: Circumstances = ALWAYS
) -> tuple[States, list[Event]]:
    """Fold one settled span through which ``circumstances`` hold; the very same ``states`` where nothing changes."""
    asked = _asking(
        span.staff,
        span.customer,
        span.posture,
        span.phone,
        span.uniform,
        span.sign,
        span.still,
        span.served,
        span.watches_visitors,
        span.sign_lost,
        span.taught,
    )
    service = circumstances.service
    asking = asked.in_service if service is Service.OPEN else asked.else_during.get(service, NOTHING)
    if not states and not asking:
        return states, []
    after, told = dict(states), dict[str, list[Event]]()
    for name, rule in RULES.items():
        if name not in states and (name not in asking or not limits.get(name, NEVER).marks()):
            continue
        case, state = Case(name, rule, limits.get(name, NEVER), context, circumstances), states.get(name, IDLE)
        if (graver := rule.swallowed_by) is None:
            state, told[name] = advance(state, span, case)
        else:
            pieces = _swallowed(span, states.get(graver, IDLE), told.get(graver, []))
            state, told[name] = _advanced(state, pieces, case)
        after.pop(name, None)
        if state != IDLE:
            after[name] = state
    return after, [event for events in told.values() for event in events]


NOTHING = frozenset[str]()


class Asking(NamedTuple):
    """The rules that see in a span what they wait for: those that hold in service, and those that hold otherwise."""

    in_service: frozenset[str]
    else_during: Mapping[Service, frozenset[str]]


@lru_cache(maxsize=4096)
def _asking(  # noqa: PLR0913, PLR0917 - all that a rule may read of a span
    staff: Presence,
    customer: Presence,
    posture: Posture,
    phone: Phone,
    uniform: Uniform,
    sign: Sign,
    still: bool,  # noqa: FBT001 - as the span has it
    served: bool | None,  # noqa: FBT001 - as the span has it
    watches_visitors: bool,  # noqa: FBT001 - as the span has it
    sign_lost: bool,  # noqa: FBT001 - as the span has it
    taught: Taught,
) -> Asking:
    """The rules that see in such a span what they wait for."""
    reason = BlindReason.UNDECIDED if staff is Presence.BLIND else None
    told = (posture, phone, uniform, sign, still, served, watches_visitors, sign_lost, taught)
    like = SettledSpan("", 0, 1, staff, customer, reason, 1, "", *told)
    seen = {name: rule.during for name, rule in RULES.items() if rule.seen(like) is Answer.YES}
    by_service = {
        service: frozenset(name for name, during in seen.items() if during in {service, None}) for service in Service
    }
    return Asking(by_service.pop(Service.OPEN), by_service)


def _swallowed(span: SettledSpan, graver: HeldState, told: Sequence[Event]) -> Iterator[tuple[SettledSpan, bool]]:
    """``span`` cut where a graver rule, which stood at ``graver``, began and ended to find it; and whether it has."""
    found, at_ms = graver.stage is Stage.FOUND, span.from_ms
    for event in told:
        if event.at_ms > at_ms:
            yield replace(span, from_ms=at_ms, to_ms=event.at_ms), found
            at_ms = event.at_ms
        found = event.phase is not Phase.ENDED
    if at_ms == span.from_ms:
        yield span, found
    elif at_ms < span.to_ms:
        yield replace(span, from_ms=at_ms), found


def _advanced(state: HeldState, pieces: Iterator[tuple[SettledSpan, bool]], case: Case[SettledSpan]) -> Told:
    events: list[Event] = []
    for piece, swallowed in pieces:
        if swallowed:
            state, found = swallow(state, piece, case)
        else:
            state, found = advance(state, piece, case)
        events += found
    return state, events
