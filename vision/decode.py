"""What networks answer, as our nouns: the one place where a vendor's layout is known.

Each function takes one picture's raw output and the undo of its preparation. Boxes come back in picture
pixels and may reach outside the picture; ``clip`` ends that, after duplicates are removed.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import KEYPOINTS, Detections, Poses
from vision.letterbox import Undo

PERSON = 0
"""The ``class_id`` of people, whatever a network calls them: their number among COCO's 80 classes."""
PHONE = 67
"""The ``class_id`` of mobile phones: their number among COCO's 80 classes."""


def decode_yolo(raw: NDArray[np.float32], classes: Mapping[int, int], min_score: float, undo: Undo) -> Detections:
    """YOLOv8 and YOLO11: ``raw`` float32 [4 + C, A], centre x, centre y, width, height and C class scores.

    ``classes`` maps the network's class numbers to the ``class_id`` the detections carry; other classes
    are dropped. Every wanted class of an anchor that scores at least ``min_score`` makes a detection, so a
    person is not lost to a chair that scores higher in the same place. Best first; duplicates are still in.
    Raises ValueError when ``raw`` has another shape or too few classes.
    """
    _check(raw.ndim == 2 and raw.shape[0] > 4 + max(classes, default=0), "[4 + classes, anchors]", raw)  # noqa: PLR2004 - a matrix
    wanted, carried = _numbers(classes)
    scores = raw[4 + wanted]
    which, anchor = np.nonzero(scores >= min_score)
    centre, half = raw[0:2, anchor].T, raw[2:4, anchor].T / 2
    xyxy = np.concatenate([centre - half, centre + half], axis=1)
    return _best_first(Detections(undo.boxes(xyxy), scores[which, anchor], carried[which]))


def decode_yolo_end_to_end(
    raw: NDArray[np.float32], classes: Mapping[int, int], min_score: float, undo: Undo
) -> Detections:
    """YOLOv10 and YOLO26: ``raw`` float32 [N, 6], x1, y1, x2, y2, score, class; no duplicates are in it.

    ``classes`` and ``min_score`` as in ``decode_yolo``. Raises ValueError when ``raw`` has another shape.
    """
    _check(raw.ndim == 2 and raw.shape[1] == 6, "[boxes, 6]", raw)  # noqa: PLR2004 - x1 y1 x2 y2 score class
    wanted, carried = _numbers(classes)
    same = raw[:, 5, None] == wanted
    keep = (raw[:, 4] >= min_score) & same.any(axis=1)
    return _best_first(Detections(undo.boxes(raw[keep, :4]), raw[keep, 4], carried[same[keep].argmax(axis=1)]))


def decode_movenet(raw: NDArray[np.float32], side_px: int, undo: Undo) -> Poses:
    """MoveNet: ``raw`` float32 [17, 3], y and x in 0..1 of the square input and a score, of one person.

    https://www.kaggle.com/models/google/movenet; the keypoints are COCO's, in its order. Raises ValueError
    when ``raw`` has another shape.
    """
    _check(raw.shape == (KEYPOINTS, 3), f"[{KEYPOINTS}, 3]", raw)
    return Poses(undo.points(raw[None, :, 1::-1] * np.float32(side_px)), raw[None, :, 2])


def clip(detections: Detections, size_wh: tuple[int, int]) -> Detections:
    """``detections`` cut at the borders of a picture of ``size_wh``; those wholly outside are dropped."""
    xyxy = np.clip(detections.xyxy, 0, np.array([*size_wh, *size_wh], np.float32))
    inside = (xyxy[:, 2:] > xyxy[:, :2]).all(axis=1)
    return Detections(xyxy[inside], detections.score[inside], detections.class_id[inside])


def _numbers(classes: Mapping[int, int]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    return np.array(list(classes), np.intp), np.array(list(classes.values()), np.int32)


def _best_first(detections: Detections) -> Detections:
    return detections[np.argsort(-detections.score, kind="stable")]


def _check(fits: bool, wanted: str, raw: NDArray[np.float32]) -> None:  # noqa: FBT001 - a private guard
    if not fits:
        msg = f"the network's output must be {wanted}, got {list(raw.shape)}"
        raise ValueError(msg)
