"""What the looks of a counter said, and what its settled time told besides presence, against the truth."""

from collections.abc import Iterator, Mapping, Sequence
from math import exp

from api.calibration import Claim
from api.events_truth import DOZING, Facts, Moment
from vision.conduct import gathered
from vision.datatypes import Covers, Fact, Phone, Posture, Presence, SettledSpan, Span, Value
from vision.judgement import CounterJudgement, finish, take

KINDS = ("staff", "phone", "posture")
"""Of what looks claim something with a probability."""

QUARTER_NATS = 4
UPRIGHT = Posture.UPRIGHT.value
POSTURES: Mapping[str, str] = {
    Posture.SLUMPED: Posture.SLUMPED.value,
    DOZING: Posture.SLUMPED.value,
    Posture.LEANING_BACK: Posture.LEANING_BACK.value,
}
"""Postures that a rule waits for, of looks and of truth; all others count as upright."""


def look_claims(spans: Sequence[Span], told: Sequence[Moment], tolerance_ms: int) -> dict[str, dict[Claim, float]]:
    """Seconds of each claim by kind, away from changes of truth; what nobody knows and cannot be judged left out.

    Of phone and posture while the clerk is there.
    """
    claims: dict[str, dict[Claim, float]] = {kind: {} for kind in KINDS}
    for span, facts in _calmly(spans, told, tolerance_ms):
        for kind, claim in _claims(span, facts):
            claims[kind][claim] = claims[kind].get(claim, 0.0) + (span.to_ms - span.from_ms) / 1000
    return claims


def _claims(span: Span, facts: Facts) -> Iterator[tuple[str, Claim]]:
    if facts.staff is not None and span.staff_evidence:
        nats = span.staff_evidence / QUARTER_NATS
        yield "staff", Claim(1 / (1 + exp(-abs(nats))), _presence(nats > 0), _presence(facts.staff))
    if not facts.staff or span.staff_evidence is None:
        return
    if facts.phone is not None and span.phone.value is not Phone.CANNOT_JUDGE:
        yield "phone", Claim(_said(span.phone), span.phone.value.value, facts.phone)
    if facts.posture is not None and span.posture.value is not Posture.CANNOT_JUDGE:
        claimed = POSTURES.get(span.posture.value, UPRIGHT)
        yield "posture", Claim(_said(span.posture), claimed, POSTURES.get(facts.posture, UPRIGHT))


def _said(fact: Fact[Value]) -> float:
    return round(gathered(fact), 3)


def _presence(there: bool) -> str:  # noqa: FBT001 - a word for it
    return (Presence.PRESENT if there else Presence.ABSENT).value


def _calmly(spans: Sequence[Span], told: Sequence[Moment], tolerance_ms: int) -> Iterator[tuple[Span, Facts]]:
    """Every span that was not blind and lies within one moment of truth, ``tolerance_ms`` off its ends."""
    place = 0
    for span in spans:
        while place < len(told) and told[place].to_ms < span.to_ms + tolerance_ms:
            place += 1
        if place < len(told) and told[place].from_ms + tolerance_ms <= span.from_ms and span.blind_reason is None:
            yield span, told[place].facts


def staff_counted(spans: Sequence[Span], told: Sequence[Moment], tolerance_ms: int) -> tuple[int, int]:
    """(ms scored, ms right) of how many staff looks saw, where there is one clerk or none."""
    scored = right = 0
    for span, facts in _calmly(spans, told, tolerance_ms):
        if facts.staff is not None and span.staff_evidence is not None:
            lasts_ms = span.to_ms - span.from_ms
            scored += lasts_ms
            right += lasts_ms * (span.staff_seen == int(facts.staff))
    return scored, right


def settled_of(spans: Sequence[Span]) -> list[SettledSpan]:
    """The settled time of a counter with one view, of all its ``spans``."""
    if not spans:
        return []
    judgement = CounterJudgement.at(spans[0].view, {spans[0].view: Covers.FULL}, spans[0].from_ms)
    settled: list[SettledSpan] = []
    for span in spans:
        judgement, done = take(judgement, span)
        settled += done
    return settled + finish(judgement)[1]


def served(settled: Sequence[SettledSpan], told: Sequence[Moment]) -> tuple[int, int]:
    """(ms scored, ms right) of whether the visitor came before the clerk left.

    Scored is time in which the clerk is away and a visitor there, in truth and as settled: whether that was found is
    told by other figures.
    """
    scored = right = 0
    for start, end, span, facts in _overlaps(settled, told):
        away = span.staff is Presence.ABSENT and span.customer is Presence.PRESENT
        if away and facts.staff is False and facts.visitor:
            scored += end - start
            right += (end - start) * (span.served is facts.served)
    return scored, right


def present_ms(settled: Sequence[SettledSpan], between: tuple[int, int]) -> int:
    """For how much of ``between`` the clerk was found to be there."""
    start, end = between
    return sum(max(0, min(end, s.to_ms) - max(start, s.from_ms)) for s in settled if s.staff is Presence.PRESENT)


def _overlaps(settled: Sequence[SettledSpan], told: Sequence[Moment]) -> Iterator[tuple[int, int, SettledSpan, Facts]]:
    place = 0
    for span in settled:
        while place < len(told) and told[place].to_ms <= span.from_ms:
            place += 1
        for moment in told[place:]:
            if moment.from_ms >= span.to_ms:
                break
            yield max(span.from_ms, moment.from_ms), min(span.to_ms, moment.to_ms), span, moment.facts
