"""What never moves is learned to be nobody; who moves, or sits down before it, is somebody."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.vision.builders import Person, people, room
from vision.datatypes import Detections
from vision.fixtures import LEARNED_MS, MOST, REMOVED_MS, Fixtures, recognise

BOX = (200.0, 100.0, 280.0, 200.0)
POSTER: Person = (BOX, 0.6)
NOBODY = Detections.empty()
STEP_MS = 1_000
NOISES = 8
"""Pictures of a room that differ by their noise."""


@cache
def noisy_room(seed: int) -> NDArray[np.uint8]:
    return room(seed)


@cache
def picture(number: int, shift_px: int = 0, *, light: float = 1.0) -> NDArray[np.uint8]:
    """A furnished room in which something striped hangs at ``BOX``, ``shift_px`` aside."""
    image = (noisy_room(number) * light).astype(np.uint8)
    for stripe in range(5):
        x = 205 + 16 * stripe + shift_px
        image[105:195, x : x + 8] = (np.array([230, 20 + 40 * stripe, 60]) * light).astype(np.uint8)
    return image


def watched(
    known: Fixtures,
    seconds: int,
    *,
    from_s: int = 0,
    sway_px: int = 0,
    shift_px: int = 0,
    found: Detections | None = None,
) -> tuple[Fixtures, bool]:
    """The memory after ``seconds`` of looks, and whether the last one found a fixture."""
    fixed = np.zeros(1, bool)
    for second in range(from_s, from_s + seconds):
        image = picture(second % NOISES, shift_px + round(sway_px * np.sin(second)))
        known, fixed = recognise(known, image, people(POSTER) if found is None else found, second * STEP_MS)
    return known, bool(fixed.any())


LEARN_S = LEARNED_MS // STEP_MS
KNOWN = watched(Fixtures(), LEARN_S + 2)[0]


def test_what_hangs_still_for_ten_minutes_is_a_fixture_and_not_before() -> None:
    before, fixed = watched(Fixtures(), LEARN_S - 1)
    assert not fixed
    assert watched(before, 4, from_s=LEARN_S - 1)[1]


def test_who_sways_is_never_one() -> None:
    assert not watched(Fixtures(), 3 * LEARN_S, sway_px=6)[1]


def test_looks_that_find_nobody_teach_nothing() -> None:
    known, _ = watched(Fixtures(), LEARN_S // 2)
    known, _ = watched(known, LEARN_S, from_s=LEARN_S // 2, found=NOBODY)
    assert not watched(known, 2, from_s=3 * LEARN_S // 2)[1]


def test_more_looks_a_second_do_not_learn_faster() -> None:
    known, fixed = Fixtures(), np.zeros(1, bool)
    for number in range(LEARN_S + 20):
        known, fixed = recognise(known, picture(number % NOISES), people(POSTER), number * STEP_MS // 4)
    assert not fixed.any()


def test_a_long_pause_is_not_counted() -> None:
    known, _ = recognise(Fixtures(), picture(0), people(POSTER), 0)
    _, fixed = recognise(known, picture(1), people(POSTER), 2 * LEARNED_MS)
    assert not fixed.any()


def test_a_fixture_in_other_light_is_still_one() -> None:
    assert recognise(KNOWN, picture(9, light=0.6), people(POSTER), LEARNED_MS + 9_000)[1].all()


def test_who_sits_down_before_it_is_somebody() -> None:
    image = picture(5)
    image[100:200, 200:280] = room(seed=3)[300:400, 300:380]
    assert not recognise(KNOWN, image, people(POSTER), LEARNED_MS + 9_000)[1].any()


def test_somebody_elsewhere_is_somebody() -> None:
    beside: Person = ((300, 100, 380, 200), 0.7)
    _, fixed = recognise(KNOWN, picture(3), people(POSTER, beside), LEARNED_MS + 9_000)
    assert list(fixed) == [True, False]


@pytest.mark.parametrize(("away_s", "fixed"), [(REMOVED_MS // STEP_MS - 60, True), (REMOVED_MS // STEP_MS + 60, False)])
def test_what_is_gone_for_long_is_forgotten(away_s: int, fixed: bool) -> None:
    known, _ = watched(KNOWN, away_s, from_s=LEARN_S + 2, shift_px=8)
    start = LEARN_S + 2 + away_s
    assert recognise(known, picture(1), people(POSTER), start * STEP_MS)[1].any() == fixed


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 300)), max_size=60))
def test_memory_stays_small_and_answers_for_everybody(corners: list[tuple[int, int]]) -> None:
    known, image = Fixtures(), room()
    for at, (x, y) in enumerate(corners):
        crowd = people(((x, y, x + 60, y + 80), 0.5), ((x + 70, y, x + 130, y + 80), 0.4))
        known, fixed = recognise(known, image, crowd, at * 500)
        assert fixed.shape == (2,)
        assert not fixed.any()
    assert len(known.places) <= MOST
