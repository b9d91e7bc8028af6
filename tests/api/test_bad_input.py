"""Bad input, as the user meets it: one sentence, exit code 2, no traceback, nothing half-written."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cameras.child import DecoderSettings
from cameras.errors import DecoderCrashed
from cameras.file import FileSource
from models.cards import WEIGHTS, open_card
from models.check import verify_weights
from models.errors import WeightsCorrupted
from tests.api.builders import SITE, Ended, Onpost, as_process, film, frames, snapshot
from tests.api.conftest import Scene
from tests.cameras.films import Film, cut, make, make_picture

STAFF = "[[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]"
IN_FRONT = (("movflags", "faststart"),)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a test with a short clip, a network and a site file in it."""

    folder: Path
    clip: Path
    network: Path
    site: Path

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def text(self, name: str, text: str) -> Path:
        (self / name).write_text(text, encoding="utf-8")
        return self / name

    def broken_site(self, old: str, new: str) -> Path:
        assert old in SITE
        return self.text("broken.yaml", SITE.replace(old, new))


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("short") / "clip.mp4", frames((), 2))


@pytest.fixture
def at(tmp_path: Path, short_clip: Path, scene: Scene) -> Place:
    files = (shutil.copy(file, tmp_path) for file in (short_clip, scene.network, scene.site))
    return Place(tmp_path, *map(Path, files))


Arguments = tuple[object, ...]
Case = tuple[str, Callable[[Place], Arguments], tuple[str, ...]]


def watch(at: Place, *more: object) -> Arguments:
    """The good clip, quickly."""
    return ("watch", at.clip, "--weights", at.network, *more)


def watch_file(prepare: Callable[[Path], object], name: str = "bad.mp4") -> Callable[[Place], Arguments]:
    """A file that ``prepare`` makes."""

    def arguments(at: Place) -> Arguments:
        prepare(at / name)
        return ("watch", at / name, "--weights", at.network, "--save", at / "out.mp4", "--log", at / "out.jsonl")

    return arguments


def without_moov(path: Path) -> None:
    cut(make(path), 0.5)


def truncated_behind_moov(path: Path) -> None:
    cut(make(path, Film(frames=200, container=IN_FRONT)), 0.7)


def that_breaks_off(path: Path) -> None:
    cut(make(path, Film(codec="mpeg4", frames=100)), 0.5)


VIDEOS: list[Case] = [
    # what it is, arguments, what the sentence holds
    (
        "an unknown file",
        watch_file(lambda path: path),
        ("bad.mp4", "video file was wanted", "nothing is there", "Check"),
    ),
    ("a truncated file", watch_file(truncated_behind_moov), ("bad.mp4", "wanted", "as its index says", ".")),
    ("no moov", watch_file(without_moov), ("bad.mp4", "moov")),
    ("zero bytes", watch_file(Path.touch), ("bad.mp4", "video was wanted", "0 bytes", "again")),
    ("a text", watch_file(lambda p: p.write_text("opening hours\n" * 99)), ("a text file", "Name an MP4")),
    ("a picture", watch_file(lambda p: make_picture(p, "mjpeg", "yuvj420p")), ("a JPEG picture",)),
    ("a picture by its name", watch_file(lambda p: make_picture(p, "png", "rgb24"), "a.png"), ("a PNG picture",)),
    ("one that breaks off", watch_file(that_breaks_off, "a.mkv"), ("a.mkv", "as its header says", "ends after")),
    ("a folder", watch_file(Path.mkdir), ("this is a folder", "Name a file")),
    ("a pipe", watch_file(os.mkfifo), ("not a file", "Name a file")),
    ("a link to itself", watch_file(lambda path: path.symlink_to(path)), ("cannot be opened", "Check the name")),
    (
        "a camera that is not there",
        lambda _: ("watch", "rtsp://viewer:hunter2@127.0.0.1:9/main"),
        ("rtsp://***@127.0.0.1:9/main", "Pictures were wanted", "nothing answers there", "Check that the camera is on"),
    ),
    ("a camera at the machine", lambda _: ("watch", "usb:77"), ("usb:77", "no camera is there", "Plug it in")),
    ("an unknown address", lambda _: ("watch", "ftp://viewer:hunter2@127.0.0.1/a"), ("ftp:// is not watched",)),
    ("an unknown scene", lambda _: ("watch", "scene:none"), ("none of this name", "Name scene:demo")),
    (
        "a camera that is dated",
        lambda _: ("watch", "usb:77", "--starts-at", "2026-03-01T10:00:00+08:00"),
        ("--starts-at", "dated by the clock", "leave it out"),
    ),
]


