"""Where the odds of phones and postures stand in people who show none.

``python -m tests.by_hand.conduct_odds COCO CLIPS``:

COCO is a folder in COCO's format whose freely licensed pictures are read, CLIPS one of people who sign, hands near
the face and without a phone. ``CALL_ODDS`` and ``HANDLING_ODDS`` of vision.phone come from what this prints.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from api.behaviour_eval import Judged, judge
from cameras.file import FileSource
from models.closer import open_closer
from models.detector import open_detector

FREE = {4, 5, 7, 8}
"""Numbers of COCO's licences under which what was learned may be passed on."""
PHONE = 77
"""COCO's own number of cell phones."""
FRAMES_PER_SECOND = 2.0
PERCENT = (50, 90, 95, 99, 100)


def coco_pictures(folder: Path) -> Iterator[NDArray[np.uint8]]:
    """The pictures with nobody's phone in them."""
    told = json.loads((folder / "instances.json").read_text(encoding="utf-8"))
    phones = {note["image_id"] for note in told["annotations"] if note["category_id"] == PHONE}
    for entry in told["images"]:
        if entry["license"] in FREE and entry["id"] not in phones:
            picture = cv2.imread(str(folder / "images" / entry["file_name"]))
            yield np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_BGR2RGB), np.uint8)


def clip_pictures(folder: Path) -> Iterator[NDArray[np.uint8]]:
    """Two a second of every other clip; tests/real/test_signers.py measures on those that are left out."""
    for path in sorted(folder.glob("*.mkv"))[1::2]:
        with FileSource(path, frames_per_second=FRAMES_PER_SECOND) as source:
            yield from (frame.image for frame in source)


def line(name: str, values: list[float]) -> str:
    """The percentiles of ``values``."""
    return f"{name:14} n {len(values):4}  " + "  ".join(f"{p}%: {np.percentile(values, p):6.2f}" for p in PERCENT)


def main(coco: Path, clips: Path) -> None:
    """Print what the odds are without their constants, so that these can be set."""
    detector = open_detector("yolo11n")
    closer = open_closer(detector)
    for where, pictures in (("coco", coco_pictures(coco)), ("clips", clip_pictures(clips))):
        found: list[Judged] = [each for each in (judge(p, detector, closer) for p in pictures) if each.phone_judged]
        print(where)
        print(line("call", [each.phone.call for each in found]))
        print(line("handling", [each.phone.handling for each in found]))
        for name in ("slumped", "head_down", "leaning_back"):
            print(line(name, [getattr(each.posture, name) for each in found]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
