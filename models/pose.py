"""The pose network: people's boxes in, their 17 keypoints in the picture's pixels out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.cards import open_card
from models.errors import NetworkUnsupported
from models.session import ONE_THREAD, Runtime, Session
from vision.datatypes import KEYPOINTS, Poses
from vision.decode import decode_movenet
from vision.letterbox import box_square

LIGHTNING = "movenet-lightning"
"""The default: 192 px, some 9 ms a person."""
THUNDER = "movenet-thunder"
"""256 px: a little more accurate, three to four times as slow."""


class PoseEstimator:
    """Callable: ``(image uint8 [H, W, 3] RGB, boxes float32 [N, 4] xyxy) -> Poses`` [N] in image pixels."""

    def __init__(self, session: Session, *, margin: float = 1.1) -> None:
        """An estimator on an opened MoveNet; ``margin`` as in ``box_square``. Raises NetworkUnsupported."""
        self._session = session
        self._margin = margin
        self._side_px = _side_px(session)

    def __call__(self, image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
        """One pose for each box, in order; one run each.

        Raises ValueError for a box without area or an ``image`` that is no picture, RunFailed when
        onnxruntime fails.
        """
        poses = [self._one(image, box) for box in xyxy]
        if not poses:
            return Poses.empty()
        return Poses(np.concatenate([pose.xy for pose in poses]), np.concatenate([pose.score for pose in poses]))

    def _one(self, image: NDArray[np.uint8], box: NDArray[np.float32]) -> Poses:
        canvas, undo = box_square(image, box, self._side_px, self._margin)
        raw = self._session.run(canvas[None].astype(np.int32))
        return decode_movenet(raw[0, 0], self._side_px, undo)


def _side_px(session: Session) -> int:
    """The side of the network's square input; raises NetworkUnsupported for anything but a MoveNet."""
    match [(tensor.dtype, tensor.shape) for tensor in (*session.inputs, *session.outputs)]:
        case [
            ("tensor(int32)", (1, int(height), int(width), 3)),
            ("tensor(float)", (1, 1, int(points), 3)),
        ] if height == width and points == KEYPOINTS:
            return height
    came = "; ".join(str(tensor) for tensor in (*session.inputs, *session.outputs))
    msg = (
        f"{session.path.name} cannot be used for poses, which needs a single-person MoveNet, "
        f"int32 [1, side, side, 3] to float [1, 1, {KEYPOINTS}, 3], got {came}: use {LIGHTNING} or {THUNDER}"
    )
    raise NetworkUnsupported(msg)


def open_pose_estimator(
    name: str | Path = LIGHTNING, *, margin: float = 1.1, runtime: Runtime = ONE_THREAD
) -> PoseEstimator:
    """The estimator called ``name``: a card or an ``.onnx`` file. Raises what ``Session`` does, or CardInvalid."""
    path = Path(name)
    if path.suffix == ".onnx":
        return PoseEstimator(Session(path, runtime=runtime), margin=margin)
    _, session = open_card(str(name), "pose", runtime=runtime)
    return PoseEstimator(session, margin=margin)
