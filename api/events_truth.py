"""What should have been found: the happenings that the truth of a counter holds, rule by rule.

A happening is *due* where it lasts clearly longer than its rule's default limit: not finding it is a miss.
Shorter ones, and time of which the truth says nothing, excuse what is found in them and are no miss.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from api.presence_eval import CounterTruth
from vision.datatypes import Phone, Posture, Presence, Uniform

MS = 1000
DOZING = "dozing"
"""A posture of truth that no single look can tell: the clerk sleeps on the desk."""


class Facts(NamedTuple):
    """What was true of a counter at a moment; None where the truth does not say.

    ``served``: nobody is there, and the visitor who is came before the clerk left.
    """

    staff: bool | None
    visitor: bool | None
    phone: str | None
    posture: str | None
    uniform: str | None
    served: bool = False


class Moment(NamedTuple):
    """``[from_ms, to_ms)`` in which ``facts`` hold."""

    from_ms: int
    to_ms: int
    facts: Facts


class Happening(NamedTuple):
    """``[from_ms, to_ms)`` in which a rule may speak, and must where it is ``due``."""

    from_ms: int
    to_ms: int
    due: bool


class Expectation(NamedTuple):
    """``holds`` answers yes, no, or None where the truth does not say; ``limit_s`` is the rule's default."""

    holds: Callable[[Facts], bool | None]
    limit_s: float
    once: bool = False
    excused: Callable[[Facts], bool | None] = lambda _facts: False


def _all(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _is(value: str | None, *wanted: str) -> bool | None:
    return None if value is None else value in wanted


def _not(value: bool | None) -> bool | None:  # noqa: FBT001 - a logic of three values
    return None if value is None else not value


def _away(facts: Facts) -> bool | None:
    return _not(facts.staff)


EXPECTED: Mapping[str, Expectation] = {
    "presence.absent": Expectation(_away, 300),
    "presence.customer_unattended": Expectation(lambda f: _all(_away(f), f.visitor, not f.served), 60),
    "presence.away_mid_service": Expectation(lambda f: _all(_away(f), f.visitor, f.served), 180),
    "posture.slumped": Expectation(
        lambda f: _all(f.staff, _not(f.visitor), _is(f.posture, Posture.SLUMPED)),
        60,
        excused=lambda f: _is(f.posture, DOZING),
    ),
    "posture.dozing": Expectation(lambda f: _all(f.staff, _is(f.posture, DOZING)), 120),
    "posture.leaning_back": Expectation(lambda f: _all(f.staff, _is(f.posture, Posture.LEANING_BACK)), 30),
    "phone.handling": Expectation(lambda f: _all(f.staff, _is(f.phone, Phone.HANDLING)), 30),
    "phone.call": Expectation(lambda f: _all(f.staff, _is(f.phone, Phone.CALL)), 120),
    "phone.while_serving": Expectation(
        lambda f: _all(f.staff, f.visitor, _is(f.phone, Phone.HANDLING, Phone.CALL)), 20
    ),
    "appearance.uniform_mismatch": Expectation(
        lambda f: _all(f.staff, _is(f.uniform, Uniform.MISMATCH)), 60, once=True
    ),
}
"""Event type -> when its rule should speak at default limits; other types are counted but not scored."""


def moments(truth: CounterTruth, duration_s: float) -> list[Moment]:
    """The truth of a counter, cut wherever one of its labels begins or ends."""
    tracks = (truth.staff, truth.customer, truth.phone, truth.posture, truth.uniform)
    edges = {0, round(MS * duration_s)}
    edges |= {round(MS * edge) for track in tracks for start, end, _ in track for edge in (start, end)}
    told: list[Moment] = []
    for start, end in pairwise(sorted(edges)):
        facts = _facts(truth, start)
        if told and facts.staff is False and facts.visitor:
            before = told[-1].facts
            facts = facts._replace(served=before.served or bool(before.staff and before.visitor))
        told.append(Moment(start, end, facts))
    return told


def _facts(truth: CounterTruth, at_ms: int) -> Facts:
    def label(track: Sequence[tuple[float, float, str]]) -> str | None:
        return next((value for start, end, value in track if round(MS * start) <= at_ms < round(MS * end)), None)

    staff, visitor = label(truth.staff), label(truth.customer)
    return Facts(
        None if staff is None else staff == Presence.PRESENT,
        None if visitor is None else visitor == Presence.PRESENT,
        label(truth.phone),
        label(truth.posture),
        label(truth.uniform),
    )


def happenings(told: Sequence[Moment], expected: Expectation, tolerance_ms: int) -> list[Happening]:
    """When the rule of ``expected`` may and must speak."""
    found: list[Happening] = []
    for start, end, answer in _runs(told, expected.holds):
        if answer is not False:
            due = answer is True and end - start >= MS * expected.limit_s + 2 * tolerance_ms
            found.append(Happening(start, end, due and not (expected.once and any(h.due for h in found))))
    excuses = [Happening(start, end, due=False) for start, end, yes in _runs(told, expected.excused) if yes]
    return sorted([*found, *excuses])


def known_ms(told: Sequence[Moment], expected: Expectation) -> int:
    """For how long the truth says yes or no to the rule of ``expected``."""
    return sum(m.to_ms - m.from_ms for m in told if expected.holds(m.facts) is not None)


def _runs(told: Sequence[Moment], question: Callable[[Facts], bool | None]) -> Iterator[tuple[int, int, bool | None]]:
    """Stretches of one answer."""
    run: tuple[int, int, bool | None] | None = None
    for moment in told:
        answer = question(moment.facts)
        if run is not None and run[1:] == (moment.from_ms, answer):
            run = (run[0], moment.to_ms, answer)
            continue
        if run is not None:
            yield run
        run = (moment.from_ms, moment.to_ms, answer)
    if run is not None:
        yield run
