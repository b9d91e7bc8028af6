"""A drawn clerk in a drawn room: what is worn is told in any lamp's light, and not told where it cannot be."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.colour import lab, linear, srgb
from vision.datatypes import Palette, Uniform
from vision.uniform import UniformMemory, clustered, fitting, read_uniform

Rgb = tuple[int, int, int]
NAVY, LIGHT_BLUE, RED, SKIN, WHITE = (38, 48, 79), (168, 196, 228), (170, 40, 44), (204, 158, 132), (236, 236, 234)
BOX = np.array([250, 60, 390, 300], np.float32)
POSE = np.zeros((17, 2), np.float32)
POSE[[0, 5, 6, 11, 12]] = [(320, 100), (370, 150), (270, 150), (360, 290), (280, 290)]
SEEN = np.full(17, 0.8, np.float32)

LAMPS = {"daylight": (1.0, 1.0, 1.0), "tungsten": (1.5, 0.85, 0.4), "blue": (0.8, 1.0, 1.4), "dim": (0.4, 0.4, 0.4)}


def palette(*colours: Rgb, share: tuple[float, ...] | None = None) -> Palette:
    return Palette("uniform", lab(linear(np.array(colours, np.uint8))), np.array(share or (0.0,) * len(colours)))


def room(
    garment: Rgb | None, lamp: str = "daylight", *, left: Rgb | None = None, paper: bool = False
) -> NDArray[np.uint8]:
    """A room with grey walls, and a clerk in ``garment`` (its left half in ``left``) where there is one."""
    picture = np.full((360, 640, 3), (188, 186, 182), np.uint8)
    picture[260:] = (150, 116, 84)
    picture[40:120, 40:160] = (60, 110, 70)
    picture[80:200, 500:600] = (40, 42, 46)
    if garment is not None:
        cv2.circle(picture, (320, 100), 32, SKIN, -1)
        picture[140:300, 255:385] = garment
        if left is not None:
            picture[140:300, 255:320] = left
        if paper:
            picture[230:262, 300:340] = (250, 250, 248)
            cv2.circle(picture, (300, 250), 14, SKIN, -1)
    noise = np.random.default_rng(7).normal(0, 2, picture.shape)
    lit = srgb(linear(picture) * np.array(LAMPS[lamp]) * 0.8)
    return np.clip(lit + noise, 0, 255).astype(np.uint8)


def verdict(
    picture: NDArray[np.uint8],
    *palettes: Palette,
    score: NDArray[np.float32] = SEEN,
    memory: UniformMemory | None = None,
) -> Uniform:
    image = picture
    return read_uniform(image, BOX, POSE, score, palettes, memory or UniformMemory.empty(), 0)[0].value


@pytest.mark.parametrize("lamp", sorted(LAMPS))
@pytest.mark.parametrize(
    ("worn", "expected"), [(NAVY, Uniform.MATCH), (RED, Uniform.MISMATCH), (LIGHT_BLUE, Uniform.MISMATCH)]
)
def test_a_garment_is_told_in_every_light(lamp: str, worn: Rgb, expected: Uniform) -> None:
    assert verdict(room(worn, lamp), palette(NAVY)) is expected


@pytest.mark.parametrize("lamp", sorted(LAMPS))
def test_white_is_white_and_red_is_not_in_every_light(lamp: str) -> None:
    assert verdict(room(WHITE, lamp), palette(WHITE)) is Uniform.MATCH
    assert verdict(room(RED, lamp), palette(WHITE)) is Uniform.MISMATCH


def test_one_of_several_uniforms_is_enough() -> None:
    assert verdict(room(RED), palette(NAVY)) is Uniform.MISMATCH
    assert verdict(room(RED), palette(NAVY), palette(RED)) is Uniform.MATCH


@pytest.mark.parametrize(
    ("left", "expected"), [(NAVY, Uniform.MATCH), (LIGHT_BLUE, Uniform.MATCH), (RED, Uniform.MIXED)]
)
def test_a_garment_of_several_colours(left: Rgb, expected: Uniform) -> None:
    assert verdict(room(NAVY, left=left), palette(NAVY, LIGHT_BLUE)) is expected


def test_a_uniform_s_main_colour_must_be_there_where_its_share_is_known() -> None:
    both = palette(NAVY, LIGHT_BLUE, share=(0.7, 0.3))
    assert verdict(room(NAVY, left=LIGHT_BLUE), both) is Uniform.MATCH
    assert verdict(room(LIGHT_BLUE), both) is Uniform.MISMATCH
    assert verdict(room(LIGHT_BLUE), palette(NAVY, LIGHT_BLUE)) is Uniform.MATCH


def test_paper_and_a_hand_before_the_chest_are_no_cloth() -> None:
    assert verdict(room(NAVY, paper=True), palette(NAVY)) is Uniform.MATCH


def test_a_surer_look_has_a_higher_score() -> None:
    sure, half = (
        read_uniform(room(NAVY, left=left), BOX, POSE, SEEN, [palette(NAVY)],
                     UniformMemory.empty(), 0)[0]
        for left in (NAVY, RED)
    )  # fmt: skip
    assert sure.value is Uniform.MATCH
    assert sure.score > half.score


def grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = picture
    return np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


@pytest.mark.parametrize(
    "picture",
    [grey(room(NAVY)), room(NAVY) // 12, np.full((360, 640, 3), 255, np.uint8)],
    ids=["infrared", "dark", "burnt out"],
)
def test_where_there_is_no_colour_nothing_is_said(picture: NDArray[np.uint8]) -> None:
    assert verdict(picture, palette(NAVY)) is Uniform.CANNOT_JUDGE


def test_who_shows_no_shoulders_is_not_judged() -> None:
    hidden = SEEN.copy()
    hidden[5] = 0.1
    assert verdict(room(NAVY), palette(NAVY), score=hidden) is Uniform.CANNOT_JUDGE


def test_without_uniforms_nothing_is_said() -> None:
    assert verdict(room(NAVY)) is Uniform.CANNOT_JUDGE


@pytest.mark.parametrize(("scale", "expected"), [(0.3, Uniform.MATCH), (0.06, Uniform.CANNOT_JUDGE)])
def test_a_torso_of_a_few_pixels_is_not_judged(scale: float, expected: Uniform) -> None:
    """The same clerk far away, in the same room."""
    image = room(None).copy()
    small = cv2.resize(room(NAVY), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    image[: small.shape[0], : small.shape[1]] = small
    memory = UniformMemory.empty()
    fact, _ = read_uniform(image, BOX * scale, POSE * np.float32(scale), SEEN, [palette(NAVY)], memory, 0)
    assert fact.value is expected


def test_a_nose_below_the_shoulders_is_no_torso_to_judge() -> None:
    bent = POSE.copy()
    bent[0] = (320, 200)
    image = room(NAVY)
    fact, _ = read_uniform(image, BOX, bent, SEEN, [palette(NAVY)], UniformMemory.empty(), 0)
    assert fact.value is Uniform.CANNOT_JUDGE


def test_what_fits_is_a_share_of_the_garment() -> None:
    pixels = linear(np.array([NAVY] * 75 + [RED] * 25, np.uint8))
    assert fitting(clustered(pixels), palette(NAVY)) == pytest.approx(0.75, abs=0.02)
    assert fitting(clustered(pixels), palette(RED)) == pytest.approx(0.25, abs=0.02)
    assert fitting(clustered(pixels), palette(RED, NAVY)) == pytest.approx(1, abs=0.02)
