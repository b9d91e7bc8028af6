"""The hour's light, the sensor's noise and the encoder's softness."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

LIGHTS: dict[str, tuple[float, tuple[float, float, float]]] = {
    "tungsten": (1.3, (1.22, 1.0, 0.68)),
    "warm, dim": (0.5, (1.10, 1.0, 0.84)),
    "neutral": (1.0, (1.0, 1.0, 1.0)),
    "cool, bright": (2.0, (0.92, 1.0, 1.10)),
    "blue": (0.75, (0.78, 0.98, 1.24)),
}
"""Exposure against the middle one, and gains of red, green, blue: tungsten to blue, half to double brightness."""

KNEE = 0.7
"""Above this share of white a camera bends its curve rather than cut."""
TILE_PX = 128


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """What a camera of ``size_wh`` makes of a scene: ``curves`` [256, 1, 3], ``noise`` int16, JPEG ``quality``."""

    size_wh: tuple[int, int]
    curves: NDArray[np.uint8]
    noise: NDArray[np.int16]
    quality: int


def camera(size_wh: tuple[int, int], light: str, quality: int, draw: np.random.Generator) -> Camera:
    """The camera in ``light``, one of ``LIGHTS``; half the light needs more gain and shows more noise."""
    exposure, gains = LIGHTS[light]
    levels = np.linspace(0, 1, 256)[:, None] * np.array(gains) * exposure
    bent = np.where(levels > KNEE, KNEE + (1 - KNEE) * (1 - np.exp(-(levels - KNEE) / (1 - KNEE))), levels)
    curves = np.round(255 * bent).astype(np.uint8)[:, None, :]
    width, height = size_wh
    sigma = 2.2 if exposure >= 1 else 3.4
    grain = draw.normal(0, sigma, (height + TILE_PX, width + TILE_PX, 3))
    noise = np.round(0.6 * grain + 0.6 * grain.mean(axis=2, keepdims=True)).astype(np.int16)
    return Camera(size_wh, curves, noise, quality)


def photograph(scene: NDArray[np.uint8], by: Camera, draw: np.random.Generator) -> NDArray[np.uint8]:
    """``scene`` as the camera delivers it: its size, light, blur, noise and compression; RGB uint8."""
    small = scene
    if scene.shape[1::-1] != by.size_wh:
        small = np.asarray(cv2.resize(scene, by.size_wh, interpolation=cv2.INTER_AREA), np.uint8)
    lit = cv2.LUT(cv2.GaussianBlur(small, (3, 3), 0.7), by.curves)
    x, y = draw.integers(0, TILE_PX, 2)
    grain = by.noise[y : y + by.size_wh[1], x : x + by.size_wh[0]]
    noisy = cv2.add(lit, grain, dtype=cv2.CV_8U)
    _, encoded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, by.quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
