"""What people handle keeps its id while what belongs to it changes."""

import pytest

from tests.vision.calm.builders import REPORT, finding
from vision.calm.carrying import carry_on, phase_of
from vision.calm.incidents import Incident, incidents
from vision.calm.limits import CalmLimits
from vision.datatypes import Event, Phase

ABSENT, WAITS = finding("presence.absent", 0, 700), finding("presence.customer_unattended", 100, 700)
LATER, BETWEEN = finding("presence.absent", 900, 1_500), finding("presence.sign_missing", 650, 950)


def made(*findings: Event) -> tuple[Incident, ...]:
    return incidents(findings, CalmLimits())


def ids(before: tuple[Incident, ...], now: tuple[Incident, ...]) -> list[tuple[str | None, str | None]]:
    return [(was.id if was else None, new.id if new else None) for was, new in carry_on(before, now)]


def test_what_is_found_to_have_begun_earlier_keeps_its_id() -> None:
    assert ids(made(WAITS), made(ABSENT, WAITS)) == [(WAITS.id, WAITS.id)]


def test_of_two_that_become_one_the_first_goes_on() -> None:
    assert ids(made(ABSENT, LATER), made(ABSENT, BETWEEN, LATER)) == [(ABSENT.id, ABSENT.id), (LATER.id, None)]


def test_of_one_that_falls_apart_the_first_part_goes_on() -> None:
    assert ids(made(ABSENT, BETWEEN, LATER), made(ABSENT, LATER)) == [(ABSENT.id, ABSENT.id), (None, LATER.id)]


def test_of_one_that_falls_apart_the_part_it_is_named_after_keeps_its_id() -> None:
    opened = made(LATER)
    ((_, joined),) = carry_on(opened, made(ABSENT, BETWEEN, LATER))
    assert joined is not None
    assert joined.id == LATER.id
    assert ids((joined,), made(ABSENT, LATER)) == [(LATER.id, LATER.id), (None, ABSENT.id)]


def test_what_is_found_from_another_moment_on_is_the_same_incident() -> None:
    told_otherwise = finding("presence.absent", 1, 700)
    assert ids(made(ABSENT), made(told_otherwise)) == [(ABSENT.id, ABSENT.id)]
    assert ids(made(ABSENT), made(LATER)) == [(ABSENT.id, None), (None, LATER.id)]
    assert ids(made(ABSENT), made(finding("phone.call", 0, 700))) == [
        (ABSENT.id, None),
        (None, "north/7/phone.call/0"),
    ]


def test_what_is_withdrawn_is_no_more() -> None:
    assert ids(made(ABSENT), ()) == [(ABSENT.id, None)]


GOES_ON = finding("presence.absent", 0)


@pytest.mark.parametrize(
    ("before", "now", "phase"),
    [
        ((), (GOES_ON,), Phase.STARTED),
        ((GOES_ON,), (), Phase.WITHDRAWN),
        ((GOES_ON,), (GOES_ON,), None),
        ((GOES_ON,), (finding("presence.absent", 0, severity=REPORT),), Phase.GRAVER),
        ((GOES_ON,), (finding("presence.absent", 0, 50, severity=REPORT),), Phase.GRAVER),
        ((GOES_ON,), (finding("presence.absent", 0, 50),), Phase.ENDED),
        ((ABSENT,), (finding("presence.absent", 0, 50),), Phase.AMENDED),
        ((GOES_ON,), (GOES_ON, finding("presence.sign_missing", 20)), Phase.AMENDED),
    ],
)
def test_what_happened_to_it(before: tuple[Event, ...], now: tuple[Event, ...], phase: Phase | None) -> None:
    was, new = (next(iter(made(*findings)), None) for findings in (before, now))
    assert phase_of(was, new) is phase
