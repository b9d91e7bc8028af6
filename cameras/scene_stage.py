"""Plays a script in the hall: the picture at any moment, the same for the same seed."""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from cameras.scene_hall import CUSTOMER_ZONE, PLACES_X, SIGN_BOX, SIZE_WH, STAFF_ZONE, hall, sign, zone
from cameras.scene_people import sprite
from cameras.scene_script import ARRIVE_MS, LEAVE_MS, RISE_MS, Act, Role, Script
from vision.datatypes import Phone

Picture = NDArray[np.uint8]

NOISE = 2.2
"""Standard deviation of the sensor's noise in grey levels, as of a camera in a lit room."""

SLACK_PX = 128
"""The noise is larger than the picture by this much, and each picture takes another part of it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person's picture lies: its middle and its top in pixels of the hall."""

    x: float
    y: float


STAFF_WIDTH, VISITOR_WIDTH = 196, 236
SEATED_Y, STANDING_Y = 202, 152
VISITOR_Y = 424
BELOW_THE_PICTURE_Y = 740
WINGS_X = (-120, 640, 640, 1400)
"""Where the staff of each place come from: outside the picture, or behind the pillar."""

STRIDE_MS = 520
WALK_MS = 2_100
"""Of ``ARRIVE_MS``, for who comes from outside the picture; the rest is sitting down."""

LONGEST_WAY_PX = 270
"""Who has a shorter way walks as fast and so for a shorter time."""


