"""What a view believes of behaviour over time: posture, phone, uniform, sign, and whether anything moves.

A look's fact says one value with a probability. Its log-odds are summed for that value against what is believed:
one sum for each other value, Page's CUSUM as in ``vision.evidence``, begun anew at zero. A sum that reaches
``decide`` changes the belief from the moment at which the sum last was zero, though no more than ``backdated_ms``
back; one that has not within ``doubt_expires_ms`` is dropped. While nothing is believed yet a look for one value also
speaks against all others, and the first belief holds from its decision on: nobody waits for it, whoever has just come
back least of all.

A look that cannot judge, or is not more sure than not, is as blind: it moves nothing, its time counts for no value,
and lasting for ``silent_resets_ms`` it makes the belief be given up: whoever comes next may be somebody else. So does
the staff's leaving (``forgotten``). Only the sign holds for ``sign_holds_ms`` of light without a judgement: who
stands before it does not take it away. A still span neither adds nor forgets.

All sums are integers that move by a fixed amount every millisecond, so cutting a span anywhere gives the same.
Most looks say what is believed already, or nothing: they change nothing and cost next to nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple

from vision.datatypes import Fact, Phone, Posture, Sign, Span, Uniform, Value
from vision.evidence import NAT, QUARTER_NAT
from vision.odds import SUREST, log_odds

CANNOT = "cannot_judge"
"""The value that every behaviour has."""


def _weight(score: int) -> int:
    chance = min(score / 15, SUREST)
    return round(4 * log_odds(chance)) if chance > 1 / 2 else 0


WEIGHTS = tuple(_weight(score) for score in range(16))
"""Score of a fact -> its log-odds in quarter nats; 0 from one half downward."""


@dataclass(frozen=True, slots=True)
class BehaviourLimits:
    """How facts are weighed; the sum in units of ``NAT``, times in ms.

    ``decide``: 5 nats are 150 to 1, so that no single look decides (4.9 nats at most, where it holds for 750 ms). Looks
    at a phone in a small picture are hardly surer than not, and many of them must agree: a doubt lasts for
    ``doubt_expires_ms``. What is settled waits for it for ``backdated_ms`` at most. ``silent_resets_ms`` is shorter
    than people take to change places, ``sign_holds_ms`` about as long as a visitor stands before a sign.
    ``still_motion`` is the most motion (0..15) that counts as still: one percent of a view's pixels, about what noise
    and breathing change.
    """

    decide: int = 5 * NAT
    doubt_expires_ms: int = 10_000
    backdated_ms: int = 4_000
    silent_resets_ms: int = 3_000
    sign_holds_ms: int = 300_000
    still_motion: int = 1


DEFAULT_LIMITS = BehaviourLimits()


class Note(NamedTuple, Generic[Value]):
    """From ``from_ms`` on ``value`` is believed; ``sure`` is the score of the surest look that said so.

    Where nothing could be ``judged`` the value is *cannot judge*.
    """

    from_ms: int
    value: Value
    sure: int
    judged: bool


@dataclass(frozen=True, slots=True)
class Doubt(Generic[Value]):
    """The evidence for another ``value``: its sum, the last moment it was zero, its surest look's score."""

    value: Value
    sum: int
    since_ms: int
    sure: int


