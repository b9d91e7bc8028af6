"""Phones: where they lie, what hands do, whose they are, and what cannot be judged."""

import numpy as np
import pytest

from tests.vision.bodies import BOX, CALLING, body
from tests.vision.builders import rectangle
from vision.body import Body, Keypoint
from vision.datatypes import Detections, Phone, Zone
from vision.decode import PERSON, PHONE
from vision.phone import judged, phones_of, read_signs

XYXY = np.array(BOX, np.float32)
AT_EAR, IN_HANDS, ELSEWHERE = (232.0, 100.0), (200.0, 270.0), (420.0, 100.0)


def phone(at: tuple[float, float], score: float, class_id: int = PHONE) -> Detections:
    x, y = at
    return Detections(
        np.array([[x - 8, y - 12, x + 8, y + 12]], np.float32),
        np.array([score], np.float32),
        np.array([class_id], np.int32),
    )


NOTHING = Detections.empty()


@pytest.mark.parametrize(
    ("one", "found", "value"),
    [
        (body(), NOTHING, Phone.NONE),
        (body(CALLING), phone(AT_EAR, 0.5), Phone.CALL),
        (body(CALLING), NOTHING, Phone.NONE),
        (body(), phone(IN_HANDS, 0.5), Phone.HANDLING),
        (body(), phone(IN_HANDS, 0.01), Phone.NONE),
        (body(CALLING, size=0.1), phone((23.2, 10.0), 0.5), Phone.CANNOT_JUDGE),
        (body(CALLING, score=0.01), phone(AT_EAR, 0.5), Phone.CANNOT_JUDGE),
    ],
)
def test_what_is_done_with_a_phone(one: Body, found: Detections, value: Phone) -> None:
    fact = judged(one, read_signs(one, found, [found, found]))
    assert fact.value is value
    assert fact.score > 7 or value is Phone.CANNOT_JUDGE


def test_a_phone_in_the_hands_is_no_call() -> None:
    at_ear, in_hands = (read_signs(body(CALLING), phone(at, 0.4), [phone(at, 0.4)]) for at in (AT_EAR, IN_HANDS))
    assert at_ear.call > in_hands.call + 2
    assert in_hands.handling == pytest.approx(at_ear.handling)


def test_a_hand_that_is_surely_at_the_ear_weighs_more() -> None:
    sure, guessed = (
        read_signs(body(CALLING, scores={Keypoint.LEFT_WRIST: score}), NOTHING, []) for score in (0.9, 0.1)
    )
    assert sure.call == pytest.approx(guessed.call + 0.4)
    assert sure.call > read_signs(body(), NOTHING, []).call


def test_a_second_look_counts_as_much_as_the_first() -> None:
    seen_once = read_signs(body(), phone(IN_HANDS, 0.4), [NOTHING])
    seen_later = read_signs(body(), NOTHING, [phone(IN_HANDS, 0.4)])
    assert seen_once.handling == pytest.approx(seen_later.handling)
    assert seen_once.handling < read_signs(body(), phone(IN_HANDS, 0.4), [phone(IN_HANDS, 0.4)]).handling


@pytest.mark.parametrize(
    ("found", "desk_phone", "theirs"),
    [
        (phone(IN_HANDS, 0.3), None, True),
        (phone((300.0, 200.0), 0.3), None, True),
        (phone(ELSEWHERE, 0.3), None, False),
        (phone(IN_HANDS, 0.3, PERSON), None, False),
        (phone(IN_HANDS, 0.3), rectangle(180, 250, 220, 290), False),
        (phone(AT_EAR, 0.3), rectangle(180, 250, 220, 290), True),
        (NOTHING, None, False),
    ],
)
def test_whose_phone_it_is(found: Detections, desk_phone: Zone | None, theirs: bool) -> None:
    """A desk telephone is nobody's mobile phone."""
    assert bool(len(phones_of(XYXY, found, desk_phone))) is theirs
