"""The command line: what each command prints, as text and as JSON, and what it leaves behind."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import pytest

from api.site_file import site_schema_text
from api.span_log import read_log
from cameras.file import FileSource
from models.cards import WEIGHTS
from models.heads import HEADS
from tests.api.builders import ABSENT_S, CLERK, LASTS_S, ROOT, SITE, Onpost, as_process, drawn, snapshot
from tests.api.conftest import Scene
from tests.api.server.builders import BEGIN_MS, hall_in, spans

EXAMPLE = ROOT / "examples" / "site.yaml"
STARTS = "2026-03-02T10:00:00+08:00"
SITED = ("--starts-at", STARTS)
COVERAGE = {"present_s", "absent_s", "blind_s", "unscheduled_s"}


def objects(out: str) -> list[dict[str, Any]]:
    """Every line as the JSON object it must be."""
    return [json.loads(line) for line in out.splitlines()]


def watched(scene: Scene) -> tuple[object, ...]:
    return ("watch", scene.clip, "--weights", scene.network, "--site", scene.site)


def test_version(onpost: Onpost) -> None:
    ended = onpost("--version")
    assert (ended.code, ended.err) == (0, "")
    assert re.fullmatch(r"onpost \d+\.\d+\.\d+\n", ended.out)


def test_every_command_is_listed(onpost: Onpost) -> None:
    help_text = onpost("--help").out
    assert all(name in help_text for name in ("watch", "check", "replay", "eval", "models"))


# --- watch ------------------------------------------------------------------------------------------


def test_watch_prints_json_lines_and_one_object_last(onpost: Onpost, scene: Scene) -> None:
    ended = onpost(*watched(scene), "--json")
    *told, last = objects(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert set(last) == {"looks", "looks_per_cpu_s", "counters", "changes", "events"}
    assert [t for t in told if t["kind"] == "state"] == last["changes"]
    assert [t for t in told if t["kind"] == "event"] == last["events"]
    assert last["looks"] == 2 * LASTS_S
    (counter,) = last["counters"]
    assert set(counter) == {"counter", *COVERAGE}
    assert sum(counter[key] for key in COVERAGE) == pytest.approx(LASTS_S, abs=0.2)
    assert counter["absent_s"] == pytest.approx(sum(b - a for a, b in ABSENT_S), abs=2)


def test_watch_tells_absences_when_they_happen(onpost: Onpost, scene: Scene) -> None:
    last = objects(onpost(*watched(scene), "--json").out)[-1]
    absences = [change["at_ms"] / 1000 for change in last["changes"] if change["state"] == "absent"]
    assert absences == pytest.approx([start for start, _ in ABSENT_S], abs=1)
    phases = [(event["phase"], event["severity"]) for event in last["events"]]
    assert phases == [("started", "notice"), ("graver", "warning"), ("ended", "warning")] * 2
    assert all("at" not in change for change in last["changes"])
    assert all("第15条" in event["why"]["zh"] for event in last["events"])


def test_a_dated_watch_tells_the_halls_time(onpost: Onpost, scene: Scene) -> None:
    last = objects(onpost(*watched(scene), "--json", *SITED).out)[-1]
    absences = [change["at"] for change in last["changes"] if change["state"] == "absent"]
    assert absences[0].startswith(("2026-03-02T02:00:07", "2026-03-02T02:00:08"))
    assert absences[0].endswith("Z")
    assert {"start", "end"} <= set(last["events"][-1])
    assert re.search(r"was unstaffed from 10:00:0[78] to 10:00:1[89]", last["events"][2]["why"]["en"])


@pytest.mark.parametrize(
    ("starts_at", "clock"),
    [("2026-03-02T10:00:00+08:00", "10:00:08"), ("2026-03-02T10:00:00-03:30", "10:00:08"), (None, "0:00:08")],
)
def test_without_a_site_the_clock_is_the_one_that_was_given(
    onpost: Onpost, scene: Scene, tmp_path: Path, starts_at: str | None, clock: str
) -> None:
    log = tmp_path / "spans.jsonl"
    dated = () if starts_at is None else ("--starts-at", starts_at)
    ended = onpost("watch", scene.clip, "--weights", scene.network, "--log", log, *dated)
    nearly = clock[:-1] + "[789]"
    assert re.search(rf"^{nearly} +picture +Unstaffed$", ended.out, re.MULTILINE)
    (tmp_path / "limits.yaml").write_text("presence.absent: {notice_after_s: 5}")
    replayed = onpost("replay", log, "--limits", tmp_path / "limits.yaml")
    assert re.search(rf"unstaffed since {nearly}", replayed.out)


def test_watch_as_text(onpost: Onpost, scene: Scene) -> None:
    ended = onpost(*watched(scene))
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert re.fullmatch(r"0:00:00  7 +Cannot judge \(not yet decided\)", lines[0])
    assert re.fullmatch(r"0:00:0[78]  7 +Unstaffed", lines[2])
    assert re.fullmatch(r"0:00:1[23]  7 +Notice, started: Window 7 has been unstaffed since .*\.", lines[3])
    assert re.fullmatch(r"7: Staffed 0:00:[23]\d, Unstaffed 0:00:2\d", lines[-1])


def test_watch_in_chinese(onpost: Onpost, scene: Scene) -> None:
    ended = onpost(*watched(scene), "--lang", "zh")
    assert "无人" in ended.out
    assert "提示, 开始: 7号窗口0:00:0" in ended.out
    assert not re.search(r"Staffed|Unstaffed|Notice", ended.out)


@pytest.mark.thorough
def test_a_terminal_that_knows_no_chinese_ends_nothing(scene: Scene) -> None:
    ended = as_process(*watched(scene), "--lang", "zh", PYTHONIOENCODING="ascii")
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.thorough
def test_a_saved_film_changes_nothing_and_lasts_as_long_as_the_clip(
    onpost: Onpost, scene: Scene, tmp_path: Path
) -> None:
    without, saved = tmp_path / "without.jsonl", tmp_path / "with.jsonl"
    plain = objects(onpost(*watched(scene), "--json", "--log", without).out)
    filmed = objects(onpost(*watched(scene), "--json", "--log", saved, "--save", tmp_path / "film.mp4").out)
    for told in (plain, filmed):
        told[-1].pop("looks_per_cpu_s")
    assert plain == filmed
    assert without.read_text() == saved.read_text()
    with FileSource(tmp_path / "film.mp4") as source:
        assert source.info.size_wh == (320, 284), "two rows of words below the picture"
        assert source.info.duration_ms == pytest.approx(LASTS_S * 1000, abs=500)
        assert len(list(source)) == LASTS_S * 5
    assert sorted(os.listdir(tmp_path)) == ["film.mp4", "with.jsonl", "without.jsonl"]  # noqa: PTH208


def test_looks_per_second_is_what_was_asked(onpost: Onpost, scene: Scene) -> None:
    assert objects(onpost(*watched(scene), "--json", "--looks-per-second", "1").out)[-1]["looks"] == LASTS_S


def test_the_camera_of_an_address_is_found(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    two = scene.site.read_text("utf-8").replace("cameras:\n", f'cameras:\n  - {{id: cam-8, main: "{scene.clip}"}}\n')
    two = two.replace(
        "        limits:", "          - {camera: cam-8, zones: {staff: [[0, 0], [1, 0], [1, 1]]}}\n        limits:"
    )
    (tmp_path / "two.yaml").write_text(two, encoding="utf-8")
    common = ("watch", scene.clip, "--weights", scene.network, "--site", tmp_path / "two.yaml", "--json", "--log")
    assert onpost(*common, tmp_path / "a.jsonl").code == 0
    assert onpost(*common, tmp_path / "b.jsonl", "--camera", "cam-7").code == 0
    assert '"7@cam-8"' in (tmp_path / "a.jsonl").read_text()
    assert '"7@cam-8"' not in (tmp_path / "b.jsonl").read_text()


@pytest.mark.thorough
def test_whoever_stops_reading_ends_the_watch_without_a_word(scene: Scene) -> None:
    command = [sys.executable, "-m", "api.cli", *map(str, watched(scene)), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.thorough
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_watch_keeps_what_was_watched(
    scene: Scene, tmp_path: Path, how: signal.Signals, code: int
) -> None:
    command = [sys.executable, "-m", "api.cli", *map(str, watched(scene)), "--real-time"]
    command += ["--save", str(tmp_path / "a.mp4"), "--log", str(tmp_path / "a.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert select.select([process.stdout], [], [], 60)[0], "nothing was told within 60 s"
        assert process.stdout.readline().endswith("(not yet decided)\n")
        assert len(snapshot(tmp_path)) == 2
        process.send_signal(how)
        assert process.stderr.read() == "onpost: interrupted; what was watched until then is told and saved\n"
        assert "Staffed 0:" in process.stdout.read(), "the totals"
    assert process.returncode == code
    assert set(snapshot(tmp_path)) == {"a.mp4", "a.jsonl"}
    (last,) = read_log(tmp_path / "a.jsonl").spans[-1:]
    with FileSource(tmp_path / "a.mp4") as film:
        assert 0 < last.to_ms - list(film)[-1].at_ms <= 1_000


# --- replay -----------------------------------------------------------------------------------------


@pytest.fixture
def log(onpost: Onpost, scene: Scene, tmp_path: Path) -> Path:
    assert onpost(*watched(scene), "--log", tmp_path / "spans.jsonl").code == 0
    return tmp_path / "spans.jsonl"


@pytest.mark.parametrize("dated", [(), SITED])
def test_a_log_replays_to_the_same_changes_and_events(
    onpost: Onpost, scene: Scene, tmp_path: Path, dated: tuple[str, ...]
) -> None:
    live = objects(onpost(*watched(scene), "--json", "--log", tmp_path / "a.jsonl", *dated).out)[-1]
    (replayed,) = objects(onpost("replay", tmp_path / "a.jsonl", "--json").out)
    assert set(replayed) == {"counters", "changes", "events", "served_days", "findings_a_day"}
    assert live["events"]
    (days,) = [counter.pop("days", []) for counter in replayed["counters"]]
    assert [day["day"] for day in days] == (["2026-03-02"] if dated else [])
    assert {key: replayed[key] for key in ("counters", "changes", "events")} == {
        key: live[key] for key in ("counters", "changes", "events")
    }


def test_other_limits_tell_what_appears_vanishes_and_moves(onpost: Onpost, log: Path, tmp_path: Path) -> None:
    other = tmp_path / "limits.yaml"
    other.write_text("presence.absent: {notice_after_s: 11, warning_after_s: null}")
    (told,) = objects(onpost("replay", log, "--limits", other, "--json").out)
    assert {"appear", "vanish", "move", "moved", "findings_a_day", "findings_a_day_before"} < set(told)
    assert [moved["started_by_s"] for moved in told["moved"]] == [0]
    assert (told["findings_a_day"]["all"], told["findings_a_day_before"]["all"]) == (1, 2)
    assert {event["start_ms"] // 10_000 for event in told["vanish"]} == {0}
    assert {event["start_ms"] // 10_000 for event in told["move"]} <= {2, 3}
    assert told["move"]
    assert told["appear"] == []
    text = onpost("replay", log, "--limits", other).out.splitlines()
    assert text[-1] == "findings that appear: 0, vanish: 1, move: 1; about 1.0 a day, before 2.0"
    assert [line[0] for line in text if line[1] == " "] == ["-"] * 3 + ["~"] * 2 + [" "]
    assert re.fullmatch(r"  is told \d+(\.\d+)? s later, .*", text[5])
    other.write_text("presence.absent: {status: off}")
    assert onpost("replay", log, "--limits", other).out.splitlines()[-1] == (
        "findings that appear: 0, vanish: 2, move: 0; about 0.0 a day, before 2.0"
    )


def test_a_preset_and_another_site(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    assert onpost(*watched(scene), "--log", log, *SITED).code == 0
    lenient = onpost("replay", log, "--preset", "lenient").out.splitlines()
    assert lenient[-1] == "findings that appear: 0, vanish: 2, move: 0; about 0.0 a day, before 2.0"
    same = onpost("replay", log, "--site", scene.site, "--lang", "zh").out.splitlines()
    assert same[-1] == "新增0项，消失0项，变动0项；每天约2.0项，原2.0项"


def test_a_data_folder_is_replayed(onpost: Onpost, tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(spans([(10_000, 12), (40_000, -4), (10_000, 12)]), front=BEGIN_MS, side=BEGIN_MS)
    hall.parts.close()
    (told,) = objects(onpost("replay", tmp_path, "--json", "--preset", "lenient").out)
    (counter,) = told["counters"]
    assert [round(day["watched_s"]) for day in counter["days"]] == [60]
    assert told["served_days"] == 1
    assert {event["type"] for event in told["vanish"]} == {"presence.absent"}


def test_a_part_of_a_log(onpost: Onpost, log: Path) -> None:
    (told,) = objects(onpost("replay", log, "--from", "0:25", "--to", "0:00:45", "--json").out)
    assert sum(told["counters"][0][key] for key in COVERAGE) == 20
    assert {event["start_ms"] // 10_000 for event in told["events"]} <= {2, 3}
    assert told["events"]
    assert objects(onpost("replay", log, "--from", "3:00", "--json").out) == [
        {"counters": [], "changes": [], "events": [], "served_days": 0, "findings_a_day": {"all": 0.0}}
    ]


def test_replay_as_text(onpost: Onpost, log: Path) -> None:
    lines = onpost("replay", log).out.splitlines()
    assert lines[-1] == "findings: 2, about 2.0 a day"
    assert re.fullmatch(r"7: Staffed 0:00:[23]\d, Unstaffed 0:00:2\d", lines[-2])
    assert lines[0].startswith("7             Notice, started: Window 7 has been unstaffed since 0:00:0")


# --- check, models ----------------------------------------------------------------------------------


def test_check_of_the_example(onpost: Onpost) -> None:
    ended = onpost("check", EXAMPLE)
    assert (ended.code, ended.out, ended.err) == (0, f"{EXAMPLE}: in order\n", "")
    assert objects(onpost("check", EXAMPLE, "--json").out) == [{"ok": True, "problems": [], "hints": []}]


def test_check_prints_the_published_schema(onpost: Onpost) -> None:
    assert onpost("check", "--schema").out == site_schema_text()
    assert (ROOT / "docs" / "site.schema.json").read_text("utf-8") == site_schema_text()


def test_hints_are_told_and_are_no_problem(onpost: Onpost, tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(SITE + '  - {id: spare, main: "usb:0"}\n', encoding="utf-8")
    ended = onpost("check", site)
    assert ended.code == 0
    assert re.fullmatch(rf"hint: {site}:17:\d+ .*\n{site}: in order\n", ended.out)
    (told,) = objects(onpost("check", site, "--json").out)
    assert (told["ok"], len(told["hints"])) == (True, 1)


@pytest.mark.parametrize("command", ["list", "verify"])
def test_models_as_json_and_as_text(onpost: Onpost, command: str) -> None:
    (told,) = objects(onpost("models", command, "--json").out)
    names = [path.stem for folder in (WEIGHTS, HEADS) for path in sorted(folder.glob("*.onnx"))]
    assert [row["name"] for row in told["models"]] == names
    keys = {"name", "task", "licence", "precision", "bytes", "sha256", "ok", "problem"}
    assert all(set(row) == keys and row["ok"] and row["problem"] == "" for row in told["models"])
    lines = onpost("models", command).out.splitlines()
    assert [line.split()[0] for line in lines] == names
    assert all(line.endswith("in order") for line in lines)


# --- eval -------------------------------------------------------------------------------------------

RATE = {"value", "n", "ci"}


def clip_folder(scene: Scene, folder: Path) -> Path:
    """The drawn clip with its truth."""
    (folder / "clip.mp4").symlink_to(scene.clip)
    edges = [0, *(edge for absence in ABSENT_S for edge in absence), LASTS_S]
    staff = [[a, b, "absent" if n % 2 else "present"] for n, (a, b) in enumerate(pairwise(edges))]
    zone = [[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]
    counter = {"id": "desk", "staff_zone": zone, "customer_zone": None, "staff": staff, "customer": []}
    truth = {"clip": "clip.mp4", "duration_s": LASTS_S, "tolerance_s": 1.0, "note": "drawn", "counters": [counter]}
    (folder / "clip.truth.json").write_text(json.dumps(truth))
    return folder


def test_eval_presence_prints_its_figures(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    ended = onpost("eval", "presence", clip_folder(scene, tmp_path), "--weights", scene.network, "--json")
    (told,) = objects(ended.out)
    assert set(told) == {
        "seconds_right",
        "changes",
        "changes_on_time",
        "false_changes",
        "customer_seconds_right",
        "live_delay_s",
        "clips",
    }
    assert set(told["seconds_right"]) == RATE
    assert told["seconds_right"]["value"] == 1.0
    assert (told["changes"], told["changes_on_time"], told["false_changes"]) == (4, 4, 0)
    assert told["customer_seconds_right"] == {"value": None, "n": 0, "ci": None}
    assert 0 < told["live_delay_s"] < 8
    (clip,) = told["clips"]
    assert (clip["clip"], clip["counter"], clip["changes_on_time"]) == ("clip.mp4", "desk", 4)


def test_eval_presence_as_text(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    lines = onpost("eval", "presence", clip_folder(scene, tmp_path), "--weights", scene.network).out.splitlines()
    assert re.fullmatch(r"seconds_right +1\.000 \(n 4\d, 1\.000 to 1\.000\)", lines[0])
    assert re.fullmatch(r"customer_seconds_right +too few to say \(n 0\)", lines[4])
    assert re.fullmatch(r"  clip\.mp4 · desk: 4 of 4 changes on time, 0 false; seconds right 1\.000 .*", lines[-1])


def test_eval_events_prints_its_figures_and_writes_a_page(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    page = tmp_path / "events.html"
    folder = clip_folder(scene, tmp_path)
    (told,) = objects(onpost("eval", "events", folder, "--weights", scene.network, "--json", "--html", page).out)
    assert told["seconds_right"]["value"] == 1.0
    assert set(told["rules"]["presence.absent"]) >= {"missed", "false_per_counter_hour", "start_error_s"}
    assert page.read_text().startswith("<!doctype html>")

    lines = onpost("eval", "events", folder, "--weights", scene.network).out.splitlines()
    assert re.fullmatch(r"\d+x\d+, 0\.01 counter-hours", lines[0])
    assert re.fullmatch(r"  seconds_right +1\.000 \(n 4\d, 1\.000 to 1\.000\)", lines[1])


def test_a_page_that_cannot_be_written_is_told(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    page = tmp_path / "missing" / "events.html"
    ended = onpost("eval", "events", clip_folder(scene, tmp_path), "--weights", scene.network, "--html", page)
    assert ended.code == 2
    assert "events.html" in ended.err


def people_folder(folder: Path) -> Path:
    """Three drawn pictures with one person each, in COCO's formats."""
    (folder / "images").mkdir()
    x1, y1, x2, y2 = CLERK
    images, annotations = [], []
    for number in range(1, 4):
        name = f"{number}.png"
        cv2.imwrite(str(folder / "images" / name), drawn(staffed=True, number=number)[..., ::-1])
        images.append({"id": number, "file_name": name, "width": 320, "height": 240})
        box = {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1), "iscrowd": 0}
        points = {"keypoints": [x1 + 30, y1 + 50, 2] * 17, "num_keypoints": 17}
        annotations.append({"id": number, "image_id": number, "category_id": 1, **box, **points})
    categories = [{"id": 1, "name": "person"}, {"id": 77, "name": "cell phone"}]
    truth = json.dumps({"images": images, "annotations": annotations, "categories": categories})
    for name in ("person_boxes", "person_and_phone_full", "person_keypoints"):
        (folder / f"{name}.json").write_text(truth)
    return folder


def test_eval_people_prints_its_figures(onpost: Onpost, scene: Scene, tmp_path: Path) -> None:
    folder = people_folder(tmp_path)
    ended = onpost("eval", "people", folder, "--weights", scene.network, "--json")
    (told,) = objects(ended.out)
    assert (ended.code, set(told)) == (0, {"person_ap50", "phone_ap50", "pose_oks"})
    assert all(set(rate) == RATE and rate["value"] is None for rate in told.values()), "three people are too few"
    assert [told[key]["n"] for key in ("person_ap50", "phone_ap50", "pose_oks")] == [3, 0, 3]
    lines = onpost("eval", "people", folder, "--weights", scene.network).out.splitlines()
    assert re.fullmatch(r"person_ap50 +too few to say \(n 3\)", lines[0])
