"""``camera.moved`` (E1): the camera looks elsewhere, so that zones lie on the wrong places.

Nothing measures that yet: until something does, this rule is off and finds nothing.
"""

from dataclasses import replace

from vision.datatypes import Place, Status
from vision.rules.camera_span import DEFAULTS, CameraSpan, some_view
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.moved"


def seen(span: CameraSpan) -> Answer:
    """Whether some view shows another place."""
    return some_view(span, Sight.MOVED)


RULE = Rule(
    seen,
    replace(DEFAULTS, status=Status.OFF),
    Words("机位移动", "looks elsewhere than it was set up to", "looked elsewhere than it was set up to", "恢复"),
    place=Place.CAMERA,
)
