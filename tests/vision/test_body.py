"""A body's own measures: the same near and far, from the front and from the side."""

import pytest

from tests.vision.bodies import body
from vision.body import FEWEST_PX, SEEN, SHOULDERS, Keypoint


@pytest.mark.parametrize("size", [0.2, 1.0, 7.5])
def test_lengths_are_in_the_body_s_own_units(size: float) -> None:
    one = body(size=size)
    assert one.unit_px == pytest.approx(100 * size)
    assert one.above_shoulders([Keypoint.NOSE]) == pytest.approx(0.4)
    assert one.apart(Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST) == pytest.approx(0.8)


def test_from_the_side_the_head_gives_the_unit() -> None:
    side = body({Keypoint.LEFT_SHOULDER: (205, 140), Keypoint.RIGHT_SHOULDER: (195, 140)})
    assert side.unit_px == pytest.approx(2.2 * 44)
    profile = body(
        {
            Keypoint.LEFT_SHOULDER: (205, 140),
            Keypoint.RIGHT_SHOULDER: (195, 140),
            Keypoint.LEFT_EAR: (201, 92),
            Keypoint.RIGHT_EAR: (199, 92),
        }
    )
    assert profile.unit_px == pytest.approx(1.3 * 48)


@pytest.mark.parametrize(
    ("size", "shoulders", "judgeable"),
    [
        (1.0, 0.8, True),
        (1.0, SEEN, True),
        (1.0, SEEN - 0.01, False),
        (FEWEST_PX / 100, 0.8, True),
        (FEWEST_PX / 101, 0.8, False),
    ],
)
def test_who_is_judged(size: float, shoulders: float, judgeable: bool) -> None:
    scores = {Keypoint(point): shoulders for point in SHOULDERS}
    assert body(scores=scores, size=size).is_judgeable is judgeable
