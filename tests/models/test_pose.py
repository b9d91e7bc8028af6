from pathlib import Path

import numpy as np
import pytest

from models.errors import NetworkUnsupported
from models.pose import LIGHTNING, THUNDER, PoseEstimator, open_pose_estimator
from models.session import Session
from tests.models.networks import answering, dense, pointing

PICTURE = np.full((200, 300, 3), 128, np.uint8)


@pytest.fixture
def middle(tmp_path: Path) -> Path:
    """A network that sees every keypoint in the middle of its input, the nose in the upper left corner."""
    points = np.tile(np.array([0.5, 0.5, 0.75], np.float32), (17, 1))
    points[0] = (0, 0, 0.25)
    return pointing(tmp_path / "middle.onnx", points)


def test_one_pose_for_each_box_in_picture_pixels(middle: Path) -> None:
    boxes = np.array([(40, 20, 80, 120), (100, 100, 260, 140)], np.float32)
    poses = open_pose_estimator(middle, margin=1.0)(PICTURE, boxes)

    np.testing.assert_allclose(poses.xy[:, 5], [(60, 70), (180, 120)], atol=1e-3)
    np.testing.assert_allclose(poses.xy[:, 0], [(10, 20), (100, 40)], atol=1e-3)
    assert poses.score[:, :2].tolist() == [[0.25, 0.75], [0.25, 0.75]]


def test_the_margin_widens_the_square(middle: Path) -> None:
    boxes = np.array([(40, 20, 80, 120)], np.float32)
    poses = open_pose_estimator(middle, margin=1.2)(PICTURE, boxes)
    np.testing.assert_allclose(poses.xy[0, [0, 5]], [(0, 10), (60, 70)], atol=1e-3)


def test_no_boxes_no_poses(middle: Path) -> None:
    assert len(open_pose_estimator(middle)(PICTURE, np.zeros((0, 4), np.float32))) == 0


def test_a_box_without_area_is_refused(middle: Path) -> None:
    with pytest.raises(ValueError, match="a box needs an area"):
        open_pose_estimator(middle)(PICTURE, np.array([(5, 5, 5, 9)], np.float32))


@pytest.mark.parametrize("name", [LIGHTNING, THUNDER])
def test_the_shipped_networks_answer(name: str) -> None:
    poses = open_pose_estimator(name)(PICTURE, np.array([(40, 20, 80, 120)], np.float32))
    assert poses.xy.shape == (1, 17, 2)
    assert (poses.score < 0.5).all()  # a grey wall


def test_other_networks_are_refused(tmp_path: Path) -> None:
    session = Session(answering(tmp_path / "detector.onnx", dense((1, 1, 1, 1, 0, 1, 0))))
    with pytest.raises(NetworkUnsupported, match=r"detector\.onnx cannot be used for poses"):
        PoseEstimator(session)


def test_a_detector_by_name_is_refused() -> None:
    with pytest.raises(NetworkUnsupported, match="name one of movenet-lightning, movenet-thunder"):
        open_pose_estimator("yolo11n")
