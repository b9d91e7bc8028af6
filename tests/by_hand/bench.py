"""How fast it is here: ``python -m tests.by_hand.bench bench.json``.

``watch``: the whole command on a real clip, bound to one core, decoding included. ``fold``: judgement alone, over
the spans of that clip again and again. ``ingest``: taken in, kept on disk and judged, 64 counters of one view at two
looks a second, a batch every 500 ms as a worker sends it. Times are of the machine of the day; ratios and counts are
what to compare.
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

from api.contract import Batch, Registration, SpanMessage
from api.server.parts import open_parts
from api.server.problems import Refused
from api.site_schema import Site
from api.span_log import read_log
from tests.shared import shared
from vision.datatypes import Posture
from vision.evidence import LOOK_MS
from vision.fold import CounterState, fold

CLIP = "eval/presence/intel_one-by-one-person-detection.mp4"
ROUNDS = 100
BEGIN_MS = 1_772_330_400_000


def main(target: str) -> None:
    """Measure and write the figures to ``target``."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "spans.jsonl"
        found = {"watch": watch(shared(CLIP), log), "fold": judge(log)}
        found["ingest"] = ingest(Path(folder) / "one", together=1)
        found["ingest_8_together"] = ingest(Path(folder) / "eight", together=8)
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


def site_of(counters: int) -> Site:
    """A hall of so many counters with a view each."""
    square = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
    entries = [
        {"id": f"c{n}", "name": f"Window {n}", "views": [{"camera": "cam", "id": f"v{n}", "zones": {"staff": square}}]}
        for n in range(counters)
    ]
    cameras = [{"id": "cam", "main": "rtsp://192.0.2.7/main"}]
    hall = {"id": "hall", "name": "Hall", "time_zone": "Asia/Shanghai", "counters": entries}
    return Site.model_validate_json(json.dumps({"version": 1, "halls": [hall], "cameras": cameras}))


def looks(counters: int, batches: int) -> list[Batch]:
    """Batches of a look at each counter; a quarter of the counters is left for a while every four minutes."""
    made = []
    for n in range(batches):
        at_ms = BEGIN_MS + n * LOOK_MS
        spans = tuple(
            SpanMessage(
                view=f"v{counter}",
                from_ms=at_ms,
                to_ms=at_ms + LOOK_MS,
                staff_evidence=-4 if counter % 4 == 0 and n % 480 < 240 else 9 + (n * counter) % 4,
                staff_seen=1,
                posture=(Posture.UPRIGHT, 8 + n % 4),
                motion=n % 3,
                model_set="detector-1",
            )
            for counter in range(counters)
        )
        watermark_ms = {span.view: at_ms + LOOK_MS for span in spans}
        made.append(Batch(worker="w", epoch=1, sequence=n, spans=spans, watermark_ms=watermark_ms))
    return made


def ingest(folder: Path, *, together: int, counters: int = 64, batches: int = 240) -> dict[str, float]:
    """Spans a second through the app's own intake, from JSON to the acknowledgement, ``together`` batches a commit."""
    moments = iter([BEGIN_MS])
    parts = open_parts(folder, site_of(counters), lambda: next(moments, BEGIN_MS + batches * LOOK_MS))
    views = tuple(f"v{n}" for n in range(counters))
    parts.intake.register(Registration(worker="w", views=views))
    texts = [batch.model_dump_json(exclude_defaults=True) for batch in looks(counters, batches)]
    wall, cpu = time.monotonic(), time.process_time()
    for start in range(0, batches, together):
        group = [Batch.model_validate_json(text) for text in texts[start : start + together]]
        if any(isinstance(result, Refused) for result in parts.intake.take(group)):
            msg = "a batch was refused"
            raise RuntimeError(msg)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    parts.close()
    spans = counters * batches
    size = sum(file.stat().st_size for file in folder.iterdir())
    return {
        "spans": spans,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "spans_per_s": round(spans / cpu),
        "spans_per_wall_s": round(spans / wall),
        "store_bytes_per_span": round(size / spans, 1),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
