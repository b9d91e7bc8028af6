"""The summaries that go to docs/measured."""

from xml.etree.ElementTree import fromstring

from tests.by_hand import mutate, slow_summary

JUNIT = """<testsuites><testsuite name="pytest" timestamp="2026-11-22T14:00:00" hostname="here">
<testcase classname="tests.real.test_people" name="test_ap" time="2.25">
  <properties><property name="person_ap50" value="0.86"/></properties></testcase>
<testcase classname="tests.a" name="test_b" time="0.5"><failure message="no">trace</failure></testcase>
<testcase classname="tests.a" name="test_c" time="0"><skipped message="why"/></testcase>
<testcase classname="tests.a" name="test_d" time="0"><error message="oh"/></testcase>
</testsuite></testsuites>"""


def test_slow_summary_has_counts_and_figures() -> None:
    found = slow_summary.summary(fromstring(JUNIT))
    assert found["counts"] == {"errors": 1, "failed": 1, "passed": 1, "skipped": 1}
    assert found["figures"] == {"tests.real.test_people.test_ap": {"person_ap50": "0.86"}}
    assert found["not_passed"] == {"tests.a.test_b": "failed", "tests.a.test_c": "skipped", "tests.a.test_d": "errors"}
    assert (found["when"], found["seconds"]) == ("2026-11-22", 2.8)


def test_mutate_summary_counts_the_unreached_as_survivors() -> None:
    counts = {"killed": 6, "survived": 1, "no_tests": 1, "timeout": 2, "total": 10, "skipped": 3, "suspicious": 0}
    found = mutate.summary(counts, "    vision.evidence.x_a__mutmut_2: survived\nnoise\n")
    assert (found["killed"], found["survived"], found["ratio"]) == (8, 2, 0.8)
    assert found["survivors"] == ["vision.evidence.x_a__mutmut_2: survived"]


def test_mutate_summary_of_nothing_has_no_ratio() -> None:
    assert mutate.summary({"total": 0}, "")["ratio"] is None
