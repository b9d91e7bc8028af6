"""The comparison with the script finds what is missing, made up, or told at another time, but not what was blind."""

from dataclasses import replace

import pytest

from cameras.scene_demo import demo_script
from tests.api.faults.judged import Counted, Judged
from tests.api.faults.script_check import absences, compare
from vision.datatypes import BlindReason, Event, Outcome, Phase, Presence, Severity, Span
from vision.fold import Change

BEGIN_MS, NOTICE_MS, END_MS = 1_772_330_400_000, 20_000, 200_000


def at(ms: int) -> int:
    return BEGIN_MS + ms


def event(counter: str, start_ms: int, end_ms: int) -> Event:
    return Event(
        f"demo/{counter}/presence.absent/{at(start_ms)}",
        1,
        "presence.absent",
        "demo",
        counter,
        Phase.ENDED,
        at(end_ms),
        at(start_ms),
        at(end_ms),
        Outcome.RETURNED,
        (end_ms - start_ms) / 1000,
        0.0,
        Severity.NOTICE,
        {},
        1,
        1,
        "nets",
    )


def counted(counter: str, *blind_ms: tuple[int, int]) -> Counted:
    """A counter that is there all the time but for when it is blind."""
    changes = [Change(counter, BEGIN_MS, Presence.PRESENT, Presence.ABSENT, None)]
    for start, end in blind_ms:
        changes += [
            Change(counter, at(start), Presence.BLIND, Presence.BLIND, BlindReason.NO_PICTURE),
            Change(counter, at(end), Presence.PRESENT, Presence.ABSENT, None),
        ]
    return Counted(BEGIN_MS, at(END_MS), {}, tuple(changes))


def truth() -> list[Event]:
    """What a faultless watch of 200 s would tell."""
    return [
        event(one.counter, one.from_ms - BEGIN_MS, one.to_ms - BEGIN_MS)
        for one in absences(demo_script(), BEGIN_MS, at(END_MS))
        if one.to_ms - one.from_ms >= NOTICE_MS and one.to_ms < at(END_MS)
    ]


def judged(events: list[Event], *blind_ms: tuple[int, int]) -> Judged:
    return Judged({}, {}, events, {name: counted(name, *blind_ms) for name in demo_script().counters})


def test_the_script_has_absences_to_be_told_of() -> None:
    assert sorted({one.counter for one in truth()}) == ["1", "2", "3", "4"]
    found = compare(judged(truth()), demo_script(), BEGIN_MS, NOTICE_MS)
    assert (found.clear, found.unclear, found.wrong) == (len(truth()), 0, [])


FIRST = truth()[0]
BEFORE_MS, AFTER_MS = FIRST.start_ms - BEGIN_MS, FIRST.at_ms - BEGIN_MS


@pytest.mark.parametrize(
    ("events", "blind_ms", "wrong"),
    [
        (truth()[1:], (), 1),
        (truth()[1:], ((BEFORE_MS + 5_000, BEFORE_MS + 6_000),), 0),
        (truth()[1:], ((BEFORE_MS - 3_000, BEFORE_MS - 1_500),), 0),
        (truth()[1:], ((AFTER_MS + 1_500, AFTER_MS + 4_000),), 0),
        (truth()[1:], ((AFTER_MS + 2_500, AFTER_MS + 4_000),), 1),
        ([replace(FIRST, start_ms=FIRST.start_ms + 1_000), *truth()[1:]], (), 0),
        ([replace(FIRST, start_ms=FIRST.start_ms + 1_001), *truth()[1:]], (), 1),
        ([replace(FIRST, end_ms=FIRST.at_ms - 1_001), *truth()[1:]], (), 1),
        ([replace(FIRST, end_ms=None), *truth()[1:]], (), 1),
        ([replace(FIRST, outcome=Outcome.UNKNOWN), *truth()[1:]], (), 1),
        ([replace(FIRST, phase=Phase.WITHDRAWN, revision=2), *truth()[1:]], (), 1),
        ([*truth(), replace(FIRST, id="twice")], (), 1),
        ([*truth(), event("1", 100_000, 125_000)], (), 1),
        ([*truth(), event("1", 110_000, 135_000)], ((120_000, 121_000),), 0),
    ],
)
def test_what_is_told(events: list[Event], blind_ms: tuple[tuple[int, int], ...], wrong: int) -> None:
    found = compare(judged(events, *blind_ms), demo_script(), BEGIN_MS, NOTICE_MS)
    assert len(found.wrong) == wrong, found.wrong


@pytest.mark.parametrize(
    ("still_ms", "unclear"),
    [
        ((BEFORE_MS + 500, BEFORE_MS + 900), 1),
        ((BEFORE_MS - 3_000, BEFORE_MS - 2_500), 0),
        ((AFTER_MS + 1_500, AFTER_MS + 1_700), 1),
        ((BEFORE_MS + 5_000, BEFORE_MS + 5_500), 0),
    ],
)
def test_a_walk_between_two_looks_is_not_in_clear_sight(still_ms: tuple[int, int], unclear: int) -> None:
    still = Span(f"{FIRST.counter}@hall", at(still_ms[0]), at(still_ms[1]))
    found = compare(replace(judged(truth()), spans={still.view: [still]}), demo_script(), BEGIN_MS, NOTICE_MS)
    assert (found.clear, found.unclear) == (len(truth()) - unclear, unclear)
