"""``camera.blurred`` (E1): the picture, or that of a view, is out of focus.

Nothing measures that yet: until something does, this rule is off and finds nothing.
"""

from dataclasses import replace

from vision.datatypes import Place, Status
from vision.rules.camera_span import DEFAULTS, CameraSpan, some_view
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.blurred"


def seen(span: CameraSpan) -> Answer:
    """Whether some view is blurred."""
    return some_view(span, Sight.BLURRED)


RULE = Rule(
    seen,
    replace(DEFAULTS, status=Status.OFF),
    Words("画面模糊", "shows a blurred picture", "showed a blurred picture", "恢复"),
    place=Place.CAMERA,
)
