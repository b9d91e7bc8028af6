"""Phones: where they lie, what hands do, whose they are, and what cannot be judged."""

import numpy as np
import pytest

from tests.vision.bodies import BOX, CALLING, UPRIGHT, body
from tests.vision.builders import rectangle
from vision.body import Body, Keypoint
from vision.datatypes import Detections, Fact, Phone, Zone
from vision.decode import PERSON, PHONE
from vision.phone import NO_SIGNS, UNIT_HEADS, PhoneSigns, judged, phones_of, read_signs

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
BOWED = {point: (x, y + 20) for point, (x, y) in UPRIGHT.items() if point <= Keypoint.RIGHT_EAR}


@pytest.mark.parametrize(
    ("one", "found", "value"),
    [
        (body(), NOTHING, Phone.NONE),
        (body(CALLING), phone(AT_EAR, 0.5), Phone.CALL),
        (body(CALLING), NOTHING, Phone.NONE),
        (body(), phone(IN_HANDS, 0.5), Phone.HANDLING),
        (body(), phone(IN_HANDS, 0.01), Phone.NONE),
        (body(CALLING, size=0.1), phone((23.2, 10.0), 0.5), Phone.CANNOT_JUDGE),
        (body(CALLING, score=0.01), phone(AT_EAR, 0.01), Phone.CANNOT_JUDGE),
        (body(CALLING, score=0.01), phone(AT_EAR, 0.5), Phone.HANDLING),  # close to the camera hands are all there is
        (body(BOWED), phone((200.0, 200.0), 0.5), Phone.HANDLING),  # before the chest of a bowed head is near its ears
    ],
)
def test_what_is_done_with_a_phone(one: Body, found: Detections, value: Phone) -> None:
    fact = judged(one, read_signs(one, found, [found, found]))
    assert fact.value is value
    assert fact.score > 7 or value in (Phone.CANNOT_JUDGE, Phone.NONE)


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


def test_of_a_body_that_is_not_seen_only_the_phones_count() -> None:
    upright, bowed = (read_signs(body(how, score=0.01), phone(IN_HANDS, 0.4), []) for how in (CALLING, BOWED))
    assert upright == bowed
    assert upright.call == NO_SIGNS.call
    assert upright.handling == pytest.approx(read_signs(body(), phone(IN_HANDS, 0.4), []).handling, abs=0.1)


@pytest.mark.parametrize(
    ("call", "handling", "want"),
    [
        (9.0, -9.0, Fact(Phone.CALL, 15)),
        (-9.0, 9.0, Fact(Phone.HANDLING, 15)),
        (9.0, 8.0, Fact(Phone.CALL, 11)),
        (-0.1, -9.0, Fact(Phone.NONE, 6)),
        (900.0, -900.0, Fact(Phone.CALL, 15)),
    ],
)
def test_none_handling_and_call_exclude_each_other(call: float, handling: float, want: Fact[Phone]) -> None:
    assert judged(body(), PhoneSigns(call, handling)) == want


@pytest.mark.parametrize(
    ("head_px", "lately", "score"),
    [(20, False, 5), (40, False, 6), (55, False, 7), (110, False, 9), (400, False, 12), (40, True, 9), (400, True, 12)],
)
def test_that_no_phone_is_found_says_no_more_than_how_seldom_one_is_overlooked(
    head_px: float, lately: bool, score: int
) -> None:
    nothing = PhoneSigns(-900.0, -900.0)
    assert judged(body(), nothing, UNIT_HEADS * head_px, lately=lately) == Fact(Phone.NONE, score)
    found = PhoneSigns(-900.0, 1.5)
    assert judged(body(), found, UNIT_HEADS * head_px, lately=lately) == Fact(Phone.HANDLING, 12)


@pytest.mark.parametrize(
    ("found", "desk_phone", "theirs"),
    [
        (phone(IN_HANDS, 0.3), None, True),
        (phone((300.0, 200.0), 0.3), None, True),
        (phone((100.0, 200.0), 0.3), None, True),
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
