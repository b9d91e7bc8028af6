"""What a watch is asked for."""

from pathlib import Path

from api.commands.place import Where
from api.site_file import parse_site
from api.times import parse_date
from cameras.source import SourceInfo
from tests.api.builders import SITE

HOURS = """\
schedules:
  - {id: office, weekly: {mon: ["09:00-12:00"]}}
"""


def test_where_a_clip_begins_no_service_opens(tmp_path: Path) -> None:
    text = SITE.replace("name: {zh: 7号窗口", "schedule: office\n        name: {zh: 7号窗口") + HOURS
    reading = parse_site(text, str(tmp_path / "site.yaml"))
    assert reading.site is not None, reading.problems
    starts = parse_date("2026-03-02T10:00:00+08:00")
    (counter,) = Where(reading.site, "cam-7", starts).setup(SourceInfo((64, 48), 60_000, 25.0)).counters
    held = counter.context.at(starts.at_ms)
    assert held.in_service
    assert (held.opens_ms, held.closes_ms) == (starts.at_ms - 3_600_000, starts.at_ms + 2 * 3_600_000)
