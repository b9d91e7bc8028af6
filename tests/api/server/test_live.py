"""Wishes, live pictures, looks, drafts and probes over a real port, a client playing the worker."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse

from api.client import ApiClient, NotTaken
from api.contract import PREFIX, Configuration
from api.contract_live import CameraStatus, LookMessage, PersonSeen, ProbeVerdict, Wishes, WorkerStatus
from tests.api.server.builders import BEGIN_MS, KEY, SITE, Hall, hall_in, site
from tests.api.server.serving import served

JPEG = b"\xff\xd8\xff" + bytes(100)
PASSWORD = "hunter2"  # noqa: S105 - of the cameras in the site
SOON_S = 15.0
STAFF = [[0.4, 0.2], [0.6, 0.2], [0.6, 0.8]]
ADDRESS = f"rtsp://guard:{PASSWORD}@192.0.2.9/stream"


@dataclass(slots=True)
class Listener:
    """A worker's ear: everything that was wished for, in order."""

    client: ApiClient
    heard: list[Wishes] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        for command in self.client.commands("w1"):
            if isinstance(command, Wishes):
                with self.changed:
                    self.heard.append(command)
                    self.changed.notify_all()

    def until(self, holds: Callable[[Wishes], bool]) -> Wishes:
        """The newest wishes once they are as they should be."""
        with self.changed:
            assert self.changed.wait_for(lambda: bool(self.heard) and holds(self.heard[-1]), SOON_S), self.heard
            return self.heard[-1]


@dataclass(slots=True)
class Place:
    """A served app, somebody at its page, and a worker."""

    hall: Hall
    address: str
    page: httpx.Client
    worker: ApiClient
    ear: Listener

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        response = self.page.get(PREFIX + path)
        assert response.status_code == 200, response.text
        return response.json()


@contextmanager
def a_place(folder: Path, text: str = SITE) -> Iterator[Place]:
    hall = hall_in(folder, given=site(text))
    with (
        ThreadPoolExecutor() as pool,
        served(hall.parts) as address,
        httpx.Client(base_url=address, timeout=20) as page,
        ApiClient(address, KEY) as worker,
        ApiClient(address, KEY) as ear,
    ):
        listener = Listener(ear)
        listening = pool.submit(listener.listen)
        try:
            yield Place(hall, address, page, worker, listener)
        finally:
            ear.end_commands()
            listening.result(SOON_S)
    hall.parts.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with a_place(tmp_path) as made:
        yield made


def look(camera: str = "cam-7", at_ms: int = BEGIN_MS) -> LookMessage:
    person = PersonSeen(view="seven", id=3, box=(0.1, 0.2, 0.3, 0.4), score=0.5)
    return LookMessage(camera=camera, at_ms=at_ms, size_wh=(1280, 720), people=(person,))


def parts_of(response: httpx.Response) -> Iterator[bytes]:
    """The pictures of an MJPEG stream, each as soon as its border has come."""
    rest = b""
    for piece in response.iter_raw():
        rest += piece
        while b"--picture\r\n" in rest:
            part, _, rest = rest.partition(b"--picture\r\n")
            head, _, body = part.partition(b"\r\n\r\n")
            if head:
                assert f"Content-Length: {len(body) - 2}".encode() in head
                yield body.removesuffix(b"\r\n")


