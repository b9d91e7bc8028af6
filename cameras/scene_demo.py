"""What is played in the demo hall: three minutes at four counters, over and over."""

from cameras.scene_script import Act, Garment, PhoneUse, Role, Script, SignUp
from vision.datatypes import Phone

DURATION_S = 180


def demo_script() -> Script:
    """Four counters; with limits of 20 s and 40 s four absences become events, and are over after 100 seconds.

    Window 1 is left for 12 s and for 36 s, window 2 for 50 s with a visitor waiting, at window 3 the
    garment changes, at window 4 the sign goes up for a break and a phone is used.
    """
    return Script(
        ("1", "2", "3", "4"),
        DURATION_S * 1000,
        acts=(*_window_1(), *_window_2(), *_window_3(), *_window_4()),
        signs=(SignUp("4", 32_000, 98_000),),
        phones=(
            PhoneUse("4", 112_000, 128_000, Phone.CALL),
            PhoneUse("4", 140_000, 152_000, Phone.HANDLING),
            PhoneUse("2", 120_000, 135_000, Phone.HANDLING),
        ),
    )


def _staff(counter: str, from_s: float, to_s: float, garment: Garment = Garment.NAVY, person: int = 0) -> Act:
    return Act(counter, Role.STAFF, round(from_s * 1000), round(to_s * 1000), garment, person)


def _visitor(counter: str, from_s: float, to_s: float, garment: Garment, person: int) -> Act:
    return Act(counter, Role.VISITOR, round(from_s * 1000), round(to_s * 1000), garment, person)


def _window_1() -> tuple[Act, ...]:
    return (
        _staff("1", 0, 14, person=0),
        _staff("1", 26, 62, person=0),
        _staff("1", 98, DURATION_S, person=0),
        _visitor("1", 32, 55, Garment.TEAL, 5),
        _visitor("1", 106, 150, Garment.GREY, 6),
    )


def _window_2() -> tuple[Act, ...]:
    return (
        _staff("2", 0, 20, person=1),
        _staff("2", 70, DURATION_S, person=1),
        _visitor("2", 27, 84, Garment.WINE, 6),
        _visitor("2", 150, 170, Garment.TEAL, 4),
    )


def _window_3() -> tuple[Act, ...]:
    return (
        _staff("3", 0, 74, person=2),
        _staff("3", 100, 150, Garment.ORANGE, 1),
        _staff("3", 159, DURATION_S, person=2),
        _visitor("3", 10, 40, Garment.GREY, 4),
        _visitor("3", 122, 146, Garment.WINE, 5),
    )


def _window_4() -> tuple[Act, ...]:
    return (
        _staff("4", 0, 35, person=3),
        _staff("4", 95, DURATION_S, person=3),
        _visitor("4", 8, 28, Garment.ORANGE, 5),
        _visitor("4", 157, 174, Garment.GREY, 6),
    )
