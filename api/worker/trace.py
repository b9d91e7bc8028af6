"""The trace: what looks saw, kept for replay beside the recording and never judged. JSON lines, a file an hour."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from vision.pipeline import Look

LOG = logging.getLogger(__name__)


class Trace:
    """Writes the looks of one camera; a disk that refuses loses them, which is logged and holds nothing up."""

    def __init__(self, folder: Path, camera: str) -> None:
        """Write below ``folder``."""
        self._folder = folder / quote(camera, safe="")
        self._lines: list[tuple[Path, str]] = []

    def add(self, look: Look) -> None:
        """Keep ``look`` until ``flush``."""
        hour = datetime.fromtimestamp(look.span.from_ms // 1000, UTC).strftime("%Y%m%dT%H")
        self._lines.append((self._folder / f"{hour}.jsonl", json.dumps(look_json(look), separators=(",", ":"))))

    def flush(self) -> None:
        """Write what was added."""
        lines, self._lines = self._lines, []
        by_file: dict[Path, list[str]] = {}
        for path, line in lines:
            by_file.setdefault(path, []).append(line + "\n")
        for path, texts in by_file.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a", encoding="utf-8") as file:
                    file.writelines(texts)
            except OSError as error:
                LOG.warning("trace_lost file=%s looks=%d reason=%s", path.name, len(texts), error.strerror)


def look_json(look: Look) -> dict[str, object]:
    """``look`` as it is written: boxes xyxy and keypoints x, y, score in pixels of the camera's picture."""
    people = [
        {"id": int(number), "box": _rounded(box), "score": round(float(score), 3)}
        for number, box, score in zip(look.tracks.id, look.tracks.xyxy, look.tracks.score, strict=True)
    ]
    poses = [
        [[*_rounded(point), round(float(score), 2)] for point, score in zip(points, scores, strict=True)]
        for points, scores in zip(look.poses.xy, look.poses.score, strict=True)
    ]
    span = look.span
    return {
        "view": look.view.id,
        "at_ms": span.from_ms,
        "blind_reason": span.blind_reason,
        "staff_evidence": span.staff_evidence,
        "customer_evidence": span.customer_evidence,
        "people": people,
        "poses": poses,
    }


def _rounded(numbers: NDArray[np.float32]) -> list[float]:
    return [round(float(number), 1) for number in numbers]
