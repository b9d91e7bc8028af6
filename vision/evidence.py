"""Evidence over time: many unsure looks become one sure answer, dated to when it became true.

Two sums run over a view's spans. The *log-odds* (somebody against nobody) decide: beyond one limit the
belief is *present*, beyond the other *absent*, in between it stays what it was. They are clamped, which is
how a two-state hidden Markov filter saturates, and old evidence fades, so that a long watch can still be
talked out of its belief within seconds. An absence that fades away altogether, because looks say neither yes
nor no, is given up: somebody may be there. The *doubt* dates: Page's CUSUM of the evidence against the belief
(E. S. Page, Continuous inspection schemes, Biometrika 1954), whose last zero is the most likely moment
of the change. Until a doubt is dismissed or proves right, the time since its begin is not settled.

All sums are integers that move by a fixed amount every millisecond, so cutting a span anywhere gives
exactly the same belief.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from vision.datatypes import BlindReason, Presence

LOOK_MS = 500
"""A look's evidence speaks for this long: the design's two looks a second."""

QUARTER_NAT = 16
"""What one quarter nat of evidence adds to a sum each millisecond."""

NAT = 4 * QUARTER_NAT * LOOK_MS
"""One nat of evidence, in the sums' unit."""


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How evidence is weighed; sums in units of ``NAT``, times in ms.

    ``decide`` is the hysteresis: log-odds of 2 nats are 7 to 1. ``clamp`` is the surest a belief gets,
    ``forget_per_ms`` what fades of it. A doubt that has not been proved within ``doubt_expires_ms`` is
    dropped, a belief that has been blind for ``blind_resets_ms`` is given up.
    """

    decide: int = 2 * NAT
    clamp: int = 3 * NAT
    forget_per_ms: int = 2
    doubt_expires_ms: int = 20_000
    blind_resets_ms: int = 30_000


DEFAULT_LIMITS = EvidenceLimits()


class Sight(NamedTuple):
    """What one stretch ``[from_ms, to_ms)`` says: blind for a reason, evidence in quarter nats, or still (None)."""

    from_ms: int
    to_ms: int
    evidence: int | None
    blind_reason: BlindReason | None = None


class Stretch(NamedTuple):
    """A settled stretch ``[from_ms, to_ms)``: PRESENT, ABSENT, or BLIND with a reason."""

    from_ms: int
    to_ms: int
    state: Presence
    blind_reason: BlindReason | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Evidence against the belief: its sum, and the last moment it was zero."""

    sum: int
    since_ms: int

    def after(self, drift: int, to_ms: int, duration_ms: int) -> "Doubt":
        """The doubt at ``to_ms`` when every one of ``duration_ms`` milliseconds adds ``drift``."""
        total = self.sum + drift * duration_ms
        return Doubt(total, self.since_ms) if total > 0 else Doubt(0, to_ms)


@dataclass(frozen=True, slots=True)
class Belief:
    """What a view's evidence says so far.

    ``state`` is PRESENT, ABSENT or, while undecided, BLIND. ``for_present`` and ``for_absent`` are the
    doubts about it (the one for the state itself stays zero). ``pending`` is the time that is not settled
    yet: (from, to, blind reason or None).
    """

    at_ms: int
    state: Presence = Presence.BLIND
    log_odds: int = 0
    for_present: Doubt = Doubt(0, 0)
    for_absent: Doubt = Doubt(0, 0)
    blind_since_ms: int | None = None
    pending: tuple[tuple[int, int, BlindReason | None], ...] = ()

    @classmethod
    def at(cls, at_ms: int) -> "Belief":
        """Knowing nothing, at ``at_ms``."""
        return cls(at_ms, for_present=Doubt(0, at_ms), for_absent=Doubt(0, at_ms))

    @property
    def settled_until_ms(self) -> int:
        """Everything before this moment is settled and will not change."""
        return self.pending[0][0] if self.pending else self.at_ms


def weigh(belief: Belief, sight: Sight, limits: EvidenceLimits = DEFAULT_LIMITS) -> tuple[Belief, list[Stretch]]:
    """The belief after ``sight``, and what has been settled by it.

    Raises ValueError when the sight does not begin where the belief stands.
    """
    if sight.from_ms != belief.at_ms:
        msg = f"evidence must follow without gap: wanted {belief.at_ms} ms, got {sight.from_ms} ms"
        raise ValueError(msg)
    if not belief.pending and _agrees(belief, sight):
        return _confirmed(belief, sight, limits)
    settled: list[Stretch] = []
    while belief.at_ms < sight.to_ms:
        if sight.blind_reason is None:
            belief, done = _seen_piece(_sighted(belief), sight, limits)
        else:
            belief, done = _blind_piece(belief, sight, limits)
        settled += done
    return belief, settled


AGREEMENT = {Presence.PRESENT: 1, Presence.ABSENT: -1}


def _agrees(belief: Belief, sight: Sight) -> bool:
    """Whether ``sight`` cannot raise any doubt: most do, so they take the short way."""
    if sight.blind_reason is not None:
        return False
    return sight.evidence is None or sight.evidence * AGREEMENT.get(belief.state, 0) > 0


