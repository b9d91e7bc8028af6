"""The ledger of a counter: from what was settled, so that whatever comes late or is corrected is in it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract import PREFIX
from api.contract_coverage import DayCoverage
from api.contract_entries import EntryAsked, Verdict
from api.server.problems import Refused
from api.server.routes_coverage import counter_coverage
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    STILL,
    Hall,
    Run,
    hall_in,
    hall_in_memory,
    site,
    spans,
)
from tests.api.server.serving import served
from vision.datatypes import BlindReason, Span

DAY = "2026-03-01"
DAY_S, BEFORE_S = 86_400.0, 36_000.0
"""The store begins at ten o'clock of a Sunday."""
HOURS = (
    SITE.replace("name: {zh: 7号窗口, en: Window 7}\n", "name: {zh: 7号窗口, en: Window 7}\n        schedule: s\n")
    + """\
schedules:
  - {id: s, weekly: {sun: ["09:00-10:02", "10:05-12:00"]}}
"""
)
BREAKS = HOURS.replace(
    "    counters:\n",
    '    breaks:\n      - {id: b, counters: ["7"], private: true, at: ["10:01-10:06"]}\n    counters:\n',
    1,
)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path).register()
    yield opened
    opened.parts.close()


def ledger(hall: Hall, first: str = DAY, last: str | None = None) -> tuple[DayCoverage, ...]:
    return counter_coverage("7", first, hall.parts, last).days


def told(day: DayCoverage) -> dict[str, object]:
    """All that is not nothing."""
    fields = ("present_s", "absent_s", "blind_s", "private_s", "unscheduled_s", "unrecorded_s")
    return {name: value for name in fields if (value := getattr(day, name))}


def sums_up(day: DayCoverage) -> bool:
    parts = day.present_s, day.absent_s, *day.blind_s.values(), day.private_s, day.unscheduled_s, day.unrecorded_s
    return round(1000 * sum(parts)) == day.to_ms - day.from_ms


SPENT = [
    # the site, what was seen from ten o'clock on, where that time went
    (SITE, [(60_000, SOMEBODY), (60_000, NOBODY)], {"present_s": 60.0, "absent_s": 60.0}),
    (SITE, [(60_000, SOMEBODY), (60_000, DARK)], {"present_s": 60.0, "blind_s": {BlindReason.DARK: 60.0}}),
    (SITE, [(30_000, BlindReason.PRIVATE), (60_000, SOMEBODY)], {"present_s": 60.0, "private_s": 30.0}),
    (HOURS, [(600_000, SOMEBODY)], {"present_s": 420.0, "unscheduled_s": 180.0}),
    (BREAKS, [(600_000, SOMEBODY)], {"present_s": 300.0, "private_s": 300.0}),
]


@pytest.mark.parametrize(("text", "runs", "went"), SPENT)
def test_where_a_day_went(text: str, runs: list[Run], went: dict[str, object]) -> None:
    hall = hall_in_memory(given=site(text)).register()
    hall.send(spans(runs))
    (day,) = ledger(hall)
    rest_s = DAY_S - sum(ms for ms, _ in runs) / 1000
    assert told(day) == {**went, "unrecorded_s": rest_s}
    assert sums_up(day)
    hall.parts.close()


def test_what_was_not_sent_is_blind_until_it_comes(hall: Hall) -> None:
    late = spans([(30_000, NOBODY)], begin_ms=BEGIN_MS + 60_000)
    hall.send([*spans([(60_000, SOMEBODY)]), *spans([(30_000, SOMEBODY)], begin_ms=BEGIN_MS + 90_000)])
    (before,) = ledger(hall)
    assert told(before) == {
        "present_s": 90.0,
        "blind_s": {BlindReason.NO_PICTURE: 30.0},
        "unrecorded_s": DAY_S - 120,
    }
    assert before.coverage == 0.75
    hall.send(late)
    hall.finish()
    (after,) = ledger(hall)
    assert told(after) == {"present_s": 90.0, "absent_s": 30.0, "unrecorded_s": DAY_S - 120}
    assert after.coverage == 1


