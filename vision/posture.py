"""What a look says about how somebody holds themselves, from the keypoints that a desk leaves to be seen.

Lengths are in shoulder widths. Nobody's upright is another's: as soon as a place has seen enough of whoever works
there, the height of their head is measured against that place's own upright instead of the usual one, and so is
how far down in the picture their head is: who lies on a desk is lower than whoever sits there, however little of the
pose is found.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from vision.body import EARS, ELBOWS, FEWEST_PX, HEAD, HIPS, KNEES, WRISTS, Body, Keypoint
from vision.datatypes import Fact, Posture
from vision.geometry import Boxes

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


DROP_SLOPE = 14.0
"""Nats for each shoulder width by which the head's top is below where it usually is."""
DROP_EVEN = 0.5
"""So far below, lying is as likely as sitting: from upright to the desk are about one, and who leans back sinks by
less than half of it."""
DROP_LEAST, DROP_MOST = -6.0, 4.0
"""No less and no more than this, in nats: people differ in height, and now and then stand."""
TAUGHT_MOST = 3.0
"""No more than this, in nats, tells a taught head of a place whose own upright is known: it never saw the place."""
DROP_STEP = 0.04
"""How far each look moves the running median of where the head's top is, in shoulder widths."""
DROP_SLOWER = 0.02
"""So much less once it is known: who leans or lies for a few minutes does not become the usual one."""

BOX_UNITS = 0.65
"""Shoulder width over the width of a sitting person's box, which arms and hair make wider."""
COLLAPSED = 0.6
"""A pose with shoulders narrower than this part of the place's usual was laid on the face, or on nothing: of a head of
30 pixels that is every other one. It tells nothing."""
ROLLED = 0.7
"""The eyes' slope, of 35 degrees, from which on up and down are not the head's own."""

VANISHED = 3.0
"""Nats by which somebody lies who is at the post, and whom no look finds any more where every look found them."""
FOUND = (0.1, 0.4)
"""Whose score in the poorest tenth of looks is at the first of these or below is easily overlooked upright, too, and
not finding them tells nothing; at the second or above it tells ``VANISHED``."""
FOUND_STEP = 0.02
POOREST = 0.1


@dataclass(frozen=True, slots=True)
class Upright:
    """How whoever works at one place holds themselves when upright.

    ``height``: of the nose above the shoulders, in shoulder widths, after so many ``looks``. ``top_y``: of the top of
    the head in the picture, and ``unit_px``: a shoulder width there, after so many ``tops``; in pixels. ``found`` is
    the score of the poorest tenth of the looks that found them, ``xyxy`` the box of the last one.
    """

    height: float = USUAL_HEIGHT
    looks: int = 0
    top_y: float = 0.0
    unit_px: float = 0.0
    tops: int = 0
    found: float = 0.0
    xyxy: tuple[float, float, float, float] | None = None

    @property
    def shift(self) -> float:
        """How much higher than usual; 0 until enough was seen."""
        if self.looks < LEARNED_LOOKS:
            return 0.0
        return float(np.clip(self.height - USUAL_HEIGHT, -FARTHEST_HEIGHT, FARTHEST_HEIGHT))

    @property
    def knows_tops(self) -> bool:
        """Whether enough was seen to tell how far down a head is."""
        return self.tops >= LEARNED_LOOKS and self.unit_px >= FEWEST_PX

    def lying_odds(self, top_y: float) -> float:
        """Nats by which a head whose top is at ``top_y`` lies rather than is upright; 0 until enough was seen."""
        if not self.knows_tops:
            return 0.0
        drop = (top_y - self.top_y) / self.unit_px
        return float(np.clip(DROP_SLOPE * (drop - DROP_EVEN), DROP_LEAST, DROP_MOST))

    def vanished_odds(self) -> float:
        """Nats by which somebody who is there lies when no look finds them; 0 until enough was seen."""
        if not self.knows_tops:
            return 0.0
        return float(VANISHED * np.interp(self.found, FOUND, (0, 1)))

    def collapsed(self, body: Body) -> bool:
        """Whether ``body`` is far too narrow to be whoever works here."""
        return self.knows_tops and body.unit_px < COLLAPSED * self.unit_px

    def after(self, body: Body, posture: Posture, person: Boxes | None = None, score: float = 1.0) -> "Upright":
        """With one more look; one of a body that cannot be judged, or lies, teaches nothing.

        ``person`` [4] is their box and ``score`` how surely it was found. Looks without a face do not teach how high
        the nose is. Until the place is known everybody counts for the top of the head: people mostly sit upright, and
        whoever is taken to lie from the first look on would always be.
        """
        known = self if person is None else self._with_top(body, posture, person, score)
        faceless = float(body.score[HEAD].mean()) < FACE_SEEN
        if posture is not Posture.UPRIGHT or faceless or self.collapsed(body):
            return known
        up = body.above_shoulders([Keypoint.NOSE]) > self.height
        return replace(known, height=self.height + (STEP if up else -STEP), looks=self.looks + 1)

    def _with_top(self, body: Body, posture: Posture, person: Boxes, score: float) -> "Upright":
        if not body.is_judgeable or (self.knows_tops and posture is Posture.SLUMPED):
            return self
        x1, y1, x2, y2 = (float(edge) for edge in person)
        now_px = unit_of(body, person)
        if not self.tops:
            return replace(self, top_y=y1, unit_px=now_px, tops=1, found=score, xyxy=(x1, y1, x2, y2))
        step = DROP_STEP * (DROP_SLOWER if self.knows_tops else 1)
        found = self.found + FOUND_STEP * (POOREST if score > self.found else POOREST - 1)
        return replace(
            self,
            top_y=float(self.top_y + np.sign(y1 - self.top_y) * step * self.unit_px),
            unit_px=float(self.unit_px * (1 + np.sign(now_px - self.unit_px) * step)),
            tops=self.tops + 1,
            found=max(found, 0.0),
            xyxy=(x1, y1, x2, y2),
        )


