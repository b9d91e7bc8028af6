"""Generated hours over drawn people: what is written is what is seen, and the same seed gives the same hour."""

from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from models.office.cutouts import read_cutouts
from models.office.hour import SIZES_WH, Hour, hours
from models.office.light import LIGHTS
from models.office.room import SIZE_WH
from models.office.script import Activity, moments
from tests.models.office.drawn import people_folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Hour]:
    return hours(read_cutouts(people_folder(tmp_path_factory.mktemp("office") / "people")), 5)


def zone(hour: Hour, number: int, picture: NDArray[np.uint8]) -> NDArray[np.int16]:
    corners = np.array(hour.room.places[number].staff_zone()) * SIZE_WH
    (x1, y1), (x2, y2) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    return picture[y1:y2, x1:x2].astype(np.int16)


def test_every_hour_has_its_light(made: list[Hour]) -> None:
    assert [hour.light for hour in made] == list(LIGHTS)
    exposures = [exposure for exposure, _ in LIGHTS.values()]
    assert (min(exposures), max(exposures)) == (0.5, 2.0)


@pytest.mark.parametrize("number", range(4))
def test_an_empty_seat_is_empty_and_everything_else_is_not(made: list[Hour], number: int) -> None:
    hour = made[0]
    empty = zone(hour, number, hour.room.background)
    seen: set[Activity] = set()
    for moment in moments(hour.script, number):
        if moment.duty.visitor or moment.duty.activity in seen or moment.to_s - moment.from_s < 30:
            continue
        seen.add(moment.duty.activity)
        changed = np.abs(zone(hour, number, hour.scene(moment.from_s + 20)) - empty).max(axis=2) > 25
        assert bool(changed.mean() > 0.02) == (moment.duty.activity is not Activity.ABSENT), moment.duty
    assert len(seen) > 4


def test_the_same_seed_gives_the_same_pictures(made: list[Hour]) -> None:
    first, second = (next(made[1].frames(SIZES_WH[1])).image for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("size_wh", SIZES_WH)
def test_quiet_time_repeats_the_very_same_pictures(made: list[Hour], size_wh: tuple[int, int]) -> None:
    frames = list(islice(made[0].frames(size_wh), 9))
    assert [frame.at_ms for frame in frames] == list(range(0, 9000, 1000))
    assert frames[0].size_wh == size_wh
    assert frames[6].image is frames[0].image
    assert not np.array_equal(frames[1].image, frames[0].image)


def test_an_hour_ends_where_it_is_told_to(made: list[Hour]) -> None:
    assert [frame.at_ms for frame in made[0].frames(SIZES_WH[1], 3.0)] == [0, 1000, 2000]


def test_lights_differ_in_colour_and_brightness(made: list[Hour]) -> None:
    means = {hour.light: next(hour.frames(SIZES_WH[1])).image.mean(axis=(0, 1)) for hour in made}
    assert means["tungsten"][0] > 1.2 * means["tungsten"][2]
    assert means["blue"][2] > means["blue"][0]
    assert means["cool, bright"].mean() > 1.5 * means["warm, dim"].mean()


def test_somebody_crosses_the_room_when_it_says_so(made: list[Hour]) -> None:
    hour = made[0]
    (start, end) = hour.passed()[0]
    calm, crossed = hour.scene(start - 0.01).astype(int), hour.scene((start + end) / 2).astype(int)
    assert (np.abs(calm - crossed).max(axis=2) > 40).sum() > 500
