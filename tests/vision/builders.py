"""Small builders: zones, views, boxes, tracks, spans, drawn pictures, and a detector that finds painted people."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.association import Followed, follow
from vision.datatypes import Detections, Frame, Span, Tracks, View, Zone

Box = tuple[float, float, float, float]
Person = tuple[Box, float]
"""A box and its score."""

SIZE_WH = (640, 480)


def rectangle(x1: float, y1: float, x2: float, y2: float) -> Zone:
    return Zone(np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float32))


DESK = View("desk", "counter", rectangle(250, 150, 400, 250), rectangle(250, 300, 400, 400))


def boxes(*xyxy: Box) -> NDArray[np.float32]:
    return np.array(xyxy, np.float32).reshape(-1, 4)


def people(*persons: Person) -> Detections:
    return Detections(
        boxes(*(box for box, _ in persons)),
        np.array([score for _, score in persons], np.float32),
        np.zeros(len(persons), np.int32),
    )


def person_at(x: float, y: float, size: float = 80) -> Box:
    """The box of a person of ``size`` (width; half as high again) whose anchor is at ``x``, ``y``."""
    return (x - size / 2, y - 0.33 * size, x + size / 2, y + 1.17 * size)


def tracks(*persons: Person, seen_ms: int = 0) -> Tracks:
    """People just seen for the first time, with ids 1, 2, ..."""
    return follow(Followed(), people(*persons), seen_ms)[0].tracks


def span(
    from_ms: int = 0, to_ms: int = 1, staff_evidence: int | None = 8, customer_evidence: int | None = None
) -> Span:
    return Span(
        "desk",
        from_ms,
        to_ms,
        staff_evidence=staff_evidence,
        customer_evidence=customer_evidence,
        staff_seen=1,
        motion=3,
        zone_version=4,
        model_set="nets-2",
    )


def room(seed: int = 0, size_wh: tuple[int, int] = SIZE_WH) -> NDArray[np.uint8]:
    """A picture of a furnished room: shading, some forty pieces of furniture, and noise that differs by ``seed``."""
    width, height = size_wh
    shade = np.linspace(60, 120, width)[None, :, None] + np.linspace(0, 30, height)[:, None, None]
    image = np.repeat(shade, 3, axis=2).astype(np.uint8)
    furniture = np.random.default_rng(7)
    for _ in range(40):
        x, y = furniture.integers(0, width), furniture.integers(0, height)
        w, h = furniture.integers(8, 80), furniture.integers(8, 80)
        grey = int(furniture.integers(20, 200))
        cv2.rectangle(image, (int(x), int(y)), (int(x + w), int(y + h)), (grey, grey, grey), -1)
    noise = np.random.default_rng(seed).integers(-4, 5, image.shape)
    return np.asarray(np.clip(image + noise, 0, 254), np.uint8)


def painted(image: NDArray[np.uint8], persons: Sequence[Person]) -> NDArray[np.uint8]:
    """A copy of ``image`` with each person as a red rectangle, whose blue is their score; scores must differ."""
    out = image.copy()
    for (x1, y1, x2, y2), score in persons:
        out[max(0, round(y1)) : round(y2), max(0, round(x1)) : round(x2)] = (255, 0, round(255 * score))
    return out


def frame(at_ms: int, *persons: Person) -> Frame:
    """The room at ``at_ms`` with ``persons`` in it, its noise different from every other moment's."""
    return Frame(at_ms, painted(room(seed=at_ms), persons))


class RedDetector:
    """Finds painted people by their colour, as a network would: in the pixels of the crop it is given.

    ``calls`` has the size (width, height) of every crop and the input size it was wanted at.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[tuple[int, int], tuple[int, int]]] = []

    def __call__(self, pixels: NDArray[np.uint8], input_wh: tuple[int, int]) -> Detections:
        self.calls.append(((pixels.shape[1], pixels.shape[0]), input_wh))
        red = (pixels[..., 0] == 255) & (pixels[..., 1] == 0)
        found = [self._extent(red & (pixels[..., 2] == blue), blue) for blue in np.unique(pixels[..., 2][red])[::-1]]
        return people(*found)

    @staticmethod
    def _extent(mask: NDArray[np.bool_], blue: int) -> Person:
        y, x = np.nonzero(mask)
        return (float(x.min()), float(y.min()), float(x.max() + 1), float(y.max() + 1)), float(blue) / 255
