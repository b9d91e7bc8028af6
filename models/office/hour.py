"""A generated hour: its script, its room, its people, and its pictures at any size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.office.acting import Actor, Cast, act
from models.office.clothes import UNIFORM_LAB, clothed
from models.office.cutouts import Cutout, standing
from models.office.light import LIGHTS, camera, photograph
from models.office.room import HEADS_PX, SIZE_WH, Room, furnish, lay_out
from models.office.script import PASS_S, Script, shown, stretches, write_script
from vision.datatypes import Frame

SIZES_WH = (SIZE_WH, (640, 360))
"""A main stream and the usual sub-stream."""
JPEG_QUALITY = {SIZE_WH: 72, (640, 360): 66}
OTHERS = 3
"""Extras a counter: one for a coat, one for a poster, one who visits."""


@dataclass(frozen=True, slots=True, eq=False)
class Hour:
    """One hour of one room in one light."""

    name: str
    light: str
    script: Script
    room: Room
    cast: Cast
    seed: int

    def frames(self, size_wh: tuple[int, int], until_s: float | None = None) -> Iterator[Frame]:
        """Its pictures from 0 ms on, as a camera of ``size_wh`` sees them; ends before ``until_s``.

        Quiet time repeats the very same pictures, so whoever knows their answer need not ask a network again.
        """
        draw = np.random.default_rng([self.seed, *size_wh])
        by = camera(size_wh, self.light, JPEG_QUALITY.get(size_wh, 70), draw)
        for stretch in stretches(self.script):
            made: dict[float, NDArray[np.uint8]] = {}
            for at_s, moment_s in shown(stretch):
                if until_s is not None and at_s >= until_s:
                    return
                if moment_s not in made:
                    made[moment_s] = photograph(self.scene(moment_s), by, draw)
                yield Frame(round(1000 * at_s), made[moment_s])

    def scene(self, at_s: float) -> NDArray[np.uint8]:
        """What there is to see at ``at_s`` in middle light, without any camera; RGB uint8 of ``SIZE_WH``."""
        picture = self.room.background.copy()
        act(picture, self.room, self.cast, self.script, at_s)
        return picture

    def passed(self) -> list[tuple[float, float]]:
        """When somebody crosses the room behind the clerks, in seconds."""
        starts = [phase.passed_at_s for phase in self.script.phases if phase.passed_at_s is not None]
        return [(start, start + PASS_S) for start in starts]


def hours(cutouts: tuple[Cutout, ...], count: int, seed: int = 0) -> list[Hour]:
    """``count`` hours, one light after the other, with other people in each as far as there are enough."""
    draw = np.random.default_rng(seed)
    order = [cutouts[n] for n in draw.permutation(len(cutouts))]
    upright = [cutout for cutout in order if cutout in standing(cutouts)] or order
    return [_hour(number, order, upright, seed) for number in range(count)]


def _hour(number: int, order: Sequence[Cutout], upright: Sequence[Cutout], seed: int) -> Hour:
    draw = np.random.default_rng([seed, number])
    counters = len(HEADS_PX)
    light = list(LIGHTS)[number % len(LIGHTS)]
    clerks = [order[(number * counters + n) % len(order)] for n in range(counters)]
    others = [cutout for cutout in order if cutout not in clerks] or list(order)
    extras = tuple(others[n] for n in draw.integers(0, len(others), (OTHERS - 1) * counters))
    visitors = [v for v in upright if v not in clerks] or list(upright)
    room = furnish(lay_out(draw), extras, draw)
    cast = Cast(
        tuple(_actor(clerk, draw) for clerk in clerks),
        tuple(_actor(visitors[int(draw.integers(len(visitors)))], draw) for _ in range(counters)),
        _actor(others[int(draw.integers(len(others)))], draw),
    )
    script = write_script(counters, draw)
    return Hour(f"hour {number + 1}", light, script, room, cast, int(draw.integers(2**31)))


def _actor(cutout: Cutout, draw: np.random.Generator) -> Actor:
    return Actor(cutout, clothed(cutout, UNIFORM_LAB), float(draw.uniform(0, 2 * np.pi)), int(draw.integers(3)))
