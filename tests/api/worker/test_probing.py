"""Addresses that somebody asks about: opened, told of in one sentence, shown while wished for, let go of."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from api.client import ApiClient
from api.contract import WatchedView
from api.contract_live import Probe, Wish, Wishes
from api.worker.errands import Errands
from api.worker.probing import OPEN_S, Probing
from api.worker.showing import Showing
from api.worker.watched import Networks
from cameras.errors import CameraUnauthorised, SourceNotFound
from cameras.reconnecting import LiveState, LiveStatus
from cameras.source import SourceInfo
from tests.api.worker.cameras import SIZE_WH, STAFF, Film, detect, frame

BEGIN_MS = 1_772_330_400_000
SOON_S = 15
ADDRESS = "rtsp://guard:hunter2@192.0.2.9/stream"
PROBE = Probe(id="probe-1", address=ADDRESS)
ASKED = Wishes(probes=(PROBE,))


class ProbedFilm(Film):
    """A film that knows its rate."""

    info = SourceInfo(SIZE_WH, None, 25.0)


@dataclass(slots=True)
class Place:
    """A worker that probes, its cameras by address, and everything that reaches the API."""

    cameras: dict[str, ProbedFilm] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    now_s: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)
    errands: Errands = field(default_factory=Errands)
    showing: Showing = field(init=False)
    probing: Probing = field(init=False)

    def __post_init__(self) -> None:
        self.showing = Showing(Networks(detect, "nets"), self.errands)
        self.probing = Probing(self.open, self.showing, self.errands, lambda: self.now_s)

    def open(self, address: str) -> ProbedFilm:
        self.opened.append(address)
        if address == "usb:9":
            raise RuntimeError
        if address not in self.cameras:
            msg = f"{address}: A camera was wanted, but this is not an address of one. Name another."
            raise SourceNotFound(msg)
        return self.cameras[address]

    def answer(self, request: httpx.Request) -> httpx.Response:
        with self.changed:
            self.sent.append((request.url.path.removeprefix("/api/v1"), request.content))
            self.changed.notify_all()
        return httpx.Response(204)

    def wish(self, wishes: Wishes) -> None:
        self.showing.wish(wishes)
        self.probing.wish(wishes)

    def until(self, holds: Callable[[list[str]], bool]) -> list[str]:
        with self.changed:
            assert self.changed.wait_for(lambda: holds([path for path, _ in self.sent]), SOON_S), self.sent
            return [path for path, _ in self.sent]

    def verdict(self) -> dict[str, Any]:
        self.until(lambda paths: "/probes/probe-1" in paths)
        said: dict[str, Any] = json.loads(dict(self.sent)["/probes/probe-1"])
        return said


@contextmanager
def a_place(*addresses: str) -> Iterator[Place]:
    place, stop = Place({address: ProbedFilm() for address in addresses}), threading.Event()
    transport = httpx.MockTransport(place.answer)
    with ThreadPoolExecutor() as pool, ApiClient("http://api.example", transport=transport) as api:
        running = pool.submit(place.errands.run, api, stop, 0.01)
        try:
            yield place
        finally:
            place.probing.close()
            stop.set()
            running.result(SOON_S)


@pytest.fixture
def place() -> Iterator[Place]:
    with a_place(ADDRESS) as made:
        yield made


def test_what_opens_is_told_with_its_first_picture(place: Place) -> None:
    place.wish(ASKED)
    place.cameras[ADDRESS].show(frame(BEGIN_MS, somebody=True))
    verdict = place.verdict()
    assert (verdict["ok"], verdict["size_wh"], verdict["frames_per_second"]) == (True, [320, 240], 25.0)
    assert place.until(lambda paths: len(paths) == 2)[1] == "/probes/probe-1/picture"
    assert place.sent[1][1].startswith(b"\xff\xd8\xff")


def test_what_does_not_open_is_told_by_kind_and_in_a_sentence(place: Place) -> None:
    refused = CameraUnauthorised(f"{ADDRESS}: The camera refused user or password. Correct them.")
    place.cameras[ADDRESS].status = LiveStatus(LiveState.CONNECTING, BEGIN_MS, refused)
    place.wish(ASKED)
    verdict = place.verdict()
    assert (verdict["ok"], verdict["reason"]) == (False, "camera_unauthorised")
    assert verdict["message"] == "rtsp://***@192.0.2.9/stream: The camera refused user or password. Correct them."
    place.probing.close()
    assert place.cameras[ADDRESS].closed


def test_what_is_no_address_is_told_too() -> None:
    with a_place() as place:
        place.wish(ASKED)
        verdict = place.verdict()
    assert (verdict["ok"], verdict["reason"]) == (False, "source_not_found")
    assert "hunter2" not in json.dumps(verdict)


def test_a_worker_that_fails_at_it_says_so() -> None:
    with a_place() as place:
        place.wish(Wishes(probes=(Probe(id="probe-1", address="usb:9"),)))
        verdict = place.verdict()
    assert (verdict["ok"], verdict["reason"]) == (False, "internal")


def test_what_does_not_answer_is_given_up(place: Place) -> None:
    place.wish(ASKED)
    place.now_s = OPEN_S
    verdict = place.verdict()
    assert (verdict["ok"], verdict["reason"]) == (False, "camera_unreachable")
    assert "none came within 12 s" in verdict["message"]
    assert "hunter2" not in json.dumps(verdict)


def test_it_is_opened_once_and_let_go_of_when_nobody_asks_any_more(place: Place) -> None:
    camera = place.cameras[ADDRESS]
    place.wish(ASKED)
    camera.show(frame(BEGIN_MS, somebody=True))
    place.until(lambda paths: len(paths) == 2)
    place.wish(Wishes(probes=(PROBE,), live=(Wish(camera="another"),)))
    assert (place.opened, camera.closed) == ([ADDRESS], False)
    place.wish(Wishes())
    place.probing.close()
    assert camera.closed
    assert len(place.sent) == 2


def test_while_it_is_drawn_its_pictures_and_what_the_drafts_lead_to_are_told(place: Place) -> None:
    draft = WatchedView(id="new", counter="9", staff=STAFF)
    place.wish(Wishes(probes=(PROBE,), live=(Wish(camera="probe-1", drafts=(draft,)),)))
    at_ms = BEGIN_MS
    for number in range(8):
        place.cameras[ADDRESS].show(frame(at_ms + 500 * number, somebody=True))
        looked = f"/cameras/probe-1/live/{at_ms + 500 * number}"
        place.until(lambda paths, looked=looked: looked in paths and paths.count("/cameras/probe-1/look") > 0)  # type: ignore[misc]
    looks = place.until(lambda paths: paths.count("/cameras/probe-1/look") == 8).count("/cameras/probe-1/look")
    last = json.loads([content for path, content in place.sent if path == "/cameras/probe-1/look"][-1])
    assert (looks, last["views"]) == (8, [])
    assert [(view["id"], view["live"]) for view in last["drafts"]] == [("new", "present")]
    assert [person["view"] for person in last["people"]] == ["new"]