def watch_site(old: str, new: str) -> Callable[[Place], Arguments]:
    """The site file with a part of it exchanged."""
    return lambda at: watch(at, "--site", at.broken_site(old, new), "--log", at / "out.jsonl")


SITES: list[Case] = [
    ("two points", watch_site(STAFF, "[[0.3, 0.1], [0.7, 0.1]]"), ("broken.yaml:12:", "3 to 200 points", "list of 2")),
    ("a point outside", watch_site("[0.7, 0.9]", "[0.7, 1.9]"), ("staff[2][1]", "0 to 1", "got 1.9", "correct it")),
    ("a crossing", watch_site(STAFF, "[[0, 0], [1, 1], [1, 0], [0, 1]]"), ("does not cross itself", "in order")),
    (
        "an id twice",
        watch_site("cameras:\n", 'cameras:\n  - {id: cam-7, main: "usb:0"}\n'),
        ('"cam-7" again', "rename"),
    ),
    (
        "an unknown key",
        watch_site("            zones:", "            zone: {}\n            zones:"),
        ("unknown key", "zones"),
    ),
    (
        "limits that fall",
        watch_site("warning_after_s: 8", "warning_after_s: 4"),
        ("more than notice_after_s", "got 4 s"),
    ),
    ("several problems", watch_site("version: 1", "version: 2\nx: 1\ny: 2"), ("version", "(and 2 more)")),
    ("no site file", lambda at: watch(at, "--site", at / "none.yaml"), ("none.yaml", "no file of that name", "check")),
    ("a video as site", lambda at: watch(at, "--site", at.clip), ("a text file", "bytes that are no text")),
    ("a folder as site", lambda at: watch(at, "--site", at.folder), ("wanted a file", "a directory")),
    (
        "an unknown camera",
        lambda at: watch(at, "--site", at.site, "--camera", "cam-9"),
        ("site.yaml", "one camera", 'got "cam-9"', "--camera (cam-7)"),
    ),
    (
        "a site without views",
        watch_site(SITE[SITE.index("        views:") : SITE.index("        limits:")], ""),
        ("a site with a view was wanted", "give a counter a view"),
    ),
    (
        "two cameras",
        watch_site(
            SITE[SITE.index("        limits:") :],
            "          - {camera: cam-8, zones: {staff: [[0, 0], [1, 0], [1, 1]]}}\n"
            'cameras: [{id: cam-7, main: "usb:0"}, {id: cam-8, main: "usb:1"}]\n',
        ),
        ("one camera", "got 2 that could have", "--camera (cam-7, cam-8)"),
    ),
    ("a camera without site", lambda at: watch(at, "--camera", "cam-7"), ("--camera", "site file", "--site")),
]

WEIGHTS_CASES: list[Case] = [
    ("an unknown network", lambda at: watch(at, "--weights", "yolo99"), ("no weights are called yolo99", "yolo11n")),
    ("no such file", lambda at: watch(at, "--weights", at / "no.onnx"), ("no.onnx", "cannot be read", "name an .onnx")),
    ("no such .pt", lambda at: watch(at, "--weights", at / "no.pt"), ("no.pt", "cannot be read", "name a .pt")),
    (
        "a text as network",
        lambda at: watch(at, "--weights", at.text("a.onnx", "no network")),
        ("a.onnx should be an ONNX network", "refuses it"),
    ),
    ("a pose network", lambda at: watch(at, "--weights", "movenet-lightning"), ("task pose", "wanted", "name one of")),
    (
        "a pose network by its file",
        lambda at: watch(at, "--weights", WEIGHTS / "movenet-lightning.onnx"),
        ("cannot be used as a detector", "export"),
    ),
    ("no such pose network", lambda at: ("eval", "people", at.folder, "--pose", "x"), ("no weights are called x",)),
]


