from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from tests.vision.bodies import BOX, body
from tests.vision.builders import DESK, Person, RedDetector, frame, painted, person_at, rectangle, room
from tests.vision.closers import closer
from vision.crops import PRIVATE_RGB, crop_of
from vision.datatypes import BlindReason, Detections, Frame, Poses, Posture, Span, View
from vision.health import FROZEN_MS
from vision.pipeline import CameraWatch

CLERK = (person_at(325, 200), 0.7)
TILL = View("till", "till", rectangle(480, 150, 600, 250), zone_version=3)
NEAR = View("near", "near", rectangle(380, 150, 520, 250))
"""Overlaps the desk's staff zone by 20 px."""


def watch(*views: View, model_set: str = "") -> tuple[CameraWatch, RedDetector]:
    detector = RedDetector()
    return CameraWatch(views or (DESK,), detector, model_set=model_set), detector


def spans_of(camera: CameraWatch, frames: list[Frame], close_ms: int | None = None) -> list[Span]:
    spans = [span for picture in frames for span in camera.look(picture)]
    return spans if close_ms is None else spans + camera.close(close_ms)


def evidence(camera: CameraWatch, view: str, *pictures: Frame) -> list[int | None]:
    told = []
    for picture in pictures:
        camera.look(picture)
        told.append(camera.looks[view].span.staff_evidence)
    return told


def looks(*persons: Person, count: int = 4, from_ms: int = 1_000) -> list[Frame]:
    return [frame(from_ms + 500 * number, *persons) for number in range(count)]


def test_a_clerk_becomes_evidence_dated_half_a_look_back() -> None:
    camera, _ = watch()
    spans = spans_of(camera, looks(CLERK), close_ms=3_000)
    assert [(s.from_ms, s.to_ms) for s in spans] == [(1_000, 1_250), (1_250, 1_750), (1_750, 2_250), (2_250, 3_000)]
    assert spans[0].staff_evidence == 0
    assert all((s.staff_evidence or 0) > 5 and s.staff_seen == 1 for s in spans[1:])
    assert all((s.customer_evidence or 0) < 0 for s in spans)


def test_nobody_is_evidence_too_after_a_second_look_at_the_post() -> None:
    camera, detector = watch()
    assert all((e or 0) < 0 for e in evidence(camera, "desk", *looks()))
    assert len(detector.calls) == 8


def test_whom_the_first_look_overlooks_the_second_finds() -> None:
    found = RedDetector()

    def detect(pixels: NDArray[np.uint8], input_wh: tuple[int, int]) -> Detections:
        people = found(pixels, input_wh)
        return people if pixels.shape[0] < 200 else people[:0]

    camera = CameraWatch((DESK,), detect)
    assert [e is not None and e > 5 for e in evidence(camera, "desk", *looks(CLERK))] == [False, True, True, True]


def test_who_is_surely_there_is_not_looked_at_twice() -> None:
    camera, detector = watch()
    evidence(camera, "desk", *looks(CLERK))
    assert len(detector.calls) == 4