@dataclass(frozen=True, slots=True)
class Opinion(Generic[Value]):
    """What one view believes of one behaviour.

    ``value`` is *cannot judge* while undecided. ``silent_since_ms`` is since when nothing can be judged (None: it
    can). ``track`` is what was believed when, its first note being what holds where the settled time ends; what is
    later than the oldest of the ``doubts`` may still change, unless nothing is believed yet.
    """

    value: Value
    sure: int = 0
    silent_since_ms: int | None = None
    doubts: tuple[Doubt[Value], ...] = ()
    track: tuple[Note[Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Conduct:
    """What one view believes of all behaviours; ``still`` is (from_ms, whether nothing moves) by time."""

    posture: Opinion[Posture] = Opinion(Posture.CANNOT_JUDGE)
    phone: Opinion[Phone] = Opinion(Phone.CANNOT_JUDGE)
    uniform: Opinion[Uniform] = Opinion(Uniform.CANNOT_JUDGE)
    sign: Opinion[Sign] = Opinion(Sign.CANNOT_JUDGE)
    still: tuple[tuple[int, bool], ...] = ()

    @property
    def varied(self) -> bool:
        """Whether more than one thing was believed in the time that is not handed on yet: it seldom was."""
        return (
            len(self.still) > 1
            or len(self.posture.track) > 1
            or len(self.phone.track) > 1
            or len(self.uniform.track) > 1
            or len(self.sign.track) > 1
        )


def observe(conduct: Conduct, span: Span, limits: BehaviourLimits = DEFAULT_LIMITS, told_until_ms: int = -1) -> Conduct:
    """The beliefs after ``span``; the very same object where it says nothing new.

    Nobody asks any more what was believed before ``told_until_ms``.
    """
    if span.blind_reason is not None:
        return _observed(conduct, span, conduct.still, limits, None, told_until_ms)
    rests = span.motion <= limits.still_motion
    still = conduct.still
    if not still or still[-1][1] is not rests:
        kept = () if span.from_ms <= told_until_ms else still
        still = (*kept, (span.from_ms, rests))
    if span.staff_evidence is None:
        return _unmoved(conduct, (span.from_ms, span.to_ms, told_until_ms), still, limits)
    return _observed(conduct, span, still, limits, span, told_until_ms)


def _observed(  # noqa: PLR0913, PLR0917 - all that is new, once
    conduct: Conduct,
    span: Span,
    still: tuple[tuple[int, bool], ...],
    limits: BehaviourLimits,
    said: Span | None,
    told_until_ms: int,
) -> Conduct:
    """After looks that say what ``said`` says; None: blind."""
    piece = (span.from_ms, span.to_ms, told_until_ms)
    posture = weigh(conduct.posture, said.posture if said else None, piece, limits)
    phone = weigh(conduct.phone, said.phone if said else None, piece, limits)
    uniform = weigh(conduct.uniform, said.uniform if said else None, piece, limits)
    sign = conduct.sign
    if said is None or said.sign.value is not Sign.CANNOT_JUDGE or not _never_seen(sign):
        sign = _sign(sign, said.sign if said else None, piece, limits)
    if (
        posture is conduct.posture
        and phone is conduct.phone
        and uniform is conduct.uniform
        and sign is conduct.sign
        and still is conduct.still
    ):
        return conduct
    return Conduct(posture, phone, uniform, sign, still)


def _unmoved(
    conduct: Conduct, piece: tuple[int, int, int], still: tuple[tuple[int, bool], ...], limits: BehaviourLimits
) -> Conduct:
    """A still span: what was believed, or could not be judged, goes on."""
    to_ms = piece[1]
    return Conduct(
        passed(conduct.posture, to_ms, limits),
        passed(conduct.phone, to_ms, limits),
        passed(conduct.uniform, to_ms, limits),
        _hidden(conduct.sign, piece, limits) if _held(conduct.sign) else passed(conduct.sign, to_ms, limits),
        still,
    )


def _sign(
    sign: Opinion[Sign], fact: Fact[Sign] | None, piece: tuple[int, int, int], limits: BehaviourLimits
) -> Opinion[Sign]:
    """As ``weigh``, but what somebody stands before is held; darkness (None) ends that."""
    if fact is not None and (fact.value is Sign.CANNOT_JUDGE or not WEIGHTS[fact.score]):
        return _hidden(sign, piece, limits)
    if fact is None and _held(sign):
        sign = replace(sign, silent_since_ms=None)
    return weigh(sign, fact, piece, limits)


def _never_seen(sign: Opinion[Sign]) -> bool:
    """Whether it has long been unknown, as where there is none."""
    return sign.value is Sign.CANNOT_JUDGE and sign.silent_since_ms is not None and not sign.doubts


def _held(sign: Opinion[Sign]) -> bool:
    """Whether it is silent and still believed."""
    return sign.silent_since_ms is not None and bool(sign.track) and sign.track[-1].judged


def _hidden(sign: Opinion[Sign], piece: tuple[int, int, int], limits: BehaviourLimits) -> Opinion[Sign]:
    """What is believed goes on for as long as the sign is held, and is silent from then on."""
    from_ms, to_ms, told_until_ms = piece
    if sign.value is Sign.CANNOT_JUDGE or not (sign.silent_since_ms is None or _held(sign)):
        return weigh(sign, None, piece, limits)
    since_ms = from_ms if sign.silent_since_ms is None else sign.silent_since_ms
    over_ms = since_ms + limits.sign_holds_ms
    if sign.doubts:
        sign = _expired(sign, min(to_ms, over_ms), limits)
    if to_ms <= over_ms:
        return sign if sign.silent_since_ms is not None else replace(sign, silent_since_ms=since_ms)
    return weigh(replace(sign, silent_since_ms=None), None, (over_ms, to_ms, told_until_ms), limits)


def forgotten(conduct: Conduct, from_ms: int) -> Conduct:
    """Without anything that was believed of the staff member, who has left at ``from_ms``."""
    return Conduct(
        _forgotten(conduct.posture, from_ms),
        _forgotten(conduct.phone, from_ms),
        _forgotten(conduct.uniform, from_ms),
        conduct.sign,
        conduct.still,
    )


def _forgotten(opinion: Opinion[Value], from_ms: int) -> Opinion[Value]:
    if not opinion.track or (opinion.value == CANNOT and not opinion.doubts and opinion.track[-1].from_ms < from_ms):
        return opinion
    before = tuple(note for note in opinion.track if note.from_ms < from_ms)
    nothing = _cannot(opinion)
    return Opinion(nothing, 0, from_ms, (), _noted(before, Note(from_ms, nothing, 0, judged=False)))


def weigh(
    opinion: Opinion[Value], fact: Fact[Value] | None, piece: tuple[int, int, int], limits: BehaviourLimits
) -> Opinion[Value]:
    """The opinion after a stretch over which looks say ``fact`` (None: blind).

    ``piece``: its begin, its end, and until when nobody asks any more what was believed.
    """
    from_ms, to_ms, told_until_ms = piece
    weight = 0 if fact is None or fact.value == CANNOT else WEIGHTS[fact.score]
    if fact is None or not weight:
        if opinion.silent_since_ms is None:
            opinion = _silenced(opinion, from_ms, told_until_ms)
        elif not opinion.doubts and opinion.value == CANNOT:
            return opinion
        return passed(opinion, to_ms, limits)
    if opinion.silent_since_ms is not None or not opinion.track:
        opinion = _speaking(opinion, from_ms, told_until_ms)
    at_ms = from_ms
    while at_ms < to_ms and (opinion.doubts or fact.value is not opinion.value):
        opinion, at_ms = _piece(opinion, fact, weight * QUARTER_NAT, (at_ms, to_ms), limits)
    if fact.value is opinion.value and fact.score > opinion.sure:
        return _surer(opinion, from_ms, fact.score)
    return opinion


def passed(opinion: Opinion[Value], to_ms: int, limits: BehaviourLimits) -> Opinion[Value]:
    """The opinion at ``to_ms`` when nothing was said until then: doubts end, and at last the belief itself."""
    if opinion.doubts:
        opinion = _expired(opinion, to_ms, limits)
    since_ms = opinion.silent_since_ms
    if opinion.value != CANNOT and since_ms is not None and to_ms - since_ms >= limits.silent_resets_ms:
        return Opinion(_cannot(opinion), 0, since_ms, (), opinion.track)
    return opinion


def settled_until_ms(conduct: Conduct, at_ms: int, limits: BehaviourLimits = DEFAULT_LIMITS) -> int:
    """Everything that is believed before this moment will not change; the conduct stands at ``at_ms`` or later."""
    if not (conduct.posture.doubts or conduct.phone.doubts or conduct.uniform.doubts or conduct.sign.doubts):
        return at_ms
    believed = [o for o in (conduct.posture, conduct.phone, conduct.uniform, conduct.sign) if o.value != CANNOT]
    earliest_ms = at_ms - limits.backdated_ms
    return min([at_ms, *(max(doubt.since_ms, earliest_ms) for opinion in believed for doubt in opinion.doubts)])


def unquestioned(conduct: Conduct) -> Conduct:
    """Without its doubts: the source has ended, and what was believed before them stands."""
    return Conduct(
        replace(conduct.posture, doubts=()),
        replace(conduct.phone, doubts=()),
        replace(conduct.uniform, doubts=()),
        replace(conduct.sign, doubts=()),
        conduct.still,
    )


def borders(conduct: Conduct, until_ms: int) -> Iterator[int]:
    """The moments before ``until_ms`` from which on something else is believed."""
    for opinion in (conduct.posture, conduct.phone, conduct.uniform, conduct.sign):
        if len(opinion.track) > 1:
            yield from (note.from_ms for note in opinion.track[1:] if note.from_ms < until_ms)
    if len(conduct.still) > 1:
        yield from (at_ms for at_ms, _ in conduct.still[1:] if at_ms < until_ms)


def since(conduct: Conduct, from_ms: int) -> Conduct:
    """Without what is no longer needed to tell what is believed from ``from_ms`` on."""
    return Conduct(
        _since(conduct.posture, from_ms),
        _since(conduct.phone, from_ms),
        _since(conduct.uniform, from_ms),
        _since(conduct.sign, from_ms),
        conduct.still if len(conduct.still) <= 1 or conduct.still[1][0] > from_ms else _from(conduct.still, from_ms),
    )


def note_at(opinion: Opinion[Value], at_ms: int) -> Note[Value] | None:
    """What is believed at ``at_ms``, which is not before the track; None where nothing ever was."""
    track = opinion.track
    if len(track) == 1 and track[0].from_ms <= at_ms:
        return track[0]
    for note in reversed(track):
        if note.from_ms <= at_ms:
            return note
    return None


def still_at(conduct: Conduct, at_ms: int) -> bool:
    """Whether nothing moves at ``at_ms``; False before the first look. Darkness goes on as the look before it."""
    for from_ms, still in reversed(conduct.still):
        if from_ms <= at_ms:
            return still
    return False


def _since(opinion: Opinion[Value], from_ms: int) -> Opinion[Value]:
    if len(opinion.track) <= 1 or opinion.track[1].from_ms > from_ms:
        return opinion
    old = sum(note.from_ms <= from_ms for note in opinion.track) - 1
    return Opinion(opinion.value, opinion.sure, opinion.silent_since_ms, opinion.doubts, opinion.track[old:])


def _from(still: tuple[tuple[int, bool], ...], from_ms: int) -> tuple[tuple[int, bool], ...]:
    return still[sum(at_ms <= from_ms for at_ms, _ in still) - 1 :]


def _cannot(opinion: Opinion[Value]) -> Value:
    return type(opinion.value)(CANNOT)


def _noted(track: tuple[Note[Value], ...], note: Note[Value]) -> tuple[Note[Value], ...]:
    """With ``note``, which takes the place of one of the same moment; unchanged where it says nothing new."""
    if track and track[-1].from_ms == note.from_ms:
        track = track[:-1]
    if track and track[-1][1:] == note[1:]:
        return track
    return (*track, note)


def _silenced(opinion: Opinion[Value], at_ms: int, told_until_ms: int) -> Opinion[Value]:
    track = () if at_ms <= told_until_ms else opinion.track
    track = _noted(track, Note(at_ms, _cannot(opinion), 0, judged=False))
    return Opinion(opinion.value, opinion.sure, at_ms, opinion.doubts, track)


def _speaking(opinion: Opinion[Value], at_ms: int, told_until_ms: int) -> Opinion[Value]:
    track = () if at_ms <= told_until_ms else opinion.track
    track = _noted(track, Note(at_ms, opinion.value, opinion.sure, judged=True))
    return Opinion(opinion.value, opinion.sure, None, opinion.doubts, track)


def _surer(opinion: Opinion[Value], at_ms: int, score: int) -> Opinion[Value]:
    from_ms = max([at_ms, *(note.from_ms for note in opinion.track[-1:])])
    track = _noted(opinion.track, Note(from_ms, opinion.value, score, judged=True))
    return Opinion(opinion.value, score, None, opinion.doubts, track)


def _expired(opinion: Opinion[Value], at_ms: int, limits: BehaviourLimits) -> Opinion[Value]:
    kept = tuple(doubt for doubt in opinion.doubts if at_ms - doubt.since_ms < limits.doubt_expires_ms)
    return opinion if len(kept) == len(opinion.doubts) else replace(opinion, doubts=kept)


def _piece(
    opinion: Opinion[Value], fact: Fact[Value], drift: int, piece: tuple[int, int], limits: BehaviourLimits
) -> tuple[Opinion[Value], int]:
    """Advance to the next thing that can happen: the piece's end, a decision, or a doubt's expiry."""
    at_ms = piece[0]
    expiries = [doubt.since_ms + limits.doubt_expires_ms for doubt in opinion.doubts]
    until = min([piece[1], *(expiry for expiry in expiries if expiry > at_ms)])
    doubts = []
    if fact.value is not opinion.value:
        known = next((doubt for doubt in opinion.doubts if doubt.value is fact.value), None)
        rising = known or Doubt(fact.value, 0, at_ms, 0)
        needs_ms = max(0, -(-(limits.decide - rising.sum) // drift))
        sure = max(rising.sure, fact.score)
        if needs_ms <= until - at_ms:
            decided_ms = at_ms + needs_ms
            back_ms = 0 if opinion.value == CANNOT else limits.backdated_ms
            since_ms = max(rising.since_ms, decided_ms - back_ms)
            return _decided(opinion, Doubt(fact.value, limits.decide, since_ms, sure)), decided_ms
        doubts.append(Doubt(fact.value, rising.sum + drift * (until - at_ms), rising.since_ms, sure))
    falls = drift * (until - at_ms) if fact.value is opinion.value or opinion.value == CANNOT else 0
    others = (doubt for doubt in opinion.doubts if doubt.value is not fact.value)
    fallen = (Doubt(doubt.value, doubt.sum - falls, doubt.since_ms, doubt.sure) for doubt in others)
    doubts += [doubt for doubt in fallen if doubt.sum > 0]
    doubts.sort(key=lambda doubt: doubt.value)
    return _expired(replace(opinion, doubts=tuple(doubts)), until, limits), until


def _decided(opinion: Opinion[Value], proved: Doubt[Value]) -> Opinion[Value]:
    """Believe what is proved, dated back to the begin of its doubt; what could not be judged stays so."""
    track: tuple[Note[Value], ...] = ()
    for note, next_ms in zip(opinion.track, [*(note.from_ms for note in opinion.track[1:]), None], strict=True):
        if note.from_ms < proved.since_ms:
            track = _noted(track, note)
        if note.judged and (next_ms is None or next_ms > proved.since_ms):
            track = _noted(track, Note(max(note.from_ms, proved.since_ms), proved.value, proved.sure, judged=True))
        elif not note.judged and note.from_ms >= proved.since_ms:
            track = _noted(track, note)
    return Opinion(proved.value, proved.sure, None, (), track)
