"""How long judging stored spans again takes: a counter's days of eight hours, as they were and under another preset."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from api.bench.busy_day import VIEW, busy_day
from api.bench.stopwatch import Took, stopwatch
from api.server.reading import Reading
from api.server.site_versions import add_version
from api.server.sites import SiteHistory
from api.server.store import Store, sqlite_url
from api.server.stored_replay import Job, rejudge_counter
from api.site_schema import Site
from api.what_if import Asked
from vision.datatypes import Span
from vision.evidence import LOOK_MS
from vision.rules.presets import Preset
from vision.spans import LONGEST_MS

BEGIN_MS = 1_772_323_200_000
"""A midnight, UTC."""
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
OPENS_MS, CLOSES_MS = 9 * HOUR_MS, 17 * HOUR_MS
WORKING_DAYS = 22
"""Of a month."""
MONTHS, CORES = 50, 2
COUNTER = "1"
BURST_S = 20.0
"""For so long something moves, and each look is a span of its own; then the picture is still."""
STILL_S = {"day": 500.0, "days": 160.0}
"""Between two bursts: so that a day has some 5,000 spans, and that a span is 6 looks long."""


def bench_replay(folder: Path, days: int) -> dict[str, object]:
    """Judge a counter's day of some 5,000 spans anew, then so many ``days`` of spans that are 6 looks long or more.

    Each day has 8 hours of service. Both are read from a store in ``folder`` and judged in two ways at once, as they
    were and under a strict preset. ``counter_months``: what 50 months of 22 such days would take of CPU time, and by
    the clock where two cores share it. Raises StoreError.
    """
    day = _measured(folder / "day", 1, STILL_S["day"])
    many = _measured(folder / "days", days, STILL_S["days"])
    cpu_s = float(str(many["cpu_s"])) / days * WORKING_DAYS * MONTHS
    months = {"months": MONTHS, "working_days": WORKING_DAYS, "cpu_s": round(cpu_s, 1)}
    return {"day": day, "days": many, "counter_months": {**months, "minutes_on_2_cores": round(cpu_s / CORES / 60, 2)}}


def _measured(folder: Path, days: int, still_s: float) -> dict[str, object]:
    """Figures of so many days, see ``_day``."""
    url, count, lasts_ms, took = sqlite_url(folder), 0, 0, Took()
    store = Store(url)
    with store.write() as log:
        add_version(log, _site(), BEGIN_MS)
        view = _view(log)
        for number in range(days):
            spans = [replace(span, view=view) for span in _day(number, still_s)]
            log.add_spans(spans)
            count, lasts_ms = count + len(spans), lasts_ms + sum(span.to_ms - span.from_ms for span in spans)
    store.close()
    job = Job(url, COUNTER, (BEGIN_MS, BEGIN_MS + days * DAY_MS), Asked(preset=Preset.STRICT))
    with stopwatch(took):
        ways = rejudge_counter(job)
    events = {name: len(way.events) for name, way in zip(("events", "events_strict"), ways, strict=True)}
    return {"days": days, "looks_a_span": round(lasts_ms / LOOK_MS / count, 1), **took.figures(count), **events}


def _view(log: Reading) -> str:
    (view,) = SiteHistory.of(log.configurations()).every_view()
    return view


def _day(number: int, still_s: float) -> Iterator[Span]:
    """The service hours of a day; between two bursts of looks the picture is still for ``still_s`` on average."""
    opens_ms = BEGIN_MS + number * DAY_MS + OPENS_MS
    closes_ms, stood_ms, chance = opens_ms + CLOSES_MS - OPENS_MS, 0, Random(number)  # noqa: S311 - no secret
    burst_ms = opens_ms
    for look in busy_day(opens_ms, number):
        if look.from_ms >= burst_ms:
            still_ms = round(chance.expovariate(1 / still_s) * 1000)
            begins_ms = look.from_ms + stood_ms
            for from_ms in range(begins_ms, min(begins_ms + still_ms, closes_ms), LONGEST_MS):
                yield Span(VIEW, from_ms, min(from_ms + LONGEST_MS, begins_ms + still_ms), model_set=look.model_set)
            burst_ms, stood_ms = look.from_ms + round(chance.expovariate(1 / BURST_S) * 1000), stood_ms + still_ms
        if look.to_ms + stood_ms > closes_ms:
            return
        yield replace(look, from_ms=look.from_ms + stood_ms, to_ms=look.to_ms + stood_ms)


def _site() -> Site:
    shifts = ["09:00-17:00"]
    zone = [[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]
    counter = {"id": COUNTER, "name": "1", "schedule": "s", "views": [{"camera": VIEW, "zones": {"staff": zone}}]}
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), shifts)
    return Site.model_validate_json(
        json.dumps(
            {
                "version": 1,
                "halls": [{"id": "hall", "name": "hall", "time_zone": "UTC", "counters": [counter]}],
                "cameras": [{"id": VIEW, "main": "scene:demo"}],
                "schedules": [{"id": "s", "weekly": week}],
            }
        )
    )
