"""Findings are revised, withdrawn and found again, in any order and batches: the same incidents stand in the end."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.server.builders import Hall, hall_in_memory, site
from tests.api.server.test_incidents import LIMITS, PROMPT, grow, told
from tests.vision.calm.builders import finding
from vision.calm.causes import EQUIPMENT
from vision.calm.incidents import Incident, explained, incidents
from vision.datatypes import Event, Outcome, Phase, Severity

RULES = ["presence.absent", "presence.sign_missing", "presence.customer_unattended", "camera.blocked", "camera.dark"]
Said = tuple[int | None, Severity, bool, Outcome, tuple[str, ...]]
"""What a revision says: seconds (None: it runs), how grave, withdrawn, outcome, and which counters are blinded."""
SAID = st.tuples(
    st.one_of(st.none(), st.integers(1, 60)),
    st.sampled_from(list(Severity)),
    st.sampled_from([False, False, True]),
    st.sampled_from([Outcome.RETURNED, Outcome.UNKNOWN]),
    st.sampled_from([("7",), ("7", "8")]),
)
Told = tuple[str, int, str, list[Said]]
"""Rule, begin in seconds, counter or camera, and its revisions."""
TOLD = st.tuples(
    st.sampled_from(RULES), st.integers(0, 120), st.sampled_from(["7", "8"]), st.lists(SAID, min_size=1, max_size=3)
)


@pytest.fixture
def hall() -> Iterator[Hall]:
    opened = hall_in_memory(given=site(PROMPT)).register()
    yield opened
    opened.parts.close()


def revisions(rule: str, from_s: int, place: str, said: list[Said]) -> list[Event]:
    """All that is told of one finding."""
    of_camera = rule.startswith("camera.")
    made = (
        finding(
            rule,
            from_s,
            None if lasts_s is None else from_s + lasts_s,
            counter=f"camera:{place}" if of_camera else place,
            severity=severity,
            withdrawn=withdrawn,
            outcome=outcome,
            blinded=blinded if of_camera else (),
        )
        for lasts_s, severity, withdrawn, outcome, blinded in said
    )
    return [replace(event, revision=number) for number, event in enumerate(made, 1)]


def mixed(findings: list[list[Event]], order: random.Random) -> list[Event]:
    """The revisions of all, those of each in their order."""
    turns = [turn for turn, of_it in enumerate(findings) for _ in of_it]
    order.shuffle(turns)
    left = [iter(of_it) for of_it in findings]
    return [next(left[turn]) for turn in turns]


def plain(made: list[Incident]) -> list[Incident]:
    """Incidents as they are, whatever their ids."""
    bare = (replace(incident, id="", explained_by=None) for incident in made)
    return sorted(bare, key=lambda incident: incident.findings)


def fed(hall: Hall, told_of: list[Event], batch: int) -> list[Incident]:
    """What stands when ``told_of`` is told, so many at a time."""
    for number in range(0, len(told_of), batch):
        grow(hall, *told_of[number : number + batch], now_ms=number)
    return [handled.incident for handled in told(hall) if handled.phase is not Phase.WITHDRAWN]


@pytest.mark.thorough
@settings(max_examples=150, deadline=None)
@given(
    st.lists(TOLD, min_size=1, max_size=7, unique_by=lambda one: one[:3]),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
)
def test_the_same_incidents_stand(told_of: list[Told], order: random.Random, batch: int) -> None:
    hall = hall_in_memory(given=site(PROMPT)).register()
    try:
        findings = [revisions(*one) for one in told_of]
        final = {of_it[-1].id: of_it[-1] for of_it in findings}
        stand = fed(hall, mixed(findings, order), batch)
        assert len({incident.id for incident in stand}) == len(stand)
        assert plain(stand) == plain(list(incidents(final.values(), LIMITS)))
        faults = [incident for incident in stand if incident.cause == EQUIPMENT]
        for incident in stand:
            if incident.cause != EQUIPMENT:
                assert explained(incident, [final[name] for name in incident.findings], faults) == incident
    finally:
        hall.parts.close()


def test_what_is_found_again_takes_nobody_s_id(hall: Hall) -> None:
    lost, goes_on = finding("presence.absent", 0), finding("presence.absent", 6)
    grow(hall, lost)
    grow(hall, goes_on)
    grow(hall, replace(lost, revision=2, phase=Phase.WITHDRAWN))
    grow(hall, replace(lost, revision=3, phase=Phase.ENDED, end_ms=1_000, outcome=Outcome.RETURNED))
    assert {handled.incident.findings for handled in told(hall)} == {(lost.id,), (goes_on.id,)}
