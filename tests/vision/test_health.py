import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.builders import SIZE_WH, painted, room
from vision.datatypes import BlindReason
from vision.health import (
    COVERED,
    DARK,
    FROZEN_MS,
    NEVER_SEEN,
    THUMBNAIL_WH,
    blind_reason,
    brightness,
    detail,
    motion,
    thumbnail,
)

Picture = NDArray[np.uint8]


def noisy(image: Picture, sigma: float = 3, seed: int = 0) -> Picture:
    noise = np.random.default_rng(seed).normal(0, sigma, (*image.shape[:2], 3))
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def flat(grey: int, size: int = 400) -> Picture:
    return np.full((size, size, 3), grey, np.uint8)


def shaded(low: float, high: float, size: int = 400) -> Picture:
    """From ``low`` in one corner to ``high`` in the opposite one."""
    ramp = np.linspace(0, 0.5, size)
    ramp_2d = low + (high - low) * (ramp[:, None] + ramp[None, :])
    return np.repeat(ramp_2d[..., None], 3, axis=2).astype(np.uint8)


def hand(size: int = 400) -> Picture:
    """Something too near to be sharp, lit from one side, with a bright rim."""
    out = flat(70, size)
    cv2.ellipse(out, (size // 3, size // 2), (size // 3, size // 2), 20, 0, 360, (150, 110, 90), -1)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), size / 6), np.uint8)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (room(), None),
        (room()[100:260, 200:360], None),
        (room()[200:201, 200:201].repeat(2, axis=0), BlindReason.COVERED),
        (cv2.GaussianBlur(room(), (0, 0), 5), None),
        ((room() * 0.3).astype(np.uint8), None),
        ((room() * 0.1).astype(np.uint8), BlindReason.DARK),
        (flat(0), BlindReason.DARK),
        (noisy(flat(8), 8), BlindReason.DARK),
        (flat(255), BlindReason.COVERED),
        (flat(128), BlindReason.COVERED),
        (noisy(flat(128)), BlindReason.COVERED),
        (noisy(flat(60), 12), BlindReason.COVERED),
        (noisy(flat(60, size=150), 4), BlindReason.COVERED),
        (shaded(20, 220), BlindReason.COVERED),
        (noisy(shaded(20, 220)), BlindReason.COVERED),
        (noisy(hand()), BlindReason.COVERED),
        (noisy(hand(150)), BlindReason.COVERED),
    ],
    ids=lambda value: "" if isinstance(value, np.ndarray) else str(value),
)
def test_whether_a_picture_can_be_judged(picture: Picture, expected: BlindReason | None) -> None:
    assert blind_reason(thumbnail(picture), None) is expected


def between(low: float, high: float, of_share: list[float], measure: object, pictures: list[Picture]) -> Picture:
    assert callable(measure)
    fits = [p for p in pictures if low < measure(p) < high]
    assert fits, [(share, measure(p)) for share, p in zip(of_share, pictures, strict=True)]
    return fits[0]


def test_a_dusky_picture_keeps_the_answer_it_had() -> None:
    shares = [0.1 + 0.02 * step for step in range(15)]
    dusk = between(*DARK, shares, brightness, [thumbnail((room() * share).astype(np.uint8)) for share in shares])
    assert blind_reason(dusk, None) is None
    assert blind_reason(dusk, BlindReason.COVERED) is None
    assert blind_reason(dusk, BlindReason.DARK) is BlindReason.DARK


def test_a_veiled_picture_keeps_the_answer_it_had() -> None:
    shares = [0.05 * step for step in range(1, 20)]
    mixed = [thumbnail((128 + (room().astype(float) - 128) * share).astype(np.uint8)) for share in shares]
    veiled = between(*COVERED, shares, detail, mixed)
    assert blind_reason(veiled, None) is None
    assert blind_reason(veiled, BlindReason.COVERED) is BlindReason.COVERED


def test_detail_is_the_same_in_a_dim_room_and_nothing_in_the_black() -> None:
    bright, dim = thumbnail(room()), thumbnail((room() * 0.3).astype(np.uint8))
    assert detail(dim) == pytest.approx(detail(bright), rel=0.15)
    assert detail(thumbnail(flat(0))) == 0


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (300, 1, 3), (64, 96, 3), (1080, 1920, 3)])
def test_every_crop_has_a_thumbnail_of_one_size(shape: tuple[int, int, int]) -> None:
    assert thumbnail(np.zeros(shape, np.uint8)).shape == THUMBNAIL_WH[::-1]


def test_a_stuck_picture_is_frozen_after_half_a_minute() -> None:
    picture = room()
    stillness = NEVER_SEEN
    for at_ms in range(5_000, 5_000 + FROZEN_MS, 500):
        stillness = stillness.after(picture.copy(), at_ms)
        assert not stillness.frozen(at_ms)
    assert stillness.after(picture, 35_000).frozen(35_000)
    assert not stillness.after(picture, 34_999).frozen(34_999)


def test_one_changed_bit_is_not_frozen() -> None:
    picture = room()
    stillness = NEVER_SEEN.after(picture, 0)
    changed = picture.copy()
    changed[0, 0, 0] ^= 1
    moved = stillness.after(changed, FROZEN_MS)
    assert not moved.frozen(FROZEN_MS)
    assert moved.after(changed, 2 * FROZEN_MS).frozen(2 * FROZEN_MS)
    assert not moved.after(picture, 2 * FROZEN_MS).frozen(2 * FROZEN_MS)


def test_noise_alone_is_not_frozen_and_another_size_is_another_picture() -> None:
    stillness = NEVER_SEEN.after(room(seed=1), 0)
    assert not stillness.after(room(seed=2), FROZEN_MS).frozen(FROZEN_MS)
    assert not stillness.after(room(seed=1)[:100], FROZEN_MS).frozen(FROZEN_MS)


def test_stillness_does_not_follow_a_picture_that_is_written_over() -> None:
    buffer = room().copy()
    stillness = NEVER_SEEN.after(buffer, 0)
    buffer[:] = room(seed=1)
    assert not stillness.after(buffer, FROZEN_MS).frozen(FROZEN_MS)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        (room(0), room(0), 0, 0),
        (room(0), room(1), 0, 0),
        (room(0), np.clip(room(1).astype(int) + 40, 0, 255).astype(np.uint8), 0, 2),
        (room(0), painted(room(1), [((200, 100, 300, 260), 1.0)]), 2, 5),
        (room(0), painted(room(1), [((0, 0, 300, 480), 1.0)]), 8, 12),
        (room(0), 255 - room(0), 11, 15),
    ],
    ids=["same", "noise", "light switched on", "somebody", "somebody near", "everything"],
)
def test_motion(before: Picture, after: Picture, low: int, high: int) -> None:
    assert before.shape[1::-1] == after.shape[1::-1] == SIZE_WH
    assert low <= motion(thumbnail(after), thumbnail(before)) <= high


def test_of_the_first_picture_nothing_counts_as_still() -> None:
    assert motion(thumbnail(room()), None) == 15
