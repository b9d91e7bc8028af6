"""Days as a calendar in the hall has them: with 23 and 25 hours too, and nothing between two of them."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ledgers import day_borders, days_between, days_of_counter
from api.times import day_of
from vision.datatypes import BlindReason, Presence
from vision.fold import Change

HOUR_MS = 3_600_000
LENGTHS = [
    # day, time zone, hours
    ("2026-03-01", "Asia/Shanghai", 24),
    ("2026-03-01", "+08:00", 24),
    ("2026-03-29", "Europe/Berlin", 23),
    ("2026-10-25", "Europe/Berlin", 25),
    ("2026-03-08", "America/New_York", 23),
    ("2026-11-01", "America/New_York", 25),
    ("2026-04-05", "Australia/Lord_Howe", 24.5),
    ("2018-11-04", "America/Sao_Paulo", 23),  # midnight itself is skipped
    ("2018-02-17", "America/Sao_Paulo", 25),  # the hour before midnight is there twice
    ("2011-12-30", "Pacific/Apia", 0),  # there was no such day
]


@pytest.mark.parametrize(("day", "zone", "hours"), LENGTHS)
def test_a_day_is_as_long_as_the_hall_s_clock_has_it(day: str, zone: str, hours: float) -> None:
    from_ms, to_ms = day_borders(date.fromisoformat(day), zone)
    assert to_ms - from_ms == hours * HOUR_MS


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "-03:30"])


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), ZONES, st.floats(0, 1, exclude_max=True))
def test_a_moment_lies_in_the_day_that_the_calendar_shows(day: date, zone: str, share: float) -> None:
    from_ms, to_ms = day_borders(day, zone)
    assert day_of(zone)(from_ms + int((to_ms - from_ms) * share)) == day.toordinal()
    assert day_borders(day + timedelta(days=1), zone)[0] == to_ms


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def test_a_night_is_parted_at_the_hall_s_midnight() -> None:
    """Staffed from 22:00 to 03:00 in the night in which the clock is put forward from 2 to 3."""
    began, ended = at("2026-03-28T22:00:00+01:00"), at("2026-03-29T03:00:00+02:00")
    course = [Change("7", began, Presence.PRESENT, Presence.ABSENT, None)]
    days = days_of_counter(course, (began, ended), "Europe/Berlin")
    assert [(d.day.isoformat(), d.spent.present_ms / HOUR_MS, d.spent.unrecorded_ms / HOUR_MS) for d in days] == [
        ("2026-03-28", 2, 22),
        ("2026-03-29", 2, 21),
    ]


def test_what_is_known_up_to_midnight_is_no_next_day() -> None:
    began, ended = at("2026-03-01T12:00:00+08:00"), at("2026-03-02T00:00:00+08:00")
    course = [Change("7", began, Presence.PRESENT, Presence.ABSENT, None)]
    assert [d.day.day for d in days_of_counter(course, (began, ended), "Asia/Shanghai")] == [1]
    assert days_of_counter(course, (began, began), "Asia/Shanghai") == []


STATES = [
    (Presence.PRESENT, None),
    (Presence.ABSENT, None),
    (Presence.UNSCHEDULED, None),
    (Presence.BLIND, BlindReason.DARK),
]
BASE = int(datetime(2026, 10, 20, tzinfo=UTC).timestamp() * 1000)
HOURS_ON = st.integers(0, 24 * 14).map(lambda hours: BASE + hours * HOUR_MS)


@given(
    st.lists(st.tuples(HOURS_ON, st.sampled_from(STATES)), unique_by=lambda c: c[0], min_size=1),
    ZONES,
    st.tuples(HOURS_ON, HOURS_ON).map(sorted),
    st.tuples(HOURS_ON, HOURS_ON).map(sorted),
)
def test_kinds_add_up_to_every_day_and_days_to_all_that_is_known(
    course: list[tuple[int, tuple[Presence, BlindReason | None]]], zone: str, known: list[int], private: list[int]
) -> None:
    changes = [Change("7", at_ms, state, Presence.ABSENT, reason) for at_ms, (state, reason) in sorted(course)]
    days = list(
        days_between(
            date(2026, 10, 18), date(2026, 11, 5), changes, (known[0], known[1]), zone, [(private[0], private[1])]
        )
    )
    assert all(day.spent.total_ms == day.to_ms - day.from_ms for day in days)
    recorded = sum(day.spent.total_ms - day.spent.unrecorded_ms for day in days)
    assert recorded == max(0, known[1] - max(known[0], changes[0].at_ms))
    for one, other in itertools.pairwise(days):
        assert one.to_ms == other.from_ms
