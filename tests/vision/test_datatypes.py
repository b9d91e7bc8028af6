from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.builders import people, rectangle, span, tracks
from vision.datatypes import (
    BlindReason,
    Detections,
    Eating,
    Fact,
    Frame,
    Phone,
    Poses,
    Posture,
    Presence,
    SettledSpan,
    Span,
    Tracks,
    Zone,
)

BOX = (1.0, 2.0, 3.0, 4.0)
TWO = people((BOX, 0.9), ((5, 6, 7, 8), 0.2))


def reals(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)


def wholes(*shape: int) -> NDArray[np.int32]:
    return np.zeros(shape, np.int32)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Detections(reals(2, 5), reals(2), wholes(2)), r"xyxy must have shape \(2, 4\), got \(2, 5\)"),
        (lambda: Detections(reals(4), reals(1), wholes(1)), r"xyxy must have shape \(4, 4\), got \(4,\)"),
        (lambda: Detections(reals(2, 2, 2), reals(2), wholes(2)), r"got \(2, 2, 2\)"),
        (lambda: Detections(reals(2, 4), reals(1), wholes(2)), r"score must have shape \(2,\), got \(1,\)"),
        (lambda: Detections(reals(2, 4), reals(2), wholes(2, 1)), "class_id must have shape"),
        (lambda: Poses(reals(1, 16, 2), reals(1, 17)), r"xy must have shape \(1, 17, 2\)"),
        (lambda: Poses(reals(1, 17, 2), reals(2, 17)), r"score must have shape \(1, 17\)"),
        (lambda: replace(tracks((BOX, 1)), speed=reals(2)), r"speed must have shape \(1,\)"),
        (lambda: replace(tracks((BOX, 1)), slow=reals(2, 4)), "slow must have shape"),
        (lambda: Zone(np.zeros((2, 2), np.float32)), "at least 3 points, got 2"),
        (lambda: Zone(np.zeros((4, 3), np.float32)), r"zone must have shape \(4, 2\)"),
        (lambda: Frame(0, np.zeros((4, 4), np.uint8)), r"\[H, W, 3\].*got uint8 \(4, 4\)"),
        (lambda: Frame(0, np.zeros((4, 4, 4), np.uint8)), r"got uint8 \(4, 4, 4\)"),
        (lambda: Frame(0, np.zeros((0, 4, 3), np.uint8)), r"got uint8 \(0, 4, 3\)"),
        (lambda: Frame(0, reals(4, 4, 3)), "got float32"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_shape_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to_ms": 0}, r"must end after it begins, got \[0, 0\)"),
        ({"to_ms": -5}, "must end after it begins"),
        ({"staff_evidence": 128}, "staff_evidence must be -127 to 127, got 128"),
        ({"staff_evidence": -128}, "staff_evidence must be -127 to 127, got -128"),
        ({"customer_evidence": 200}, "customer_evidence must be"),
        ({"staff_seen": 4}, "staff_seen must be 0 to 3, got 4"),
        ({"staff_seen": -1}, "staff_seen must be 0 to 3"),
        ({"motion": 16}, "motion must be 0 to 15, got 16"),
    ],
)
def test_a_span_refuses_what_the_log_cannot_hold(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(span(), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"staff_evidence": 127}, {"staff_evidence": -127}, {"staff_evidence": None}, {"staff_seen": 3}, {"motion": 15}],
)
def test_a_span_takes_the_ends_of_its_ranges(changes: dict[str, Any]) -> None:
    (name, value), *_ = changes.items()
    assert getattr(replace(span(), **changes), name) == value


def test_a_span_of_which_nothing_was_judged_says_so() -> None:
    bare = Span("desk", 0, 1)
    assert (bare.posture.value, bare.phone.value, bare.eating.value) == (
        Posture.CANNOT_JUDGE,
        Phone.CANNOT_JUDGE,
        Eating.CANNOT_JUDGE,
    )
    assert (bare.staff_evidence, bare.customer_evidence, bare.blind_reason) == (None, None, None)


@pytest.mark.parametrize("score", [-1, 16])
def test_a_fact_refuses_a_score_of_more_than_four_bits(score: int) -> None:
    with pytest.raises(ValueError, match="score must be 0 to 15"):
        Fact(Phone.CALL, score)


