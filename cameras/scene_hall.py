"""The drawn hall of a scene: a row of four counters seen from the visitors' side, 1280x720.

Everything is laid out in pixels of that size, drawn at twice the size and brought down, so that edges are
soft as a lens makes them.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.sign import tag_cells

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""x1, y1, x2, y2 in pixels of the hall."""

SIZE_WH = (1280, 720)
FINER = 2

PLACES_X = (150, 430, 850, 1130)
"""The middle of each counter."""

PILLAR: Box = (532, 96, 748, 378)
"""It stands before the passage in the middle: staff of the inner counters come and go behind it."""

DESK_Y = 352
"""The far edge of the desk tops: what staff have below it is hidden."""

STAFF_ZONE: Box = (-132, 142, 132, 352)
CUSTOMER_ZONE: Box = (-138, 400, 138, 590)
SIGN_ZONE: Box = (-134, 262, -40, 366)
DESK_PHONE_ZONE: Box = (30, 336, 72, 366)
"""Of a counter, relative to its middle (x) and to the picture (y)."""


@dataclass(frozen=True, slots=True, eq=False)
class Hall:
    """``empty`` uint8 [720, 1280, 3] RGB has nobody in it.

    ``before`` uint8 [720, 1280] is above 0 where something stands between the camera and the staff.
    """

    empty: Picture
    before: Picture


def zone(place: int, box: Box) -> tuple[tuple[float, float], ...]:
    """A counter's zone as a polygon, 0..1 of the picture; ``place`` 0 to 3."""
    width, height = SIZE_WH
    x1, y1, x2, y2 = box
    left, right = ((PLACES_X[place] + x) / width for x in (x1, x2))
    left, right, top, bottom = (round(min(max(at, 0.0), 1.0), 4) for at in (left, right, y1 / height, y2 / height))
    return ((left, top), (right, top), (right, bottom), (left, bottom))


