"""How fast it is here: ``python -m tests.by_hand.bench bench.json``.

``watch``: the whole command on a real clip, bound to one core, decoding included. ``fold``: judgement alone, over
the spans of that clip again and again. Times are of the machine of the day; ratios and counts are what to compare.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from api.span_log import read_log
from tests.shared import shared
from vision.fold import CounterState, fold

CLIP = "eval/presence/intel_one-by-one-person-detection.mp4"
ROUNDS = 100


def main(target: str) -> None:
    """Measure and write the figures to ``target``."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "spans.jsonl"
        found = {"watch": watch(shared(CLIP), log), "fold": judge(log)}
    Path(target).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


def watch(clip: Path, log: Path) -> dict[str, float]:
    """Looks, seconds and looks a second of ``onpost watch`` on one core, and what share of a core decoding took."""
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "api.cli", "watch", str(clip), "--json", "--log", str(log)]
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


def judge(log: Path) -> dict[str, float]:
    """Spans a second that the fold judges on one core."""
    read = read_log(log)
    setup = read.counters[0].setup()
    length = read.spans[-1].to_ms - read.spans[0].from_ms
    spans = [
        replace(span, from_ms=span.from_ms + n * length, to_ms=span.to_ms + n * length)
        for n in range(ROUNDS)
        for span in read.spans
    ]
    state, began = CounterState.at(setup, spans[0].from_ms), time.process_time()
    for span in spans:
        state, _ = fold(state, span, setup)
    seconds = time.process_time() - began
    return {"spans": len(spans), "cpu_s": round(seconds, 2), "spans_per_s": round(len(spans) / seconds)}


if __name__ == "__main__":
    main(*sys.argv[1:])
