"""Which days of which year a season's uniforms may be worn."""

from datetime import date
from typing import Any

import pytest

from api.site_dress import SeasonEntry

WARM = {"begins": "05-01", "ends": "10-15"}
COLD = {"begins": "10-16", "ends": "04-30"}
CASES: tuple[tuple[str, dict[str, Any], int, str, bool], ...] = (
    ("in the middle", WARM, 0, "2026-07-01", True),
    ("its first day", WARM, 0, "2026-05-01", True),
    ("the day before", WARM, 0, "2026-04-30", False),
    ("its last day", WARM, 0, "2026-10-15", True),
    ("the day after", WARM, 0, "2026-10-16", False),
    ("the first day of the weeks before", WARM, 2, "2026-04-17", True),
    ("the day before those", WARM, 2, "2026-04-16", False),
    ("the last day of the weeks after", WARM, 2, "2026-10-29", True),
    ("the day after those", WARM, 2, "2026-10-30", False),
    ("over the new year, before it", COLD, 0, "2026-12-31", True),
    ("over the new year, after it", COLD, 0, "2027-01-01", True),
    ("over the new year, its end", COLD, 0, "2026-04-30", True),
    ("over the new year, beyond its end", COLD, 0, "2026-05-01", False),
    ("weeks before that lie in the last year", {"begins": "01-02", "ends": "02-01"}, 1, "2025-12-28", True),
    ("weeks after that lie in the next year", {"begins": "12-01", "ends": "12-30"}, 1, "2026-01-05", True),
)  # fmt: skip


@pytest.mark.parametrize(
    ("season", "overlap_weeks", "day", "holds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_season_with_its_overlap(season: dict[str, Any], overlap_weeks: int, day: str, holds: bool) -> None:
    entry = SeasonEntry.model_validate({"id": "s", "overlap_weeks": overlap_weeks, **season})
    assert entry.holds_on(date.fromisoformat(day)) is holds