def save_to(name: str) -> Callable[[Place], Arguments]:
    return lambda at: watch(at, "--save", at / name)


def log_to(name: str) -> Callable[[Place], Arguments]:
    return lambda at: watch(at, "--log", at / name)


def into_folder(option: str, name: str) -> Callable[[Place], Arguments]:
    def arguments(at: Place) -> Arguments:
        (at / name).mkdir()
        return watch(at, option, at / name)

    return arguments


OUTPUTS: list[Case] = [
    (
        "a film in no folder",
        save_to("none/a.mp4"),
        ("a.mp4", "to be written", "folder does not exist", "Make the folder"),
    ),
    ("a film below a file", save_to("site.yaml/a.mp4"), ("a.mp4", "to be written")),
    ("a film that is a folder", into_folder("--save", "out.mp4"), ("this is a folder", "Name a file")),
    ("a film of another kind", save_to("a.avi"), ("only MP4", "end in .mp4")),
    ("a film over its clip", save_to("clip.mp4"), ("clip.mp4", "of its own was wanted", "in use", "name another")),
    ("a film on no disk", lambda at: watch(at, "--save", "/proc/a.mp4"), ("/proc/a.mp4", "Name another place")),
    ("a log in no folder", log_to("none/a.jsonl"), ("a.jsonl", "folder does not exist", "Make the folder")),
    ("a log below a file", log_to("site.yaml/a.jsonl"), ("a.jsonl", "to be written")),
    ("a log that is a folder", into_folder("--log", "out"), ("this is a folder", "Name a file")),
    ("a log over the clip", log_to("clip.mp4"), ("clip.mp4", "in use")),
    ("a log over the network", log_to("red.onnx"), ("red.onnx", "in use")),
    (
        "a log over the site file",
        lambda at: watch(at, "--site", at.site, "--log", at.folder / "." / "site.yaml"),
        ("site.yaml", "in use"),
    ),
    (
        "a log over the film",
        lambda at: watch(at, "--save", at / "a.mp4", "--log", at.folder / "x" / ".." / "a.mp4"),
        ("a.mp4", "in use"),
    ),
    ("a log that is full", lambda at: watch(at, "--log", "/dev/full"), ("/dev/full", "not a file", "Name a file")),
]


@pytest.fixture(scope="module")
def a_log(tmp_path_factory: pytest.TempPathFactory, short_clip: Path, scene: Scene) -> str:
    path = tmp_path_factory.mktemp("log") / "a.jsonl"
    arguments = ("watch", short_clip, "--weights", scene.network, "--site", scene.site, "--log", path)
    assert as_process(*arguments).code == 0
    return path.read_text("utf-8")


def replay(edit: Callable[[list[str]], object], *more: object) -> Callable[[Place], Arguments]:
    """A log with its lines changed by ``edit``."""

    def arguments(at: Place) -> Arguments:
        lines = (at / "log.jsonl").read_text("utf-8").splitlines()
        edit(lines)
        return ("replay", at.text("log.jsonl", "\n".join([*lines, ""])), *more)

    return arguments


def nothing(_lines: list[str]) -> None:
    """Leave the log as it is."""


def exchange(number: int, old: str, new: str) -> Callable[[list[str]], None]:
    def edit(lines: list[str]) -> None:
        assert old in lines[number]
        lines[number] = lines[number].replace(old, new)

    return edit


def replay_with(limits: str) -> Callable[[Place], Arguments]:
    return lambda at: ("replay", at / "log.jsonl", "--limits", at.text("limits.yaml", limits))


