"""One incident per cause, the same in whatever order findings came."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.calm.builders import NOTICE, REPORT, WARNING, finding
from vision.calm.causes import CAUSES, FACTS, cause_of
from vision.calm.incidents import Incident, explained, incidents
from vision.calm.limits import CalmLimits
from vision.datatypes import Event, Outcome, Severity, Status
from vision.rules.hall_registry import HALL_RULES
from vision.rules.registry import RULES

LIMITS = CalmLimits()
EVERY_RULE = sorted({"presence.absent", *RULES, *HALL_RULES})

Told = tuple[str, float, float | None, str, int]
"""Type, from and to in seconds, severity, and how many findings."""


def told(made: tuple[Incident, ...]) -> list[Told]:
    return [
        (i.type, i.start_ms / 1000, None if i.end_ms is None else i.end_ms / 1000, i.severity.value, len(i.findings))
        for i in made
    ]


CASES: list[tuple[str, list[Event], list[Told]]] = [
    (
        "an absence in which a visitor waits is one that got graver",
        [
            finding("presence.absent", 0, 700),
            finding("presence.customer_unattended", 100, 700, severity=WARNING),
            finding("presence.sign_missing", 0, 700),
        ],
        [("presence.absent", 0, 700, "warning", 3)],
    ),
    (
        "so is one that began with a visitor left standing",
        [finding("presence.away_mid_service", 0, 700, severity=WARNING), finding("presence.absent", 0, 700)],
        [("presence.absent", 0, 700, "warning", 2)],
    ),
    (
        "one that runs until closing ends with the last of it",
        [finding("presence.absent", 0, 900), finding("presence.early_close", 0, 1_000)],
        [("presence.absent", 0, 1_000, "notice", 2)],
    ),
    (
        "what runs has not ended",
        [finding("presence.absent", 0, 900), finding("presence.declaration_overdue", 500)],
        [("presence.absent", 0, None, "notice", 2)],
    ),
    (
        "who slept was slumped before",
        [finding("posture.slumped", 0, 120), finding("posture.dozing", 100, 400, severity=WARNING)],
        [("posture.dozing", 0, 400, "warning", 2)],
    ),
    (
        "a phone is one phone",
        [finding("phone.handling", 0, 60), finding("phone.call", 70, 300), finding("phone.handling_sum", 0, 300)],
        [("phone.call", 0, 300, "notice", 3)],
    ),
    (
        "a covered lens is one thing to put right, whatever it is taken for",
        [
            finding("camera.dark", 0, 200, counter="camera:c", blinded=("7",)),
            finding("camera.blocked", 210, 400, counter="camera:c", blinded=("8", "7")),
        ],
        [("camera.blocked", 0, 400, "notice", 2)],
    ),
    (
        "back for less than a gap is one absence to handle",
        [finding("presence.absent", 0, 700), finding("presence.absent", 759.9, 1_500, severity=REPORT)],
        [("presence.absent", 0, 1_500, "report", 2)],
    ),
    (
        "back for a gap makes two",
        [finding("presence.absent", 0, 700), finding("presence.absent", 760, 1_500)],
        [("presence.absent", 0, 700, "notice", 1), ("presence.absent", 760, 1_500, "notice", 1)],
    ),
    (
        "a long one holds what begins while it runs together",
        [
            finding("presence.absent", 0, 900),
            finding("presence.sign_missing", 0, 200),
            finding("presence.late_open", 700, 800),
        ],
        [("presence.absent", 0, 900, "notice", 3)],
    ),
    (
        "other causes are incidents of their own",
        [finding("presence.absent", 0, 700), finding("phone.call", 0, 700), finding("appearance.uniform_mismatch", 0)],
        [
            ("appearance.uniform_mismatch", 0, None, "notice", 1),
            ("phone.call", 0, 700, "notice", 1),
            ("presence.absent", 0, 700, "notice", 1),
        ],
    ),
    (
        "so are other counters",
        [finding("presence.absent", 0, 700), finding("presence.absent", 0, 700, counter="8")],
        [("presence.absent", 0, 700, "notice", 1), ("presence.absent", 0, 700, "notice", 1)],
    ),
    (
        "what was withdrawn belongs to none, and a fact is nothing to handle",
        [
            finding("presence.absent", 0, 700, withdrawn=True),
            finding("presence.sign_shown", 0, 700),
            finding("presence.overtime", 0, 700),
        ],
        [],
    ),
    (
        "what held two together is withdrawn: they are two",
        [
            finding("presence.absent", 0, 100),
            finding("presence.sign_missing", 0, 900, withdrawn=True),
            finding("presence.absent", 500, 900),
        ],
        [("presence.absent", 0, 100, "notice", 1), ("presence.absent", 500, 900, "notice", 1)],
    ),
]


@pytest.mark.parametrize(("findings", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_one_incident(findings: list[Event], expected: list[Told]) -> None:
    made = incidents(findings, LIMITS)
    assert told(made) == expected
    for seed in range(5):
        assert incidents(random.Random(seed).sample(findings, len(findings)), LIMITS) == made  # noqa: S311 - an order


def test_a_finding_is_on_trial_until_any_of_its_incident_is_more() -> None:
    (made,) = incidents(
        [finding("presence.absent", 0, status=Status.TRIAL), finding("presence.sign_missing", 0)], LIMITS
    )
    assert made.status is Status.PROMPT


def test_a_camera_names_every_counter_that_it_blinded() -> None:
    (made,) = incidents(CASES[6][1], LIMITS)
    assert made.blinded == ("7", "8")


def test_every_rule_speaks_of_one_cause() -> None:
    rules = [rule for of_cause in CAUSES.values() for rule in of_cause]
    assert len(rules) == len(set(rules))
    assert not FACTS & set(rules)
    known = {"presence.absent", *RULES, *HALL_RULES}
    assert {rule for rule in rules if not rule.startswith("camera.")} <= known
    assert known >= FACTS


FINDINGS = st.lists(
    st.builds(
        lambda rule, start, lasts, counter, severity, withdrawn: finding(
            rule,
            start,
            None if lasts is None else start + lasts,
            counter=counter,
            severity=severity,
            withdrawn=withdrawn,
        ),
        st.sampled_from(EVERY_RULE),
        st.integers(0, 3_000),
        st.one_of(st.none(), st.integers(1, 900)),
        st.sampled_from(["7", "8"]),
        st.sampled_from(list(Severity)),
        st.booleans(),
    ),
    max_size=14,
    unique_by=lambda event: event.id,
)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_any_findings_in_any_order(findings: list[Event], order: random.Random) -> None:
    made = incidents(findings, LIMITS)
    assert incidents(order.sample(findings, len(findings)), LIMITS) == made
    kept = {f.id for f in findings if f.type not in FACTS and f.phase.value != "withdrawn"}
    assert sorted(name for incident in made for name in incident.findings) == sorted(kept)
    by_id = {f.id: f for f in findings}
    for incident in made:
        members = [by_id[name] for name in incident.findings]
        assert {(f.counter, cause_of(f.type)) for f in members} == {(incident.counter, incident.cause)}
        assert incident.start_ms == min(f.start_ms for f in members)
        assert (incident.end_ms is None) == any(f.end_ms is None for f in members)
    for one in made:
        for other in made:
            if one is not other and (one.counter, one.cause) == (other.counter, other.cause):
                earlier, later = sorted((one, other), key=lambda incident: incident.start_ms)
                assert earlier.end_ms is not None
                assert later.start_ms - earlier.end_ms >= LIMITS.gap_ms


# --- what a camera explains -------------------------------------------------------------------------

UNKNOWN = finding("presence.absent", 0, 700, outcome=Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("what", "absence", "fault", "is_explained"),
    [
        ("it ended as unknown while the camera was blind", UNKNOWN, (650, 2_000), True),
        ("the camera still is", UNKNOWN, (650, None), True),
        ("a fault is found some seconds after the counter was last seen", UNKNOWN, (760, None), True),
        ("much later is another matter", UNKNOWN, (760.001, None), False),
        ("it worked again before", UNKNOWN, (100, 700), False),
        ("somebody came back", finding("presence.absent", 0, 700), (650, None), False),
        ("it goes on", finding("presence.absent", 0), (650, None), False),
    ],
)
def test_a_camera_that_could_not_see_the_end_explains_it(
    what: str, absence: Event, fault: tuple[float, float | None], *, is_explained: bool
) -> None:
    (incident,) = incidents([absence], LIMITS)
    faults = incidents([finding("camera.blocked", *fault, counter="camera:c", blinded=("7",))], LIMITS)
    assert (explained(incident, [absence], faults).explained_by == faults[0].id) is is_explained, what
    elsewhere = incidents([finding("camera.blocked", *fault, counter="camera:c", blinded=("8",))], LIMITS)
    assert explained(incident, [absence], elsewhere).explained_by is None


def test_of_two_faults_the_first_explains_it() -> None:
    (incident,) = incidents([UNKNOWN], LIMITS)
    faults = incidents(
        [finding("camera.dark", at_s, counter=f"camera:{at_s}", blinded=("7",)) for at_s in (690, 640)], LIMITS
    )
    assert explained(incident, [UNKNOWN], faults).explained_by == "north/camera:640/camera.dark/640000"
    assert NOTICE is incident.severity
