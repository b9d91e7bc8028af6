"""Where in the picture a trunk that turns back goes, by hand from a camera 4 or 10 m away and 1.6 m above the desks."""

import pytest

from models.office.figures import Stance
from models.office.leaning import leant
from models.office.room import CAMERA_HEADS, HORIZON_Y

NEAR_PX, FAR_PX = 57.0, 22.0


def upright(head_px: float) -> Stance:
    """Shoulders a head above the desk."""
    return Stance((300.0, HORIZON_Y + (CAMERA_HEADS - 1) * head_px), head_px)


@pytest.mark.parametrize(
    ("head_px", "back_deg", "slid_heads", "lower", "smaller"),
    [
        (NEAR_PX, 0.0, 0.0, 0.0, 0.0),
        (NEAR_PX, 35.0, 0.0, -0.06, 0.08),  # sinks by .47 and goes back by 1.5 of 16.7
        (NEAR_PX, 35.0, 0.8, 0.21, 0.04),
        (FAR_PX, 35.0, 0.0, 0.25, 0.03),
        (NEAR_PX, -9.0, 0.0, 0.18, -0.025),
        (NEAR_PX, 9.0, 0.0, -0.11, 0.024),
    ],
)
def test_who_leans_is_where_the_camera_sees_them(
    head_px: float, back_deg: float, slid_heads: float, lower: float, smaller: float
) -> None:
    straight = upright(head_px)
    stance = leant(straight, back_deg, slid_heads)
    assert (stance.neck[1] - straight.neck[1]) / head_px == pytest.approx(lower, abs=0.02)
    assert 1 - stance.head_px / head_px == pytest.approx(smaller, abs=0.005)
    assert (stance.neck[0], stance.turn_deg, stance.squash) == (straight.neck[0], 0.0, 1.0)
