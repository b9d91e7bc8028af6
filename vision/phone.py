"""What a look says about a mobile phone: handled, held to the ear, or none.

Two witnesses are summed as log-odds. The detector's score for *cell phone*, where it lies: at the head for a call,
anywhere on the person for handling; it is asked twice, in the look itself and in a second look at the upper body.
And the pose: a wrist at an ear for a call, a bowed head for handling. A hand that is merely near the face, without
anything that looks like a phone, stays below one half.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.body import EARS, FEWEST_PX, Body, Keypoint
from vision.datatypes import Detections, Fact, Phone, Zone
from vision.decode import PHONE
from vision.geometry import Boxes, centres, depth

FAINTEST = 0.005
"""Phone scores are read as if they were never below this, and never above one less this: 5.3 nats either way."""

AT_HEAD = 0.45
"""Half the weight of a phone is left this far from the nearer ear, in shoulder widths: a head is .5 wide and a
phone's middle lies on the cheek."""
HEAD_EDGE = 0.15
"""How gradually that weight fades, in shoulder widths."""

REACH = 0.15
"""So much wider and higher than the person's box is where their phone may be, as a part of its sides."""

WRIST_SCORE = 0.5
"""How much a surely seen wrist adds over one that is guessed, in nats."""

UNBOWED = 0.35
"""How high the nose counts as being above the shoulders, in their width, where these are not seen: as upright."""

CALL_ODDS = -3.9
HANDLING_ODDS = -2.2
"""Where the sums stand when call or handling is as likely as not. Set so that nineteen looks in twenty at people who
sign, hands near the face and no phone, speak against either
(tests/by_hand/conduct_odds.py prints where they stand)."""

HEAD_PX = (25.0, 32.0, 41.0, 53.0, 110.0, 220.0)
"""Heights of heads in the picture, in pixels."""
MISSED = ((0.93, 0.8, 0.5, 0.5, 0.25, 0.12), (1.0, 1.0, 0.95, 0.7, 0.35, 0.18))
"""In so many looks at a call, and at a phone in the hands, none is found: on generated people for tuning up to 57
pixels; beyond, half as often for every doubling, which nobody has measured."""
MISSED_AGAIN = 0.33
"""The same of somebody with whom one was found within the last ``LATELY_MS``: this camera can see theirs."""
LATELY_MS = 60_000
UNIT_HEADS = 1.5
"""Heads to a shoulder width (canons of figure drawing)."""

_VALUES = (Phone.NONE, Phone.HANDLING, Phone.CALL)


class PhoneSigns(NamedTuple):
    """The log-odds of a call and of handling, against none; in nats."""

    call: float
    handling: float


NO_SIGNS = PhoneSigns(2 * CALL_ODDS, 2 * HANDLING_ODDS)
"""Of somebody in whom nothing can be seen."""


def phones_of(xyxy: Boxes, found: Detections, desk_phone: Zone | None) -> Detections:
    """Those of ``found`` that may be in the hands of the person in box ``xyxy`` [4].

    Phones, with their middle on the person or a little beside, and not in the drawn place of the desk telephone.
    """
    phones = found[found.class_id == PHONE]
    if not len(phones):
        return phones
    middle = centres(phones.xyxy)
    margin = REACH * (xyxy[2:] - xyxy[:2])
    mine = ((middle >= xyxy[:2] - margin) & (middle <= xyxy[2:] + margin)).all(axis=1)
    if desk_phone is not None:
        mine = mine & (depth(desk_phone, middle) < 0)
    return phones[np.flatnonzero(mine)]


def read_signs(body: Body, first: Detections, second: Sequence[Detections]) -> PhoneSigns:
    """What a person's phones in the ``first`` look and in each ``second`` one say together with their ``body``.

    Of a body that cannot be judged phones alone speak, and for handling only: hands that hold one close to the
    camera need no shoulders.
    """
    anywhere = float(np.mean([_log_odds(_best(phones)) for phones in (first, *second)]))
    if not body.is_judgeable:
        return PhoneSigns(NO_SIGNS.call, anywhere - UNBOWED - HANDLING_ODDS)
    at_head = [_log_odds(_best(phones, _nearness(body, phones))) for phones in second or [first]]
    call = float(np.mean(at_head)) + _hand_at_ear(body)
    handling = anywhere - body.above_shoulders([Keypoint.NOSE])
    return PhoneSigns(call - CALL_ODDS, handling - HANDLING_ODDS)


def judged(body: Body, signs: PhoneSigns, unit_px: float | None = None, *, lately: bool = False) -> Fact[Phone]:
    """The likeliest of none, handling and call, which exclude each other (a multinomial logistic model).

    That none is found says no more than how seldom one is overlooked on somebody of that size: ``unit_px``, a shoulder
    width, the body's own by default. ``lately``: one was found with them within ``LATELY_MS``.

    CANNOT_JUDGE for a body that is too small or hardly seen: that no phone is seen on it says nothing. That one is seen
    does, unless the body is too small.
    """
    if body.unit_px < FEWEST_PX or (not body.is_judgeable and signs.handling <= 0):
        return Fact(Phone.CANNOT_JUDGE)
    odds = np.array([0.0, signs.handling, signs.call])
    best = int(odds.argmax())
    if _VALUES[best] is Phone.NONE:
        odds[1:] = np.maximum(odds[1:], np.log(_missed(unit_px or body.unit_px, lately=lately)))
    chances = np.exp(odds - odds.max())
    return Fact(_VALUES[best], round(15 * float(chances[best] / chances.sum())))


def _missed(unit_px: float, *, lately: bool) -> list[float]:
    """How often a phone in the hands, and one at the ear, is overlooked."""
    call, handling = (float(np.interp(unit_px / UNIT_HEADS, HEAD_PX, missed)) for missed in MISSED)
    most = MISSED_AGAIN if lately else 1.0
    return [min(handling, most), min(call, most)]


def _log_odds(chance: float) -> float:
    return float(np.log((chance + FAINTEST) / (1 - chance + FAINTEST)))


def _best(phones: Detections, weight: NDArray[np.float32] | float = 1.0) -> float:
    return float(np.max(phones.score * weight, initial=0.0))


def _nearness(body: Body, phones: Detections) -> NDArray[np.float32]:
    """How much each phone is at the head, 0..1."""
    away = np.linalg.norm(centres(phones.xyxy)[:, None] - body.xy[EARS][None], axis=2).min(axis=1) / body.unit_px
    return np.asarray(1 / (1 + np.exp(np.clip((away - AT_HEAD) / HEAD_EDGE, -50, 50))), np.float32)


def _hand_at_ear(body: Body) -> float:
    """Nats: less the farther the nearer hand is from its ear, more if that hand is surely seen."""
    arms = ((Keypoint.LEFT_WRIST, Keypoint.LEFT_EAR), (Keypoint.RIGHT_WRIST, Keypoint.RIGHT_EAR))
    return max(WRIST_SCORE * float(body.score[wrist]) - body.apart(wrist, ear) for wrist, ear in arms)
