"""How calm a hall wants it, in the site file."""

import pytest

from api.site_file import parse_site
from vision.calm.limits import CalmLimits

TEXT = """\
version: 1
halls:
  - id: north
    name: N
    time_zone: Asia/Shanghai
    calm: {CALM}
    counters:
      - {id: "7", name: "7"}
cameras: []
"""


@pytest.mark.parametrize(
    ("calm", "limits"),
    [
        ("{}", CalmLimits()),
        ("{gap_s: 90}", CalmLimits(gap_ms=90_000)),
        ("{gap_s: 0, push_gap_s: 600, pushes_a_day: 0}", CalmLimits(0, 600_000, 0)),
    ],
)
def test_it_is_read_and_what_is_not_said_is_the_rule_books(calm: str, limits: CalmLimits) -> None:
    reading = parse_site(TEXT.replace("{CALM}", calm), "site.yaml")
    assert reading.site is not None, reading.problems
    assert reading.site.halls[0].calm.limits == limits


@pytest.mark.parametrize(
    ("calm", "key"),
    [
        ("{gap_s: -1}", "gap_s"),
        ("{push_gap_s: 86401}", "push_gap_s"),
        ("{pushes_a_day: many}", "pushes_a_day"),
        ("{pushes: 3}", "pushes"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(calm: str, key: str) -> None:
    reading = parse_site(TEXT.replace("{CALM}", calm), "site.yaml")
    assert reading.site is None
    (problem,) = reading.problems
    assert (problem.line, problem.path) == (6, f"halls[0].calm.{key}")
    assert problem.remedy
