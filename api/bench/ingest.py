"""How many spans a second are taken in, kept on disk and judged: from JSON to the acknowledgement."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from api.bench.stopwatch import stopwatch
from api.contract import Acknowledged, Batch, Registration, SpanMessage
from api.errors import OnPostError
from api.server.parts import Parts, open_parts
from api.server.problems import Refused
from api.site_schema import Site
from vision.datatypes import Posture
from vision.evidence import LOOK_MS

BEGIN_MS = 1_772_330_400_000
WORKER = "bench"


@dataclass(frozen=True, slots=True)
class Load:
    """So many counters of one view at two looks a second, a batch of all each 500 ms, ``together`` batches a commit."""

    counters: int = 64
    batches: int = 240
    together: int = 1

    @property
    def spans(self) -> int:
        """How many that makes."""
        return self.counters * self.batches


def bench_ingest(folder: Path, load: Load) -> dict[str, object]:
    """Send ``load`` to the app's own intake, its store (SQLite, ``synchronous=FULL``) lying in ``folder``.

    ``spans_per_s`` is by CPU time of one core, waits for the disk not counted. Raises StoreError.
    """
    moments = iter([BEGIN_MS])
    parts = open_parts(folder, _site(load.counters), lambda: next(moments, BEGIN_MS + load.batches * LOOK_MS))
    try:
        registered = parts.intake.register(Registration(worker=WORKER, views=_views(load)))
        texts = [batch.model_dump_json(exclude_defaults=True) for batch in _batches(load, registered.epoch)]
        with stopwatch() as took:
            for start in range(0, len(texts), load.together):
                _take(parts, texts[start : start + load.together])
    finally:
        parts.close()
    size = sum(file.stat().st_size for file in folder.iterdir())
    per_span = {"store_bytes_per_span": round(size / load.spans, 1)}
    return {**took.figures(load.spans), "batches_per_commit": load.together, **per_span}


def _take(parts: Parts, texts: list[str]) -> list[Acknowledged | Refused]:
    results = parts.intake.take([Batch.model_validate_json(text) for text in texts])
    for result in results:
        if isinstance(result, Refused):
            msg = f"a batch that is taken was wanted, got: {result.message}; report this as a fault"
            raise OnPostError(msg)
    return results


def _views(load: Load) -> tuple[str, ...]:
    return tuple(f"v{n}" for n in range(load.counters))


def _site(counters: int) -> Site:
    """A hall of so many counters with a view each."""
    square = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
    entries = [
        {"id": f"c{n}", "name": f"Window {n}", "views": [{"camera": "cam", "id": f"v{n}", "zones": {"staff": square}}]}
        for n in range(counters)
    ]
    cameras = [{"id": "cam", "main": "rtsp://192.0.2.7/main"}]
    hall = {"id": "hall", "name": "Hall", "time_zone": "Asia/Shanghai", "counters": entries}
    return Site.model_validate_json(json.dumps({"version": 1, "halls": [hall], "cameras": cameras}))


def _batches(load: Load, epoch: int) -> Iterator[Batch]:
    """A look at each counter every 500 ms; a quarter of the counters is left for two minutes of every four."""
    for number in islice(count(), load.batches):
        spans = tuple(_look(counter, number) for counter in range(load.counters))
        watermark_ms = {span.view: span.to_ms for span in spans}
        yield Batch(worker=WORKER, epoch=epoch, sequence=number, spans=spans, watermark_ms=watermark_ms)


def _look(counter: int, number: int) -> SpanMessage:
    at_ms = BEGIN_MS + number * LOOK_MS
    return SpanMessage(
        view=f"v{counter}",
        from_ms=at_ms,
        to_ms=at_ms + LOOK_MS,
        staff_evidence=-4 if counter % 4 == 0 and number % 480 < 240 else 9 + (number * counter) % 4,  # noqa: PLR2004
        staff_seen=1,
        posture=(Posture.UPRIGHT, 8 + number % 4),
        motion=number % 3,
        model_set="detector-1",
    )
