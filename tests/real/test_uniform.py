"""Uniforms on people that nobody here drew."""

from collections import defaultdict
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from api.presence_eval import read_truths
from api.uniform_eval import balanced_accuracy, evaluate_uniforms
from cameras.file import FileSource
from models.detector import open_detector
from models.pose import open_pose_estimator
from tests.shared import shared
from vision.conduct import PoseEstimator
from vision.datatypes import Uniform, View, Zone
from vision.lighting import Background
from vision.pipeline import CameraWatch
from vision.signals import share
from vision.uniform import Garment, garment_of, judged
from vision.wardrobe import learned


@pytest.mark.thorough
def test_generated_scenes_of_a_dozen_people() -> None:
    found = evaluate_uniforms(shared("eval/people"), open_pose_estimator(), most=12)
    rate = balanced_accuracy(found)
    assert rate.value is not None
    assert rate.value > 0.9
    assert all(each.grey.value is Uniform.CANNOT_JUDGE for each in found)


FIRST = 5
SURE_SCORE = 0.3


@pytest.mark.thorough
def test_at_tills_the_staff_match_and_the_visitor_does_not(record_property: Callable[[str, object], None]) -> None:
    """The palette is learned from the first looks at one till; a uniform is told by the votes of a view's looks."""
    garments = garments_at_tills()
    uniform = learned("till", garments["right", "staff"][:FIRST])
    told = {
        place: [judged(garment, [uniform]).value for garment in (seen[FIRST:] if place == ("right", "staff") else seen)]
        for place, seen in garments.items()
    }
    for place, values in told.items():
        record_property(" ".join(place), str({value.value: values.count(value) for value in set(values)}))
    assert set(told) == {("right", "staff"), ("middle", "staff"), ("right", "customer")}
    for (_, role), values in told.items():
        expected, other = Uniform.MATCH, Uniform.MISMATCH
        if role == "customer":
            expected, other = other, expected
        assert values.count(expected) > 0.75 * len(values)
        assert values.count(other) < 0.1 * len(values)


def garments_at_tills() -> dict[tuple[str, str], list[Garment]]:
    """What is worn by those in the staff and the customer zones of the tills, look by look."""
    (clip, truth), *_ = read_truths(shared("eval/presence")).items()
    poses = open_pose_estimator()
    found: dict[tuple[str, str], list[Garment]] = defaultdict(list)
    background = Background.unseen()
    cv2.setNumThreads(1)
    with FileSource(clip, frames_per_second=2.0) as source:
        size = source.info.size_wh
        views = [
            View(
                counter.id,
                counter.id,
                Zone.from_fractions(counter.staff_zone, size),
                None if counter.customer_zone is None else Zone.from_fractions(counter.customer_zone, size),
            )
            for counter in truth.counters
        ]
        watch = CameraWatch(views, open_detector("yolo11n"))
        for frame in source:
            watch.look(frame)
            everybody = np.concatenate([look.tracks.xyxy for look in watch.looks.values()])
            background = background.after(frame.image, everybody, frame.at_ms)
            for view in views:
                tracks = watch.looks[view.id].tracks
                tracks = tracks[tracks.score >= SURE_SCORE]
                staff, customer = share(view.staff, tracks.xyxy), share(view.customer, tracks.xyxy)
                for role, here in (("staff", (staff > 0.5) & (staff >= customer)), ("customer", customer > staff)):
                    found[view.id, role] += garments_of(frame.image, tracks.xyxy[here], background, poses)
    return {place: garments for place, garments in found.items() if garments}


def garments_of(
    image: NDArray[np.uint8], xyxy: NDArray[np.float32], background: Background, poses: PoseEstimator
) -> list[Garment]:
    pose = poses(image, xyxy)
    seen = [garment_of(image, *of, background) for of in zip(xyxy, pose.xy, pose.score, strict=True)]
    return [garment for garment in seen if garment is not None]
