"""``camera.frozen`` (E1): the picture stands still, as no camera's noise lets it."""

from vision.datatypes import Place
from vision.rules.camera_span import DEFAULTS, SHOWS, CameraSpan, whole_picture
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.frozen"


def seen(span: CameraSpan) -> Answer:
    """Whether the same picture comes again and again."""
    return whole_picture(span, Sight.FROZEN, SHOWS)


RULE = Rule(
    seen,
    DEFAULTS,
    Words("画面静止不变(疑似冻结)", "shows a picture that stands still", "showed a picture that stood still", "恢复"),
    place=Place.CAMERA,
)
