"""What is shown of this moment: only what is wished for, once a look, what is private painted over, drafts unkept."""

import itertools
import json
import threading
from dataclasses import dataclass, field

import cv2
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from api.client import ApiClient, Unreachable
from api.contract import WatchedCamera, WatchedView
from api.contract_live import LookMessage, Wish, Wishes
from api.worker.errands import Errands
from api.worker.showing import LONGEST_PX, Showing, live_jpeg
from api.worker.watched import Networks, WatchedPictures
from tests.api.worker.cameras import STAFF, detect, frame, watched
from vision.datatypes import Detections, Frame

BEGIN_MS = 1_772_330_400_000
LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
RIGHT = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
CORNER = ((0.9, 0.9), (1.0, 0.9), (1.0, 1.0))


@dataclass(slots=True)
class Shown:
    """A camera that is looked at, what shows it, and everything that reaches the API."""

    camera: WatchedCamera = field(default_factory=watched)
    status: int = 204
    sent: list[httpx.Request] = field(default_factory=list)
    now_ms: int = BEGIN_MS
    errands: Errands = field(default_factory=Errands)
    showing: Showing = field(init=False)
    pictures: WatchedPictures = field(init=False)
    api: ApiClient = field(init=False)

    def __post_init__(self) -> None:
        networks = Networks(detect, "nets")
        self.showing = Showing(networks, self.errands)
        self.pictures = WatchedPictures(self.camera, networks, BEGIN_MS)
        self.api = ApiClient("http://api.example", "key", transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        error = {"error": {"code": "not_found", "message": "m"}}
        return httpx.Response(self.status) if self.status < 300 else httpx.Response(self.status, json=error)

    def look(self, *, somebody: bool = True) -> Frame:
        """One look half a second later, of which whoever shows is told."""
        self.now_ms += 500
        shown = frame(self.now_ms, somebody)
        self.pictures.look(shown)
        self.showing.looked(self.pictures, shown)
        return shown

    def send(self) -> None:
        while self.errands.step(self.api, 0.0):
            pass

    def paths(self) -> list[str]:
        return [request.url.path.removeprefix("/api/v1") for request in self.sent]

    def last_look(self) -> LookMessage:
        return LookMessage.model_validate_json(self.sent[-1].content)


def drawn(name: str, staff: tuple[tuple[float, float], ...], *private: tuple[tuple[float, float], ...]) -> WatchedView:
    return WatchedView(id=name, counter=name, staff=staff, privacy=private)


def test_nothing_is_shown_that_nobody_wishes_for() -> None:
    shown = Shown()
    shown.look()
    shown.showing.wish(Wishes(live=(Wish(camera="another"),)))
    shown.look()
    shown.send()
    assert shown.paths() == []


def test_a_look_is_shown_once_and_only_the_newest() -> None:
    shown = Shown()
    shown.showing.wish(Wishes(live=(Wish(camera="cam"),)))
    for _ in range(3):
        newest = shown.look()
    shown.send()
    assert shown.paths() == [f"/cameras/cam/live/{newest.at_ms}", "/cameras/cam/look"]
    shown.showing.wish(Wishes())
    shown.look()
    shown.send()
    assert len(shown.sent) == 2


def test_what_a_look_found_is_told_in_fractions() -> None:
    shown = Shown(watched("cam", "one", "two"))
    shown.showing.wish(Wishes(live=(Wish(camera="cam"),)))
    for _ in range(8):
        shown.look()
    shown.send()
    look = shown.last_look()
    (person,) = look.people
    assert (person.view, person.score) == ("one", 0.9)
    assert person.box == pytest.approx((0.40, 0.37, 0.59, 0.74), abs=0.01)
    assert (look.camera, look.at_ms, look.size_wh) == ("cam", shown.now_ms, (320, 240))
    assert [(view.id, view.live, view.customer) for view in look.views] == [
        ("one", "present", "blind"),
        ("two", "absent", "blind"),
    ], "somebody belongs to one counter, and nothing is known of visitors without a zone for them"
    assert (look.views[0].staff_evidence or 0) > 0
    assert look.drafts == ()


def test_a_draft_leads_to_a_state_of_its_own_which_begins_anew_when_it_changes() -> None:
    shown = Shown(WatchedCamera(id="cam", main="usb:0", views=(drawn("far", CORNER),)))

    def states(staff: tuple[tuple[float, float], ...]) -> tuple[list[str], list[str]]:
        shown.showing.wish(Wishes(live=(Wish(camera="cam", drafts=(drawn("new", staff),)),)))
        for _ in range(8):
            shown.look()
            shown.send()
        look = shown.last_look()
        return [view.live for view in look.views], [view.live for view in look.drafts]

    assert states(STAFF) == (["absent"], ["present"])
    assert states(CORNER) == (["absent"], ["absent"])
    shown.showing.wish(Wishes(live=(Wish(camera="cam"),)))
    shown.look()
    shown.send()
    assert shown.last_look().drafts == ()


def test_somebody_whom_a_view_and_a_draft_see_is_one_person() -> None:
    shown = Shown()
    shown.showing.wish(Wishes(live=(Wish(camera="cam", drafts=(drawn("new", STAFF),)),)))
    shown.look()
    shown.send()
    assert [person.view for person in shown.last_look().people] == ["cam"]


def test_what_is_private_is_never_shown_nor_looked_at_by_a_draft() -> None:
    camera = WatchedCamera(id="cam", main="usb:0", views=(drawn("a", CORNER, LEFT), drawn("b", CORNER, RIGHT)))
    shown = Shown(camera)
    shown.showing.wish(Wishes(live=(Wish(camera="cam", drafts=(drawn("new", STAFF),)),)))
    shown.look()
    shown.send()
    picture = decoded(shown.sent[0].content)
    assert picture.std() < 1, "one colour all over"
    assert shown.last_look().people == ()
    (draft,) = shown.last_look().drafts
    assert (draft.staff_evidence or 0) <= 0


def test_a_draft_that_cannot_be_watched_does_not_end_the_picture(caplog: pytest.LogCaptureFixture) -> None:
    def detect_unless_drawn(image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Detections:
        if threading.current_thread() is not threading.main_thread():
            msg = "the network broke"
            raise RuntimeError(msg)
        return detect(image, size_wh)

    shown = Shown()
    shown.showing = Showing(Networks(detect_unless_drawn, "nets"), shown.errands)
    shown.showing.wish(Wishes(live=(Wish(camera="cam", drafts=(drawn("new", STAFF),)),)))
    shown.look()
    sending = threading.Thread(target=shown.send)
    sending.start()
    sending.join()
    assert shown.paths()[-1] == "/cameras/cam/look"
    assert shown.last_look().drafts == ()
    assert "draft_failed camera=cam" in caplog.text


def decoded(jpeg: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


@pytest.mark.parametrize(
    ("size_wh", "shown_wh"),
    [((320, 240), (320, 240)), ((1280, 720), (1280, 720)), ((1920, 1080), (1280, 720)), ((3000, 2), (1280, 1))],
)
def test_no_picture_is_wider_than_it_may_be(size_wh: tuple[int, int], shown_wh: tuple[int, int]) -> None:
    image = decoded(live_jpeg(Frame(BEGIN_MS, np.full((size_wh[1], size_wh[0], 3), (200, 100, 50), np.uint8))))
    assert image.shape[1::-1] == shown_wh
    assert image.shape[1] <= LONGEST_PX
    assert image.reshape(-1, 3).mean(axis=0) == pytest.approx((200, 100, 50), abs=3), "colours in their order"


# --- errands ----------------------------------------------------------------------------------------


def test_an_api_that_does_not_know_it_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    shown = Shown(status=404)
    shown.showing.wish(Wishes(live=(Wish(camera="cam"),)))
    for _ in range(3):
        shown.look()
        shown.send()
    assert len(shown.sent) == 3
    assert caplog.text.count("showing_refused code=not_found") == 1


def test_what_did_not_get_through_is_not_sent_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    errands, ran = Errands(), []

    def lose(_api: ApiClient) -> None:
        ran.append("lost")
        msg = "down"
        raise Unreachable(msg)

    def break_down(_api: ApiClient) -> None:
        ran.append("broken")
        raise ValueError

    with ApiClient("http://api.example") as api:
        for kind, errand in (("a", lose), ("b", lose), ("c", break_down), ("a", lose)):
            errands.put(kind, errand)
        assert [errands.step(api, 0.0) for _ in range(4)] == [True, True, True, False]
    assert ran == ["lost", "lost", "broken"]
    assert caplog.text.count("showing_lost") == 1
    assert json.dumps(caplog.text).count("errand_failed") == 1


def test_a_thread_runs_them_until_it_is_stopped() -> None:
    errands, stop, ran = Errands(), threading.Event(), threading.Event()
    with ApiClient("http://api.example") as api:
        thread = threading.Thread(target=errands.run, args=(api, stop, 0.01))
        thread.start()
        errands.put("a", lambda _api: ran.set())
        assert ran.wait(10)
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_the_thread_rests_after_work_so_that_looks_have_their_turn() -> None:
    errands, stop, took_s = Errands(), Stop(), itertools.chain([0.0, 0.02, 0.02, 0.02], itertools.count(1, 0))
    errands.put("a", lambda _api: None)
    with ApiClient("http://api.example") as api:
        errands.run(api, stop, 0.0, lambda: next(took_s))
    assert stop.rested_s == [pytest.approx(0.06), 0.0]


class Stop(threading.Event):
    """Notes how long is waited for it, and is set at the second time."""

    def __init__(self) -> None:
        super().__init__()
        self.rested_s: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.rested_s.append(timeout)
        if len(self.rested_s) == 2:
            self.set()
        return self.is_set()
