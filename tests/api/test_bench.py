"""``onpost bench``: the figures are there, the work behind them is real, and no speed is asked for."""

import json
from itertools import islice, pairwise
from pathlib import Path

import pytest

from api.bench.busy_day import busy_day
from api.bench.fold import bench_fold
from api.bench.ingest import BEGIN_MS, Load, bench_ingest
from api.bench.stopwatch import Took, stopwatch
from api.server.store import Store, sqlite_url
from tests.api.builders import Onpost
from vision.datatypes import BlindReason, Presence
from vision.spans import LONGEST_MS

SPEED = {"spans", "cpu_s", "wall_s", "spans_per_s", "spans_per_wall_s"}


@pytest.mark.parametrize(
    ("arguments", "spans", "others"),
    [
        (("fold", "--spans", "300"), 300, {"hours", "changes", "events", "seconds"}),
        (("ingest", "--batches", "4"), 256, {"batches_per_commit", "store_bytes_per_span"}),
        (("ingest", "--batches", "5", "--together", "2"), 320, {"batches_per_commit", "store_bytes_per_span"}),
    ],
)
def test_the_figures_as_json_and_as_text(
    onpost: Onpost, arguments: tuple[str, ...], spans: int, others: set[str]
) -> None:
    ended = onpost("bench", *arguments, "--json")
    figures = json.loads(ended.out.splitlines()[-1])
    assert (ended.code, ended.err, set(figures)) == (0, "", SPEED | others)
    assert figures["spans"] == spans
    assert figures["spans_per_s"] > 0
    text = onpost("bench", *arguments).out.splitlines()
    assert [line.split()[0] for line in text] == list(figures)


def test_the_figures_of_replay_are_of_spans_as_long_as_they_say(onpost: Onpost) -> None:
    """A day of some 5,000 spans, and days whose spans are 6 looks long or more, all of them judged in both ways."""
    ended = onpost("bench", "replay", "--json", "--days", "1")
    figures = json.loads(ended.out.splitlines()[-1])
    assert (ended.code, ended.err, set(figures)) == (0, "", {"day", "days", "counter_months"})
    assert set(figures["day"]) == set(figures["days"]) == SPEED | {"days", "looks_a_span", "events", "events_strict"}
    assert 4_500 <= figures["day"]["spans"] <= 5_500
    assert 6 <= figures["days"]["looks_a_span"] <= 8
    assert figures["days"]["events_strict"] > 0
    assert figures["counter_months"]["months"] == 50


def test_a_rate_is_by_cpu_and_by_the_clock() -> None:
    figures = Took(cpu_s=0.5, wall_s=2.0).figures(1000)
    assert (figures["spans_per_s"], figures["spans_per_wall_s"]) == (2000, 500)


def test_blocks_add_up() -> None:
    took = Took(cpu_s=10.0, wall_s=20.0)
    with stopwatch(took):
        sum(range(1000))
    assert (10.0 < took.cpu_s < 20.0 < took.wall_s) is True


def test_a_busy_day_has_everything_in_it_and_is_the_same_again() -> None:
    day = list(islice(busy_day(BEGIN_MS), 20_000))
    assert day == list(islice(busy_day(BEGIN_MS), 20_000))
    assert day != list(islice(busy_day(BEGIN_MS, seed=1), 20_000))
    assert all(before.to_ms == after.from_ms for before, after in pairwise(day))
    assert max(span.to_ms - span.from_ms for span in day) <= LONGEST_MS
    blind = {span.blind_reason for span in day}
    assert blind == {None, *BlindReason} - {BlindReason.PRIVATE, BlindReason.UNDECIDED}
    assert any(span.staff_evidence is None and span.blind_reason is None for span in day)


def test_the_fold_has_judged_all_of_it() -> None:
    figures = bench_fold(40_000)
    seconds = figures["seconds"]
    assert isinstance(seconds, dict)
    assert min(seconds[state] for state in (Presence.PRESENT, Presence.ABSENT, Presence.BLIND)) > 100
    assert figures["events"]


@pytest.mark.parametrize("together", [1, 3])
def test_what_was_taken_in_is_in_the_store(tmp_path: Path, together: int) -> None:
    load = Load(counters=3, batches=7, together=together)
    assert bench_ingest(tmp_path, load)["spans"] == 21
    store = Store(sqlite_url(tmp_path))
    with store.read() as log:
        found = log.spans(["v0", "v1", "v2"], 0, 2**60)
    store.close()
    assert {view: len(spans) for view, spans in found.items()} == {"v0": 7, "v1": 7, "v2": 7}
