"""The loop with cameras that show what the test says: batches, turns, configurations, traces, pictures."""

import json
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from api.client import ApiClient
from api.contract import Batch, Configuration, WatchedCamera, WatchedView
from api.contract_live import Wish, Wishes
from api.worker.errands import Errands
from api.worker.loop import BATCH_S, Clocks, Loop, Places
from api.worker.pictures import Outbox
from api.worker.showing import Showing
from api.worker.spool import Pin, Spool
from api.worker.watched import Networks, WatchedPictures
from cameras.errors import CameraUnreachable, SourceNotFound
from cameras.reconnecting import LiveState, LiveStatus
from tests.api.worker.cameras import STAFF, WALKING_OFF, Film, detect, frame, watched
from vision.datatypes import Detections, Frame
from vision.detecting import Detector

BEGIN_MS = 1_772_330_400_000


@dataclass(slots=True)
class Bench:
    """A loop, its cameras and a clock that stands where it is put."""

    folder: Path
    detect: Detector = detect
    refused: tuple[str, ...] = ()
    now_ms: int = BEGIN_MS
    films: dict[str, Film] = field(default_factory=dict)
    told: int = 0
    looked: Callable[[WatchedPictures, Frame], None] = lambda _pictures, _frame: None
    spool: Spool = field(init=False)
    loop: Loop = field(init=False)

    def __post_init__(self) -> None:
        self.spool = Spool(self.folder, "w1")
        self.loop = Loop(
            "w1",
            Networks(self.detect, "nets"),
            Places(self.spool, Outbox(self.folder / "pictures"), self.folder / "trace"),
            self.open_camera,
            Clocks(lambda: self.now_ms, lambda: self.now_ms / 1000),
            told=self.note,
            looked=self.looked,
        )

    def note(self) -> None:
        self.told += 1

    def open_camera(self, camera: WatchedCamera) -> Film:
        if camera.id in self.refused:
            msg = "no address"
            raise SourceNotFound(msg)
        self.films[camera.id] = Film()
        return self.films[camera.id]

    def watch(self, *cameras: WatchedCamera) -> None:
        self.loop.configure(Configuration(version=1, cameras=cameras))

    def show(self, camera: str, *, somebody: bool = True, aside: float = 0.0) -> None:
        """One picture half a second later, which the loop looks at."""
        self.now_ms += 500
        self.films[camera].show(frame(self.now_ms, somebody, aside=aside))
        self.until_looks(self.loop.looks + 1)

    def leave(self, camera: str) -> None:
        """Somebody who was there for 8 looks walks off, and nobody is there for 8 more."""
        for aside in (0.0,) * 8 + WALKING_OFF:
            self.show(camera, aside=aside)
        for _ in range(8):
            self.show(camera, somebody=False)

    def until_looks(self, looks: int) -> None:
        turns = 0
        while self.loop.looks < looks:
            self.loop.turn(0.2)
            turns += 1
            assert turns < 100, "the picture was never looked at"

    def has_frame(self, camera: str) -> bool:
        return self.loop._posts[camera].eye.has_frame  # noqa: SLF001 - whether the loop could look

    def batches(self) -> list[Batch]:
        found = []
        while waiting := self.spool.oldest():
            found.append(waiting.batch)
            self.spool.acknowledged(waiting.number)
        return found

    def close(self) -> None:
        self.loop.close()
        self.spool.close()

    def left(self) -> list[Batch]:
        """What was told and never sent, after the loop has ended."""
        self.spool = Spool(self.folder, "w1")
        batches = self.batches()
        self.spool.close()
        return batches


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_what_is_seen_goes_into_the_spool_in_batches_without_gap(bench: Bench) -> None:
    bench.watch(watched("one"))
    for _ in range(8):
        bench.show("one")
    bench.close()
    batches = bench.left()
    assert bench.told == len(batches) >= 4
    spans = [span for batch in batches for span in batch.spans]
    assert [span.from_ms for span in spans[1:]] == [span.to_ms for span in spans[:-1]]
    assert (spans[0].from_ms, spans[-1].to_ms) == (BEGIN_MS + 500, bench.now_ms)
    assert {span.model_set for span in spans} == {"nets"}
    marks = [batch.watermark_ms["one"] for batch in batches]
    assert marks == sorted(marks)
    for batch, before in zip(batches[1:], marks, strict=False):
        assert all(span.from_ms >= before for span in batch.spans)


