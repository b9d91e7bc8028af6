"""``camera.offline`` (E1): a camera gives no picture."""

from vision.datatypes import Place
from vision.rules.camera_span import DEFAULTS, SHOWS, CameraSpan, whole_picture
from vision.rules.rule import Answer, Rule, Words
from vision.sights import Sight

TYPE = "camera.offline"


def seen(span: CameraSpan) -> Answer:
    """Whether nothing comes from it; a picture that stands still comes from somewhere."""
    return whole_picture(span, Sight.NO_PICTURE, SHOWS | {Sight.FROZEN})


RULE = Rule(
    seen,
    DEFAULTS,
    Words("无画面(疑似离线)", "gives no picture", "gave no picture", "恢复"),
    place=Place.CAMERA,
)
