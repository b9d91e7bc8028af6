"""What looks and settled time said, against the truth of a counter: tables of a few seconds."""

import pytest

from api.calibration import Claim
from api.events_looks import look_claims, present_ms, served, settled_of, staff_counted
from api.events_truth import Facts, Moment
from vision.datatypes import Fact, Phone, Posture, Presence, SettledSpan, Span

TOLERANCE_MS = 1_000
THERE = Facts(staff=True, visitor=False, phone="call", posture="dozing", uniform=None)
AWAY = Facts(staff=False, visitor=True, phone=None, posture=None, uniform=None, served=True)
TOLD = [Moment(0, 10_000, THERE), Moment(10_000, 20_000, AWAY)]


def span(from_s: float, to_s: float, evidence: int | None = 8, seen: int = 1, **facts: object) -> Span:
    return Span("desk", round(1000 * from_s), round(1000 * to_s), staff_evidence=evidence, staff_seen=seen, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("looked", "kind", "claim"),
    [
        (span(2, 3), "staff", Claim(pytest.approx(0.881, abs=1e-3), "present", "present")),  # type: ignore[arg-type]
        (span(12, 13, -8), "staff", Claim(pytest.approx(0.881, abs=1e-3), "absent", "absent")),  # type: ignore[arg-type]
        (span(2, 3, phone=Fact(Phone.CALL, 10)), "phone", Claim(0.8, "call", "call")),
        (span(2, 3, phone=Fact(Phone.NONE, 10)), "phone", Claim(0.8, "none", "call")),
        (span(2, 3, posture=Fact(Posture.SLUMPED, 10)), "posture", Claim(0.8, "slumped", "slumped")),
        (span(2, 3, posture=Fact(Posture.STANDING, 10)), "posture", Claim(0.8, "upright", "slumped")),
    ],
)
def test_what_a_look_claims(looked: Span, kind: str, claim: Claim) -> None:
    ((said, seconds),) = look_claims([looked], TOLD, TOLERANCE_MS)[kind].items()
    assert (claim.said, claim.claimed, claim.true, seconds) == (said.said, said.claimed, said.true, 1.0)


@pytest.mark.parametrize(
    "looked",
    [
        span(9.5, 10.5, phone=Fact(Phone.CALL, 10)),  # about a change
        span(2, 3, None, phone=Fact(Phone.CALL, 10)),  # still
        span(2, 3),  # cannot judge
        span(12, 13, phone=Fact(Phone.CALL, 10)),  # nobody is there
    ],
)
def test_what_claims_nothing_of_a_phone(looked: Span) -> None:
    assert look_claims([looked], TOLD, TOLERANCE_MS)["phone"] == {}


def test_staff_are_counted() -> None:
    spans = [span(1, 3), span(3, 4, seen=2), span(12, 14, seen=0), span(14, 15, seen=1)]
    assert staff_counted(spans, TOLD, TOLERANCE_MS) == (6_000, 4_000)


def settled(from_s: int, to_s: int, staff: Presence, customer: Presence, *, came_before: bool | None) -> SettledSpan:
    return SettledSpan("desk", 1000 * from_s, 1000 * to_s, staff, customer, served=came_before)


def test_a_visitor_came_before_the_clerk_left_or_after() -> None:
    away, there = Presence.ABSENT, Presence.PRESENT
    spans = [
        settled(0, 12, there, there, came_before=False),
        settled(12, 15, away, there, came_before=True),
        settled(15, 17, away, there, came_before=None),
        settled(17, 20, away, away, came_before=True),
    ]
    assert served(spans, TOLD) == (5_000, 3_000)
    assert present_ms(spans, (10_000, 20_000)) == 2_000


def test_settled_time_of_spans_is_that_of_the_fold() -> None:
    spans = [span(at, at + 1, 40) for at in range(20)]
    times = settled_of(spans)
    assert (times[0].from_ms, times[-1].to_ms) == (0, 20_000)
    assert present_ms(times, (5_000, 20_000)) == 15_000
    assert settled_of([]) == []
