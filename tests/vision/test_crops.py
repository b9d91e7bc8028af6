import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.vision.builders import DESK, Box, Person, boxes, people, rectangle, room
from vision.crops import INPUT_SIZES_WH, LEGIBLE_PX, PRIVATE_RGB, SAME_PERSON, Crop, crop_of, hide, merge, staff_crop_of
from vision.datatypes import Detections, View, Zone
from vision.geometry import share_of_smaller

PICTURE_WH = (1000, 600)
WHOLE = Crop((0, 0, 1000, 600), (640, 640))
LEFT = Crop((0, 0, 600, 600), (320, 320))
RIGHT = Crop((400, 0, 1000, 600), (320, 320))


def desk(staff: Zone, customer: Zone | None = None) -> View:
    return View("desk", "counter", staff, customer)


@st.composite
def pictures_with_zones(draw: st.DrawFn) -> tuple[tuple[int, int], View]:
    """A picture of any size, down to a pixel, and zones of 0..1 of it, down to nothing."""
    size_wh = (draw(st.integers(1, 4000)), draw(st.integers(1, 3000)))
    part = st.floats(0, 1)
    points = st.lists(st.tuples(part, part), min_size=3, max_size=6)
    staff = Zone.from_fractions(draw(points), size_wh)
    customer = draw(st.none() | points)
    return size_wh, desk(staff, None if customer is None else Zone.from_fractions(customer, size_wh))


@given(pictures_with_zones())
def test_a_crop_lies_in_the_picture_and_holds_the_zones(case: tuple[tuple[int, int], View]) -> None:
    (width, height), view = case
    crop = crop_of(view, (width, height))
    x1, y1, x2, y2 = crop.xyxy
    assert 0 <= x1 < x2 <= width
    assert 0 <= y1 < y2 <= height
    for zone in (view.staff, view.customer or view.staff):
        assert (zone.xy >= [x1, y1]).all()
        assert (zone.xy <= [x2, y2]).all()
    assert crop.input_wh in INPUT_SIZES_WH
    assert crop.cut(np.zeros((height, width, 3), np.uint8)).shape == (y2 - y1, x2 - x1, 3)


@pytest.mark.parametrize(
    "staff",
    [
        rectangle(-200, 100, 100, 300),
        rectangle(900, 500, 1400, 900),
        rectangle(2000, 2000, 2100, 2100),
        rectangle(-300, -300, -200, -200),
        rectangle(-500, -500, 3000, 3000),
        rectangle(1000, 600, 1000, 600),
    ],
    ids=["left", "corner", "beyond", "before", "around", "a dot in the corner"],
)
def test_a_zone_that_reaches_out_of_the_picture_still_gives_a_crop(staff: Zone) -> None:
    x1, y1, x2, y2 = crop_of(desk(staff), PICTURE_WH).xyxy
    assert 0 <= x1 < x2 <= PICTURE_WH[0]
    assert 0 <= y1 < y2 <= PICTURE_WH[1]


@pytest.mark.parametrize(
    ("staff", "customer", "expected"),
    [
        (rectangle(400, 200, 500, 300), None, (365, 165, 535, 335)),
        (rectangle(400, 280, 500, 320), None, (365, 215, 535, 385)),
        (rectangle(400, 200, 500, 250), rectangle(400, 250, 500, 300), (365, 165, 535, 335)),
        (rectangle(0, 0, 100, 100), None, (0, 0, 170, 170)),
        (rectangle(900, 500, 1000, 600), None, (830, 430, 1000, 600)),
        (rectangle(0, 250, 1000, 350), None, (0, 0, 1000, 600)),
    ],
    ids=["margin", "square", "with visitors", "moved right and down", "moved left and up", "no more than there is"],
)
def test_the_crop_of_known_zones(staff: Zone, customer: Zone | None, expected: tuple[int, int, int, int]) -> None:
    assert crop_of(desk(staff, customer), PICTURE_WH).xyxy == expected


