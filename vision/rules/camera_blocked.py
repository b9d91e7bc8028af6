"""``camera.blocked`` (E1): something is held before the lens, or before a part of it that shows a counter."""

from vision.datatypes import Place
from vision.rules.camera_span import DEFAULTS, CameraSpan, some_view
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.blocked"


def seen(span: CameraSpan) -> Answer:
    """Whether some view is covered."""
    return some_view(span, Sight.COVERED)


RULE = Rule(
    seen,
    DEFAULTS,
    Words("画面被遮挡", "shows nothing, as if covered", "showed nothing, as if covered", "恢复"),
    place=Place.CAMERA,
)