def test_a_batch_comes_twice_a_second_also_when_there_is_nothing_to_tell(bench: Bench) -> None:
    bench.watch(watched("dead"))
    for _ in range(10):
        bench.now_ms += round(BATCH_S * 1000)
        bench.loop.turn(0.0)
    batches = bench.batches()
    assert len(batches) == 10
    assert not any(batch.spans for batch in batches)
    assert batches[-1].watermark_ms == {"dead": bench.now_ms - 2_000}
    bench.close()


def test_every_camera_with_a_picture_is_looked_at(bench: Bench) -> None:
    names = ("one", "two", "three")
    bench.watch(*(watched(name) for name in names))
    for name in names:
        bench.films[name].show(frame(bench.now_ms + 500, somebody=True))
    bench.until_looks(3)
    bench.close()
    assert {span.view for batch in bench.left() for span in batch.spans} <= set(names)
    assert {path.parent.name for path in (bench.folder / "trace").glob("*/*.jsonl")} == set(names)


def test_a_turn_of_belief_leaves_a_picture_a_pin_and_the_looks(bench: Bench) -> None:
    bench.watch(watched("one"))
    bench.leave("one")
    pictures = sorted((bench.folder / "pictures").glob("*.jpg"))
    assert [path.name.partition("~")[2] for path in pictures] == ["one.jpg"] * len(pictures)
    assert len(pictures) == 2, "one of somebody, one of nobody"
    pins = bench.spool.pins("one")
    assert len(pins) == 2
    assert {pin.to_ms - pin.from_ms for pin in pins} == {30_000}
    assert isinstance(pins[0], Pin)
    bench.close()
    (trace,) = (bench.folder / "trace" / "one").glob("*.jsonl")
    looks = [json.loads(line) for line in trace.read_text().splitlines()]
    assert [len(look["people"]) for look in looks] == [1] * 11 + [0] * 8
    assert looks[0]["at_ms"] == BEGIN_MS + 500


def test_another_configuration_ends_and_begins_only_what_has_changed(bench: Bench) -> None:
    one, two = watched("one"), watched("two")
    bench.watch(one, two)
    bench.show("one")
    bench.show("two")
    kept, gone = bench.films["one"], bench.films["two"]
    bench.watch(one, watched("two", "left", "right"), watched("three"))
    assert (kept.closed, gone.closed) == (False, True)
    assert bench.loop.views == ("one", "left", "right", "three")
    bench.show("two")
    bench.watch(watched("three"))
    assert kept.closed
    bench.close()
    assert all(film.closed for film in bench.films.values())


def test_an_address_that_is_none_blinds_its_own_camera_and_no_other(tmp_path: Path) -> None:
    bench = Bench(tmp_path, refused=("wrong",))
    bench.watch(watched("wrong"), watched("one"))
    bench.show("one")
    states = {status.camera: status for status in bench.loop.status()}
    assert (states["wrong"].state, states["wrong"].reason) == ("connecting", "no address")
    assert states["one"].looks == 1
    bench.close()


def test_under_overload_all_cameras_lose_looks_alike_and_none_is_left_out(bench: Bench) -> None:
    """Sixteen cameras, of whose pictures one can be looked at every 200 ms: a round is longer than a look holds."""
    names = [f"c{n}" for n in range(16)]
    bench.watch(*(watched(name) for name in names))
    for _ in range(16 * 6):
        bench.now_ms += 200
        for name in names:
            if not bench.has_frame(name):
                bench.films[name].show(frame(bench.now_ms, somebody=True))
        until(lambda: all(map(bench.has_frame, names)))
        bench.until_looks(bench.loop.looks + 1)
    looks = [status.looks for status in bench.loop.status()]
    assert max(looks) - min(looks) <= 1
    bench.close()


def test_a_dead_camera_costs_no_more_spans_than_one_that_lives(bench: Bench) -> None:
    bench.watch(watched("dead"), watched("one"))
    bench.show("dead")
    for _ in range(40):
        bench.show("one")
    bench.loop.tell()
    spans = [span for batch in bench.batches() for span in batch.spans]
    counts = {view: sum(span.view == view for span in spans) for view in ("dead", "one")}
    assert counts["dead"] <= counts["one"] + 4
    bench.close()


