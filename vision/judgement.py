"""From the spans of a counter's views to its settled time: what each view believes, put together.

Presence needs any view; absence needs a view that covers the whole counter, is not blind and says so. Of behaviour
the surest view is believed: of those that see staff there and can judge it, the one whose belief rests on the look
with the highest score, a full view before a part, then in the order of the site.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vision import behaviour_evidence as behaviour
from vision.behaviour_evidence import BehaviourLimits, Conduct, Opinion
from vision.datatypes import (
    BlindReason,
    Covers,
    Phone,
    Posture,
    Presence,
    SettledSpan,
    Sign,
    Span,
    Uniform,
    Value,
)
from vision.evidence import DEFAULT_LIMITS, NAT, Belief, EvidenceLimits, Sight, Stretch, give_up, weigh

NOTABLE = NAT // 2
"""Evidence against a belief that is worth telling: about a look's; a fourth of it is what the faintest look says."""


@dataclass(frozen=True, slots=True)
class ViewJudgement:
    """What one view believes of staff, visitors and conduct, and the stretches it has settled but not yet handed on.

    ``watched`` is (from_ms, whether it looks for visitors) by time: a look that tells of staff and not of visitors is
    of a view without a zone for them.
    """

    covers: Covers
    staff: Belief
    customer: Belief
    staff_settled: tuple[Stretch, ...] = ()
    customer_settled: tuple[Stretch, ...] = ()
    conduct: Conduct = Conduct()  # noqa: RUF009 - frozen
    watched: tuple[tuple[int, bool], ...] = ()

    @classmethod
    def at(cls, at_ms: int, covers: Covers = Covers.FULL) -> "ViewJudgement":
        """Knowing nothing, at ``at_ms``."""
        return cls(covers, Belief.at(at_ms), Belief.at(at_ms))


VISITOR_GONE_MS = 30_000
"""A visitor who has not been seen for so long has gone: who is there next has come anew."""


VISIT_LOST_MS = 300_000
"""Blind for longer than this nobody knows who came and went: as long as rules take a blind stretch to lie within."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Whether a visitor was there when staff was last seen (None: nobody knows).

    ``unseen_ms``: for how long none has been seen since; ``blind_ms``: how long staff or visitors are blind by now.
    """

    at_leaving: bool | None = False
    unseen_ms: int = 0
    blind_ms: int = 0


ATTENDED, ALONE, LOST = Visit(at_leaving=True), Visit(), Visit(at_leaving=None)


@dataclass(frozen=True, slots=True)
class CounterJudgement:
    """What is known of one counter: its views, and until when its time has been handed on as settled.

    ``sign_up``: the sign stood there when it was last judged.
    """

    counter: str
    views: Mapping[str, ViewJudgement]
    settled_until_ms: int
    zone_version: int = 1
    model_set: str = ""
    visit: Visit = ALONE
    sign_up: bool = False

    @classmethod
    def at(cls, counter: str, views: Mapping[str, Covers], at_ms: int) -> "CounterJudgement":
        """Knowing nothing of ``counter``, whose views are ``views`` (id to cover), at ``at_ms``."""
        return cls(counter, {view: ViewJudgement.at(at_ms, covers) for view, covers in views.items()}, at_ms)


def take(
    judgement: CounterJudgement,
    span: Span,
    limits: EvidenceLimits = DEFAULT_LIMITS,
    behaviour_limits: BehaviourLimits = behaviour.DEFAULT_LIMITS,
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
    until_ms = judgement.settled_until_ms
    if staff.state is Presence.ABSENT and known.staff.state is not Presence.ABSENT:
        conduct = _left(known.conduct, span, staff_done, behaviour_limits, until_ms)
    else:
        conduct = behaviour.observe(known.conduct, span, behaviour_limits, until_ms)
    view = ViewJudgement(
        known.covers,
        staff,
        customer,
        (*known.staff_settled, *staff_done),
        (*known.customer_settled, *customer_done),
        conduct,
        known.watched if span.staff_evidence is None or span.blind_reason else _watched(known.watched, span),
    )
    views = {span.view: view} if len(judgement.views) == 1 else {**judgement.views, span.view: view}
    return _hand_on(judgement, views, (span.zone_version, span.model_set), behaviour_limits)


def _watched(track: tuple[tuple[int, bool], ...], span: Span) -> tuple[tuple[int, bool], ...]:
    """The ``track`` of whether a view looks for visitors, after a look that tells of staff."""
    watches = span.customer_evidence is not None
    return track if track and track[-1][1] is watches else (*track, (span.from_ms, watches))


def _watches(view: ViewJudgement, at_ms: int) -> bool:
    for from_ms, watches in reversed(view.watched):
        if from_ms <= at_ms:
            return watches
    return False


def _left(
    conduct: Conduct, span: Span, settled: Sequence[Stretch], limits: BehaviourLimits, told_until_ms: int
) -> Conduct:
    """The conduct after a ``span`` within which it is decided that staff have left: whoever comes is somebody else."""
    left = [s for s in settled if s.state is Presence.ABSENT]
    decided_ms = next(s.to_ms for s in left if s.to_ms > span.from_ms)
    before = replace(span, to_ms=decided_ms)
    conduct = behaviour.forgotten(behaviour.observe(conduct, before, limits, told_until_ms), left[0].from_ms)
    if decided_ms == span.to_ms:
        return conduct
    return behaviour.observe(conduct, replace(span, from_ms=decided_ms), limits, told_until_ms)


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
            conduct=behaviour.unquestioned(view.conduct),
        )
    return _hand_on(judgement, views, (judgement.zone_version, judgement.model_set))


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


