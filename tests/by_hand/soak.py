"""Does anything grow? ``python -m tests.by_hand.soak soak.json [MINUTES]``.

Watches a real clip again and again, with fresh processes, sessions and folds each time, and compares memory, open
files and child processes after the first rounds with those at the end.
"""

import json
import os
import sys
import time
from pathlib import Path

from api.presence_eval import ClipTruth, evaluate_clip, read_truths
from models.detector import Detector, open_detector
from tests.shared import shared

WARM_ROUNDS = 3
MINUTES = 10.0


def main(target: str, minutes: str = str(MINUTES)) -> None:
    """Soak for so long and write the figures to ``target``."""
    clip, truth = next((c, t) for c, t in read_truths(shared("eval/presence")).items() if "argos" in c.name)
    detector = open_detector("yolo11n")
    until = time.monotonic() + 60 * float(minutes)
    found, first, rounds = set(), {}, 0
    while time.monotonic() < until or rounds <= WARM_ROUNDS:
        found.add(round_of(clip, truth, detector))
        rounds += 1
        if rounds == WARM_ROUNDS:
            first = usage()
    last = usage()
    result = {
        "rounds": rounds,
        "minutes": float(minutes),
        "different_outcomes": len(found),
        "after_warm_up": first,
        "at_the_end": last,
        "memory_growth_mb": round(last["memory_mb"] - first["memory_mb"], 1),
    }
    Path(target).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def round_of(clip: Path, truth: ClipTruth, detector: Detector) -> str:
    """What one watch of the clip found."""
    return str([result.found for result in evaluate_clip(clip, truth, detector, lambda _share: None)])


def usage() -> dict[str, float]:
    """Resident memory in MB, open files, and child processes of this process, from the kernel."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    resident_kb = int(status.partition("VmRSS:")[2].split()[0])
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return {
        "memory_mb": round(resident_kb / 1024, 1),
        "open_files": len(list(Path("/proc/self/fd").iterdir())),
        "children": len(children),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