@pytest.mark.parametrize(
    ("staff", "reason"),
    [(Presence.BLIND, None), (Presence.PRESENT, BlindReason.DARK), (Presence.ABSENT, BlindReason.DARK)],
)
def test_a_settled_span_is_blind_for_a_reason_and_only_then(staff: Presence, reason: BlindReason | None) -> None:
    with pytest.raises(ValueError, match="blind_reason goes with a blind span"):
        SettledSpan("counter", 0, 1, staff, blind_reason=reason)


def test_an_empty_settled_span_is_refused() -> None:
    with pytest.raises(ValueError, match="must end after it begins"):
        SettledSpan("counter", 5, 5, Presence.PRESENT)


def test_arrays_are_read_only_copies() -> None:
    xyxy, score, class_id = np.ones((1, 4), np.float32), np.ones(1, np.float32), np.zeros(1, np.int32)
    found = Detections(xyxy, score, class_id)
    xyxy[:], score[:], class_id[:] = 9, 9, 9
    assert (found.xyxy == 1).all()
    assert (found.score == 1).all()
    assert (found.class_id == 0).all()
    corners = np.array([[0, 0], [1, 0], [0, 1]], np.float32)
    zone = Zone(corners)
    corners[:] = 7
    assert zone.xy.max() == 1
    followed = tracks((BOX, 1))
    arrays: list[NDArray[Any]] = [found.xyxy, found.score, found.class_id, zone.xy]
    arrays += [followed.id, followed.xyxy, followed.speed]
    for array in [*arrays, Poses.empty().xy, Tracks.empty().seen_ms]:
        assert not array.flags.writeable
        assert array.base is None


def test_arrays_have_their_types_whatever_came() -> None:
    found = Detections(np.array([[1, 2, 3, 4]]), np.array([1]), np.array([2.0]))
    kinds = [str(array.dtype) for array in (found.xyxy, found.score, found.class_id)]
    assert kinds == ["float32", "float32", "int32"]


@pytest.mark.parametrize("nothing", [Detections.empty(), Poses.empty(), Tracks.empty(), Detections.concatenate([])])
def test_nothing_is_empty(nothing: Detections | Poses | Tracks) -> None:
    assert len(nothing) == 0


def test_detections_may_be_made_of_empty_lists() -> None:
    assert Detections([], [], []).xyxy.shape == (0, 4)  # type: ignore[arg-type]


def test_concatenation_keeps_the_order() -> None:
    one = people(((0, 0, 1, 1), 0.5))
    both = Detections.concatenate([TWO, Detections.empty(), one])
    np.testing.assert_allclose(both.score, [0.9, 0.2, 0.5])
    np.testing.assert_array_equal(both.xyxy[:2], TWO.xyxy)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (np.array([False, True]), [0.2]),
        (np.array([1, 0]), [0.2, 0.9]),
        (slice(0, 1), [0.9]),
        (np.zeros(2, bool), []),
        (np.zeros(0, np.intp), []),
    ],
)
def test_selecting_detections(select: NDArray[np.bool_] | NDArray[np.intp] | slice, expected: list[float]) -> None:
    chosen = TWO[select]
    np.testing.assert_allclose(chosen.score, expected)
    assert chosen.xyxy.shape == (len(expected), 4)


def test_selecting_tracks_selects_every_field() -> None:
    three = tracks((BOX, 0.1), (BOX, 0.2), (BOX, 0.3), seen_ms=5)
    third = three[np.array([False, False, True])]
    assert (third.id.tolist(), third.seen_ms.tolist(), len(third)) == ([3], [5], 1)
    np.testing.assert_allclose(third.score, [0.3])
    assert third.xyxy.shape == third.slow.shape == (1, 4)


def test_a_frame_shares_its_pixels_and_knows_its_size() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    frame = Frame(0, image)
    assert frame.size_wh == (6, 4)
    assert frame.image is image


def test_a_zone_of_fractions_is_in_pixels() -> None:
    zone = Zone.from_fractions([(0, 0), (1, 0), (0.5, 0.25)], (640, 480))
    np.testing.assert_array_equal(zone.xy, [[0, 0], [640, 0], [320, 120]])
    assert rectangle(0, 0, 1, 1).xy.dtype == zone.xy.dtype == np.float32
