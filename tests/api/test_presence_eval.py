"""Measuring presence on clips with hand-made truth."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.commands.evaluate import rate_text
from api.errors import InputError
from api.presence_eval import ClipTruth, CounterResult, evaluate_clip, presence_json, read_truths
from api.presence_score import Score, Stretch
from cameras.errors import SourceNotFound
from tests.api.builders import ABSENT_S, LASTS_S, STAFF, see_red
from tests.api.conftest import Scene
from vision.datatypes import Presence

EDGES = [0.0, *(float(edge) for absence in ABSENT_S for edge in absence), float(LASTS_S)]
LABELS = [
    [start, stop, "absent" if n % 2 else "present"]
    for n, (start, stop) in enumerate(zip(EDGES, EDGES[1:], strict=False))  # noqa: RUF007
]


def truth_of(**changed: object) -> ClipTruth:
    counter = {"id": "desk", "staff_zone": STAFF, "customer_zone": None, "staff": LABELS, "customer": []}
    truth = {"clip": "clip.mp4", "duration_s": LASTS_S, "tolerance_s": 1.0, "counters": [counter | changed]}
    return ClipTruth.model_validate_json(json.dumps(truth))


def test_a_clip_whose_truth_is_known_is_all_right(scene: Scene) -> None:
    done: list[float] = []
    (result,) = evaluate_clip(scene.clip, truth_of(), see_red, done.append)
    assert (result.staff.changes, result.staff.changes_on_time, result.staff.false_changes) == (4, 4, 0)
    assert sum(good for _, good in result.staff.cells) == sum(scored for scored, _ in result.staff.cells)
    assert len(result.staff.delays_s) == 4
    assert all(0.5 < delay < 8 for delay in result.staff.delays_s), "the live state needs some looks to be sure"
    assert result.customer is None
    assert done == sorted(done)
    assert [done[0], done[-1]] == pytest.approx([0.0, 1.0], abs=0.02)
    assert result.found[0].state is Presence.BLIND
    assert (result.found[0].from_ms, result.found[-1].to_ms) == (0, LASTS_S * 1000)


def test_a_wrong_truth_is_not_all_right(scene: Scene) -> None:
    opposite = [[a, b, "absent" if state == "present" else "present"] for a, b, state in LABELS]
    (result,) = evaluate_clip(scene.clip, truth_of(staff=opposite), see_red, lambda _: None)
    assert (result.staff.changes_on_time, result.staff.false_changes) == (0, 4)
    assert sum(good for _, good in result.staff.cells) == 0


def test_visitors_are_scored_where_they_are_labelled(scene: Scene) -> None:
    aside = ((0.0, 0.0), (0.2, 0.0), (0.2, 1.0), (0.0, 1.0))
    truth = truth_of(staff_zone=aside, staff=[[0, LASTS_S, "absent"]], customer_zone=STAFF, customer=LABELS)
    (result,) = evaluate_clip(scene.clip, truth, see_red, lambda _: None)
    assert result.customer is not None
    assert (result.customer.changes_on_time, result.customer.false_changes, result.customer.delays_s) == (4, 0, ())
    assert (result.staff.changes, result.staff.false_changes) == (0, 0)


def test_a_clip_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound):
        evaluate_clip(tmp_path / "no.mp4", truth_of(), see_red, lambda _: None)


def test_every_truth_of_a_folder_is_read_beside_its_clip(tmp_path: Path) -> None:
    for name in ("b", "a"):
        truth = truth_of().model_copy(update={"clip": f"{name}.mp4"})
        (tmp_path / f"{name}.truth.json").write_text(truth.model_dump_json())
    (tmp_path / "notes.json").write_text("{")
    truths = read_truths(tmp_path)
    assert list(truths) == [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    assert truths[tmp_path / "a.mp4"].counters == truth_of().counters


def test_two_truths_of_one_clip_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.truth.json").write_text(truth_of().model_dump_json())
    with pytest.raises(InputError, match=r"b\.truth\.json.*clip\.mp4"):
        read_truths(tmp_path)


# --- the figures ------------------------------------------------------------------------------------


def result(cells: int, good: float, delays: tuple[float, ...] = (), *, customer: bool = False) -> CounterResult:
    """Ten-second cells, a share of each right."""
    staff = Score(3, 2, 1, delays, ((10_000, round(10_000 * good)),) * cells)
    return CounterResult("a.mp4", "desk", staff, staff if customer else None, (Stretch(0, 9_500, Presence.PRESENT),))


def figures(*results: CounterResult) -> dict[str, Any]:
    """What ``--json`` prints, read again."""
    told: dict[str, Any] = json.loads(json.dumps(presence_json(list(results))))
    return told


def test_figures_are_summed_over_counters() -> None:
    told = figures(result(4, 1.0, (1.0, 2.0), customer=True), result(4, 0.5, (9.0,)))
    assert told["seconds_right"]["value"] == 0.75
    assert told["seconds_right"]["n"] == 80
    low, high = told["seconds_right"]["ci"]
    assert 0.5 <= low < 0.75 < high <= 1.0
    assert (told["changes"], told["changes_on_time"], told["false_changes"]) == (6, 4, 2)
    assert told["live_delay_s"] == 2.0
    assert told["customer_seconds_right"]["n"] == 40
    assert [clip["seconds_right"]["value"] for clip in told["clips"]] == [1.0, 0.5]
    assert told["clips"][0]["found"] == [[0.0, 9.5, "present"]]
    assert told["clips"][1]["customer_seconds_right"] is None


def test_too_little_is_no_figure() -> None:
    assert figures(result(1, 1.0))["seconds_right"] == {"value": None, "n": 10, "ci": None}
    nothing = figures()
    assert nothing["seconds_right"] == {"value": None, "n": 0, "ci": None}
    assert nothing["live_delay_s"] is None


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ({"value": 0.98765, "n": 120, "ci": (0.97, 1.0)}, "0.988 (n 120, 0.970 to 1.000)"),
        ({"value": None, "n": 12, "ci": None}, "too few to say (n 12)"),
        (12, "12"),
        (1.5, "1.5"),
    ],
)
def test_a_figure_as_text(figure: object, text: str) -> None:
    assert rate_text(figure) == text
