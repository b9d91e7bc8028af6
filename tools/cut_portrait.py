#!/usr/bin/env python3
"""Cuts the demo scene's person out of the NASA portrait that scikit-image ships.

    python tools/cut_portrait.py [astronaut.png] cameras/scene_assets/person.png

Without a picture's name scikit-image is asked for it (``pip install scikit-image``; the product never needs it).
All numbers are pixels of that picture of 512x512: the outline is found by GrabCut (Rother, Kolmogorov, Blake,
2004) between hand-set polygons. A helmet hides one arm; the other one is mirrored into its place.
"""

import hashlib
import importlib.util
import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

SHA256 = "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
MAYBE = (
    (150, 90), (165, 30), (220, 10), (280, 25), (305, 70), (300, 120), (275, 150), (272, 180), (312, 225), (345, 265),
    (372, 330), (372, 365), (300, 430), (285, 511), (15, 511), (12, 420), (30, 300), (45, 250), (100, 215),
    (110, 180), (140, 150), (180, 145),
)  # fmt: skip
SURELY = (
    (180, 60), (220, 30), (275, 50), (285, 90), (258, 140), (250, 160), (255, 184), (284, 212), (300, 240),
    (320, 270), (340, 350), (280, 420), (260, 511), (60, 511), (35, 430), (60, 280), (118, 225), (116, 190),
    (128, 166), (150, 154), (184, 151),
)  # fmt: skip
HELMET = (
    (276, 511), (275, 460), (290, 412), (320, 372), (345, 352), (380, 340), (430, 345), (500, 400), (511, 511),
)  # fmt: skip
BESIDE_THE_NECK = ((276, 142), (268, 152), (259, 172), (275, 186), (296, 212), (340, 240), (340, 140))
ARM_BELOW_Y, ARM_RIGHT_OF_X = 345, 335
MIRROR_X = 193
KEPT_XYXY = (10, 12, 376, 512)
STORED_WH = (280, 382)
"""About the largest size the scene shows."""


def main() -> None:
    """Read, cut, write."""
    *given, target = sys.argv[1:]
    source = Path(given[0]) if given else _shipped()
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{source}: scikit-image's astronaut.png was wanted, this is another picture: name that one")
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    person = _cut(np.asarray(decoded, np.uint8))
    cv2.imwrite(target, person, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def _shipped() -> Path:
    package = importlib.util.find_spec("skimage")
    if package is None or package.origin is None:
        sys.exit("scikit-image was wanted for its astronaut.png, it is not installed: install it, or name the picture")
    return Path(package.origin).parent / "data" / "astronaut.png"


def _cut(portrait: Picture) -> Picture:
    """The person, BGRA."""
    helmet = _filled(HELMET)
    colour, alpha = _both_arms(portrait, _outline(portrait, helmet), helmet)
    rim = cv2.GaussianBlur(cv2.erode(alpha, _disc(3)), (0, 0), 1.0)
    x1, y1, x2, y2 = KEPT_XYXY
    whole = np.dstack([colour, rim])[y1:y2, x1:x2]
    small = cv2.resize(whole, STORED_WH, interpolation=cv2.INTER_AREA)
    small[small[..., 3] == 0] = 0  # what nobody sees costs no bytes
    return np.asarray(small, np.uint8)


def _outline(portrait: Picture, helmet: Picture) -> Picture:
    mask = np.full(portrait.shape[:2], cv2.GC_BGD, np.uint8)
    mask[_filled(MAYBE) > 0] = cv2.GC_PR_FGD
    mask[_filled(SURELY) > 0] = cv2.GC_FGD
    mask[(helmet > 0) | (_filled(BESIDE_THE_NECK) > 0)] = cv2.GC_BGD
    cv2.setRNGSeed(0)
    cv2.grabCut(portrait, mask, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), 8, cv2.GC_INIT_WITH_MASK)
    found = np.where((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD), 255, 0).astype(np.uint8)
    smooth = cv2.morphologyEx(cv2.morphologyEx(found, cv2.MORPH_OPEN, _disc(7)), cv2.MORPH_CLOSE, _disc(7))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smooth)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return np.where(labels == largest, 255, 0).astype(np.uint8)


def _both_arms(portrait: Picture, alpha: Picture, helmet: Picture) -> tuple[Picture, Picture]:
    """Colours and alpha with the mirrored arm where the helmet was."""
    y, x = np.mgrid[: portrait.shape[0], : portrait.shape[1]]
    hidden = (helmet > 0) | ((y > ARM_BELOW_Y) & (x > ARM_RIGHT_OF_X))
    hidden_wide = cv2.dilate(hidden.astype(np.uint8) * 255, _disc(7))
    share = cv2.GaussianBlur(hidden_wide, (0, 0), 2.5)[..., None] / 255.0
    columns = np.clip(2 * MIRROR_X - np.arange(portrait.shape[1]), 0, None)
    colour = (portrait * (1 - share) + portrait[:, columns] * share).astype(np.uint8)
    return colour, np.where(hidden_wide > 0, alpha[:, columns], alpha).astype(np.uint8)


def _filled(points: tuple[tuple[int, int], ...]) -> Picture:
    mask = np.zeros((512, 512), np.uint8)
    cv2.fillPoly(mask, [np.array(points, np.int32)], 255)
    return mask


def _disc(size: int) -> Picture:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


if __name__ == "__main__":
    main()
