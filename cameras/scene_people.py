"""The people of a scene: one photographed person, mirrored, lit, with other hair and in other garments.

The picture is NASA's portrait of the astronaut Eileen Collins, which is in the public domain (see
``scene_assets/CREDITS.md``). Numbers are pixels of the stored picture of 280x382.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from cameras.scene_script import Garment
from vision.datatypes import Phone

Picture = NDArray[np.uint8]
Weights = NDArray[np.float32]
Colour = tuple[int, int, int]

ASSET = "person.png"

GARMENT_RGB: dict[Garment, Colour] = {
    Garment.NAVY: (52, 70, 120),
    Garment.GREY: (128, 131, 136),
    Garment.TEAL: (40, 128, 126),
    Garment.WINE: (136, 38, 58),
}
"""What a fully lit fold of the garment looks like."""


@dataclass(frozen=True, slots=True)
class Person:
    """How one person differs from the portrait: ``hair`` darkens, ``light`` and ``warmth`` are the lamp above."""

    mirrored: bool = False
    hair: float = 1.0
    light: float = 1.0
    warmth: float = 1.0


PERSONS = (
    Person(),
    Person(mirrored=True, hair=0.42, light=0.96, warmth=1.04),
    Person(hair=0.6, light=0.94, warmth=0.97),
    Person(mirrored=True, hair=0.8, light=1.03),
    Person(hair=0.36, light=0.9, warmth=1.05),
    Person(mirrored=True, light=0.92, warmth=0.96),
    Person(mirrored=True, hair=0.5, light=0.98, warmth=1.03),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A cut-out person.

    ``colour`` uint8 [H, W, 3] RGB is already multiplied by the opacity, ``clear`` [H, W, 3] is 255 less opacity.
    """

    colour: Picture
    clear: Picture

    def draw(self, canvas: Picture, x: int, y: int) -> tuple[slice, slice] | None:
        """Put the person's upper left corner at (x, y) of ``canvas``, in place; the rows and columns touched."""
        height, width = self.colour.shape[:2]
        top, left = max(0, y), max(0, x)
        bottom, right = min(canvas.shape[0], y + height), min(canvas.shape[1], x + width)
        if top >= bottom or left >= right:
            return None
        there = (slice(top, bottom), slice(left, right))
        mine = (slice(top - y, bottom - y), slice(left - x, right - x))
        behind = cv2.multiply(canvas[there], self.clear[mine], scale=1 / 255)
        cv2.add(behind, self.colour[mine], dst=canvas[there])
        return there


@cache
def portrait() -> Picture:
    """The stored person, uint8 [382, 280, 4] RGBA."""
    stored = files("cameras").joinpath("scene_assets", ASSET).read_bytes()
    decoded = np.asarray(cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)
    picture = np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA), np.uint8)
    picture.setflags(write=False)
    return picture


@cache
def sprite(person: int, garment: Garment, phone: Phone, width: int) -> Sprite:
    """Person ``PERSONS[person]`` in ``garment``, ``width`` pixels wide."""
    how = PERSONS[person % len(PERSONS)]
    figure = _with_phone(_dressed(_with_hair(portrait(), how.hair), garment), phone)
    figure = figure[:, ::-1] if how.mirrored else figure
    height = round(figure.shape[0] * width / figure.shape[1])
    alpha = figure[..., 3:].astype(np.float32) / 255
    lamp = how.light * np.array([how.warmth, 1.0, 2.0 - how.warmth], np.float32)
    lit = np.clip(figure[..., :3] * lamp * _shading(figure.shape[0]), 0, 255)
    small = cv2.resize(np.dstack([lit * alpha, alpha * 255]), (width, height), interpolation=cv2.INTER_AREA)
    colour = np.ascontiguousarray(small[..., :3].round().astype(np.uint8))
    clear = np.repeat(255 - small[..., 3:].round().astype(np.uint8), 3, axis=2)
    return Sprite(colour, clear)


def _shading(height: int) -> Weights:
    """Lamps hang above: a little darker downward; [height, 1, 1]."""
    return np.linspace(1.04, 0.82, height, dtype=np.float32)[:, None, None]


def _mixed(picture: Picture, colours: Weights, share: Weights) -> Picture:
    """``picture`` RGBA with ``colours`` where ``share`` [H, W] is 1."""
    part = share[..., None]
    rgb = picture[..., :3] * (1 - part) + colours * part
    return np.dstack([np.clip(rgb, 0, 255).round().astype(np.uint8), picture[..., 3]])


# --- hair and garment -------------------------------------------------------------------------------

FACE = ((164, 88), (37, 49))
"""Centre and half axes of the ellipse that holds no hair."""

HAIR_TO_Y = 98
GARMENT_FROM_Y = 118
CHIN_TO_Y, CHIN_X = 141, slice(118, 212)
SUIT_HUE = (13, 170)
"""OpenCV's hue (0-179) of the suit's orange: up to the first, and from the second on."""

SUIT_SATURATION = 95
LIT_SUIT = 225.0
"""Value of a lit fold of the photographed suit."""


def _with_hair(picture: Picture, factor: float) -> Picture:
    face = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(face, FACE[0], FACE[1], 0, 0, 360, 1.0, -1)
    share = 1 - face
    share[HAIR_TO_Y:] = 0
    share = np.asarray(cv2.GaussianBlur(share, (0, 0), 3), np.float32)
    return _mixed(picture, picture[..., :3].astype(np.float32) * factor, share)