LOGS: list[Case] = [
    (
        "no log",
        lambda at: ("replay", at / "no.jsonl"),
        ("no.jsonl", "span log was wanted", "write one with watch --log"),
    ),
    ("a folder", lambda at: ("replay", at.folder), ("span log was wanted", "watch --log")),
    ("a clip", lambda at: ("replay", at.clip), ("span log was wanted", "watch --log")),
    ("a site file", lambda at: ("replay", at.site), ("site.yaml:1:", "line of a span log was wanted", "write the log")),
    ("an empty file", lambda at: ("replay", at.text("e", "")), ("e:1:", "line of a span log was wanted")),
    ("a broken line", replay(lambda lines: lines.insert(2, "{")), ("log.jsonl:3:", "line of a span log", "again")),
    ("an unknown key", replay(exchange(2, '"view"', '"vew"')), ("log.jsonl:3:", "view")),
    ("evidence out of range", replay(exchange(2, '"staff_evidence":', '"staff_evidence":9')), ("log.jsonl:3:", "127")),
    (
        "a span that ends first",
        replay(exchange(2, '"from_ms":', '"from_ms":9')),
        ("log.jsonl:3:", "must end after it begins"),
    ),
    ("another view", replay(exchange(2, "7@cam-7", "8@cam-7")), ('"8@cam-7"', "in the log's header was wanted")),
    ("a gap", replay(lambda lines: lines.pop(2)), ('"7@cam-7"', "gap", "write the log again")),
    ("a folder of time zones", replay(exchange(0, '"time_zone":null', '"time_zone":"Europe"')), ("log.jsonl:1:",)),
    ("a path for a time zone", replay(exchange(0, '"time_zone":null', '"time_zone":"../x"')), ("log.jsonl:1:",)),
    ("steps that fall", replay(exchange(0, "[5000,", "[9000,")), ("log.jsonl:1:", "longer than the one before")),
    ("a moment beyond all dates", replay(exchange(-1, '"to_ms":', '"to_ms":99999999999')), ("log.jsonl:", "to_ms")),
    ("no moment", replay(nothing, "--from", "noon"), ('got "noon"', "2026-03-01T10:02:13+08:00", "0:12:05")),
    ("a date without offset", replay(nothing, "--to", "2026-03-01T10:02:13"), ("offset from UTC",)),
    (
        "a date in a clip",
        replay(nothing, "--to", "2026-03-01T10:02:13Z"),
        ("since the clip's beginning", "write it so"),
    ),
    ("an end before the beginning", replay(nothing, "--from", "0:02", "--to", "0:01"), ("before --to", "swap")),
    (
        "limits: no file",
        lambda at: ("replay", at / "log.jsonl", "--limits", at / "no"),
        ("limits by rule were wanted",),
    ),
    ("limits: empty", replay_with(""), ("limits.yaml", "limits by rule were wanted", "got nothing")),
    ("limits: no YAML", replay_with("presence.absent: ["), ("limits.yaml:1:", "valid YAML")),
    ("limits: a list", replay_with("[1]"), ("limits.yaml:1:1", "a mapping from rule id to limits")),
    ("limits: unknown rule", replay_with("presence.absnt: {}"), ("unknown key", 'did you mean "presence.absent"?')),
    ("limits: falling", replay_with("presence.absent: {notice_after_s: 700}"), ("more than notice_after_s (700 s)",)),
    ("limits: a text", replay_with("presence.absent: {notice_after_s: soon}"), ("whole seconds", 'got "soon"')),
    ("limits: no step", replay_with("presence.absent: {notice_after_s: null, warning_after_s: null}"), ("one step",)),
    (
        "limits and a preset",
        lambda at: ("replay", at / "log.jsonl", "--preset", "strict", "--limits", at.text("limits.yaml", "{}")),
        ("got both", "leave one out"),
    ),
    (
        "another site without dates",
        lambda at: ("replay", at / "log.jsonl", "--site", at.site),
        ("whose dates are known", "watch --starts-at"),
    ),
    ("limits: a folder", lambda at: ("replay", at / "log.jsonl", "--limits", at.folder), ("limits by rule",)),
]

DATES: list[Case] = [
    (f"--starts-at {text}", lambda at, text=text: watch(at, "--starts-at", text), (f'got "{text}"', "offset from UTC"))  # type: ignore[misc]
    for text in (
        "noon",
        "0:12:05",
        "2026-03-01",
        "2026-03-01T10:02:13",
        "2026-02-30T10:00:00Z",
        "9999-12-31T23:59:59Z",
        "",
    )
]