def test_a_correction_that_a_second_person_confirms_changes_it(hall: Hall) -> None:
    hall.send(spans([(1_200_000, NOBODY)]))
    closing = {"kind": "closing", "counter": "7", "from_ms": BEGIN_MS + 60_000, "to_ms": BEGIN_MS + 360_000}
    asked = {"id": "c", "entry": {**closing, "approved_by": "Li Na"}, "correction": True}
    hall.parts.intake.enter(EntryAsked.model_validate(asked), "Zhang Wei")
    assert told(ledger(hall)[0]) == {"absent_s": 1_200.0, "unrecorded_s": DAY_S - 1_200}
    hall.parts.intake.settle_entry("c", Verdict(revision=1, confirmed=True), "Li Na")
    hall.finish()
    assert told(ledger(hall)[0]) == {"absent_s": 900.0, "unscheduled_s": 300.0, "unrecorded_s": DAY_S - 1_200}


def test_days_of_a_month_and_days_that_nothing_is_known_of(hall: Hall) -> None:
    hall.send(spans([(60_000, SOMEBODY)]))
    days = ledger(hall, "2026-02-20", "2026-03-19")
    assert [day.day for day in days[8:11]] == ["2026-02-28", DAY, "2026-03-02"]
    assert [day.unrecorded_s for day in days] == [DAY_S - 60 if day.day == DAY else DAY_S for day in days]
    assert {day.coverage for day in days} == {None, 1.0}


def test_a_day_on_which_the_clock_is_changed(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, given=site(SITE.replace("Asia/Shanghai", "Europe/Berlin"))).register()
    days = ledger(hall, "2026-03-28", "2026-03-30")
    assert [(day.to_ms - day.from_ms) / 3_600_000 for day in days] == [24, 23, 24]
    assert all(map(sums_up, days))
    hall.parts.close()


def test_across_midnight_in_the_hall(hall: Hall) -> None:
    midnight_ms = BEGIN_MS + 14 * 3_600_000
    hall.send([Span("seven", midnight_ms - 5_000, midnight_ms, None, SOMEBODY)], seven=midnight_ms)
    hall.send([Span("seven", midnight_ms, midnight_ms + 7_000, None, SOMEBODY)])
    one, other = ledger(hall, DAY, "2026-03-02")
    assert (one.present_s, other.present_s) == (5, 7)
    assert one.blind_s == {BlindReason.NO_PICTURE: 14 * 3_600.0 - 5}
    assert (one.unrecorded_s, other.unrecorded_s) == (BEFORE_S, DAY_S - 7)


WRONG = [
    # counter, from, to, the code, what is told
    ("9", DAY, None, "not_found", 'got "9"'),
    ("7", "2026-02-30", None, "malformed", "dates as 2026-03-01"),
    ("7", DAY, "2026-02-28", "malformed", "up to 366 days in order"),
    ("7", DAY, "2027-03-02", "malformed", "up to 366 days in order"),
    ("7", "0001-01-01", None, "malformed", "days from 1970"),
    ("7", "9999-12-31", None, "malformed", "days from 1970"),
]


@pytest.mark.parametrize(("counter", "first", "last", "code", "words"), WRONG)
def test_what_cannot_be_told_is_refused(
    hall: Hall, counter: str, first: str, last: str | None, code: str, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        counter_coverage(counter, first, hall.parts, last)
    assert caught.value.code == code
    assert words in caught.value.message


def test_it_is_served(hall: Hall) -> None:
    hall.send(spans([(60_000, SOMEBODY), (6_000, DARK)]))
    with served(hall.parts) as address:
        answer = httpx.get(f"{address}{PREFIX}/counters/7/coverage", params={"from": DAY}, timeout=60, trust_env=False)
        assert answer.status_code == 200
        (day,) = answer.json()["days"]
        assert (answer.json()["time_zone"], day["day"], day["present_s"]) == ("Asia/Shanghai", DAY, 60)
        assert day["blind_s"] == {"dark": 6}
        wrong = httpx.get(f"{address}{PREFIX}/counters/7/coverage?from=1772330400", timeout=60, trust_env=False)
        assert wrong.status_code == 422


RUNS = st.lists(
    st.tuples(st.integers(1, 40).map(lambda s: s * 1_000), st.sampled_from([SOMEBODY, NOBODY, STILL, DARK])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(RUNS, st.integers(0, 20), st.integers(1, 8))
def test_late_spans_lead_to_the_ledger_of_all_of_them(runs: list[Run], first: int, count: int) -> None:
    whole = spans(runs)
    late = whole[first : first + count]
    ledgers = []
    for batches in ([whole], [[span for span in whole if span not in late], late]):
        hall = hall_in_memory(given=site(BREAKS)).register()
        for batch in batches:
            hall.send(batch, seven=whole[-1].to_ms)
        hall.finish()
        ledgers.append(ledger(hall))
        hall.parts.close()
    assert ledgers[0] == ledgers[1]
    assert sums_up(ledgers[0][0])
