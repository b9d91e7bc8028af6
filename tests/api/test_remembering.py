import numpy as np
from numpy.typing import NDArray

from api.remembering import LATEST, Remembering


class Counting:
    """Answers with the picture's sum and its argument; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, image: NDArray[np.uint8], argument: object) -> tuple[int, str]:
        self.asked += 1
        return int(image.sum()), repr(argument)


def picture(value: int) -> NDArray[np.uint8]:
    return np.full((4, 6, 3), value % 256, np.uint8)


def test_the_same_pixels_are_asked_about_once() -> None:
    network = Counting()
    asked: Remembering[tuple[int, str]] = Remembering(network)
    wide = np.zeros((4, 12, 3), np.uint8)
    answers = [asked(picture(1), (320, 320)), asked(picture(1).copy(), (320, 320)), asked(wide[:, ::2], (320, 320))]
    assert answers[0] == answers[1] == (72, "(320, 320)")
    assert answers[2] == (0, "(320, 320)")
    assert network.asked == 2


def test_other_pixels_shapes_and_arguments_are_asked_anew() -> None:
    network = Counting()
    asked: Remembering[tuple[int, str]] = Remembering(network)
    boxes = np.array([[0, 0, 1, 1]], np.float32)
    for image, argument in (
        (picture(1), (320, 320)),
        (picture(2), (320, 320)),
        (picture(1), (640, 640)),
        (picture(1).reshape(6, 4, 3), (320, 320)),
        (picture(1), boxes),
        (picture(1), boxes + 1),
    ):
        asked(image, argument)
    assert network.asked == 6


def test_what_was_long_ago_is_forgotten() -> None:
    network = Counting()
    asked: Remembering[tuple[int, str]] = Remembering(network)
    for number in range(LATEST + 1):
        asked(picture(0), number)
    asked(picture(0), LATEST)
    assert network.asked == LATEST + 1
    asked(picture(0), 0)
    assert network.asked == LATEST + 2