@settings(max_examples=25)
@given(
    gaps_ms=st.lists(st.one_of(st.integers(1, 3_000), st.integers(3_000, 40_000)), min_size=1, max_size=6),
    close_after_ms=st.integers(1, 30_000),
    close_between=st.booleans(),
)
def test_spans_of_every_view_follow_without_gap_or_overlap(
    gaps_ms: list[int], close_after_ms: int, *, close_between: bool
) -> None:
    camera, _ = watch(DESK, TILL)
    at_ms, spans = 5_000, list[Span]()
    for number, gap_ms in enumerate(gaps_ms):
        spans += camera.look(frame(at_ms, *([CLERK] if number % 3 else [])))
        if close_between:
            spans += camera.close(at_ms + gap_ms * 3 // 4)
        at_ms += gap_ms
    end_ms = at_ms + close_after_ms
    spans += camera.close(end_ms)
    for view in ("desk", "till"):
        own = [s for s in spans if s.view == view]
        assert [s.from_ms for s in own] == [5_000, *(s.to_ms for s in own[:-1])]
        assert own[-1].to_ms == end_ms


def test_closing_twice_gives_nothing_more() -> None:
    camera, _ = watch()
    assert camera.close(0) == []
    assert spans_of(camera, looks(CLERK, count=1), close_ms=1_400)
    assert camera.close(1_400) == []


def test_after_closing_there_is_no_picture_until_the_next_look() -> None:
    camera, _ = watch()
    spans_of(camera, looks(CLERK, count=2), close_ms=1_600)
    late = camera.look(frame(2_500, CLERK))
    assert [(s.from_ms, s.to_ms, s.blind_reason) for s in late] == [(1_600, 2_250, BlindReason.NO_PICTURE)]


DARK, COVERED = np.zeros((480, 640, 3), np.uint8), np.full((480, 640, 3), 150, np.uint8)


@pytest.mark.parametrize(("image", "reason"), [(DARK, BlindReason.DARK), (COVERED, BlindReason.COVERED)])
def test_a_picture_that_shows_nothing_is_blind_and_not_looked_at(image: NDArray[np.uint8], reason: BlindReason) -> None:
    camera, detector = watch(DESK, TILL)
    camera.look(Frame(0, image))
    spans = camera.close(400)
    assert [(s.view, s.blind_reason, s.staff_evidence, s.customer_evidence, s.staff_seen) for s in spans] == [
        ("desk", reason, None, None, 0),
        ("till", reason, None, None, 0),
    ]
    assert detector.calls == []


def test_one_covered_view_does_not_blind_the_other() -> None:
    bar = View("bar", "bar", rectangle(30, 150, 90, 210))
    camera, detector = watch(bar, TILL)
    x1, y1, x2, y2 = crop_of(bar, (640, 480)).xyxy
    half = room()
    half[y1:y2, x1:x2] = 150
    camera.look(Frame(0, half))
    assert {view: look.span.blind_reason for view, look in camera.looks.items()} == {
        "bar": BlindReason.COVERED,
        "till": None,
    }
    assert len(detector.calls) == 2, "twice at the till, as nobody is there"


def test_a_stuck_picture_is_blind_after_half_a_minute_and_sees_again_at_once() -> None:
    camera, _ = watch()
    stuck = room()
    reasons = []
    for at_ms in range(0, FROZEN_MS + 1_000, 1_000):
        camera.look(Frame(at_ms, stuck))
        reasons.append(camera.looks["desk"].span.blind_reason)
    assert reasons == [None] * 30 + [BlindReason.FROZEN]
    camera.look(frame(FROZEN_MS + 1_000))
    assert camera.looks["desk"].span.blind_reason is None


def test_two_cameras_share_nothing() -> None:
    one, _ = watch()
    other, _ = watch()
    for picture in looks(CLERK):
        one.look(picture)
    assert other.looks == {}
    assert other.close(9_000) == []
    assert evidence(other, "desk", frame(3_000, CLERK), frame(3_500, CLERK))[0] == 0
    assert other.looks["desk"].tracks.id.tolist() == one.looks["desk"].tracks.id.tolist() == [1]


@pytest.mark.parametrize(("x", "expected"), [(320, "desk"), (388, "desk"), (394, "near"), (450, "near")], ids=str)
def test_a_person_belongs_to_one_counter(x: float, expected: str) -> None:
    camera, _ = watch(DESK, NEAR)
    person = (person_at(x, 200), 0.7)
    for picture in looks(person):
        camera.look(picture)
    told = {view: look.span.staff_evidence or 0 for view, look in camera.looks.items()}
    assert [view for view, amount in told.items() if amount > 0] == [expected]
    assert [look.tracks.id.tolist() for look in camera.looks.values()] == [[1], [1]]


def test_zone_version_and_networks_are_in_every_span() -> None:
    camera, _ = watch(DESK, TILL, model_set="nets-7")
    spans = spans_of(camera, [*looks(count=2), Frame(9_000, DARK)], close_ms=20_000)
    assert {(s.view, s.zone_version, s.model_set) for s in spans} == {("desk", 1, "nets-7"), ("till", 3, "nets-7")}
    assert {s.blind_reason for s in spans} == {None, BlindReason.NO_PICTURE, BlindReason.DARK}


class Noted:
    """A pose estimator that keeps the pictures it was shown."""

    def __init__(self) -> None:
        self.pictures: list[NDArray[np.uint8]] = []

    def __call__(self, image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
        self.pictures.append(image)
        return Poses(np.zeros((len(xyxy), 17, 2)), np.ones((len(xyxy), 17)))  # type: ignore[arg-type]


def test_private_zones_are_hidden_from_every_network_and_every_thumbnail() -> None:
    poses, detector = Noted(), RedDetector()
    private = replace(DESK, privacy=(rectangle(380, 100, 560, 330),))
    camera = CameraWatch((private, TILL), detector, closer(poses))
    picture = frame(500, CLERK, (person_at(470, 200), 0.9))
    before = picture.image.copy()
    camera.look(replace(picture, at_ms=0))
    camera.look(picture)
    assert [len(look.tracks) for look in camera.looks.values()] == [1, 0]
    assert [len(look.poses) for look in camera.looks.values()] == [1, 0]
    for image in poses.pictures:
        assert (image[100:331, 380:561] == PRIVATE_RGB).all()
    assert_array_equal(picture.image, before)


@pytest.mark.parametrize("empty_known", [False, True])
def test_who_is_not_found_lies_only_where_the_empty_post_is_known(*, empty_known: bool) -> None:
    """Before, an empty chair would be a sleeper."""

    def poses(_image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
        (x1, y1, x2, y2), upright = xyxy[0], body()
        across, down = (x2 - x1) / (BOX[2] - BOX[0]), (y2 - y1) / (BOX[3] - BOX[1])
        xy = (upright.xy - np.array(BOX[:2])) * np.array([across, down]) + xyxy[0, :2]
        return Poses(xy[None].astype(np.float32), upright.score[None])

    camera, clock = CameraWatch((DESK,), RedDetector(), closer(poses)), count(500, 500)

    def see(*places: tuple[float, float], lies: bool = False) -> Posture:
        for x, score in places or [(0.0, 0.0)]:
            at_ms = next(clock)
            image = painted(room(at_ms // 500 % 8), [(person_at(x, 200), score)] if score else [])
            if lies:
                image[199:290, 290:360] = (90, 60, 40)
            camera.look(Frame(at_ms, image))
        return camera.looks["desk"].span.posture.value

    walk_in = [(float(x), 0.7) for x in np.linspace(600, 325, 9)]
    sits = [(325 + 4 * float(np.sin(n)), 0.7) for n in range(130)]
    see(*walk_in, *sits)
    if empty_known:
        see(*walk_in[::-1])
        see(*[(0.0, 0.0)] * 140)
        see(*walk_in, *sits)
    told = {see(lies=empty_known) for _ in range(20)}
    assert (Posture.SLUMPED in told) is empty_known


def test_a_private_zone_makes_no_dark_picture_light() -> None:
    camera, _ = watch(replace(DESK, privacy=(rectangle(250, 150, 400, 250),)))
    camera.look(Frame(0, DARK))
    assert camera.looks["desk"].span.blind_reason is BlindReason.DARK


@pytest.mark.parametrize("at_ms", [999, 1_000])
def test_a_frame_that_is_not_later_is_refused(at_ms: int) -> None:
    camera, _ = watch()
    camera.look(frame(1_000))
    with pytest.raises(ValueError, match=f"wanted one after 1000 ms, got one of {at_ms} ms"):
        camera.look(frame(at_ms))


@pytest.mark.parametrize("views", [(), (DESK, DESK)], ids=["none", "the same twice"])
def test_views_must_be_there_and_differ(views: tuple[View, ...]) -> None:
    with pytest.raises(ValueError, match="one or more of different ids"):
        CameraWatch(views, RedDetector())


def test_nothing_is_remembered_of_a_look_whose_network_failed() -> None:
    found = RedDetector()
    fails_at = {1_500}

    def detect(pixels: NDArray[np.uint8], input_wh: tuple[int, int]) -> Detections:
        if len(found.calls) == 1 and fails_at:
            fails_at.clear()
            msg = "the network broke"
            raise RuntimeError(msg)
        return found(pixels, input_wh)

    camera = CameraWatch((DESK,), detect)
    camera.look(frame(1_000, CLERK))
    with pytest.raises(RuntimeError, match="broke"):
        camera.look(frame(1_500, CLERK))
    spans = camera.look(frame(1_600, CLERK)) + camera.close(2_000)
    assert [(s.from_ms, s.to_ms) for s in spans] == [(1_000, 1_350), (1_350, 2_000)]


def test_the_detector_is_asked_for_each_views_crop() -> None:
    camera, detector = watch(DESK, TILL)
    camera.look(frame(0, CLERK, (person_at(540, 200), 0.6)))
    crops = [crop_of(view, (640, 480)) for view in (DESK, TILL)]
    sizes = [(x2 - x1, y2 - y1) for x1, y1, x2, y2 in (crop.xyxy for crop in crops)]
    assert detector.calls == [(size, crop.input_wh) for size, crop in zip(sizes, crops, strict=True)]


@pytest.mark.parametrize("size_wh", [(1, 1), (1, 480), (640, 1), (7, 5)])
def test_a_picture_of_hardly_any_pixels_is_looked_at_all_the_same(size_wh: tuple[int, int]) -> None:
    camera, _ = watch(DESK, TILL)
    camera.look(Frame(0, np.full((size_wh[1], size_wh[0], 3), 90, np.uint8)))
    assert {look.span.blind_reason for look in camera.looks.values()} == {BlindReason.COVERED}
