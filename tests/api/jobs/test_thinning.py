"""Which checkpoints stay, and that those of a real store do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.jobs.thinning import DAY_MS, HOUR_MS, MINUTE_MS, step_ms, superfluous
from api.jobs.work import thin_checkpoints
from api.server.reading import Checkpoint, HallCheckpoint
from api.server.sites import SiteHistory, SiteVersion
from api.server.store import Store, sqlite_url
from tests.api.server.builders import BEGIN_MS, site
from vision.fold import CounterState
from vision.hall import HallState

NOW_MS = 1_772_323_200_000
"""Midnight UTC, so that pieces begin at whole ages."""


OLD = 400 * DAY_MS


def kept(ages_ms: list[int]) -> list[int]:
    """Of checkpoints of these ages, those that stay, oldest first."""
    times = [NOW_MS - age for age in ages_ms]
    return sorted((NOW_MS - at for at in set(times) - set(superfluous(times, NOW_MS))), reverse=True)


@pytest.mark.parametrize(
    ("ages_ms", "stay"),
    [
        ([], []),
        ([5], [5]),
        ([40 * DAY_MS, 5], [40 * DAY_MS, 5]),
        ([OLD, 20 * MINUTE_MS, 17 * MINUTE_MS, 15 * MINUTE_MS, 5], [OLD, 20 * MINUTE_MS, 15 * MINUTE_MS, 5]),
        ([OLD, *range(5 * DAY_MS, 5 * DAY_MS - HOUR_MS, -5 * MINUTE_MS), 0], [OLD, 5 * DAY_MS, 0]),
        ([OLD, *range(50 * DAY_MS, 49 * DAY_MS, -HOUR_MS), 0], [OLD, 50 * DAY_MS, 0]),
        ([4, 3, 2, 1], [4, 3, 1]),
        ([3, 2, -1, -2], [3, 2, -1, -2]),
    ],
    ids=["none", "one", "first and newest", "5 minutes", "an hour", "a day", "within a moment", "from the future"],
)  # fmt: skip
def test_what_stays(ages_ms: list[int], stay: list[int]) -> None:
    assert kept(ages_ms) == stay


AGES = st.lists(st.integers(-HOUR_MS, 90 * DAY_MS), max_size=60)


@given(AGES)
def test_the_first_and_the_newest_stay_and_whatever_goes_has_one_close_before_it(ages_ms: list[int]) -> None:
    stay = kept(ages_ms)
    assert set(stay) <= set(ages_ms)
    if ages_ms:
        assert {max(ages_ms), min(ages_ms)} <= set(stay)
    for age in set(ages_ms) - set(stay):
        assert any(0 < other - age < step_ms(age) for other in stay)


@given(AGES, st.integers(0, 40 * DAY_MS))
def test_thinning_often_comes_to_the_same_as_thinning_once(ages_ms: list[int], later_ms: int) -> None:
    times = {NOW_MS - age for age in ages_ms}
    often = times - set(superfluous(times, NOW_MS))
    often -= set(superfluous(often, NOW_MS + later_ms))
    assert often == times - set(superfluous(times, NOW_MS + later_ms))


def test_a_store_is_thinned_in_short_transactions(tmp_path: Path) -> None:
    setup = SiteHistory([SiteVersion(BEGIN_MS, site())]).setup_at("7", BEGIN_MS)
    times = [BEGIN_MS + n * 5 * MINUTE_MS for n in range(40)]
    store = Store(sqlite_url(tmp_path))
    with store.write() as log:
        for at_ms in times:
            for counter in ("7", "8"):
                log.add_checkpoint(Checkpoint(counter, at_ms, 0, CounterState.at(setup, at_ms)))
            log.add_hall_checkpoint(HallCheckpoint("north", 0, HallState(at_ms)))
    now_ms = times[-1] + 3 * DAY_MS
    assert thin_checkpoints(store, now_ms, at_once=7) == 3 * len(superfluous(times, now_ms)) > 3 * 7
    with store.read() as log:
        for counter in ("7", "8"):
            assert set(log.checkpoint_times(counter)) == set(times) - set(superfluous(times, now_ms))
            newest = log.checkpoint(counter)
            assert newest is not None
            assert newest.at_ms == times[-1]
        assert set(log.hall_checkpoint_times()["north"]) == set(times) - set(superfluous(times, now_ms))
    assert thin_checkpoints(store, now_ms) == 0
    store.close()