COUNTER = {"id": "desk", "staff_zone": [[0, 0], [1, 0], [1, 1]], "staff": [[0, 1, "present"], [1, 2, "absent"]]}
TRUTH = {
    "clip": "clip.mp4",
    "duration_s": 2,
    "tolerance_s": 1,
    "counters": [COUNTER],
}


def presence(**changed: object) -> Callable[[Place], Arguments]:
    """A folder with one clip, its truth changed."""

    def arguments(at: Place) -> Arguments:
        at.text("clip.truth.json", json.dumps(TRUTH | changed))
        return ("eval", "presence", at.folder, "--weights", at.network, "--json")

    return arguments


def counter(**changed: object) -> dict[str, object]:
    return COUNTER | changed


def people(text: str) -> Callable[[Place], Arguments]:
    def arguments(at: Place) -> Arguments:
        at.text("person_boxes.json", text)
        return ("eval", "people", at.folder, "--weights", at.network)

    return arguments


FOLDERS: list[Case] = [
    ("presence: no folder", lambda at: ("eval", "presence", at / "no"), ("no:", "*.truth.json", "name another")),
    ("presence: no truth", lambda at: ("eval", "presence", at.folder), ("*.truth.json", "none is there")),
    ("presence: no clip", presence(clip="no.mp4"), ("no.mp4", "nothing is there")),
    ("presence: no counters", presence(counters=[]), ("clip.truth.json", "counters", "truth of a clip was wanted")),
    ("presence: counters alike", presence(counters=[counter(), counter()]), ("an id of its own", "desk, desk")),
    ("presence: out of order", presence(counters=[counter(staff=[[1, 2, "absent"], [0, 1, "absent"]])]), ("in order",)),
    ("presence: backwards", presence(counters=[counter(staff=[[2, 1, "absent"]])]), ("in order of time",)),
    ("presence: unknown state", presence(counters=[counter(staff=[[0, 1, "away"]])]), ("'present' or 'absent'",)),
    ("presence: two points", presence(counters=[counter(staff_zone=[[0, 0], [1, 1]])]), ("staff_zone", "3 items")),
    ("presence: outside", presence(counters=[counter(staff_zone=[[0, 0], [2, 0], [1, 1]])]), ("staff_zone.1.0",)),
    (
        "presence: no JSON",
        lambda at: ("eval", "presence", at.text("a.truth.json", "{").parent),
        ("a.truth.json", "Invalid JSON", "correct it"),
    ),
    (
        "presence: a folder as truth",
        lambda at: ((at / "a.truth.json").mkdir(), ("eval", "presence", at.folder))[1],  # type: ignore[func-returns-value]
        ("a.truth.json", "Is a directory"),
    ),
    ("people: no folder", lambda at: ("eval", "people", at / "no"), ("person_boxes.json", "name a folder")),
    ("people: no JSON", people("{"), ("person_boxes.json should be a COCO file but is not JSON",)),
    ("people: no COCO", people('{"images": []}'), ("person_boxes.json should be a COCO file", "annotations")),
]

CASES = [*VIDEOS, *SITES, *WEIGHTS_CASES, *OUTPUTS, *LOGS, *DATES, *FOLDERS]


def assert_one_sentence(ended: Ended, held: tuple[str, ...]) -> None:
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("onpost: ")
    assert ended.err.count("\n") == 1
    assert ended.err.endswith("\n")
    assert "Traceback" not in ended.err
    assert "hunter2" not in ended.err
    for words in held:
        assert words in ended.err


@pytest.fixture
def with_log(at: Place, request: pytest.FixtureRequest) -> Place:
    at.text("log.jsonl", request.getfixturevalue("a_log"))
    return at


