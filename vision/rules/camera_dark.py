"""``camera.dark`` (E1): the picture, or that of a view, is too dark to judge anything."""

from vision.datatypes import Place
from vision.rules.camera_span import DEFAULTS, CameraSpan, some_view
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.dark"


def seen(span: CameraSpan) -> Answer:
    """Whether some view is dark; where another is covered, that is told instead."""
    return Answer.UNSEEN if Sight.COVERED in span.sights else some_view(span, Sight.DARK)


RULE = Rule(
    seen,
    DEFAULTS,
    Words("画面过暗", "shows a picture too dark to judge", "showed a picture too dark to judge", "恢复"),
    place=Place.CAMERA,
)