@pytest.mark.parametrize(
    ("wide_px", "high_px", "expected"),
    [
        (100, 100, 320),
        (1000, 1000, 320),
        (400, 300, 320),
        (400, 260, 480),
        (400, 190, 480),
        (400, 170, 640),
        (400, 20, 640),
        (200, 130, 480),
        (200, 20, 480),
        (150, 20, 320),
    ],
)
def test_the_cheapest_input_in_which_the_zone_is_legible_or_native(wide_px: int, high_px: int, expected: int) -> None:
    crop = crop_of(desk(rectangle(1000, 1000, 1000 + wide_px, 1000 + high_px)), (4000, 4000))
    side = crop.xyxy[2] - crop.xyxy[0]
    assert side == pytest.approx(1.7 * wide_px, abs=2)
    assert crop.input_wh == (expected, expected)
    assert expected in (320, 640) or high_px * expected / side >= LEGIBLE_PX or expected >= side


def find(crop: Crop, *in_camera: Person) -> tuple[Crop, Detections]:
    """What a detector reports of people at camera pixels, cut off by the crop."""
    x1, y1, x2, y2 = crop.xyxy
    clipped = [((max(a, x1), max(b, y1), min(c, x2), min(d, y2)), score) for (a, b, c, d), score in in_camera]
    return crop, people(*(((a - x1, b - y1, c - x1, d - y1), score) for (a, b, c, d), score in clipped))


SITTING: Box = (450, 200, 550, 400)
BESIDE: Box = (500, 210, 590, 390)
BEHIND: Box = (480, 150, 540, 380)
ACROSS: Box = (350, 200, 480, 400)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([], [], []),
        ([(SITTING, 0.9)], [], [(SITTING, 0.9)]),
        ([(SITTING, 0.8)], [(SITTING, 0.9)], [(SITTING, 0.9)]),
        ([(SITTING, 0.8)], [((452, 196, 556, 392), 0.5)], [(SITTING, 0.8)]),
        ([(SITTING, 0.8)], [(BESIDE, 0.9)], [(BESIDE, 0.9), (SITTING, 0.8)]),
        ([(SITTING, 0.8), (BESIDE, 0.7)], [(BESIDE, 0.6), (SITTING, 0.5)], [(SITTING, 0.8), (BESIDE, 0.7)]),
        ([(ACROSS, 0.3)], [(ACROSS, 0.9)], [(ACROSS, 0.3)]),
        ([(SITTING, 0.9)], [(SITTING, 0.8), (BEHIND, 0.85)], [(SITTING, 0.9), (BEHIND, 0.85)]),
        ([(SITTING, 0.9), (BEHIND, 0.5)], [(SITTING, 0.8), (BEHIND, 0.85)], [(SITTING, 0.9), (BEHIND, 0.85)]),
        (
            [((350, 200, 430, 400), 0.5)],
            [((350, 200, 430, 260), 0.4), ((403, 200, 430, 400), 0.3)],
            [((350, 200, 430, 400), 0.5)],
        ),
        ([((0, 200, 80, 400), 0.9)], [], [((0, 200, 80, 400), 0.9)]),
    ],
    ids=[
        "nobody",
        "in one crop",
        "the better box",
        "nearly the same box",
        "two people side by side",
        "two people twice",
        "the whole one though scored less",
        "one of two seen in one crop only",
        "one behind the other, both twice",
        "cut into a head and a body",
        "at the edge of the picture",
    ],
)
def test_each_person_once(left: list[Person], right: list[Person], expected: list[Person]) -> None:
    merged = merge([find(LEFT, *left), find(RIGHT, *right)], PICTURE_WH)
    assert_allclose(merged.score, [score for _, score in expected])
    assert_allclose(merged.xyxy, boxes(*(box for box, _ in expected)))


def test_an_edge_of_the_picture_cuts_nobody_off() -> None:
    """Both boxes end at the picture's bottom, so the better scored one stays; above it a crop ends."""
    standing: Box = (450, 300, 550, 600)
    low, high = find(LEFT, (standing, 0.4)), find(RIGHT, (standing, 0.6))
    assert_allclose(merge([low, high], PICTURE_WH).score, [0.6])
    short = Crop((400, 0, 1000, 500), (320, 320))
    assert_allclose(merge([low, find(short, (standing, 0.6))], PICTURE_WH).score, [0.4])