@pytest.mark.parametrize(("arguments", "held"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_bad_input_ends_in_one_sentence_and_writes_nothing(
    onpost: Onpost, with_log: Place, arguments: Callable[[Place], Arguments], held: tuple[str, ...]
) -> None:
    given = arguments(with_log)
    before = snapshot(with_log.folder)
    assert_one_sentence(onpost(*given), held)
    assert snapshot(with_log.folder) == before


FIRST_OF_EACH = [VIDEOS[0], VIDEOS[2], SITES[0], WEIGHTS_CASES[3], OUTPUTS[1], LOGS[5], DATES[0], FOLDERS[0]]


@pytest.mark.thorough
@pytest.mark.parametrize(("arguments", "held"), [c[1:] for c in FIRST_OF_EACH], ids=[c[0] for c in FIRST_OF_EACH])
def test_a_process_ends_the_same_way(
    with_log: Place, arguments: Callable[[Place], Arguments], held: tuple[str, ...]
) -> None:
    given = arguments(with_log)
    before = snapshot(with_log.folder)
    assert_one_sentence(as_process(*given), held)
    assert snapshot(with_log.folder) == before


# --- check: the problems are its result -------------------------------------------------------------


@pytest.mark.parametrize(("arguments", "held"), [c[1:] for c in SITES[:7]], ids=[c[0] for c in SITES[:7]])
def test_check_prints_every_problem_and_the_first_on_stderr(
    onpost: Onpost, at: Place, arguments: Callable[[Place], Arguments], held: tuple[str, ...]
) -> None:
    arguments(at)
    ended = onpost("check", at / "broken.yaml")
    problems = ended.out.splitlines()
    assert ended.code == 2
    assert all(problem.startswith(f"{at / 'broken.yaml'}:") for problem in problems)
    more = len(problems) - 1
    assert ended.err == f"onpost: {problems[0]}{f' (and {more} more)' if more else ''}\n"
    assert all(words in ended.err for words in held)
    told = onpost("check", at / "broken.yaml", "--json")
    assert (told.code, told.err) == (2, ended.err)
    assert json.loads(told.out) == {"ok": False, "problems": problems, "hints": []}


@pytest.mark.parametrize("name", ["none.yaml", "folder.yaml", "empty.yaml", "clip.mp4"])
def test_check_of_what_is_no_site_file_gives_json_too(onpost: Onpost, at: Place, name: str) -> None:
    (at / "folder.yaml").mkdir()
    at.text("empty.yaml", "")
    ended = onpost("check", at / name, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["ok"], len(told["problems"])) == (2, False, 1)
    assert ended.err == f"onpost: {told['problems'][0]}\n"


def test_check_wants_a_file(onpost: Onpost) -> None:
    assert_one_sentence(onpost("check"), ("a site file to check was wanted", "onpost check site.yaml"))


# --- what no command line can bring about -----------------------------------------------------------


def test_a_file_that_crashes_the_decoder(at: Place) -> None:
    # No file is known to crash today's FFmpeg, so the decoding process is one that crashes.
    settings = DecoderSettings(command=("/bin/sh", "-c", "kill -SEGV $$"))
    with pytest.raises(DecoderCrashed, match=r"clip\.mp4.*SIGSEGV"):
        FileSource(at.clip, decoder=settings)


def damaged_weights(folder: Path) -> Path:
    """The shipped weights, one bit of the detector's turned."""
    for file in WEIGHTS.iterdir():
        (folder / file.name).symlink_to(file)
    content = bytearray((WEIGHTS / "yolo11n.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "yolo11n.onnx").unlink()
    (folder / "yolo11n.onnx").write_bytes(content)
    return folder


def test_weights_with_a_wrong_hash_are_not_opened(tmp_path: Path) -> None:
    folder = damaged_weights(tmp_path)
    with pytest.raises(WeightsCorrupted, match=r"yolo11n\.onnx should have sha256 .* install them again"):
        open_card("yolo11n", "detect", folder)
    assert [row.name for row in verify_weights(folder) if row.problem] == ["yolo11n"]


# --- what typer itself refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("wach",), "No such command"),
        (("watch",), "Missing argument"),
        (("watch", "a.mp4", "--sav", "b.mp4"), "No such option"),
        (("watch", "a.mp4", "--looks-per-second", "99"), "Invalid value"),
        (("watch", "a.mp4", "--lang", "fr"), "is not one of"),
        (("eval", "peple", "."), "No such command"),
    ],
)
def test_wrong_options_end_with_two(onpost: Onpost, arguments: tuple[str, ...], told: str) -> None:
    ended = onpost(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert "Traceback" not in ended.err