def unit_of(body: Body, person: Boxes) -> float:
    """A shoulder width of ``body`` in the box ``person`` [4], in pixels, however the pose was laid."""
    return max(body.unit_px, BOX_UNITS * float(person[2] - person[0]))


class PostureSigns(NamedTuple):
    """The log-odds of each posture against upright, in nats, and whether somebody stands rather than sits."""

    slumped: float
    head_down: float
    leaning_back: float
    standing: bool = False


NO_SIGNS = PostureSigns(-6.0, -6.0, -6.0)
"""Of somebody in whom nothing can be seen."""


def read_signs(
    body: Body,
    upright: Upright,
    slumped_odds: float = 0.0,
    leaning_odds: float = 0.0,
    top_y: float | None = None,
) -> PostureSigns:
    """What the keypoints say; ``slumped_odds`` and ``leaning_odds`` are what taught heads add, in nats.

    ``top_y`` is the height of the head's top in the picture. Of a body that cannot be judged, as when the pose of
    somebody lying is lost, only that and the heads speak, once the place's own upright is known.
    """
    if top_y is not None and upright.knows_tops:
        slumped_odds = upright.lying_odds(top_y) + float(np.clip(slumped_odds, -TAUGHT_MOST, TAUGHT_MOST))
    if not body.is_judgeable:
        lies = slumped_odds if top_y is not None and upright.knows_tops else NO_SIGNS.slumped
        return PostureSigns(lies, NO_SIGNS.head_down, NO_SIGNS.leaning_back + leaning_odds)
    if upright.collapsed(body):
        return PostureSigns(slumped_odds, NO_SIGNS.head_down, NO_SIGNS.leaning_back + leaning_odds)
    height = body.above_shoulders([Keypoint.NOSE]) - upright.shift
    arm = min(body.apart(Keypoint.NOSE, Keypoint(point)) for point in (*ELBOWS, *WRISTS))
    slumped = SLUMP_SLOPE * (SLUMP_EVEN - height - ARM_PART * arm) + slumped_odds
    head_down, leaning_back = _pitch(body)
    return PostureSigns(slumped, head_down, leaning_back + leaning_odds, standing=_stands(body))


def missing_signs(upright: Upright, slumped_odds: float = 0.0) -> PostureSigns:
    """Of somebody who is at the post and whom no look finds; ``slumped_odds`` as in ``read_signs``, of their place."""
    odds = upright.vanished_odds()
    lies = odds + float(np.clip(slumped_odds, -TAUGHT_MOST, TAUGHT_MOST)) if odds else NO_SIGNS.slumped
    return PostureSigns(lies, NO_SIGNS.head_down, NO_SIGNS.leaning_back)


def judged(body: Body, signs: PostureSigns) -> Fact[Posture]:
    """The likeliest posture; CANNOT_JUDGE for a body that is hardly seen, unless it lies."""
    if not body.is_judgeable and signs.slumped <= 0:
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
    """The log-odds of a bowed head and of one thrown back; against both where no face is seen, or it lies aside."""
    across, down = np.abs(body.xy[Keypoint.LEFT_EYE] - body.xy[Keypoint.RIGHT_EYE])
    if float(body.score[HEAD].mean()) < FACE_SEEN or down > ROLLED * across:
        return NO_SIGNS.head_down, NO_SIGNS.leaning_back
    ears_y = float(body.xy[EARS, 1].mean())
    eyes = (float(body.xy[[Keypoint.LEFT_EYE, Keypoint.RIGHT_EYE], 1].mean()) - ears_y) / body.unit_px
    nose = (float(body.xy[Keypoint.NOSE, 1]) - ears_y) / body.unit_px
    return PITCH_SLOPE * (eyes - BOWED), PITCH_SLOPE * (-nose - THROWN_BACK)


def _stands(body: Body) -> bool:
    if min(float(body.score[HIPS].mean()), float(body.score[KNEES].mean())) < LEGS_SEEN:
        return False
    return float(body.xy[KNEES, 1].mean() - body.xy[HIPS, 1].mean()) / body.unit_px >= STANDS
