"""The written hours: what every one of them holds."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.office.script import (
    PARTS,
    PHONES,
    POSTURES,
    WALK_S,
    Activity,
    Duty,
    Phase,
    Script,
    moments,
    shown,
    stretches,
    write_script,
)

HOUR_S = 3600.0
A = Activity


def script(seed: int = 0, counters: int = 4) -> Script:
    return write_script(counters, np.random.default_rng(seed))


def duty(activity: Activity, *, visitor: bool = False) -> Duty:
    return Duty(activity, visitor, in_uniform=True)


@given(st.integers(0, 1000))
def test_an_hour_holds_every_activity_and_lasts_an_hour(seed: int) -> None:
    written = script(seed)
    assert written.duration_s == HOUR_S
    wanted = Counter([A.UPRIGHT, *PARTS["L"], *PARTS["M"], *PARTS["S"]])
    for counter in range(4):
        activities = [phase.duties[counter].activity for phase in written.phases]
        assert Counter(activities) == wanted
        for kind in (PHONES, POSTURES, frozenset({A.ABSENT})):
            assert not any(a in kind and b in kind for a, b in pairwise(activities))


@given(st.integers(0, 1000))
def test_truth_covers_the_hour_without_gap(seed: int) -> None:
    told = moments(script(seed), 2)
    assert (told[0].from_s, told[-1].to_s) == (0, HOUR_S)
    assert all(a.to_s == b.from_s for a, b in pairwise(told))


@given(st.integers(0, 1000))
def test_every_second_of_an_hour_is_shown_in_order(seed: int) -> None:
    written = script(seed)
    pieces = list(stretches(written))
    assert (pieces[0].from_s, pieces[-1].to_s) == (0, HOUR_S)
    assert all(a.to_s == b.from_s for a, b in pairwise(pieces))
    times = [at_s for piece in pieces for at_s, _ in shown(piece)]
    gaps = {round(b - a, 3) for a, b in pairwise(times)}
    assert gaps <= {0.5, 1.0}
    assert sum(len({m for _, m in shown(piece)}) for piece in pieces) < 600, "few pictures are drawn"


def two_phases(before: Duty, after: Duty) -> Script:
    return Script((Phase(0, 100, (before,), None), Phase(100, 200, (after,), None)))


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (duty(A.UPRIGHT), duty(A.ABSENT), [(100, duty(A.ABSENT))]),
        (duty(A.ABSENT), duty(A.CALL), [(100, duty(A.ABSENT)), (100 + WALK_S, duty(A.CALL))]),
        (duty(A.UPRIGHT), duty(A.SLUMPED), [(100, duty(A.SLUMPED))]),
        (
            duty(A.UPRIGHT),
            duty(A.UPRIGHT, visitor=True),
            [(100, duty(A.UPRIGHT)), (100 + WALK_S, duty(A.UPRIGHT, visitor=True))],
        ),
        (duty(A.UPRIGHT, visitor=True), duty(A.UPRIGHT), [(100, duty(A.UPRIGHT))]),
    ],
)
def test_who_arrives_is_there_when_seated_and_who_leaves_until_rising(
    before: Duty, after: Duty, changes: list[tuple[float, Duty]]
) -> None:
    told = moments(two_phases(before, after), 0)
    assert [(m.from_s, m.duty) for m in told if m.from_s >= 100] == changes


def test_people_who_move_are_drawn_twice_a_second() -> None:
    moving = [s for s in stretches(two_phases(duty(A.UPRIGHT), duty(A.ABSENT))) if not s.loop]
    assert [(s.from_s, s.step_s) for s in moving] == [(100, 0.5)]
    assert moving[0].to_s >= 100 + WALK_S


def test_quiet_time_goes_forth_and_back_over_few_pictures() -> None:
    (quiet,) = [s for s in stretches(two_phases(duty(A.UPRIGHT), duty(A.UPRIGHT))) if s.loop and s.from_s == 0]
    assert [moment for _, moment in shown(quiet)][:8] == [0, 1, 2, 3, 2, 1, 0, 1]
