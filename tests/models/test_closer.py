"""A look at the demo's hall tells the uniform of the clerk and the sign on its spot, in its span."""

from dataclasses import replace

import numpy as np
import pytest

from cameras.scene_demo import demo_script
from cameras.scene_hall import PLACES_X, SIGN_ZONE, STAFF_ZONE
from cameras.scene_people import GARMENT_RGB
from cameras.scene_script import Garment
from cameras.scene_stage import Stage
from models.closer import open_closer
from models.detector import open_detector
from tests.vision.builders import rectangle
from vision.colour import lab, linear
from vision.datatypes import Frame, Palette, Sign, Uniform, View
from vision.pipeline import CameraWatch

COLLAR = (22, 22, 26)
NAVY = Palette("navy", lab(linear(np.array([GARMENT_RGB[Garment.NAVY], COLLAR], np.uint8))), np.array([0.7, 0.3]))


def window(place: int) -> View:
    x = PLACES_X[place]
    (x1, y1, x2, y2), (left, top, right, bottom) = STAFF_ZONE, SIGN_ZONE
    return View(
        str(place + 1),
        str(place + 1),
        rectangle(max(0, x + x1), y1, min(1280, x + x2), y2),
        sign=rectangle(x + left, top, x + right, bottom),
        uniforms=(NAVY,),
    )


@pytest.mark.thorough
def test_the_demo_s_windows() -> None:
    """At 60 s the sign stands at window 4, whose clerk is away; at 12 s all four are staffed."""
    views = [window(place) for place in range(4)]
    detector = open_detector("yolo11n")
    closer = open_closer(detector)
    watch = CameraWatch([*views, replace(views[0], id="plain", uniforms=(), sign=None)], detector, closer)
    for at_ms in (11_500, 12_000):
        watch.look(Frame(at_ms, Stage(demo_script()).picture(at_ms)))
    assert watch.looks["1"].span.uniform.value is Uniform.MATCH
    early = {name: look.span for name, look in watch.looks.items()}
    assert {early[name].sign.value for name in "1234"} == {Sign.NOT_SHOWN}
    assert (early["plain"].uniform.value, early["plain"].sign.value) == (Uniform.CANNOT_JUDGE, Sign.CANNOT_JUDGE)
    for at_ms in (107_500, 108_000):
        watch.look(Frame(at_ms, Stage(demo_script()).picture(at_ms)))
    assert watch.looks["3"].span.uniform.value is Uniform.MISMATCH
    watch = CameraWatch(views, detector, closer)
    watch.look(Frame(60_000, Stage(demo_script()).picture(60_000)))
    assert watch.looks["4"].span.sign.value is Sign.SHOWN
    assert watch.looks["4"].span.uniform.value is Uniform.CANNOT_JUDGE