def test_nothing_is_wished_for_while_nobody_looks(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    with ThreadPoolExecutor() as pool:
        with served(hall.parts) as address, ApiClient(address, KEY) as client:
            commands = client.commands("w1")
            assert isinstance(next(commands), Configuration)
            rest = pool.submit(list, commands)
        assert rest.result(SOON_S) == []
    hall.parts.close()


@pytest.mark.thorough
def test_a_live_picture_comes_to_every_viewer_while_somebody_looks(place: Place) -> None:
    path = f"{PREFIX}/cameras/cam-7/live"
    with place.page.stream("GET", path) as one, place.page.stream("GET", path) as two:
        assert one.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=picture"
        wishes = place.ear.until(lambda wishes: bool(wishes.live))
        assert ([wish.camera for wish in wishes.live], wishes.probes) == (["cam-7"], ())
        pictures = parts_of(one), parts_of(two)
        for number in range(3):
            sent = JPEG + bytes([number])
            place.worker.put_live("cam-7", BEGIN_MS + number, sent)
            assert [next(each) for each in pictures] == [sent, sent]
        assert place.get("/cameras")["cameras"][0]["picture_ms"] == BEGIN_MS + 2
    assert place.ear.until(lambda wishes: not wishes.live) == Wishes()
    assert place.get("/cameras")["cameras"][0]["picture_ms"] is None, "what nobody wants is not kept"


def test_a_viewer_who_comes_later_is_shown_the_last_picture_at_once(place: Place) -> None:
    path = f"{PREFIX}/cameras/cam-7/live"
    with place.page.stream("GET", path) as one:
        place.ear.until(lambda wishes: bool(wishes.live))
        place.worker.put_live("cam-7", BEGIN_MS, JPEG)
        assert next(parts_of(one)) == JPEG
        with place.page.stream("GET", path) as two:
            assert next(parts_of(two)) == JPEG
        assert place.page.get(f"{PREFIX}/cameras/cam-7/picture").content == JPEG


def test_a_viewer_who_is_slow_misses_pictures_and_is_shown_the_newest(place: Place) -> None:
    large = JPEG + bytes(100_000)
    with place.page.stream("GET", f"{PREFIX}/cameras/cam-7/live") as slow:
        pictures = parts_of(slow)
        place.ear.until(lambda wishes: bool(wishes.live))
        for number in range(100):
            place.worker.put_live("cam-7", BEGIN_MS, large + bytes([number]))
        seen: list[int] = []
        while seen[-1:] != [99]:
            seen.append(next(pictures)[-1])
    assert seen == sorted(seen)
    assert len(seen) < 20, "ten megabytes wait somewhere"


def test_looks_come_while_somebody_listens(place: Place) -> None:
    with connect_sse(place.page, "GET", f"{PREFIX}/cameras/cam-7/looks") as source:
        events = (event for event in source.iter_sse() if event.data)
        place.ear.until(lambda wishes: bool(wishes.live))
        for number in range(2):
            place.worker.put_look(look(at_ms=BEGIN_MS + number))
            event = next(events)
            assert (event.event, LookMessage.model_validate_json(event.data)) == ("look", look(at_ms=BEGIN_MS + number))


def test_a_single_picture_is_asked_for_and_waited_for(place: Place) -> None:
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(place.page.get, f"{PREFIX}/cameras/cam-8/picture")
        place.ear.until(lambda wishes: [wish.camera for wish in wishes.live] == ["cam-8"])
        place.worker.put_live("cam-8", BEGIN_MS, JPEG)
        response = asked.result(SOON_S)
    assert (response.content, response.headers["X-At-Ms"]) == (JPEG, str(BEGIN_MS))
    assert response.headers["Cache-Control"] == "no-store"


def test_streams_end_with_the_app(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool, a_place(tmp_path) as place:
        streams = [f"{PREFIX}/cameras/cam-7/{what}" for what in ("live", "looks")]
        clients = [httpx.Client(base_url=place.address, timeout=20) for _ in streams]
        ended = [pool.submit(client.get, path) for client, path in zip(clients, streams, strict=True)]
        place.ear.until(lambda wishes: bool(wishes.live))
        began_s = monotonic()
    assert [response.result(SOON_S).status_code for response in ended] == [200, 200]
    assert monotonic() - began_s < SOON_S
    for client in clients:
        client.close()


def test_how_cameras_are_is_told_by_workers_and_else_unknown(place: Place) -> None:
    reason = "rtsp://***@192.0.2.7/main: The camera did not answer."
    status = CameraStatus(camera="cam-7", state="reconnecting", since_ms=BEGIN_MS, reason=reason, looks=5, overtaken=0)
    place.worker.put_status(WorkerStatus(worker="w1", cameras=(status,), waiting=0))
    seven, eight = place.get("/cameras")["cameras"]
    told = {"state": "reconnecting", "since_ms": BEGIN_MS, "reason": reason, "picture_ms": None}
    assert seven == {"id": "cam-7", "name": {"zh": "cam-7", "en": "cam-7"}, "views": ["seven", "side"], **told}
    assert (eight["state"], eight["since_ms"], eight["views"]) == ("unknown", None, ["front"])


def test_drafts_are_wished_for_and_wrong_ones_are_told_with_their_place(place: Place) -> None:
    path = f"{PREFIX}/cameras/cam-7/drafts"
    draft = {"id": "new", "counter": "7", "staff": STAFF}
    assert place.page.put(path, json={"views": [draft]}).status_code == 204
    (wish,) = place.ear.until(lambda wishes: bool(wishes.live)).live
    assert [(view.id, len(view.staff)) for view in wish.drafts] == [("new", 3)]
    crossing = draft | {"id": "bad", "customer": [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]}
    response = place.page.put(path, json={"views": [draft, crossing, draft]})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "wrong_zones")
    problems = {problem["path"]: problem["message"] for problem in response.json()["error"]["problems"]}
    assert "cross itself" in problems["views[1].zones.customer"]
    assert 'got "new" again' in problems["views[2].id"]


def test_a_camera_that_has_no_view_yet_is_opened_for_whoever_looks(tmp_path: Path) -> None:
    with a_place(tmp_path, f'{SITE}  - {{id: spare, main: "{ADDRESS}"}}\n') as place:
        assert place.get("/cameras")["cameras"][2]["views"] == []
        with place.page.stream("GET", f"{PREFIX}/cameras/spare/live"):
            wishes = place.ear.until(lambda wishes: bool(wishes.live))
        assert [(probe.id, probe.address) for probe in wishes.probes] == [("spare", ADDRESS)]


# --- probes -----------------------------------------------------------------------------------------


def asked(place: Place) -> str:
    response = place.page.post(f"{PREFIX}/probes", json={"address": ADDRESS})
    assert (response.status_code, response.json()["state"]) == (201, "waiting")
    return str(response.json()["id"])


VERDICTS = [
    (ProbeVerdict(ok=True, size_wh=(640, 360), frames_per_second=25.0), ("ok", [640, 360], 25.0, None, None)),
    (
        ProbeVerdict(ok=False, reason="camera_unreachable", message=f"{ADDRESS}: nobody answers."),
        ("failed", None, None, "camera_unreachable", "rtsp://***@192.0.2.9/stream: nobody answers."),
    ),
]


@pytest.mark.parametrize(("verdict", "told"), VERDICTS)
def test_what_came_of_a_probe_is_waited_for(place: Place, verdict: ProbeVerdict, told: tuple[object, ...]) -> None:
    name = asked(place)
    (probe,) = place.ear.until(lambda wishes: bool(wishes.probes)).probes
    assert (probe.id, probe.address) == (name, ADDRESS)
    assert PASSWORD not in repr(probe)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(place.get, f"/probes/{name}")
        place.worker.put_verdict(name, verdict)
        said = answer.result(SOON_S)
    assert tuple(said[key] for key in ("state", "size_wh", "frames_per_second", "reason", "message")) == told
    assert PASSWORD not in json.dumps(said)


def test_a_probe_is_a_camera_while_it_is_drawn(place: Place) -> None:
    name = asked(place)
    place.worker.put_probe_picture(name, JPEG)
    assert place.page.get(f"{PREFIX}/probes/{name}/picture").content == JPEG
    draft = {"id": "new", "counter": "9", "staff": STAFF}
    assert place.page.put(f"{PREFIX}/cameras/{name}/drafts", json={"views": [draft]}).status_code == 204
    (wish,) = place.ear.until(lambda wishes: bool(wishes.live)).live
    assert (wish.camera, [view.id for view in wish.drafts]) == (name, ["new"])
    with connect_sse(place.page, "GET", f"{PREFIX}/cameras/{name}/looks") as source:
        events = (event for event in source.iter_sse() if event.data)
        assert place.page.get(f"{PREFIX}/cameras").status_code == 200
        place.worker.put_look(look(name))
        assert next(events).event == "look"


def test_more_than_four_probes_are_too_many(place: Place) -> None:
    for _ in range(4):
        asked(place)
    response = place.page.post(f"{PREFIX}/probes", json={"address": ADDRESS})
    assert (response.status_code, response.json()["error"]["code"]) == (429, "busy")


# --- what is refused --------------------------------------------------------------------------------

STATUS = WorkerStatus(worker="w1", waiting=0).model_dump_json().encode()
PUTS: list[tuple[str, bytes]] = [
    ("/cameras/cam-7/live/1772330400000", JPEG),
    ("/cameras/cam-7/look", look().model_dump_json().encode()),
    ("/workers/me/status", STATUS),
    ("/probes/probe-1", b'{"ok": false}'),
    ("/probes/probe-1/picture", JPEG),
]


@pytest.mark.parametrize(("path", "body"), PUTS)
def test_only_workers_tell(place: Place, path: str, body: bytes) -> None:
    response = place.page.put(PREFIX + path, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorised")


def test_pictures_that_are_none_or_too_large_are_refused(place: Place) -> None:
    for jpeg, code in ((b"GIF89a", "malformed"), (b"", "malformed"), (JPEG + bytes(2_000_000), "too_large")):
        with pytest.raises(NotTaken) as caught:
            place.worker.put_live("cam-7", BEGIN_MS, jpeg)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "path",
    [
        *(f"/cameras/nine/{what}" for what in ("live", "looks", "picture")),
        "/probes/probe-1",
        "/probes/probe-1/picture",
    ],
)
def test_what_nobody_knows_is_not_found(place: Place, path: str) -> None:
    response = place.page.get(PREFIX + path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_a_look_is_told_of_the_camera_it_was_at(place: Place) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    content = look("cam-8").model_dump_json()
    response = place.page.put(f"{PREFIX}/cameras/cam-7/look", content=content, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "malformed")