def test_other_classes_are_no_rivals() -> None:
    person = people((SITTING, 0.9))
    phone = Detections(person.xyxy, person.score - 0.1, np.array([67]))
    assert merge([(WHOLE, person), (Crop((0, 0, 999, 600), (320, 320)), phone)], PICTURE_WH).class_id.tolist() == [
        0,
        67,
    ]


def test_one_crop_keeps_all_it_found_best_first() -> None:
    found = people((SITTING, 0.2), (SITTING, 0.9), (BEHIND, 0.5))
    assert_allclose(merge([(WHOLE, found)], PICTURE_WH).score, [0.9, 0.5, 0.2])
    assert len(merge([], PICTURE_WH)) == 0


person_boxes = st.tuples(st.integers(0, 900), st.integers(0, 500), st.integers(10, 300), st.integers(10, 300)).map(
    lambda b: (float(b[0]), float(b[1]), float(min(b[0] + b[2], 1000)), float(min(b[1] + b[3], 600)))
)
crowds = st.lists(st.tuples(person_boxes, st.floats(0.02, 1)), max_size=5)


@given(crowds)
def test_a_crop_looked_at_twice_finds_nobody_new(persons: list[Person]) -> None:
    once, twice = merge([find(WHOLE, *persons)], PICTURE_WH), merge([find(WHOLE, *persons)] * 2, PICTURE_WH)
    assert len(once) == len(persons)
    unique = {tuple(box) for box in once.xyxy.tolist()}
    assert {tuple(box) for box in twice.xyxy.tolist()} == unique


@given(crowds, crowds)
def test_merging_only_selects(left: list[Person], right: list[Person]) -> None:
    parts = [find(WHOLE, *left), find(WHOLE, *right)]
    merged = merge(parts, PICTURE_WH)
    everything = Detections.concatenate([found for _, found in parts])
    assert bool(len(everything)) <= len(merged) <= len(everything)
    assert (share_of_smaller(everything.xyxy, merged.xyxy).max(axis=1, initial=0) > SAME_PERSON).all()
    assert (np.diff(merged.score) <= 0).all()
    assert {tuple(b) for b in merged.xyxy.tolist()} <= {tuple(b) for b in everything.xyxy.tolist()}


def test_no_zones_hide_nothing_and_copy_nothing() -> None:
    image = room()
    assert hide(image, ()) is image


def test_a_private_zone_is_painted_over_and_the_frame_left_alone() -> None:
    image = room()
    before = image.copy()
    image.setflags(write=False)
    hidden = hide(image, (rectangle(100, 100, 150, 160), rectangle(600, 440, 700, 500)))
    assert_array_equal(image, before)
    assert (hidden[100:161, 100:151] == PRIVATE_RGB).all()
    assert (hidden[440:, 600:] == PRIVATE_RGB).all()
    assert_array_equal(hidden[:100], before[:100])
    assert_array_equal(hidden[170:440], before[170:440])


def test_what_two_private_zones_share_is_hidden_too() -> None:
    hidden = hide(room(), (rectangle(100, 100, 200, 200), rectangle(150, 150, 250, 250)))
    assert (hidden[155:195, 155:195] == PRIVATE_RGB).all()


def test_a_crop_is_cut_without_copying() -> None:
    image = room()
    crop = crop_of(DESK, (640, 480))
    assert np.shares_memory(crop.cut(image), image)
    x1, y1, x2, y2 = crop.xyxy
    assert_array_equal(crop.cut(image), image[y1:y2, x1:x2])


@pytest.mark.parametrize(
    ("staff", "side"),
    [
        (rectangle(268, 188, 368, 288), 110),
        (rectangle(300, 300, 900, 400), None),  # so flat that the first look already takes the largest input
    ],
    ids=["a usual post", "a long bench"],
)
def test_a_second_look_shows_the_staff_zone_larger_or_is_not_taken(staff: Zone, side: int | None) -> None:
    view = View("v", "c", staff)
    crop = staff_crop_of(view, (1920, 1080))
    if side is None:
        assert crop is None
        return
    assert crop is not None
    x1, y1, x2, y2 = crop.xyxy
    assert (x2 - x1, y2 - y1, crop.input_wh) == (side, side, INPUT_SIZES_WH[0])
    assert crop.scale == pytest.approx(320 / side)
    assert crop.scale > crop_of(view, (1920, 1080)).scale
