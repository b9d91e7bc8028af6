"""Since when the limits hold that judge, as sentences write it."""

from dataclasses import replace

import pytest

from api.server.hall_setups import HallSetups
from api.server.sites import SiteHistory, SiteVersion
from api.times import date_of
from tests.api.server.builders import BEGIN_MS, SITE, site

DAY_MS = 86_400_000
FIRST, LATER = ("2026年3月1日", "1 March 2026"), ("2026年3月4日", "4 March 2026")
LONG_AGO_MS = BEGIN_MS - 30 * DAY_MS


def history() -> SiteHistory:
    """Limits in their first version, then other counters under the same limits, then limits of the second version."""
    first = site(SITE)
    other = first.model_copy(update={"limits_version": first.limits_version + 1})
    return SiteHistory([
        SiteVersion(BEGIN_MS, first, 1),
        SiteVersion(BEGIN_MS + DAY_MS, first, 2),
        SiteVersion(BEGIN_MS + 3 * DAY_MS, other, 3),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("at_ms", "since"),
    [
        (LONG_AGO_MS, FIRST),
        (BEGIN_MS, FIRST),
        (BEGIN_MS + 2 * DAY_MS, FIRST),
        (BEGIN_MS + 3 * DAY_MS, LATER),
        (BEGIN_MS + 9 * DAY_MS, LATER),
    ],
)
def test_limits_hold_since_the_first_site_with_their_version(at_ms: int, since: tuple[str, str]) -> None:
    versions = history()
    assert versions.setup_at("7", at_ms).context.in_force == since
    assert HallSetups(versions).at("north", at_ms).context.in_force == since


def test_a_version_that_comes_back_holds_since_it_came_back() -> None:
    versions = history()
    (first, *_, changed), at_ms = versions.versions, BEGIN_MS + 5 * DAY_MS
    again = versions.plus(replace(first, from_ms=at_ms, version=changed.version + 1))
    assert again.setup_at("7", at_ms).context.in_force == ("2026年3月6日", "6 March 2026")


@pytest.mark.parametrize(("zone", "date"), [("+08:00", "1 January 2027"), ("UTC", "31 December 2026")])
def test_the_date_is_the_hall_s(zone: str, date: str) -> None:
    assert date_of(1_798_736_400_000, zone)[1] == date