def _confirmed(belief: Belief, sight: Sight, limits: EvidenceLimits) -> tuple[Belief, list[Stretch]]:
    """What the long way round would give, at a tenth of its cost."""
    drift = 0 if sight.evidence is None else sight.evidence * QUARTER_NAT
    moved = belief.log_odds
    if drift and not _sure(moved, drift, limits):
        moved = drifted(moved, drift, sight.to_ms - sight.from_ms, limits)
    zero = Doubt(0, sight.to_ms)
    reason = BlindReason.UNDECIDED if belief.state is Presence.BLIND else None
    settled = [Stretch(sight.from_ms, sight.to_ms, belief.state, reason)]
    return Belief(sight.to_ms, belief.state, moved, zero, zero), settled


def _sure(log_odds: int, drift: int, limits: EvidenceLimits) -> bool:
    """Whether more of ``drift`` changes nothing: the log-odds are as far that way as they may be."""
    return log_odds == (limits.clamp if drift > 0 else -limits.clamp) and abs(drift) >= limits.forget_per_ms


def _sighted(belief: Belief) -> Belief:
    return belief if belief.blind_since_ms is None else replace(belief, blind_since_ms=None)


def give_up(belief: Belief) -> tuple[Belief, list[Stretch]]:
    """Settle what is still in doubt as it was believed before the doubt: the source has ended."""
    return replace(belief, pending=()), _stretches(belief.pending, belief.state)


def _seen_piece(belief: Belief, sight: Sight, limits: EvidenceLimits) -> tuple[Belief, list[Stretch]]:
    """Advance to the next thing that can happen: the sight's end, a decision, or a doubt's expiry."""
    until = min([sight.to_ms, *(expiry for expiry in _expiries(belief, limits) if expiry > belief.at_ms)])
    if sight.evidence == 0 and (empty_ms := _unsupported(belief, limits)) is not None:
        if empty_ms <= belief.at_ms:
            return Belief.at(belief.at_ms), _stretches(belief.pending, belief.state)
        until = min(until, empty_ms)
    if sight.evidence is None:
        return _settle(_expire(_extend(belief, until, None), limits))
    drift = sight.evidence * QUARTER_NAT
    decided = _decision(belief, drift, until - belief.at_ms, limits)
    until = until if decided is None else belief.at_ms + decided[0]
    duration = until - belief.at_ms
    moved = Belief(  # not by replace, which takes as long as all the rest
        until,
        belief.state,
        drifted(belief.log_odds, drift, duration, limits),
        Doubt(0, until) if belief.state is Presence.PRESENT else belief.for_present.after(drift, until, duration),
        Doubt(0, until) if belief.state is Presence.ABSENT else belief.for_absent.after(-drift, until, duration),
        belief.blind_since_ms,
        _longer(belief, until, None),
    )
    if decided is not None:
        return _decide(moved, decided[1])
    return _settle(_expire(moved, limits))


def _blind_piece(belief: Belief, sight: Sight, limits: EvidenceLimits) -> tuple[Belief, list[Stretch]]:
    """Blind time adds nothing and lets the old fade; lasting long, it makes the belief give up."""
    since = belief.at_ms if belief.blind_since_ms is None else belief.blind_since_ms
    reset_ms = since + limits.blind_resets_ms
    breaks = [expiry for expiry in _expiries(belief, limits) if expiry > belief.at_ms]
    until = min([sight.to_ms, *breaks, *([reset_ms] if reset_ms > belief.at_ms else [])])
    faded = drifted(belief.log_odds, 0, until - belief.at_ms, limits)
    blind = replace(_extend(belief, until, sight.blind_reason), log_odds=faded, blind_since_ms=since)
    blind, settled = _settle(_expire(blind, limits))
    if until >= reset_ms and blind.state is not Presence.BLIND:
        settled += _stretches(blind.pending, blind.state)
        blind = replace(Belief.at(until), blind_since_ms=since)
    return blind, settled


