"""Somebody whose trunk is turned back or forward on their chair, as the camera above the visitors sees them."""

from dataclasses import replace

import numpy as np

from models.office.figures import Stance
from models.office.room import FOCAL_PX, HORIZON_Y

TRUNK_HEADS = 2.6
"""From the hips to the shoulders' line (canons of figure drawing), about which the trunk turns."""


def leant(straight: Stance, back_deg: float, slid_heads: float = 0.0) -> Stance:
    """Somebody whose trunk is turned back by so much about hips that have slid forward, as the room's camera sees them.

    They are lower and farther away. What is farther away is smaller and, seen from above, higher in the picture: who
    leans back far is about where they were. Nor are they shortened: the trunk turns to face the camera.
    """
    h, back = straight.head_px, np.deg2rad(back_deg)
    lower, farther = TRUNK_HEADS * (1 - np.cos(back)), TRUNK_HEADS * np.sin(back) - slid_heads
    nearness = FOCAL_PX / (FOCAL_PX + farther * h)
    below_horizon = (straight.neck[1] - HORIZON_Y + lower * h) * nearness
    return replace(straight, neck=(straight.neck[0], HORIZON_Y + below_horizon), head_px=h * nearness)
