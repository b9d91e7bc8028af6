"""How long a state has lasted, over and around blind stretches."""

import pytest

from vision.datatypes import Presence
from vision.time_in_state import SHORT_MS, TimeInState

PRESENT, ABSENT, BLIND, UNSCHEDULED = Presence.PRESENT, Presence.ABSENT, Presence.BLIND, Presence.UNSCHEDULED


@pytest.mark.parametrize(
    ("changes", "since_ms", "blind_ms"),
    [
        ([(100, ABSENT)], 100, 0),
        ([(100, ABSENT), (5_000, PRESENT)], 5_000, 0),
        ([(100, ABSENT), (5_000, BLIND)], 5_000, 0),
        ([(100, ABSENT), (5_000, BLIND), (5_800, ABSENT)], 100, 800),
        ([(100, ABSENT), (5_000, BLIND), (5_800, PRESENT)], 5_800, 0),
        ([(100, ABSENT), (5_000, BLIND), (5_000 + SHORT_MS, ABSENT)], 100, SHORT_MS),
        ([(100, ABSENT), (5_000, BLIND), (5_001 + SHORT_MS, ABSENT)], 5_001 + SHORT_MS, 0),
        ([(100, ABSENT), (5_000, BLIND), (6_000, ABSENT), (9_000, BLIND), (9_500, ABSENT)], 100, 1_500),
        ([(100, ABSENT), (5_000, BLIND), (8_000, BLIND), (9_000, ABSENT)], 100, 4_000),
        ([(100, ABSENT), (5_000, BLIND), (14_000, BLIND), (15_001, ABSENT)], 15_001, 0),
        ([(100, ABSENT), (5_000, BLIND), (6_000, PRESENT), (7_000, BLIND), (7_500, ABSENT)], 7_500, 0),
        ([(100, PRESENT), (5_000, BLIND), (6_000, UNSCHEDULED), (7_000, PRESENT)], 7_000, 0),
        ([(100, BLIND), (600, PRESENT)], 600, 0),
    ],
    ids=[
        "first",
        "another state",
        "blind now",
        "a blip",
        "somebody else after it",
        "a blip of the longest kind",
        "longer than that",
        "two blips",
        "of two reasons",
        "of two reasons, too long together",
        "something else between two blips",
        "closed meanwhile",
        "blind from the beginning",
    ],
)
def test_a_short_blind_stretch_does_not_end_a_state(
    changes: list[tuple[int, Presence]], since_ms: int, blind_ms: int
) -> None:
    time, before = TimeInState(0), None
    for at_ms, state in changes:
        time, before = time.after(before, state, at_ms), state
    assert (time.since_ms, time.blind_ms) == (since_ms, blind_ms)