def test_zones_that_change_are_never_told_of_before_what_was_told(bench: Bench) -> None:
    bench.watch(watched("one"))
    for _ in range(4):
        bench.show("one")
    bench.now_ms -= 1_500  # somebody sets the clock
    bench.watch(watched("one", "one", "two"))
    for _ in range(12):
        bench.now_ms += 500
        bench.films["one"].show(frame(bench.now_ms, somebody=True))
        until(bench.films["one"].is_shown)
        bench.loop.turn(0.2)
    bench.close()
    spans = sorted((s for batch in bench.left() for s in batch.spans if s.view == "one"), key=lambda s: s.from_ms)
    assert all(before.to_ms <= after.from_ms for before, after in pairwise(spans))
    assert spans[-1].to_ms > BEGIN_MS + 5_000


def until(condition: Callable[[], bool]) -> None:
    """Wait for a thread that fetches pictures."""
    pause = threading.Event()
    for _ in range(1_000):
        if condition():
            return
        pause.wait(0.01)
    pytest.fail("it never came true")


def test_a_spool_that_refuses_gets_everything_when_it_takes_again(bench: Bench) -> None:
    bench.watch(watched("one"))
    disk = sqlite3.connect(bench.spool.path, isolation_level=None)
    disk.execute("CREATE TRIGGER full BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    for _ in range(6):
        bench.show("one")
    assert bench.spool.waiting() == 0
    disk.execute("DROP TRIGGER full")
    disk.close()
    bench.show("one")
    bench.loop.tell()
    spans = [span for batch in bench.batches() for span in batch.spans]
    assert [span.from_ms for span in spans[1:]] == [span.to_ms for span in spans[:-1]]
    assert (spans[0].from_ms, spans[-1].to_ms) == (BEGIN_MS + 500, bench.now_ms - 250)
    bench.close()


def test_a_look_that_fails_does_not_end_the_watch(tmp_path: Path) -> None:
    broken = threading.Event()

    def detect_unless_broken(image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Detections:
        if broken.is_set():
            msg = "the network broke"
            raise RuntimeError(msg)
        return detect(image, size_wh)

    bench = Bench(tmp_path, detect_unless_broken)
    bench.watch(watched("one"))
    bench.show("one")
    broken.set()
    bench.films["one"].show(frame(bench.now_ms + 400, somebody=True))
    while not bench.films["one"].is_empty:
        bench.loop.turn(0.01)
    bench.loop.turn(0.2)
    broken.clear()
    bench.show("one")
    assert bench.loop.looks == 2
    bench.close()


def test_each_look_is_told_of_and_how_each_camera_is(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []

    def look(pictures: WatchedPictures, shown: Frame) -> None:
        seen.append((pictures.camera.id, shown.at_ms, pictures.looked_ms))

    bench = Bench(tmp_path, looked=look)
    bench.watch(watched("one"), watched("two"))
    for _ in range(2):
        bench.show("one")
    assert seen == [("one", at_ms, at_ms) for at_ms in (BEGIN_MS + 500, BEGIN_MS + 1_000)]
    reason = CameraUnreachable("rtsp://viewer:hunter2@192.0.2.7/two: The camera did not answer.")
    bench.films["two"].status = LiveStatus(LiveState.RECONNECTING, BEGIN_MS + 7, reason)
    one, two = bench.loop.status()
    assert (one.camera, one.state, one.reason, one.looks, one.looked_ms) == ("one", "live", None, 2, BEGIN_MS + 1_000)
    assert (two.camera, two.state, two.since_ms, two.looks) == ("two", "reconnecting", BEGIN_MS + 7, 0)
    assert two.reason == "rtsp://***@192.0.2.7/two: The camera did not answer."
    bench.close()


def test_nothing_of_what_is_drawn_is_kept(tmp_path: Path) -> None:
    errands = Errands()
    showing = Showing(Networks(detect, "nets"), errands)
    draft = WatchedView(id="drawn", counter="drawn", staff=STAFF)
    showing.wish(Wishes(live=(Wish(camera="one", drafts=(draft,)),)))
    bench, sent = Bench(tmp_path, looked=showing.looked), []
    bench.watch(watched("one"))

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(204)

    with ApiClient("http://api.example", transport=httpx.MockTransport(answer)) as api:
        bench.leave("one")
        while errands.step(api, 0.0):
            pass
    bench.close()
    assert b"drawn" in sent[-1]
    written = [path for path in bench.folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".jpg", ".jsonl"}
    assert [path for path in written if "drawn" in path.name or b"drawn" in path.read_bytes()] == []