class Pencil:
    """Draws in the hall's pixels on a canvas that is ``FINER`` times finer.

    ``solid`` is above 0 where things were drawn; light and shadow are no things.
    """

    def __init__(self, size_wh: tuple[int, int]) -> None:
        """Begin with a black canvas."""
        self.canvas: Picture = np.zeros((size_wh[1] * FINER, size_wh[0] * FINER, 3), np.uint8)
        self.solid: Picture = np.zeros(self.canvas.shape[:2], np.uint8)

    def box(self, box: Box, rgb: Colour) -> None:
        """Fill a box."""
        x1, y1, x2, y2 = (FINER * at for at in box)
        self.canvas[max(0, y1) : y2, max(0, x1) : x2] = rgb
        self.solid[max(0, y1) : y2, max(0, x1) : x2] = 255

    def fade(self, box: Box, top: Colour, bottom: Colour) -> None:
        """Fill a box with one colour at its top that becomes another at its bottom."""
        x1, y1, x2, y2 = (FINER * at for at in box)
        part = self.canvas[max(0, y1) : y2, max(0, x1) : x2]
        share = np.linspace(0, 1, part.shape[0], dtype=np.float32)[:, None, None]
        part[:] = np.array(top) * (1 - share) + np.array(bottom) * share
        self.solid[max(0, y1) : y2, max(0, x1) : x2] = 255

    def rounded(self, box: Box, radius: int, rgb: Colour) -> None:
        """Fill a box with round corners."""
        x1, y1, x2, y2 = box
        self.box((x1 + radius, y1, x2 - radius, y2), rgb)
        self.box((x1, y1 + radius, x2, y2 - radius), rgb)
        for x in (x1 + radius, x2 - radius):
            for y in (y1 + radius, y2 - radius):
                self.disc((x, y), radius, rgb)

    def disc(self, centre: tuple[int, int], radius: int, rgb: Colour) -> None:
        """Fill a circle."""
        middle = (centre[0] * FINER, centre[1] * FINER)
        cv2.circle(self.canvas, middle, radius * FINER, rgb, -1, cv2.LINE_AA)
        cv2.circle(self.solid, middle, radius * FINER, 255, -1)

    def line(self, start: tuple[float, float], end: tuple[float, float], rgb: Colour, thickness: int = 1) -> None:
        """Draw a line; ``thickness`` in pixels of the finer canvas."""
        first, last = ((round(x * FINER), round(y * FINER)) for x, y in (start, end))
        cv2.line(self.canvas, first, last, rgb, thickness, cv2.LINE_AA)
        cv2.line(self.solid, first, last, 255, thickness)

    def text(self, words: str, centre: tuple[int, int], size: int, rgb: Colour, weight: int = 500) -> None:
        """Write ``words`` in the middle of ``centre``; Chinese and Latin letters alike."""
        face = cv2.FontFace("sans")
        x1, _, width, _ = cv2.getTextSize((0, 0), words, (0, 0), face, size * FINER, weight)
        place = (round(centre[0] * FINER - width / 2 - x1), round((centre[1] + size * 0.36) * FINER))
        cv2.putText(self.canvas, words, place, rgb, face, size * FINER, weight)

    def light(self, box: Box, strength: float, softness: int) -> None:
        """Multiply a box by ``strength`` with a soft edge: a shadow below 1, a lamp's glow above."""
        x1, y1, x2, y2 = box
        share = np.zeros((self.canvas.shape[0] // FINER, self.canvas.shape[1] // FINER), np.float32)
        share[max(0, y1) : y2, max(0, x1) : x2] = strength - 1
        soft = cv2.GaussianBlur(share, (0, 0), softness)
        wide = cv2.resize(soft, (self.canvas.shape[1], self.canvas.shape[0]))[..., None]
        self.canvas[:] = np.clip(self.canvas * (1 + wide), 0, 255)

    def picture(self) -> Picture:
        """What was drawn, in the hall's pixels."""
        size_wh = (self.canvas.shape[1] // FINER, self.canvas.shape[0] // FINER)
        return np.asarray(cv2.resize(self.canvas, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


WINDOWS = ("综合业务 General", "社保医保 Insurance", "税务登记 Tax", "证照打印 Licences")


@cache
def hall() -> Hall:
    """The hall with nobody in it; drawn once."""
    pencil = Pencil(SIZE_WH)
    _room(pencil)
    for x in PLACES_X:
        _seat(pencil, x)
    pencil.solid[:] = 0  # what is drawn from here on stands before the staff
    _pillar(pencil)
    _desks(pencil)
    for place, x in enumerate(PLACES_X):
        _board(pencil, place, x)
        _desk_things(pencil, place, x)
    pencil.light((0, 470, 1280, 566), 0.8, 26)
    covered = cv2.resize(pencil.solid, SIZE_WH, interpolation=cv2.INTER_AREA)
    return Hall(_frozen(_lamp_light(pencil.picture())), _frozen(np.asarray(np.round(covered / 255) * 255, np.uint8)))


def _frozen(picture: Picture) -> Picture:
    picture.setflags(write=False)
    return picture


def _room(pencil: Pencil) -> None:
    pencil.fade((0, 0, 1280, 60), (236, 236, 232), (226, 226, 222))
    pencil.fade((0, 56, 1280, 360), (214, 211, 203), (190, 186, 177))
    pencil.box((0, 52, 1280, 58), (176, 178, 178))
    for x in range(0, 1280, 160):
        pencil.line((x, 58), (x, 360), (198, 195, 187), 2)
    pencil.line((0, 206), (1280, 206), (200, 197, 189), 2)
    pencil.fade((0, 206, 1280, 216), (168, 176, 182), (178, 186, 192))
    for left, right in ((20, 260), (320, 530), (750, 960), (1020, 1260)):
        pencil.box((left + 20, 10, right - 20, 28), (252, 252, 248))
        pencil.light((left + 10, 0, right - 10, 110), 1.08, 30)
    pencil.fade((0, 520, 1280, 720), (150, 146, 140), (186, 182, 175))
    for x in range(-1600, 2900, 130):
        pencil.line((640 + (x - 640) * 0.62, 520), (x, 720), (140, 136, 130), 2)
    for y in (536, 560, 596, 648, 716):
        pencil.line((0, y), (1280, y), (140, 136, 130), 2)


def _seat(pencil: Pencil, x: int) -> None:
    """The back of an office chair."""
    pencil.light((x - 70, 258, x + 76, 352), 0.93, 12)
    pencil.rounded((x - 52, 258, x + 52, 352), 16, (58, 62, 70))
    pencil.rounded((x - 44, 264, x + 44, 346), 12, (72, 77, 86))
    pencil.line((x - 30, 300), (x + 30, 300), (62, 66, 74), 3)


def _board(pencil: Pencil, place: int, x: int) -> None:
    """The window's board, hung from the ceiling."""
    for side in (-90, 90):
        pencil.line((x + side, 30), (x + side, 68), (150, 152, 154), 3)
    pencil.light((x - 112, 72, x + 122, 130), 0.92, 8)
    pencil.rounded((x - 118, 64, x + 118, 122), 6, (24, 74, 132))
    pencil.box((x - 112, 70, x - 62, 116), (244, 246, 248))
    pencil.text(str(place + 1), (x - 87, 93), 36, (24, 74, 132), 800)
    pencil.text(f"{place + 1}号窗口 Window {place + 1}", (x + 27, 83), 17, (248, 250, 252), 600)
    pencil.text(WINDOWS[place], (x + 27, 106), 14, (196, 216, 236), 400)


def _pillar(pencil: Pencil) -> None:
    x1, y1, x2, y2 = PILLAR
    pencil.light((x1 - 12, y1, x2 + 16, y2), 0.88, 10)
    pencil.fade((x1, 58, x2, y2), (206, 198, 184), (176, 168, 154))
    for y in (130, 212, 294):
        pencil.line((x1, y), (x2, y), (166, 158, 145), 2)
    pencil.fade((x1, 58, x1 + 10, y2), (190, 182, 168), (158, 150, 138))
    pencil.text("政务服务大厅", (640, 92), 26, (130, 36, 30), 700)
    pencil.text("Public Service Hall", (640, 118), 15, (96, 84, 74), 500)
    pencil.rounded((560, 146, 720, 262), 6, (30, 32, 36))
    pencil.box((567, 153, 713, 255), (12, 20, 30))
    pencil.text("请 A017 号到", (640, 177), 19, (250, 190, 70), 600)
    pencil.text("2号窗口", (640, 206), 24, (250, 214, 110), 700)
    pencil.text("A017  to  Window 2", (640, 237), 14, (236, 170, 60), 500)


def _desks(pencil: Pencil) -> None:
    """One long counter: top, front with seams, a blue band, and a kick board."""
    pencil.fade((0, DESK_Y, 1280, 376), (206, 186, 156), (188, 166, 134))
    pencil.box((0, 376, 1280, 382), (120, 98, 72))
    pencil.fade((0, 382, 1280, 508), (164, 134, 100), (128, 102, 74))
    for x in range(10, 1280, 140):
        pencil.line((x, 382), (x, 508), (112, 88, 62), 3)
    pencil.fade((0, 398, 1280, 410), (34, 92, 150), (26, 76, 128))
    pencil.fade((0, 508, 1280, 528), (70, 62, 54), (52, 46, 40))
    pencil.light((0, 376, 1280, 388), 0.8, 5)
    pencil.rounded((586, 430, 694, 482), 5, (226, 222, 212))
    pencil.text("请一米外等候", (640, 448), 15, (60, 70, 84), 600)
    pencil.text("Please wait here", (640, 468), 11, (80, 88, 98), 500)


def _desk_things(pencil: Pencil, place: int, x: int) -> None:
    """A screen seen from behind, a desk telephone, papers, and the window's number on the front."""
    pencil.box((x + 98, 340, x + 116, 362), (44, 46, 50))
    pencil.rounded((x + 76, 358, x + 138, 366), 3, (50, 52, 56))
    pencil.rounded((x + 68, 280, x + 138, 344), 4, (46, 48, 53))
    pencil.rounded((x + 72, 284, x + 134, 340), 3, (60, 63, 69))
    pencil.disc((x + 103, 312), 5, (84, 88, 96))
    pencil.rounded((x + 34, 352, x + 66, 366), 3, (38, 40, 46))
    pencil.rounded((x + 36, 348, x + 48, 364), 3, (26, 28, 33))
    pencil.box((x - 30, 358, x + 18, 368), (238, 236, 230))
    pencil.line((x - 26, 362), (x + 10, 362), (180, 178, 174), 1)
    pencil.disc((x, 442), 26, (232, 230, 222))
    pencil.text(str(place + 1), (x, 443), 34, (28, 76, 128), 800)


def _lamp_light(picture: Picture) -> Picture:
    """Uneven paint and darker corners: what tells a room from a drawing."""
    height, width = picture.shape[:2]
    paint = np.random.default_rng(5).normal(0, 1, (height // 8, width // 8)).astype(np.float32)
    blotches = cv2.resize(cv2.GaussianBlur(paint, (0, 0), 3), (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    corners = 1 - 0.16 * (0.7 * x**2 + 0.6 * y**2) ** 1.5
    lit = picture * (corners * (1 + 0.05 * blotches))[..., None]
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


# --- the sign ---------------------------------------------------------------------------------------

SIGN_BOX: Box = (-132, 280, -44, 366)
"""Where the sign stands, relative to a counter's middle."""

TAG_BOX: Box = (44, 21, 84, 61)
"""In the sign: the printed tag that machines read, four pixels to each of its ten cells."""


@cache
def sign() -> Picture:
    """The *service suspended* sign as it stands on the desk, uint8 [86, 88, 3] RGB."""
    x1, y1, x2, y2 = SIGN_BOX
    pencil = Pencil((x2 - x1, y2 - y1))
    pencil.fade((0, 0, 88, 86), (250, 250, 246), (226, 226, 222))
    pencil.box((0, 0, 88, 19), (188, 34, 36))
    pencil.text("暂停服务", (44, 10), 14, (255, 250, 245), 700)
    pencil.text("Service", (22, 34), 10, (150, 24, 28), 700)
    pencil.text("suspended", (22, 47), 8, (150, 24, 28), 700)
    _tag(pencil)
    pencil.text("请到其他窗口", (44, 69), 10, (60, 62, 68), 500)
    pencil.text("Please use another", (44, 80), 8, (60, 62, 68), 500)
    return _frozen(pencil.picture())


def _tag(pencil: Pencil) -> None:
    cells = tag_cells()
    left, top, right, _ = TAG_BOX
    side = (right - left) // cells.shape[1]
    for (row, column), white in np.ndenumerate(cells):
        x, y = left + side * column, top + side * row
        pencil.box((x, y, x + side, y + side), (255, 255, 255) if white else (16, 16, 18))