def _hand_on(
    judgement: CounterJudgement,
    views: Mapping[str, ViewJudgement],
    versions: tuple[int, str],
    limits: BehaviourLimits = behaviour.DEFAULT_LIMITS,
) -> tuple[CounterJudgement, list[SettledSpan]]:
    """Put together what all ``views`` have settled since ``judgement``, up to the moment the slowest has reached.

    ``versions``: of the zones and of the networks.
    """
    begin, before, spans = judgement.settled_until_ms, (judgement.visit, judgement.sign_up), list[SettledSpan]()
    every = tuple(views.values())
    horizon = min([_settled_until_ms(view, limits) for view in every])
    if horizon > begin:
        for start, end in pairwise(_borders(every, begin, horizon)):
            span, before = _together((judgement.counter, start, end), every, before, versions)
            spans.append(span)
        views = {name: _kept(view, horizon) for name, view in views.items()}
    return CounterJudgement(judgement.counter, views, max(begin, horizon), *versions, *before), spans


def _settled_until_ms(view: ViewJudgement, limits: BehaviourLimits) -> int:
    until_ms = min(view.staff.settled_until_ms, view.customer.settled_until_ms)
    return behaviour.settled_until_ms(view.conduct, until_ms, limits)


def _kept(view: ViewJudgement, horizon: int) -> ViewJudgement:
    """The view without what has been handed on."""
    staff, customer = _from(view.staff_settled, horizon), _from(view.customer_settled, horizon)
    conduct = behaviour.since(view.conduct, horizon) if view.conduct.varied else view.conduct
    watched = view.watched
    if len(watched) > 1:
        watched = watched[max(0, sum(at_ms <= horizon for at_ms, _ in watched) - 1) :]
    return ViewJudgement(view.covers, view.staff, view.customer, staff, customer, conduct, watched)


def _borders(views: Sequence[ViewJudgement], begin: int, horizon: int) -> Sequence[int]:
    edges = [begin, horizon]
    for view in views:
        for settled in (view.staff_settled, view.customer_settled):
            if len(settled) > 1 or settled[-1].to_ms < horizon:
                edges += [stretch.to_ms for stretch in settled if stretch.to_ms < horizon]
        if len(view.watched) > 1:
            edges += [at_ms for at_ms, _ in view.watched if begin < at_ms < horizon]
        if view.conduct.varied:
            edges += [edge for edge in behaviour.borders(view.conduct, horizon) if edge > begin]
    return edges if len(edges) == 2 else sorted(set(edges))  # noqa: PLR2004 - most often nothing lies between


def _from(stretches: tuple[Stretch, ...], at_ms: int) -> tuple[Stretch, ...]:
    if not stretches or stretches[-1].to_ms <= at_ms:  # most often all was handed on
        return ()
    return tuple(s._replace(from_ms=max(s.from_ms, at_ms)) for s in stretches if s.to_ms > at_ms)


def _at(stretches: tuple[Stretch, ...], at_ms: int) -> Stretch:
    if len(stretches) == 1:
        return stretches[0]
    return next(s for s in stretches if s.from_ms <= at_ms < s.to_ms)


def _together(
    piece: tuple[str, int, int],
    views: Sequence[ViewJudgement],
    before: tuple[Visit, bool],
    versions: tuple[int, str],
) -> tuple[SettledSpan, tuple[Visit, bool]]:
    """All views' beliefs over ``piece`` of a counter, through which none changes, as one.

    With the visit and whether the sign is up: as they were ``before``, and at its end.
    """
    (counter, start, end), (visit, sign_up), (zones, networks) = piece, before, versions
    agreed = _of_one(views[0], start) if len(views) == 1 else _of_all(views, start)
    (staff, reason), customer, done, sign, still, watches = agreed
    visit = _visit(visit, staff, customer, end - start)
    sign_up = sign_up if sign is Sign.CANNOT_JUDGE else sign is Sign.SHOWN
    served = visit.at_leaving if customer is Presence.PRESENT and staff is Presence.ABSENT else False
    lost = sign_up and sign is Sign.CANNOT_JUDGE
    span = SettledSpan(
        counter, start, end, staff, customer, reason, zones, networks, *done, sign, still, served, watches, lost
    )
    return span, (visit, sign_up)


Staff = tuple[Presence, BlindReason | None]
Done = tuple[Posture, Phone, Uniform]
"""What the staff member does."""

NOTHING_DONE: Done = (Posture.CANNOT_JUDGE, Phone.CANNOT_JUDGE, Uniform.CANNOT_JUDGE)

