"""A day at a busy counter, as spans: made by chance, the same for the same seed.

Two looks a second with some jitter, one span each, as a picture in which something moves all the time gives them.
The day is a chain of stretches drawn by ``MIX``: how often, and how long on average (exponential). What a look says in
each is drawn from ``LOOKS``: staff who are plain to see are sometimes half hidden and now and then missed, an empty
chair is sometimes a passer-by, in doubt looks contradict each other. Visitors come and go on their own chain. Still
pictures give spans of up to 10 s without evidence; at a busy counter they are few. By share of time about 75 % staffed,
14 % left, 5 % in doubt, 3 % blind, 3 % still.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from random import Random

from vision.datatypes import BlindReason, Fact, Phone, Posture, Sign, Span, Uniform
from vision.evidence import LOOK_MS
from vision.spans import LONGEST_MS

VIEW = "busy"
MODELS = "detector-1"
JITTER_MS = 60
BLIND = (BlindReason.DARK, BlindReason.COVERED, BlindReason.FROZEN, BlindReason.NO_PICTURE)

Weighted = tuple[tuple[int, range], ...]
"""How often (percent), and the evidence that is drawn, in quarter nats."""

LOOKS: dict[str, Weighted] = {
    "staffed": ((86, range(7, 17)), (11, range(5)), (3, range(-4, -1))),
    "left": ((96, range(-6, -2)), (4, range(1, 7))),
    "doubt": ((100, range(-4, 6)),),
}
VISITORS = {True: ((90, range(5, 15)), (10, range(-3, 3))), False: ((95, range(-6, -2)), (5, range(6)))}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of stretch: its share of all stretches, and how long one lasts on average."""

    share: float
    mean_s: float


MIX = {
    "staffed": Kind(0.52, 180),
    "left": Kind(0.12, 150),
    "doubt": Kind(0.20, 32),
    "blind": Kind(0.08, 53),
    "still": Kind(0.08, 40),
}
VISITOR_MEAN_S = 120


def busy_day(begin_ms: int, seed: int = 0, hurry: float = 1.0) -> Iterator[Span]:
    """The spans of one view without gap from ``begin_ms`` on, day after day, until nobody asks any more.

    Stretches are ``hurry`` times as short as in ``MIX``.
    """
    return chain.from_iterable(_stretches(begin_ms, Random(seed), hurry))  # noqa: S311 - repeatable, no secret


def _stretches(begin_ms: int, chance: Random, hurry: float) -> Iterator[list[Span]]:
    at_ms, visitor, visitor_until_ms = begin_ms, False, begin_ms
    while True:
        kind = chance.choices(list(MIX), [of.share for of in MIX.values()])[0]
        until_ms = at_ms + LOOK_MS + round(chance.expovariate(hurry / MIX[kind].mean_s) * 1000)
        reason, spans = chance.choice(BLIND), []
        while at_ms < until_ms:
            if at_ms >= visitor_until_ms:
                visitor = not visitor
                visitor_until_ms = at_ms + round(chance.expovariate(hurry / VISITOR_MEAN_S) * 1000)
            next_ms = at_ms + LOOK_MS + chance.randint(-JITTER_MS, JITTER_MS)
            if kind == "blind":
                spans.append(Span(VIEW, at_ms, next_ms, reason, model_set=MODELS))
            elif kind == "still":
                spans.append(Span(VIEW, at_ms, min(at_ms + LONGEST_MS, until_ms), model_set=MODELS))
            else:
                spans.append(
                    _look(at_ms, next_ms, _drawn(LOOKS[kind], chance), _drawn(VISITORS[visitor], chance), chance)
                )
            at_ms = spans[-1].to_ms
        yield spans


def _look(from_ms: int, to_ms: int, evidence: int, customer: int, chance: Random) -> Span:
    seen = evidence > 0
    return Span(
        VIEW,
        from_ms,
        to_ms,
        staff_evidence=evidence,
        customer_evidence=customer,
        staff_seen=int(seen),
        posture=Fact(Posture.UPRIGHT, chance.randrange(16)) if seen else Fact(Posture.CANNOT_JUDGE),
        phone=Fact(Phone.NONE, chance.randrange(16)) if seen else Fact(Phone.CANNOT_JUDGE),
        uniform=Fact(Uniform.MATCH, chance.randrange(16)) if seen else Fact(Uniform.CANNOT_JUDGE),
        sign=Fact(Sign.NOT_SHOWN, 12),
        motion=chance.randrange(16),
        model_set=MODELS,
    )


def _drawn(weighted: Weighted, chance: Random) -> int:
    values = chance.choices([values for _, values in weighted], [share for share, _ in weighted])[0]
    return chance.choice(values)