def _unsupported(belief: Belief, limits: EvidenceLimits) -> int | None:
    """When an absence that looks neither support nor contradict has faded away; a doubt is heard out first.

    A presence has no such end: what says neither yes nor no is a faint or passing somebody, never an empty post.
    """
    if belief.state is not Presence.ABSENT or belief.for_present.sum or not limits.forget_per_ms:
        return None
    return belief.at_ms + max(0, -(belief.log_odds // limits.forget_per_ms))


def drifted(log_odds: int, drift: int, duration_ms: int, limits: EvidenceLimits = DEFAULT_LIMITS) -> int:
    """The log-odds after ``duration_ms`` steps of: fade towards zero, add ``drift``, clamp."""
    value, left = log_odds, duration_ms
    while left > 0:
        steps, slope = _run(value, drift, left, limits)
        value = _clamped(value + slope * steps, limits) if steps else _step(value, drift, limits)
        left -= steps or 1
    return value


def _step(value: int, drift: int, limits: EvidenceLimits) -> int:
    fade = min(limits.forget_per_ms, abs(value))
    return _clamped(value - (fade if value > 0 else -fade) + drift, limits)


def _clamped(value: int, limits: EvidenceLimits) -> int:
    return max(-limits.clamp, min(limits.clamp, value))


def _run(value: int, drift: int, left: int, limits: EvidenceLimits) -> tuple[int, int]:
    """How many of the next steps are alike, and the slope of each; 0 steps where a single one must be taken.

    Steps are alike while the value stays on one side of zero by at least what fades in a step; a value
    that a step does not move stays for good.
    """
    if _step(value, drift, limits) == value:
        return left, 0
    forget = limits.forget_per_ms
    if abs(value) < forget or value == 0:
        return 0, 0
    side = 1 if value > 0 else -1
    slope = drift - side * forget
    if slope * side >= 0:
        return left, slope
    return min(left, (abs(value) - forget) // abs(slope) + 1), slope


def _decision(belief: Belief, drift: int, duration: int, limits: EvidenceLimits) -> tuple[int, Presence] | None:
    """After how many ms, within ``duration``, the log-odds decide for another state, and which."""
    if drift == 0:
        return None
    goal = Presence.PRESENT if drift > 0 else Presence.ABSENT
    side = 1 if drift > 0 else -1
    if belief.state is goal or drifted(belief.log_odds, drift, duration, limits) * side < limits.decide:
        return None
    low, high = 0, duration
    while high - low > 1:
        middle = (low + high) // 2
        reached = drifted(belief.log_odds, drift, middle, limits) * side >= limits.decide
        low, high = (low, middle) if reached else (middle, high)
    return high, goal


def _doubts(belief: Belief) -> list[Doubt]:
    return [doubt for doubt in (belief.for_present, belief.for_absent) if doubt.sum > 0]


def _expiries(belief: Belief, limits: EvidenceLimits) -> list[int]:
    return [doubt.since_ms + limits.doubt_expires_ms for doubt in _doubts(belief)]


def _expire(belief: Belief, limits: EvidenceLimits) -> Belief:
    expired_ms = belief.at_ms - limits.doubt_expires_ms
    late = [doubt for doubt in _doubts(belief) if doubt.since_ms <= expired_ms]
    if not late:
        return belief
    zero = Doubt(0, belief.at_ms)
    for_present, for_absent = (zero if doubt in late else doubt for doubt in (belief.for_present, belief.for_absent))
    return replace(belief, for_present=for_present, for_absent=for_absent)


def _extend(belief: Belief, until: int, reason: BlindReason | None) -> Belief:
    """The belief with the time up to ``until`` waiting to be settled; a zero doubt moves along."""
    zero = Doubt(0, until)
    return Belief(
        until,
        belief.state,
        belief.log_odds,
        belief.for_present if belief.for_present.sum else zero,
        belief.for_absent if belief.for_absent.sum else zero,
        belief.blind_since_ms,
        _longer(belief, until, reason),
    )


def _longer(belief: Belief, until: int, reason: BlindReason | None) -> "Pieces":
    """What waits to be settled, with the time up to ``until``."""
    pending = belief.pending
    if pending and pending[-1][2] == reason:
        return (*pending[:-1], (pending[-1][0], until, reason))
    return (*pending, (belief.at_ms, until, reason))


def _decide(belief: Belief, state: Presence) -> tuple[Belief, list[Stretch]]:
    """Change the belief to ``state``, dated back to the begin of its doubt."""
    proved = belief.for_present if state is Presence.PRESENT else belief.for_absent
    since = max(proved.since_ms, belief.settled_until_ms)
    before, after = _cut(belief.pending, since)
    settled = _stretches(before, belief.state) + _stretches(after, state)
    zero = Doubt(0, belief.at_ms)
    return replace(belief, state=state, pending=(), for_present=zero, for_absent=zero), settled


def _settle(belief: Belief) -> tuple[Belief, list[Stretch]]:
    """Let go of the pending time that no doubt reaches."""
    horizon = min([belief.at_ms, *(doubt.since_ms for doubt in _doubts(belief))])
    before, after = _cut(belief.pending, horizon)
    if not before:
        return belief, []
    doubts = belief.for_present, belief.for_absent
    kept = Belief(belief.at_ms, belief.state, belief.log_odds, *doubts, belief.blind_since_ms, after)
    return kept, _stretches(before, belief.state)


Pieces = tuple[tuple[int, int, BlindReason | None], ...]


def _cut(pieces: Pieces, at_ms: int) -> tuple[Pieces, Pieces]:
    before = tuple((start, min(end, at_ms), reason) for start, end, reason in pieces if start < at_ms)
    after = tuple((max(start, at_ms), end, reason) for start, end, reason in pieces if end > at_ms)
    return before, after


def _stretches(pieces: Pieces, state: Presence) -> list[Stretch]:
    undecided = BlindReason.UNDECIDED if state is Presence.BLIND else None
    return [
        Stretch(start, end, Presence.BLIND, reason) if reason else Stretch(start, end, state, undecided)
        for start, end, reason in pieces
    ]
