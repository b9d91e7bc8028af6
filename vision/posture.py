"""What a look says about how somebody holds themselves, from the keypoints that a desk leaves to be seen.

Lengths are in shoulder widths. Nobody's upright is another's: as soon as a place has seen enough of whoever works
there, the height of their head is measured against that place's own upright instead of the usual one.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from vision.body import EARS, ELBOWS, HEAD, HIPS, KNEES, WRISTS, Body, Keypoint
from vision.datatypes import Fact, Posture

USUAL_HEIGHT = 0.35
"""How high the nose is above the shoulders of somebody upright: half a head of chin and neck, as figures are drawn."""
FARTHEST_HEIGHT = 0.25
"""A place's own upright is believed to differ by no more than this: beyond it the keypoints are wrong."""
LEARNED_LOOKS = 60
"""Looks after which a place's own upright counts: half a minute at two a second."""
STEP = 0.01
"""How far each look moves the running median (a stochastic approximation of it, Robbins and Monro 1951)."""

SLUMP_SLOPE = 8.0
"""Nats for each shoulder width that the nose comes down: from upright to the desk is .6, a sure change is 5 nats."""
SLUMP_EVEN = 0.25
"""Where slumped is as likely as not: nose level with the shoulders, and a hand or elbow half a width from it."""
ARM_PART = 0.5
"""How much an arm that comes up to the face counts beside the head that comes down: who lies on a desk lies on an
arm, and who merely bows does not."""

PITCH_SLOPE = 14.0
"""Nats for each shoulder width by which nose or eyes move against the ears: a nod of 30 degrees moves them .15."""
BOWED = 0.2
"""Eyes so far below the ears: a head bowed by about 40 degrees, an ear being a quarter of a width behind the eyes."""
THROWN_BACK = 0.15
"""Nose so far above the ears: a chin lifted by about 40 degrees; a straight head has it .1 below."""

FACE_SEEN = 0.3
"""The mean score of nose, eyes and ears from which a head's pitch is judged."""
LEGS_SEEN = 0.3
"""The same for hips and knees."""
STANDS = 0.6
"""Knees so far below the hips, in shoulder widths: a sitting thigh points at the camera or to the side."""
STANDS_CHANCE = 0.8


@dataclass(frozen=True, slots=True)
class Upright:
    """How high the nose of whoever works at one place is above the shoulders when upright; after so many ``looks``."""

    height: float = USUAL_HEIGHT
    looks: int = 0

    @property
    def shift(self) -> float:
        """How much higher than usual; 0 until enough was seen."""
        if self.looks < LEARNED_LOOKS:
            return 0.0
        return float(np.clip(self.height - USUAL_HEIGHT, -FARTHEST_HEIGHT, FARTHEST_HEIGHT))

    def after(self, body: Body, posture: Posture) -> "Upright":
        """With one more look, which counts unless it shows anything but somebody upright whose face is seen."""
        if posture is not Posture.UPRIGHT or float(body.score[HEAD].mean()) < FACE_SEEN:
            return self
        up = body.above_shoulders([Keypoint.NOSE]) > self.height
        return replace(self, height=self.height + (STEP if up else -STEP), looks=self.looks + 1)


class PostureSigns(NamedTuple):
    """The log-odds of each posture against upright, in nats, and whether somebody stands rather than sits."""

    slumped: float
    head_down: float
    leaning_back: float
    standing: bool = False


NO_SIGNS = PostureSigns(-6.0, -6.0, -6.0)
"""Of somebody in whom nothing can be seen."""


def read_signs(body: Body, upright: Upright, slumped_odds: float = 0.0, leaning_odds: float = 0.0) -> PostureSigns:
    """What the keypoints say; ``slumped_odds`` and ``leaning_odds`` are what taught heads add, in nats."""
    height = body.above_shoulders([Keypoint.NOSE]) - upright.shift
    arm = min(body.apart(Keypoint.NOSE, Keypoint(point)) for point in (*ELBOWS, *WRISTS))
    slumped = SLUMP_SLOPE * (SLUMP_EVEN - height - ARM_PART * arm) + slumped_odds
    head_down, leaning_back = _pitch(body)
    return PostureSigns(slumped, head_down, leaning_back + leaning_odds, standing=_stands(body))


def judged(body: Body, signs: PostureSigns) -> Fact[Posture]:
    """The likeliest posture; CANNOT_JUDGE for a body that is too small or hardly seen."""
    if not body.is_judgeable:
        return Fact(Posture.CANNOT_JUDGE)
    slumped, head_down, leaning_back = (1 / (1 + np.exp(-np.clip(odds, -20, 20))) for odds in signs[:3])
    chances = {
        Posture.SLUMPED: slumped,
        Posture.HEAD_DOWN: head_down * (1 - slumped),
        Posture.LEANING_BACK: leaning_back * (1 - slumped),
        Posture.UPRIGHT: (1 - slumped) * (1 - head_down) * (1 - leaning_back),
    }
    value = max(chances, key=lambda posture: chances[posture])
    if value is Posture.UPRIGHT and signs.standing:
        return Fact(Posture.STANDING, round(15 * STANDS_CHANCE))
    return Fact(value, round(15 * float(chances[value])))


def _pitch(body: Body) -> tuple[float, float]:
    """The log-odds of a bowed head and of one thrown back; against both where no face is seen."""
    if float(body.score[HEAD].mean()) < FACE_SEEN:
        return NO_SIGNS.head_down, NO_SIGNS.leaning_back
    ears_y = float(body.xy[EARS, 1].mean())
    eyes = (float(body.xy[[Keypoint.LEFT_EYE, Keypoint.RIGHT_EYE], 1].mean()) - ears_y) / body.unit_px
    nose = (float(body.xy[Keypoint.NOSE, 1]) - ears_y) / body.unit_px
    return PITCH_SLOPE * (eyes - BOWED), PITCH_SLOPE * (-nose - THROWN_BACK)


def _stands(body: Body) -> bool:
    if min(float(body.score[HIPS].mean()), float(body.score[KNEES].mean())) < LEGS_SEEN:
        return False
    return float(body.xy[KNEES, 1].mean() - body.xy[HIPS, 1].mean()) / body.unit_px >= STANDS