def _dressed(picture: Picture, garment: Garment) -> Picture:
    if garment is Garment.ORANGE:
        return picture
    hsv = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2HSV)
    orange = (hsv[..., 0] <= SUIT_HUE[0]) | (hsv[..., 0] >= SUIT_HUE[1])
    cloth = (orange & (hsv[..., 1] > SUIT_SATURATION)).astype(np.float32)
    cloth[:GARMENT_FROM_Y] = 0
    cloth[:CHIN_TO_Y, CHIN_X] = 0
    kernel = np.ones((3, 3), np.uint8)
    share = np.asarray(cv2.GaussianBlur(cv2.dilate(cloth, kernel), (0, 0), 0.8), np.float32)
    fold = (hsv[..., 2].astype(np.float32) / LIT_SUIT)[..., None] ** 1.25
    return _mixed(picture, np.asarray(np.array(GARMENT_RGB[garment], np.float32) * fold, np.float32), share)


# --- a phone in the hand ----------------------------------------------------------------------------

SLEEVE_XYXY = (40, 150, 100, 290)
CHEEK_XYXY = (140, 92, 160, 112)
CASE_RGB: Colour = (24, 25, 30)
SCREEN_RGB: Colour = (150, 190, 225)


def _with_phone(picture: Picture, phone: Phone) -> Picture:
    if phone not in (Phone.CALL, Phone.HANDLING):
        return picture
    drawn = np.ascontiguousarray(picture)
    if phone is Phone.CALL:
        _forearm(drawn, (62, 262), (112, 116))
        _slab(drawn, (119, 82), (24, 62), 12.0, CASE_RGB)
        _hand(drawn, (110, 92), -70.0)
    else:
        _forearm(drawn, (66, 268), (128, 208))
        _slab(drawn, (146, 180), (34, 60), -8.0, CASE_RGB)
        _slab(drawn, (146, 179), (28, 50), -8.0, SCREEN_RGB)
        _hand(drawn, (135, 194), -35.0)
    return drawn


def _forearm(picture: Picture, elbow: tuple[int, int], wrist: tuple[int, int]) -> None:
    """A sleeve from ``elbow`` to ``wrist``: a piece of the photographed one, turned."""
    x1, y1, x2, y2 = SLEEVE_XYXY
    sleeve = picture[y1:y2, x1:x2, :3].copy()
    along = np.subtract(wrist, elbow).astype(np.float64)
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    low, high = np.array(elbow) - across * 24, np.array(wrist) - across * 15
    far = np.array(elbow) + across * 24
    source = np.array([[0, y2 - y1], [0, 0], [x2 - x1, y2 - y1]], np.float32)
    turn = cv2.getAffineTransform(source, np.array([low, high, far], np.float32))
    size_wh = (picture.shape[1], picture.shape[0])
    turned = cv2.warpAffine(sleeve, turn, size_wh, borderMode=cv2.BORDER_REFLECT)
    corners = np.array([low, high, np.array(wrist) + across * 15, far])
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, corners.round().astype(np.int32), 1.0, cv2.LINE_AA)
    cv2.circle(mask, elbow, 24, 1.0, -1, cv2.LINE_AA)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.0), np.float32)
    rounded = turned * (0.72 + 0.28 * cv2.GaussianBlur(mask, (0, 0), 8))[..., None]
    _lay(picture, np.asarray(rounded, np.float32), mask)


def _slab(picture: Picture, centre: tuple[int, int], size_wh: tuple[int, int], turn_deg: float, rgb: Colour) -> None:
    corners = cv2.boxPoints((centre, size_wh, turn_deg)).round().astype(np.int32)
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, corners, 1.0, cv2.LINE_AA)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.0), np.float32)
    _lay(picture, np.full((*mask.shape, 3), rgb, np.float32), mask)


def _hand(picture: Picture, centre: tuple[int, int], turn_deg: float) -> None:
    """A fist in the colour of the cheek: a palm, and four fingers around what it holds."""
    x1, y1, x2, y2 = CHEEK_XYXY
    skin = np.median(picture[y1:y2, x1:x2, :3].reshape(-1, 3), axis=0)
    shape = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(shape, centre, (23, 17), turn_deg, 0, 360, 1.0, -1, cv2.LINE_AA)
    along = np.array([np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))])
    reach = np.array([-along[1], along[0]]) * 15
    shade = shape.copy()
    for step in (-15, -5, 5, 15):
        base = np.array(centre) + along * step
        tip = base + reach
        for layer, thickness, value in ((shape, 10, 1.0), (shade, 11, 0.8), (shade, 7, 1.0)):
            cv2.line(layer, _point(base), _point(tip), value, thickness, cv2.LINE_AA)
    light = cv2.GaussianBlur(shade, (0, 0), 1.2)[..., None]
    _lay(picture, np.asarray(skin * (0.55 + 0.42 * light), np.float32), cv2.GaussianBlur(shape, (0, 0), 0.9))


def _point(at: NDArray[np.float64]) -> tuple[int, int]:
    x, y = at.round()
    return int(x), int(y)


def _lay(picture: Picture, colours: Weights, share: object) -> None:
    """Cover ``picture`` RGBA with ``colours`` where ``share`` [H, W] is 1, in place."""
    part = np.clip(np.asarray(share, np.float32), 0, 1)
    picture[..., :3] = _mixed(picture, colours, part)[..., :3]
    picture[..., 3] = np.maximum(picture[..., 3], (part * 255).astype(np.uint8))