Agreed = tuple[Staff, Presence, Done, Sign, bool, bool]
"""Of staff, of visitors, what staff do, the sign, whether nothing moves, whether anybody looks for visitors."""


def _of_one(view: ViewJudgement, at_ms: int) -> Agreed:
    """What ``_of_all`` would say of a counter with a single view, at a third of its cost."""
    staff, customer, conduct = _at(view.staff_settled, at_ms), _at(view.customer_settled, at_ms), view.conduct
    if view.covers is not Covers.FULL:  # its absence is none
        return _of_all((view,), at_ms)
    done, still = NOTHING_DONE, False
    if staff.state is Presence.PRESENT:
        posture = behaviour.note_at(conduct.posture, at_ms)
        phone, uniform = behaviour.note_at(conduct.phone, at_ms), behaviour.note_at(conduct.uniform, at_ms)
        if posture and phone and uniform:
            done, still = (posture.value, phone.value, uniform.value), behaviour.still_at(conduct, at_ms)
        else:  # nothing was ever said of one of them
            done, still = _done((view,), at_ms)
    sign = behaviour.note_at(conduct.sign, at_ms)
    return (
        (staff.state, staff.blind_reason),
        customer.state,
        done,
        sign.value if sign else Sign.CANNOT_JUDGE,
        still,
        _watches(view, at_ms),
    )


def _of_all(views: Sequence[ViewJudgement], at_ms: int) -> Agreed:
    """What the views believe at ``at_ms``, put together."""
    staff = [(view.covers, _at(view.staff_settled, at_ms)) for view in views]
    state, reason = _agree(staff)
    customer, _ = _agree([(view.covers, _at(view.customer_settled, at_ms)) for view in views])
    seeing = [view for view, (_, s) in zip(views, staff, strict=True) if s.state is Presence.PRESENT]
    done, still = _done(seeing, at_ms) if seeing else (NOTHING_DONE, False)
    sign = _surest([(view.covers, view.conduct.sign) for view in views], at_ms, Sign.CANNOT_JUDGE)
    return (state, reason), customer, done, sign, still, any(_watches(view, at_ms) for view in views)


def _done(seeing: Sequence[ViewJudgement], at_ms: int) -> tuple[Done, bool]:
    """What the staff member does at ``at_ms``, as the views say that see them, and whether nothing moves."""
    done = (
        _surest([(view.covers, view.conduct.posture) for view in seeing], at_ms, Posture.CANNOT_JUDGE),
        _surest([(view.covers, view.conduct.phone) for view in seeing], at_ms, Phone.CANNOT_JUDGE),
        _surest([(view.covers, view.conduct.uniform) for view in seeing], at_ms, Uniform.CANNOT_JUDGE),
    )
    return done, all(behaviour.still_at(view.conduct, at_ms) for view in seeing)


def _visit(visit: Visit, staff: Presence, customer: Presence, lasts_ms: int) -> Visit:
    if customer is Presence.BLIND or staff is Presence.BLIND:
        return _unwatched(visit, lasts_ms)
    if staff is Presence.PRESENT:
        return ATTENDED if customer is Presence.PRESENT else ALONE
    if visit.at_leaving is False:
        return ALONE
    if customer is Presence.PRESENT:
        return ATTENDED if visit.at_leaving else LOST
    unseen_ms = visit.unseen_ms + lasts_ms
    return ALONE if unseen_ms >= VISITOR_GONE_MS else Visit(visit.at_leaving, unseen_ms)


def _unwatched(visit: Visit, lasts_ms: int) -> Visit:
    """A visit stands still while it is blind; of one that stands for too long nothing is known any more."""
    if visit.at_leaving is None:
        return visit
    blind_ms = visit.blind_ms + lasts_ms
    return LOST if blind_ms > VISIT_LOST_MS else Visit(visit.at_leaving, visit.unseen_ms, blind_ms)


def _surest(opinions: Sequence[tuple[Covers, Opinion[Value]]], at_ms: int, cannot: Value) -> Value:
    """What the surest of the views believes at ``at_ms``; one that cannot judge has no say."""
    value, most = cannot, (0, False)
    for covers, opinion in opinions:
        note = behaviour.note_at(opinion, at_ms)
        if note is not None and note.value is not cannot and (note.sure, covers is Covers.FULL) > most:
            value, most = note.value, (note.sure, covers is Covers.FULL)
    return value


def _agree(views: Sequence[tuple[Covers, Stretch]]) -> Staff:
    """Anybody's sight of somebody counts; nobody's absence counts unless the view could have seen them."""
    if any(s.state is Presence.PRESENT for _, s in views):
        return Presence.PRESENT, None
    full = [s for covers, s in views if covers is Covers.FULL]
    if any(s.state is Presence.ABSENT for s in full):
        return Presence.ABSENT, None
    blind = next((s.blind_reason for s in (*full, *(s for _, s in views)) if s.blind_reason), None)
    return Presence.BLIND, blind or BlindReason.UNDECIDED
