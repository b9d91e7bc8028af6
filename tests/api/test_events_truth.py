"""What the truth of a counter demands of each rule: a table and what holds of all."""

import pytest

from api.events_truth import EXPECTED, Happening, happenings, known_ms, moments
from api.presence_eval import CounterTruth

TOLERANCE_MS = 1_000
LASTS_S = 1_000
Labels = list[tuple[float, float, str]]


def told(**labels: Labels) -> CounterTruth:
    zone = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    return CounterTruth.model_validate({"id": "desk", "staff_zone": zone, "staff": [], **labels})


HERE: Labels = [(0, 1000, "present")]
ALONE: Labels = [(0, 1000, "absent")]

TABLE = [
    # name, labels, rule, happenings as (from, to, due) in seconds
    ("away for long", {"staff": [(0, 100, "present"), (100, 450, "absent"), (450, 1000, "present")]},
     "presence.absent", [(100, 450, True)]),
    ("away for a moment", {"staff": [(0, 100, "present"), (100, 300, "absent"), (300, 1000, "present")]},
     "presence.absent", [(100, 300, False)]),
    ("about the limit it may or may not be found", {"staff": [(0, 301, "absent"), (301, 1000, "present")]},
     "presence.absent", [(0, 301, False)]),
    ("what nobody labelled may be anything", {"staff": [(100, 1000, "present")]},
     "presence.absent", [(0, 100, False)]),
    ("a visitor and nobody there", {"staff": ALONE, "customer": [(0, 200, "absent"), (200, 300, "present"),
     (300, 1000, "absent")]}, "presence.customer_unattended", [(200, 300, True)]),
    ("a visitor left waiting", {"staff": [(0, 100, "present"), (100, 400, "absent"), (400, 1000, "present")],
     "customer": HERE}, "presence.away_mid_service", [(100, 400, True)]),
    ("a visitor left waiting is not unattended", {"staff": [(0, 100, "present"), (100, 400, "absent"),
     (400, 1000, "present")], "customer": HERE}, "presence.customer_unattended", []),
    ("who comes later was never served", {"staff": [(0, 100, "present"), (100, 1000, "absent")],
     "customer": [(0, 200, "absent"), (200, 1000, "present")]}, "presence.away_mid_service", []),
    ("sleeping excuses slumped", {"staff": HERE, "customer": ALONE, "posture": [(0, 200, "slumped"),
     (200, 400, "dozing"), (400, 1000, "upright")]}, "posture.slumped", [(0, 200, True), (200, 400, False)]),
    ("slumped is not sleeping", {"staff": HERE, "posture": [(0, 500, "slumped"), (500, 1000, "upright")]},
     "posture.dozing", []),
    ("not slumped before a visitor", {"staff": HERE, "customer": HERE, "posture": [(0, 1000, "slumped")]},
     "posture.slumped", []),
    ("a long call", {"staff": HERE, "phone": [(0, 150, "call"), (150, 1000, "none")]}, "phone.call", [(0, 150, True)]),
    ("a short call", {"staff": HERE, "phone": [(0, 60, "call"), (60, 1000, "none")]}, "phone.call", [(0, 60, False)]),
    ("any phone while serving", {"staff": HERE, "customer": HERE, "phone": [(0, 40, "call"), (40, 80, "handling"),
     (80, 1000, "none")]}, "phone.while_serving", [(0, 80, True)]),
    ("another uniform once a day", {"staff": HERE, "uniform": [(0, 200, "mismatch"), (200, 300, "match"),
     (300, 1000, "mismatch")]}, "appearance.uniform_mismatch", [(0, 200, True), (300, 1000, False)]),
]  # fmt: skip


@pytest.mark.parametrize(("labels", "rule", "wanted"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_a_rule_should_find(labels: dict[str, Labels], rule: str, wanted: list[tuple[float, float, bool]]) -> None:
    found = happenings(moments(told(**labels), LASTS_S), EXPECTED[rule], TOLERANCE_MS)
    assert found == [Happening(round(1000 * a), round(1000 * b), due) for a, b, due in wanted]


def test_time_without_labels_is_no_exposure() -> None:
    truth = moments(told(staff=[(0, 600, "present")], phone=[(0, 100, "none")]), LASTS_S)
    assert known_ms(truth, EXPECTED["presence.absent"]) == 600_000
    assert known_ms(truth, EXPECTED["phone.call"]) == 100_000
    assert known_ms(truth, EXPECTED["posture.dozing"]) == 0


def test_nobody_on_the_phone_is_known_where_nobody_is_there() -> None:
    truth = moments(told(staff=ALONE), LASTS_S)
    assert known_ms(truth, EXPECTED["phone.call"]) == 1_000_000
