"""What is drawn over the pictures: zones, people, states in both languages, and nothing that is private."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from api.overlay import CUSTOMER, PERSON, PRIVATE, STAFF, STATE_COLOURS, Overlay
from api.setups import CameraSetup
from api.times import clock_of
from api.watching import Watching
from api.words import STATES, Language
from tests.api.builders import CLERK, SIZE_WH, ZONE, camera, drawn, frames, see_red
from tests.vision.builders import people, room
from tests.vision.closers import closer
from vision.datatypes import BlindReason, Detections, Frame, Poses, Presence, View, Zone

NAMES = {"desk": "Desk"}
Image = NDArray[np.uint8]


def zone(*xy: tuple[float, float], size_wh: tuple[int, int] = SIZE_WH) -> Zone:
    return Zone.from_fractions(xy, size_wh)


def after(pictures: list[Frame], setup: CameraSetup | None = None) -> Watching:
    watching = Watching(setup or camera(), see_red)
    for picture in pictures:
        watching.take(picture)
    return watching


def draw(watching: Watching, frame: Frame, names: dict[str, str] | None = None, lang: Language = "en") -> Image:
    return Overlay(NAMES if names is None else names, lang).draw(frame, watching).image


def has(image: Image, colour: tuple[int, int, int], slack: int = 45) -> NDArray[np.bool_]:
    """Where ``image`` has ``colour``, but for what softens edges."""
    return np.asarray((np.abs(image.astype(int) - colour) <= slack).all(axis=2), np.bool_)


STAFFED = Frame(3_000, drawn(staffed=True))


def test_the_frame_itself_stays_as_it_was() -> None:
    watching, before = after(frames((), 3)), STAFFED.image.copy()
    picture = Overlay(NAMES, "en").draw(STAFFED, watching)
    assert np.array_equal(STAFFED.image, before)
    assert (picture.at_ms, picture.size_wh[0]) == (STAFFED.at_ms, STAFFED.size_wh[0])
    assert not np.array_equal(picture.image[: SIZE_WH[1]], before)


def test_zones_are_outlined_and_tinted() -> None:
    view = View("desk", "desk", ZONE, zone((0.75, 0.5), (0.95, 0.5), (0.95, 0.9)))
    image = draw(after(frames((), 3), replace(camera(), views=(view,))), STAFFED)
    x1, y1 = (round(v) for v in ZONE.xy[0])
    x2, y2 = (round(v) for v in ZONE.xy[2])
    for row, column in ((y2, x2 - 40), ((y1 + y2) // 2 + 60, x1), (y2 - 20, x2)):
        assert has(image, STAFF)[row, column]
    assert has(image, CUSTOMER)[120:216, 240:304].any()
    inside, outside = (slice(170, 200), slice(110, 120)), (slice(170, 200), slice(20, 60))
    changed = np.abs(image[: SIZE_WH[1]].astype(int) - STAFFED.image).sum(axis=2)
    assert changed[inside].mean() > 5
    assert changed[outside].mean() == 0


def test_people_are_boxed_with_their_score() -> None:
    image = draw(after(frames((), 3)), STAFFED)
    x1, y1, x2, y2 = CLERK
    white = has(image, PERSON)
    assert white[(y1 + y2) // 2 - 2 : (y1 + y2) // 2 + 2, x1 - 2 : x1 + 3].any()
    assert white[(y1 + y2) // 2 - 2 : (y1 + y2) // 2 + 2, x2 - 3 : x2 + 3].any()
    assert white[y1 - 12 : y1 - 2, x1 : x1 + 30].sum() > 10, "the score"
    assert not white[y1 + 10 : y2 - 10, x1 + 10 : x2 - 10].any()


def test_skeletons_are_drawn_where_points_are_sure() -> None:
    points = np.tile(np.array([[140, 70]], np.float32), (17, 1))
    points[6], points[8] = (180, 90), (180, 150)
    score = np.full(17, 0.1, np.float32)
    score[[6, 8]] = 0.9

    def estimate(_image: Image, xyxy: NDArray[np.float32]) -> Poses:
        return Poses(np.tile(points, (len(xyxy), 1, 1)), np.tile(score, (len(xyxy), 1)))

    watching = Watching(camera(), see_red, closer=closer(estimate))
    for picture in frames((), 2):
        watching.take(picture)
    limb = has(draw(watching, STAFFED), STAFF)
    assert limb[100:140, 179:182].any(axis=1).all()
    assert not limb[75:85, 140:175].any(), "a point that is not sure has no limb"


def test_private_zones_are_covered_whole() -> None:
    private = zone((0, 0.8), (0.2, 0.8), (0.2, 1), (0, 1))
    view = View("desk", "desk", ZONE, privacy=(private,))
    image = draw(after(frames((), 3), replace(camera(), views=(view,))), STAFFED)
    assert has(image, PRIVATE, 0)[192:240, 0:64].all()
    assert not has(image, PRIVATE, 0)[100:180, 0:64].all()


STATES_SHOWN = [
    # what was seen, the state that is shown
    (frames((), 4), Presence.PRESENT),
    (frames([(0, 99)], 8), Presence.ABSENT),
    ([Frame(f.at_ms, (f.image // 14).astype(np.uint8)) for f in frames((), 4)], Presence.BLIND),
]


@pytest.mark.parametrize(("pictures", "state"), STATES_SHOWN)
def test_the_band_has_the_colour_of_the_state(pictures: list[Frame], state: Presence) -> None:
    image = draw(after(pictures), pictures[-1])
    shown = {s: int(has(image[240:], colour).sum()) for s, colour in STATE_COLOURS.items()}
    assert max(shown, key=lambda s: shown[s]) is state
    assert shown[state] > 500, "most of the line"


def test_out_of_service_hours_no_state_is_shown() -> None:
    setup = camera()
    (counter,) = setup.counters
    closed = replace(counter, context=replace(counter.context, service=((0, 2_000), (9_000, 10_000))))
    watching = after(frames([(0, 99)], 4), replace(setup, counters=(closed,)))
    image = draw(watching, Frame(3_800, drawn(staffed=False)))
    assert has(image[240:], STATE_COLOURS[Presence.UNSCHEDULED]).sum() > 500
    assert has(image[240:], STATE_COLOURS[Presence.ABSENT]).sum() == 0


def band(name: str, lang: Language) -> Image:
    """What stands below the picture."""
    return draw(after(frames((), 2)), Frame(2_000, np.zeros((240, 320, 3), np.uint8)), {"desk": name}, lang)[240:]


def test_chinese_is_drawn_with_its_own_characters() -> None:
    lines = [band(name, "zh") for name in ("7号窗口", "8号窗口", "????", "口口口口", "□□□□")]
    for one, image in enumerate(lines):
        for other in lines[one + 1 :]:
            assert not np.array_equal(image, other)
    assert not np.array_equal(band("7号窗口", "zh"), band("7号窗口", "en"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_label_is_drawn_with_characters_the_font_has(lang: Language) -> None:
    characters = sorted({c for texts in STATES.values() for c in texts[lang] if c.isalpha()})
    drawings = {band(c * 3, lang).tobytes() for c in [*characters, "\ufffe"]}
    assert len(drawings) == len(characters) + 1, "a character that the font has not is drawn as any other such"


def test_the_state_says_how_long_it_has_lasted() -> None:
    overlay = Overlay(NAMES, "en", lambda _: "10:02:13")
    watching = Watching(camera(), see_red)
    lines: dict[int, bytes] = {}
    for picture in frames((), 6):
        watching.take(picture)
        blank = Frame(picture.at_ms, np.zeros((240, 320, 3), np.uint8))
        lines[picture.at_ms] = overlay.draw(blank, watching).image[240:].tobytes()
    assert lines[4_000] != lines[5_200], "the seconds move on"
    assert lines[4_600] == lines[4_800], "and only they"


def test_the_clock_is_the_halls() -> None:
    watching, blank = after(frames((), 2)), np.zeros((240, 320, 3), np.uint8)
    moment = Frame(1_772_330_533_000, blank)
    clocks = (clock_of("Asia/Shanghai"), lambda _: "10:02:13", lambda _: "10:02:14")
    drawings = [Overlay(NAMES, "en", clock).draw(moment, watching).image for clock in clocks]
    assert np.array_equal(drawings[0], drawings[1])
    assert not np.array_equal(drawings[1], drawings[2])


@pytest.mark.parametrize("size_wh", [(1, 1), (16, 12), (63, 47), (97, 1001), (1920, 1081), (4000, 31)])
def test_pictures_of_any_size(size_wh: tuple[int, int]) -> None:
    width, height = size_wh

    def everywhere(pixels: Image, _input_wh: tuple[int, int]) -> Detections:
        return people(((0.0, 0.0, float(pixels.shape[1]), float(pixels.shape[0])), 0.8))

    staff = zone((0, 0), (1, 0), (1, 1), (0, 1), size_wh=size_wh)
    setup = replace(camera(), size_wh=size_wh, views=(View("desk", "desk", staff, staff, privacy=(staff,)),))
    watching = Watching(setup, everywhere)
    pictures = [Frame(n * 500, room(n, size_wh)) for n in range(3)]
    for picture in pictures:
        watching.take(picture)
    image = draw(watching, pictures[-1], {"desk": "A counter with a long name"})
    assert image.shape[1:] == (width, 3)
    assert image.shape[0] > height, "the band is below the picture"
    assert image.dtype == np.uint8


def test_a_view_that_is_blind_still_shows_its_zone() -> None:
    dark = [Frame(f.at_ms, (f.image // 14).astype(np.uint8)) for f in frames((), 2)]
    watching = after(dark)
    assert watching.camera.looks["desk"].span.blind_reason is BlindReason.DARK
    assert has(draw(watching, dark[-1]), STAFF).sum() > 100
