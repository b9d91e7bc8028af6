"""Findings against happenings: a table, and what the figures say of few and of many."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import pytest

from api.events_score import MS_AN_HOUR, Finding, RuleScore, findings, judge, rule_json
from api.events_truth import Happening
from vision.datatypes import Event, Phase, Severity

TOLERANCE_MS = 1_000
TYPE = "phone.call"


def found(*stretches: tuple[float, float]) -> list[Finding]:
    return [Finding(TYPE, round(1000 * a), round(1000 * b), b - a) for a, b in stretches]


def due(*stretches: tuple[float, float]) -> list[Happening]:
    return [Happening(round(1000 * a), round(1000 * b), due=True) for a, b in stretches]


MAYBE = [Happening(200_000, 300_000, due=False)]

TABLE = [
    # name, happenings, findings, (due, found, false), start errors
    ("found", due((10, 50)), found((12, 49)), (1, 1, 0), (2.0,)),
    ("missed", due((10, 50)), [], (1, 0, 0), ()),
    ("false", due((10, 50)), found((60, 70)), (1, 0, 1), ()),
    ("just within tolerance", due((10, 50)), found((50.9, 70)), (1, 1, 0), (40.9,)),
    ("twice in one", due((10, 50)), found((30, 40), (15, 20)), (1, 1, 0), (5.0,)),
    ("one over two", due((10, 50), (60, 90)), found((10, 90)), (2, 2, 0), (0.0, 50.0)),
    ("excused", MAYBE, found((210, 220)), (0, 0, 0), ()),
    ("excused and not found", MAYBE, [], (0, 0, 0), ()),
    ("nothing", [], [], (0, 0, 0), ()),
]


@pytest.mark.parametrize(("happened", "said", "counts", "errors"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE])
def test_findings_are_judged(
    happened: list[Happening], said: list[Finding], counts: tuple[int, int, int], errors: tuple[float, ...]
) -> None:
    score = judge(happened, said, 1000, TOLERANCE_MS)
    assert (score.due, score.found, score.false) == counts
    assert score.start_errors_s == pytest.approx(errors)


def event(name: str, revision: int, phase: Phase, end_ms: int | None = None) -> Event:
    return Event(
        id=name, revision=revision, type=TYPE, hall="hall", counter="desk", phase=phase, at_ms=9_000, start_ms=1_000,
        end_ms=end_ms, outcome=None, observed_s=1.0, blind_s=0.0, severity=Severity.NOTICE,
        why=MappingProxyType({}), limits_version=1, zone_version=1, model_set="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "ends"),
    [
        ([event("a", 1, Phase.STARTED)], [60_000]),
        ([event("a", 1, Phase.STARTED), event("a", 2, Phase.ENDED, 30_000)], [30_000]),
        ([event("a", 1, Phase.STARTED), event("b", 1, Phase.ENDED, 5_000)], [60_000, 5_000]),
        ([event("a", 1, Phase.STARTED), event("a", 2, Phase.WITHDRAWN)], []),
    ],
)
def test_all_steps_of_an_event_are_one_finding(steps: Sequence[Event], ends: list[int]) -> None:
    assert [f.end_ms for f in findings(steps, 60_000)] == ends


def figures(*scores: RuleScore) -> dict[str, Any]:
    return rule_json(scores)


def test_figures_of_many_counters() -> None:
    told = figures(*[RuleScore(2, 1, 0, MS_AN_HOUR, (3.0,))] * 20, RuleScore(0, 0, 3, MS_AN_HOUR))
    assert told["missed"]["value"] == 0.5
    assert told["missed"]["n"] == 40
    assert told["false_per_counter_hour"]["value"] == pytest.approx(3 / 21, abs=1e-4)
    assert told["false_per_counter_hour"]["n"] == 21
    assert told["false_per_counter_hour"]["ci"][0] < 3 / 21 < told["false_per_counter_hour"]["ci"][1]
    assert told["start_error_s"]["value"] == 3.0
    assert (told["due"], told["found"], told["false"]) == (40, 20, 3)


def test_of_too_few_happenings_only_the_count_is_told() -> None:
    told = figures(RuleScore(4, 1, 0, MS_AN_HOUR // 2, (3.0,)))
    assert told["missed"] == {"value": None, "n": 4, "ci": None}
    assert told["false_per_counter_hour"] == {"value": None, "n": 0, "ci": None}
    assert told["due"] == 4


def test_nothing_at_all_is_no_figure() -> None:
    assert figures()["missed"] == {"value": None, "n": 0, "ci": None}
