"""Events measured end to end: on the drawn counter's clip, and what a generated hour says of itself."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from api.events_eval import CounterHours, Note, Recording, clips, evaluate, events_json
from api.events_hours import is_people, recording
from api.events_looks import KINDS
from api.events_page import events_page
from api.events_truth import EXPECTED
from cameras.file import FileSource
from models.office.cutouts import read_cutouts
from models.office.hour import SIZES_WH, hours
from tests.api.builders import ABSENT_S, LASTS_S, STAFF, see_red
from tests.api.conftest import Scene
from tests.api.test_presence_eval import truth_of
from tests.models.office.drawn import people_folder
from vision.datatypes import Detections
from vision.detecting import Detector

EDGES = [0.0, *(float(edge) for absence in ABSENT_S for edge in absence), float(LASTS_S)]
HERE = [[start, stop, "absent" if n % 2 else "present"] for n, (start, stop) in enumerate(pairwise(EDGES))]


def watched(scene: Scene, *, notes: tuple[Note, ...] = (), see: Detector = see_red, **labels: object) -> CounterHours:
    truth = truth_of(**labels)
    with FileSource(scene.clip, frames_per_second=2.0) as source:
        frames = Recording(truth, source.info.size_wh, source, source.info.frames_per_second, {"desk": notes})
        (result,) = evaluate(frames, see, None, lambda _: None, pictures=True)
    return result


def test_a_clip_whose_truth_is_known_is_all_right(scene: Scene) -> None:
    result = watched(scene)
    told: dict[str, Any] = json.loads(json.dumps(events_json([result])))
    assert told["seconds_right"]["value"] == 1.0
    assert told["mistakes_s"] == {}
    assert result.mistakes == ()
    assert told["sizes"].keys() == {told["size"]}
    assert set(told["rules"]) == set(EXPECTED)
    assert set(told["rules"]["presence.absent"]["missed"]) == {"value", "n", "ci"}
    assert (told["changes"], told["changes_on_time"], told["false_changes"]) == (4, 4, 0)


def test_what_looks_claim_is_set_against_the_truth(scene: Scene) -> None:
    claims = watched(scene).claims
    assert {claim.present for claim in claims} == {True, False}
    settled = [claim for claim in claims if claim.evidence != 0]
    assert sum((claim.evidence > 0) != claim.present for claim in settled) <= len(settled) // 20
    rows = events_json([watched(scene)])["reliability"]
    assert isinstance(rows, list)
    assert sum(row["present_s"] for row in rows) == pytest.approx(sum(c.ms for c in claims if c.present) / 1000, abs=1)


EMPTY, POSTER = Note(0, LASTS_S, "empty seat"), Note(0, LASTS_S, "poster in the zone", (0, 0, 1, 1))


@pytest.mark.parametrize(
    ("state", "notes", "see", "kind"),
    [
        ("present", (), None, "overlooked: present"),
        ("present", (POSTER, Note(0, LASTS_S, "dozing")), None, "overlooked: dozing"),
        ("absent", (EMPTY, POSTER), see_red, "taken for staff: poster in the zone"),
        ("absent", (EMPTY, POSTER._replace(where=(0, 0, 0.01, 0.01))), see_red, "taken for staff: empty seat"),
        ("absent", (Note(0, LASTS_S, "empty seat"),), see_red, "taken for staff: empty seat"),
    ],
)
def test_wrong_seconds_have_a_kind(
    scene: Scene, state: str, notes: tuple[Note, ...], see: Detector | None, kind: str
) -> None:
    labels = [[a, b, state] for a, b, there in HERE if there == "present"]
    result = watched(
        scene, notes=notes, see=see or (lambda _pixels, _size: Detections.empty()), staff=labels, staff_zone=STAFF
    )
    kinds = {mistake.kind for mistake in result.mistakes if mistake.to_ms - mistake.from_ms > 3000}
    assert kinds == {kind}
    assert all(mistake.jpeg and mistake.jpeg.startswith(b"\xff\xd8") for mistake in result.mistakes)


def test_an_absence_beyond_the_limit_that_is_overlooked_is_missed(scene: Scene) -> None:
    result = watched(scene, staff=[[0, LASTS_S, "absent"]])
    assert result.rules["presence.absent"].due == (LASTS_S > 302)
    assert result.rules["presence.absent"].exposure_ms == 1000 * LASTS_S
    assert result.rules["phone.call"].exposure_ms == 1000 * LASTS_S


def test_clips_of_a_folder_are_recordings(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").symlink_to(scene.clip)
    (tmp_path / "clip.truth.json").write_text(truth_of().model_dump_json())
    assert not is_people(tmp_path)
    results = [r for clip in clips(tmp_path) for r in evaluate(clip, see_red, None, lambda _: None)]
    assert [r.presence.staff.changes_on_time for r in results] == [4]
    assert results[0].mistakes == ()


def test_the_page_shows_rules_kinds_and_pictures(scene: Scene) -> None:
    wrong = watched(scene, staff=[[0, LASTS_S, "absent"]], notes=(Note(0, LASTS_S, "a <coat>"),))
    page = events_page([wrong])
    assert all(rule in page for rule in EXPECTED)
    assert "a &lt;coat&gt;" in page
    assert "data:image;base64," in page
    assert all(f"{kind}: error" in page for kind in KINDS)
    assert "<script" not in page


def test_a_generated_hour_tells_its_truth_as_a_clip_does(tmp_path: Path) -> None:
    folder = people_folder(tmp_path / "people")
    assert is_people(folder)
    (hour,) = hours(read_cutouts(folder), 1)
    whole, start = recording(hour, SIZES_WH[0]), recording(hour, SIZES_WH[1], until_s=100)
    assert (whole.truth.duration_s, start.truth.duration_s) == (3600, 100)
    assert [counter.id for counter in whole.truth.counters] == ["1", "2", "3", "4"]
    for counter in whole.truth.counters:
        assert {state for _, _, state in counter.staff} == {"present", "absent"}
        assert {value for _, _, value in counter.phone} == {"none", "handling", "call"}
        assert {value for _, _, value in counter.posture} == {"upright", "slumped", "dozing", "leaning_back"}
        assert counter.staff[-1][1] == 3600
    assert all(counter.staff[-1][1] == 100 for counter in start.truth.counters)
    words = {note.words for notes in whole.notes.values() for note in notes}
    assert {"passer-by", "coat on the chair", "poster in the zone", "dozing", "empty seat"} <= words