class Stage:
    """The hall while a script is played; ``picture`` depends on nothing but the script, the seed and the moment."""

    def __init__(self, script: Script, seed: int = 0) -> None:
        """Raise ValueError for more counters than the hall has places."""
        if len(script.counters) > len(PLACES_X):
            msg = f"{len(PLACES_X)} counters at most were wanted, got {script.counters}"
            raise ValueError(msg)
        self.script = script
        self._seed = seed
        self._noise = _noise(seed)

    def picture(self, at_ms: int) -> Picture:
        """The picture ``at_ms`` after the scene's beginning, uint8 [720, 1280, 3] RGB; the script is looped."""
        scene_ms = at_ms % self.script.duration_ms
        canvas = hall().empty.copy()
        for act in self._seen(Role.STAFF, scene_ms):
            self._draw_staff(canvas, act, scene_ms)
        for put in self.script.signs:
            if put.from_ms <= scene_ms < put.to_ms:
                _draw_sign(canvas, self._place(put.counter))
        for act in self._seen(Role.VISITOR, scene_ms):
            where = _visitor_spot(act, self._place(act.counter), scene_ms, self.script.duration_ms)
            cut = sprite(act.person, act.garment, Phone.NONE, VISITOR_WIDTH)
            cut.draw(canvas, round(where.x) - VISITOR_WIDTH // 2, round(where.y))
        return np.asarray(cv2.add(canvas, self._grain(at_ms), dtype=cv2.CV_8U), np.uint8)

    def zones(self, counter: str) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
        """The staff and the customer zone of ``counter``, 0..1."""
        place = self._place(counter)
        return zone(place, STAFF_ZONE), zone(place, CUSTOMER_ZONE)

    def _place(self, counter: str) -> int:
        return self.script.counters.index(counter)

    def _seen(self, role: Role, scene_ms: int) -> list[Act]:
        end_ms = self.script.duration_ms
        seen = (act for act in self.script.acts if act.role is role)
        return [act for act in seen if act.seen_from_ms <= scene_ms < act.seen_to_ms(end_ms)]

    def _draw_staff(self, canvas: Picture, act: Act, scene_ms: int) -> None:
        where = _staff_spot(act, self._place(act.counter), scene_ms, self.script.duration_ms)
        cut = sprite(act.person, act.garment, self._phone(act.counter, scene_ms), STAFF_WIDTH)
        there = cut.draw(canvas, round(where.x) - STAFF_WIDTH // 2, round(where.y))
        if there is not None:
            cv2.copyTo(hall().empty[there], hall().before[there], canvas[there])

    def _phone(self, counter: str, scene_ms: int) -> Phone:
        held = (p.use for p in self.script.phones if p.counter == counter and p.from_ms <= scene_ms < p.to_ms)
        return next(held, Phone.NONE)

    def _grain(self, at_ms: int) -> NDArray[np.int8]:
        """The noise of one moment: no two within 16 s take the same part of it."""
        part = (at_ms * 40_503 + self._seed) % SLACK_PX**2
        y, x = divmod(part, SLACK_PX)
        return self._noise[y : y + SIZE_WH[1], x : x + SIZE_WH[0]]


@lru_cache(maxsize=4)
def _noise(seed: int) -> NDArray[np.int8]:
    size = (SIZE_WH[1] + SLACK_PX, SIZE_WH[0] + SLACK_PX, 3)
    return np.random.default_rng(seed).normal(0, NOISE, size).round().astype(np.int8)


def _draw_sign(canvas: Picture, place: int) -> None:
    x1, y1, x2, y2 = SIGN_BOX
    canvas[y1:y2, PLACES_X[place] + x1 : PLACES_X[place] + x2] = sign()


# --- how people move --------------------------------------------------------------------------------


def _staff_spot(act: Act, place: int, at_ms: int, end_ms: int) -> Spot:
    """In from the wings, down onto the chair; up again, and out."""
    home, wing = PLACES_X[place], WINGS_X[place]
    way = abs(home - wing) / LONGEST_WAY_PX
    since_ms = at_ms - act.seen_from_ms
    if at_ms < act.from_ms:
        walked = _slowing(1 - (WALK_MS - since_ms) / (way * WALK_MS))
        sat = _gently((since_ms - WALK_MS) / (ARRIVE_MS[Role.STAFF] - WALK_MS))
        return Spot(wing + (home - wing) * walked, _between(STANDING_Y, SEATED_Y, sat) + _bob(since_ms, walked))
    if at_ms < act.to_ms:
        standing = 0.0 if act.to_ms == end_ms else _gently(1 - (act.to_ms - at_ms) / RISE_MS)
        return _swaying(Spot(home, _between(SEATED_Y, STANDING_Y, standing)), at_ms, act.person + place)
    walked = _starting((at_ms - act.to_ms) / (way * LEAVE_MS[Role.STAFF]))
    return Spot(home + (wing - home) * walked, STANDING_Y + _bob(at_ms - act.to_ms, 0.5))


def _visitor_spot(act: Act, place: int, at_ms: int, end_ms: int) -> Spot:
    """Up to the counter from where the camera is, and back."""
    home = PLACES_X[place] + 14 * (act.person % 3 - 1)
    away = 0.0
    if at_ms < act.from_ms:
        away = 1 - _slowing((at_ms - act.seen_from_ms) / ARRIVE_MS[Role.VISITOR])
    elif at_ms >= act.to_ms and act.to_ms != end_ms:
        away = _starting((at_ms - act.to_ms) / LEAVE_MS[Role.VISITOR])
    at = Spot(home, _between(VISITOR_Y, BELOW_THE_PICTURE_Y, away) + _bob(at_ms, 1 - away))
    return _swaying(at, at_ms, act.person) if away == 0 else at


def _between(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def _inside(share: float) -> float:
    return min(1.0, max(0.0, share))


def _slowing(share: float) -> float:
    """A walk at an even pace that comes to rest over its last fifth."""
    return _inside(1 - _starting(1 - _inside(share)))


def _starting(share: float) -> float:
    """A walk that gets going over its first fifth."""
    ramp, full = 0.2, 0.9
    share = _inside(share)
    return (share**2 / (2 * ramp) if share < ramp else share - ramp / 2) / full


def _gently(share: float) -> float:
    share = _inside(share)
    return share * share * (3 - 2 * share)


def _bob(since_ms: int, walked: float) -> float:
    """The steps of a walk, fading as it ends."""
    return 4 * abs(math.sin(math.pi * since_ms / STRIDE_MS)) * _inside(2 - 2 * walked)


def _swaying(at: Spot, at_ms: int, phase: float) -> Spot:
    """Nobody sits still: a breath, and now and then a slow lean."""
    lean = 3.0 * math.sin(2 * math.pi * at_ms / 6_700 + phase) + 1.5 * math.sin(2 * math.pi * at_ms / 2_900 + 2 * phase)
    breath = 1.6 * math.sin(2 * math.pi * at_ms / 3_600 + phase)
    return Spot(at.x + lean, at.y + breath)
