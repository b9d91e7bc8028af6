"""Moments as people write and read them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InputError
from api.times import FIRST_MS, LAST_MS, Moment, clock_of, iso, parse_date, parse_moment

TEN_O_CLOCK_MS = 1_772_330_533_000

MOMENTS = [
    ("0:12:05", Moment(725_000, None)),
    ("12:05", Moment(725_000, None)),
    ("0:05", Moment(5_000, None)),
    ("1:00:00.25", Moment(3_600_250, None)),
    ("26:00:00", Moment(93_600_000, None)),
    ("2026-03-01T10:02:13+08:00", Moment(TEN_O_CLOCK_MS, "+08:00")),
    ("2026-03-01T02:02:13Z", Moment(TEN_O_CLOCK_MS, "+00:00")),
    ("2026-02-28T22:32:13.5-03:30", Moment(TEN_O_CLOCK_MS + 500, "-03:30")),
    ("1970-01-01T00:00:00Z", Moment(0, "+00:00")),
]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_moment_is_read(text: str, moment: Moment) -> None:
    assert parse_moment(text) == moment
    if moment.offset is not None:
        assert parse_date(text) == moment


NONE = [
    "",
    "noon",
    "12",
    "0:60:00",
    "0:00:60",
    "-0:05",
    "0:05\n",
    "\N{ARABIC-INDIC DIGIT ZERO}:05",
    "2026-03-01",
    "2026-03-01T10:02:13",
    "2026-02-30T10:02:13Z",
    "1969-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_moment_is_refused_in_one_sentence(text: str) -> None:
    for parse in (parse_moment, parse_date):
        with pytest.raises(InputError, match="must look like 2026-03-01T10:02:13") as caught:
            parse(text)
        assert f'got "{text}"' in str(caught.value)


@pytest.mark.parametrize("text", ["0:12:05", "12:05"])
def test_a_time_in_a_clip_is_no_date(text: str) -> None:
    with pytest.raises(InputError, match="a date and time must look like"):
        parse_date(text)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Shanghai", "10:02:13"), ("+08:00", "10:02:13"), ("-03:30", "22:32:13"), ("UTC", "02:02:13")],
)
def test_a_clock_shows_its_own_zones_time(zone: str, shown: str) -> None:
    assert clock_of(zone)(TEN_O_CLOCK_MS + 999) == shown


@pytest.mark.parametrize("zone", ["", "Europe", "Europe/Berlyn", "../etc/passwd", "+8", "+24:00", "+08:60"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match=r"time zone|offset"):
        clock_of(zone)


@given(st.integers(FIRST_MS, LAST_MS))
def test_what_is_written_is_read_back(at_ms: int) -> None:
    assert parse_date(iso(at_ms)) == Moment(at_ms, "+00:00")
    assert len(iso(at_ms)) == len("2026-03-01T02:02:13.000Z")


@given(st.datetimes(datetime(1970, 1, 2), datetime(8999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - zoned by hypothesis
def test_any_date_of_any_zone_is_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    read = parse_date(moment.isoformat())
    assert read.at_ms == round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    assert read.offset is not None
    local = moment.replace(second=0, microsecond=0)
    if (moment.utcoffset() or datetime.resolution).total_seconds() % 60 == 0:
        assert clock_of(read.offset)(read.at_ms - read.at_ms % 60_000) == local.strftime("%H:%M:%S")
