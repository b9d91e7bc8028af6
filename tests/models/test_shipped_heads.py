"""The heads that come along: they fit the detector, and somebody they have never seen is judged rightly."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.cards import find_card
from models.detector import open_detector
from models.examples import upper_body_features
from models.heads import HEADS, open_heads
from models.pose import open_pose_estimator
from tests.by_hand.slumped import LICENCES, Sitter, scene
from tests.models.examples import PERSON
from tests.shared import shared

SCENES = 8


def test_every_head_fits_the_detector_and_the_way_of_cutting() -> None:
    heads = open_heads(HEADS, find_card("yolo11n").sha256)
    assert list(heads) == ["posture.slumped"] == [path.stem for path in HEADS.glob("*.onnx")]
    assert all(head.card.measured[0].n > 100 for head in heads.values())


def test_the_card_credits_every_photograph_that_may_have_been_used() -> None:
    images = json.loads(shared("train/coco/instances.json").read_bytes())["images"]
    allowed = {image["flickr_url"] for image in images if image["license"] in LICENCES}
    others = {image["flickr_url"] for image in images} - allowed
    credit = open_heads(HEADS, find_card("yolo11n").sha256)["posture.slumped"].card.training.credit
    assert len(allowed) > 50
    assert all(url in credit for url in allowed)
    assert others
    assert not any(url in credit for url in others)


def astronaut(path: Path) -> Sitter:
    """The demo's photographed person, who is in none of the pictures that were taught on."""
    rgba = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert rgba is not None
    image, mask = np.array(rgba[..., 2::-1], np.uint8), np.array(rgba[..., 3], np.uint8)
    height, width = mask.shape
    xy = open_pose_estimator()(image, np.array([[0, 0, width, height]], np.float32)).xy[0].astype(np.float64)
    neck = xy[5:7].mean(axis=0)
    orange, skin = np.array([200.0, 110.0, 60.0]), np.array([210.0, 160.0, 140.0])
    return Sitter(0, "", image, mask, (0, 0, width, height), xy[0], neck, float(neck[1] - xy[0, 1]), skin, orange)


@pytest.mark.thorough
def test_slumped_is_told_from_upright() -> None:
    detector, estimate = open_detector("yolo11n"), open_pose_estimator()
    head = open_heads(HEADS, detector.sha256)["posture.slumped"]
    sitter, rng = astronaut(PERSON), np.random.default_rng(21)
    wall = np.full((400, 400, 3), 150, np.uint8)
    means = {}
    for slumped in (True, False):
        pictures = [scene(rng, sitter, [wall], slumped=slumped) for _ in range(SCENES)]
        features = [upper_body_features(picture, detector, estimate) for picture in pictures]
        means[slumped] = np.mean([head(row) for row in features if row.size])
    assert means[True] > 0.7
    assert means[False] < 0.3
