"""``camera.clock_skew`` (E1): the camera's clock, which its recordings show, is off.

Pictures are dated by when they came, never by the camera's clock, so it blinds nothing. Nothing compares that clock
yet: until something does, this rule is off and finds nothing.
"""

from dataclasses import replace

from vision.datatypes import Place, Status
from vision.rules.camera_span import DEFAULTS, CameraSpan
from vision.rules.rule import Answer, Rule, Words

TYPE = "camera.clock_skew"

ANSWERS = {None: Answer.UNSEEN, True: Answer.YES, False: Answer.NO}


def seen(span: CameraSpan) -> Answer:
    """Whether its clock is off."""
    return ANSWERS[span.skewed]


RULE = Rule(
    seen,
    replace(DEFAULTS, status=Status.OFF),
    Words("时钟偏差", "has a clock that is off", "had a clock that was off", "恢复"),
    place=Place.CAMERA,
)
