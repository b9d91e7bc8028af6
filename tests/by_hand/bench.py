"""How fast it is here: ``python -m tests.by_hand.bench bench.json``.

``watch``: the whole command on a real clip, bound to one core, decoding included. ``fold``, ``ingest``,
``replay``: what ``onpost bench`` measures, ``ingest`` also with 8 batches a commit, as it is when a backlog comes.
Times are of the machine of the day; ratios and counts are what to compare.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from api.bench.fold import bench_fold
from api.bench.ingest import Load, bench_ingest
from api.bench.replay import bench_replay
from api.commands.bench import COUNTERS, FOLD_SPANS, INGEST_BATCHES, REPLAY_DAYS
from tests.shared import shared

CLIP = "eval/presence/intel_one-by-one-person-detection.mp4"


def main(target: str) -> None:
    """Measure and write the figures to ``target``."""
    found: dict[str, object] = {"watch": watch(shared(CLIP)), "fold": bench_fold(FOLD_SPANS)}
    for name, together in (("ingest", 1), ("ingest_8_together", 8)):
        with tempfile.TemporaryDirectory() as folder:
            found[name] = bench_ingest(Path(folder), Load(COUNTERS, INGEST_BATCHES, together))
    with tempfile.TemporaryDirectory() as folder:
        found["replay"] = bench_replay(Path(folder), REPLAY_DAYS)
    Path(target).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


def watch(clip: Path) -> dict[str, float]:
    """Looks, seconds and looks a second of ``onpost watch`` on one core, and what share of a core decoding took."""
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "api.cli", "watch", str(clip), "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(["taskset", "--cpu-list", str(core), *command], capture_output=True, text=True, check=True)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(result.stdout.splitlines()[-1])
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "looks": told["looks"],
        "clip_s": sum(value for key, value in told["counters"][0].items() if key.endswith("_s")),
        "wall_s": round(seconds, 2),
        "cpu_s": round(cpu_s, 2),
        "looks_per_s_one_core": round(told["looks"] / seconds, 1),
        "looks_per_cpu_s_loop_alone": told["looks_per_cpu_s"],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
