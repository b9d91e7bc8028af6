"""From the spans of a counter's views to its settled time: what each view believes, put together.

Presence needs any view; absence needs a view that covers the whole counter, is not blind and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from vision.datatypes import BlindReason, Covers, Presence, SettledSpan, Span
from vision.evidence import DEFAULT_LIMITS, NAT, Belief, EvidenceLimits, Sight, Stretch, give_up, weigh

NOTABLE = NAT // 2
"""Evidence against a belief that is worth telling: about a look's; a fourth of it is what the faintest look says."""


@dataclass(frozen=True, slots=True)
class ViewJudgement:
    """What one view believes of staff and visitors, and the stretches it has settled but not yet handed on."""

    covers: Covers
    staff: Belief
    customer: Belief
    staff_settled: tuple[Stretch, ...] = ()
    customer_settled: tuple[Stretch, ...] = ()

    @classmethod
    def at(cls, at_ms: int, covers: Covers = Covers.FULL) -> "ViewJudgement":
        """Knowing nothing, at ``at_ms``."""
        return cls(covers, Belief.at(at_ms), Belief.at(at_ms))


@dataclass(frozen=True, slots=True)
class CounterJudgement:
    """What is known of one counter: its views, and until when its time has been handed on as settled."""

    counter: str
    views: Mapping[str, ViewJudgement]
    settled_until_ms: int
    zone_version: int = 1
    model_set: str = ""

    @classmethod
    def at(cls, counter: str, views: Mapping[str, Covers], at_ms: int) -> "CounterJudgement":
        """Knowing nothing of ``counter``, whose views are ``views`` (id to cover), at ``at_ms``."""
        return cls(counter, {view: ViewJudgement.at(at_ms, covers) for view, covers in views.items()}, at_ms)


def take(
    judgement: CounterJudgement, span: Span, limits: EvidenceLimits = DEFAULT_LIMITS
) -> tuple[CounterJudgement, list[SettledSpan]]:
    """The counter's judgement after one more span of one of its views, and what has been settled by it.

    Raises ValueError when the view is not one of the counter's or its spans leave a gap.
    """
    known = judgement.views.get(span.view)
    if known is None:
        msg = f"wanted a span of one of {sorted(judgement.views)}, got one of {span.view!r}"
        raise ValueError(msg)
    staff, staff_done = weigh(known.staff, _sight(span, span.staff_evidence), limits)
    customer, customer_done = weigh(known.customer, _sight(span, span.customer_evidence), limits)
    view = ViewJudgement(
        known.covers,
        staff,
        customer,
        (*known.staff_settled, *staff_done),
        (*known.customer_settled, *customer_done),
    )
    views = {**judgement.views, span.view: view}
    return _hand_on(
        CounterJudgement(judgement.counter, views, judgement.settled_until_ms, span.zone_version, span.model_set)
    )


def finish(judgement: CounterJudgement) -> tuple[CounterJudgement, list[SettledSpan]]:
    """Settle what is still in doubt as it was believed before the doubt: the source has ended."""
    views = {}
    for name, view in judgement.views.items():
        staff, staff_rest = give_up(view.staff)
        customer, customer_rest = give_up(view.customer)
        views[name] = replace(
            view,
            staff=staff,
            customer=customer,
            staff_settled=(*view.staff_settled, *staff_rest),
            customer_settled=(*view.customer_settled, *customer_rest),
        )
    return _hand_on(replace(judgement, views=views))


def live_state(judgement: CounterJudgement) -> Presence:
    """What is believed of the staff this very moment; it may still be revised."""
    views = judgement.views.values()
    now = [(v.covers, Presence.BLIND if v.staff.blind_since_ms is not None else v.staff.state) for v in views]
    if any(state is Presence.PRESENT for _, state in now):
        return Presence.PRESENT
    return Presence.ABSENT if (Covers.FULL, Presence.ABSENT) in now else Presence.BLIND


def is_in_doubt(judgement: CounterJudgement) -> bool:
    """Whether looks speak against what is believed of the staff this moment, though not enough yet to change it."""
    return any(_contradicted(view.staff) >= NOTABLE for view in judgement.views.values())


def _contradicted(staff: Belief) -> int:
    """The sum of the evidence against a belief; none against one that is blind or undecided."""
    if staff.blind_since_ms is not None or staff.state is Presence.BLIND:
        return 0
    return max(staff.for_present.sum, staff.for_absent.sum)


def _sight(span: Span, evidence: int | None) -> Sight:
    return Sight(span.from_ms, span.to_ms, evidence, span.blind_reason)


def _hand_on(judgement: CounterJudgement) -> tuple[CounterJudgement, list[SettledSpan]]:
    """Put together what every view has settled, up to the moment the slowest has reached."""
    views = judgement.views.values()
    horizon = min(min(view.staff.settled_until_ms, view.customer.settled_until_ms) for view in views)
    if horizon <= judgement.settled_until_ms:
        return judgement, []
    tracks = [(view.covers, view.staff_settled, view.customer_settled) for view in views]
    borders = _borders([s for _, staff, customer in tracks for s in (*staff, *customer)], horizon)
    spans = [_together(judgement, tracks, start, end) for start, end in pairwise(borders)]
    kept = {name: _kept(view, horizon) for name, view in judgement.views.items()}
    return (
        CounterJudgement(judgement.counter, kept, horizon, judgement.zone_version, judgement.model_set),
        spans,
    )


def _kept(view: ViewJudgement, horizon: int) -> ViewJudgement:
    """The view without what has been handed on."""
    staff, customer = _from(view.staff_settled, horizon), _from(view.customer_settled, horizon)
    return ViewJudgement(view.covers, view.staff, view.customer, staff, customer)


def _borders(stretches: list[Stretch], horizon: int) -> list[int]:
    return sorted({edge for s in stretches for edge in (s.from_ms, s.to_ms) if edge < horizon} | {horizon})


def _from(stretches: tuple[Stretch, ...], at_ms: int) -> tuple[Stretch, ...]:
    if not stretches or stretches[-1].to_ms <= at_ms:  # most often all was handed on
        return ()
    return tuple(s._replace(from_ms=max(s.from_ms, at_ms)) for s in stretches if s.to_ms > at_ms)


def _at(stretches: tuple[Stretch, ...], at_ms: int) -> Stretch:
    return next(s for s in stretches if s.from_ms <= at_ms < s.to_ms)


Tracks = list[tuple[Covers, tuple[Stretch, ...], tuple[Stretch, ...]]]


def _together(judgement: CounterJudgement, tracks: Tracks, start: int, end: int) -> SettledSpan:
    staff = [(covers, _at(stretches, start)) for covers, stretches, _ in tracks]
    customer = [(covers, _at(stretches, start)) for covers, _, stretches in tracks]
    state, reason = _agree(staff)
    return SettledSpan(
        judgement.counter,
        start,
        end,
        state,
        _agree(customer)[0],
        reason,
        judgement.zone_version,
        judgement.model_set,
    )


def _agree(views: list[tuple[Covers, Stretch]]) -> tuple[Presence, BlindReason | None]:
    """Anybody's sight of somebody counts; nobody's absence counts unless the view could have seen them."""
    if any(s.state is Presence.PRESENT for _, s in views):
        return Presence.PRESENT, None
    full = [s for covers, s in views if covers is Covers.FULL]
    if any(s.state is Presence.ABSENT for s in full):
        return Presence.ABSENT, None
    blind = next((s.blind_reason for s in (*full, *(s for _, s in views)) if s.blind_reason), None)
    return Presence.BLIND, blind or BlindReason.UNDECIDED
