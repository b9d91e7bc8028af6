"""Removes duplicates: of boxes that overlap in one class the best stays (non-maximum suppression)."""

import cv2
import numpy as np

from vision.datatypes import Detections


def suppress(detections: Detections, max_iou: float, limit: int) -> Detections:
    """The at most ``limit`` best ``detections`` of which no two of one class overlap by more than ``max_iou``.

    Overlap is intersection over union, 0..1. Best first.
    """
    if len(detections) == 0:
        return detections
    corner, size = detections.xyxy[:, :2], detections.xyxy[:, 2:] - detections.xyxy[:, :2]
    # OpenCV keeps classes apart by moving each by the largest coordinate, which holds only for positive ones.
    xywh = np.concatenate([corner - corner.min(axis=0), size], axis=1)
    # A score of -1 lets every detection through: the threshold was the decoder's.
    kept = cv2.dnn.NMSBoxesBatched(xywh, detections.score, detections.class_id, -1.0, max_iou)  # type: ignore[arg-type]
    return detections[np.asarray(kept, np.intp)[:limit]]
