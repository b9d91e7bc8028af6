"""The worker as a process, for people at the page: live pictures, a draft's state, a probe, a site that was saved."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from httpx_sse import connect_sse

from api.contract import PREFIX
from api.contract_live import LookMessage
from api.server.parts import Parts, open_parts
from cameras.arrival import wall_ms
from tests.api.server.serving import served
from tests.api.worker.test_running import KEY, demo_site, ended, until, working
from tests.cameras.rtsp import SIZE_WH, USER, RtspServer, clip

pytestmark = pytest.mark.thorough
PASSWORD = "hunter2"  # noqa: S105 - of the tests' own server
STAFF = [[0.3, 0.2], [0.7, 0.2], [0.7, 0.9], [0.3, 0.9]]


@dataclass(slots=True)
class Page:
    """Somebody at the page."""

    http: httpx.Client

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        response = self.http.get(PREFIX + path)
        assert response.status_code == 200, response.text
        return response.json()

    def draw(self, camera: str, staff: object) -> None:
        views = [{"id": "drawn", "counter": "drawn", "staff": staff}]
        response = self.http.put(f"{PREFIX}/cameras/{camera}/drafts", json={"views": views})
        assert response.status_code == 204, response.text

    def looks(self, camera: str) -> Iterator[LookMessage]:
        with connect_sse(self.http, "GET", f"{PREFIX}/cameras/{camera}/looks") as source:
            for event in source.iter_sse():
                if event.data:
                    yield LookMessage.model_validate_json(event.data)

    def camera(self, camera: str) -> Any:  # noqa: ANN401 - JSON
        return next(one for one in self.get("/cameras")["cameras"] if one["id"] == camera)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    opened = open_parts(tmp_path / "data", demo_site(wall_ms()), wall_ms, worker_key=KEY)
    yield opened
    opened.close()


@pytest.fixture
def page(parts: Parts, tmp_path: Path) -> Iterator[Page]:
    """With a worker that watches the demo scene already."""
    with (
        served(parts) as api,
        httpx.Client(base_url=api, timeout=30) as http,
        working(api, tmp_path / "w") as process,
    ):
        made = Page(http)
        until(lambda: bool(made.camera("demo")["state"] == "live"))
        yield made
        assert PASSWORD not in ended(process)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    with RtspServer(clip(tmp_path_factory.mktemp("film")), PASSWORD) as running:
        yield running


def size_of(jpeg: bytes) -> tuple[int, ...]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)).shape[1::-1]


def test_a_watched_camera_is_seen_and_drawn_on(page: Page) -> None:
    picture = page.http.get(f"{PREFIX}/cameras/demo/picture")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert size_of(picture.content)[0] <= 1280
    zones = page.get("/site")["site"]["halls"][0]["counters"][2]["views"][0]["zones"]
    page.draw("demo", zones["staff"])
    for seen, look in enumerate(page.looks("demo"), 1):
        assert seen < 60, "the draft never came to a belief"
        if seen % 10 == 0:
            page.draw("demo", zones["staff"])
        drafts = {view.id: view.live for view in look.drafts}
        views = {view.id: view.live for view in look.views}
        if drafts.get("drawn") == views["3@demo"] != "blind":
            break
    assert all(0 <= edge <= 1 for person in look.people for edge in person.box)
    with page.http.stream("GET", f"{PREFIX}/cameras/demo/live") as live:
        moments = set()
        for piece in live.iter_raw():
            moments |= {line for line in piece.split(b"\r\n") if line.startswith(b"X-At-Ms")}
            if len(moments) == 3:
                break


def test_a_new_camera_is_probed_drawn_saved_and_watched(page: Page, server: RtspServer) -> None:
    address = server.url(f"{USER}:{PASSWORD}@")
    probe = page.http.post(f"{PREFIX}/probes", json={"address": address}).json()["id"]
    verdict = page.get(f"/probes/{probe}")
    assert (verdict["state"], tuple(verdict["size_wh"])) == ("ok", SIZE_WH), verdict
    assert size_of(page.http.get(f"{PREFIX}/probes/{probe}/picture").content) == SIZE_WH
    page.draw(probe, STAFF)
    looks = page.looks(probe)
    drawn = [view for _ in range(4) for view in next(looks).drafts]
    assert {view.id for view in drawn} == {"drawn"}
    looks.close()  # type: ignore[attr-defined]
    edited = page.get("/site")
    edited["site"]["cameras"].append({"id": "door", "main": address})
    counter = {"id": "door", "name": "Door", "views": [{"camera": "door", "zones": {"staff": STAFF}}]}
    edited["site"]["halls"][0]["counters"].append(counter)
    headers = {"If-Match": str(edited["version"])}
    saved = page.http.put(f"{PREFIX}/site", json={"site": edited["site"]}, headers=headers)
    assert saved.json() == {"version": 2}, saved.text
    until(lambda: bool(page.camera("door")["state"] == "live"))
    until(lambda: page.get("/counters")["counters"][-1]["views"][0]["watermark_ms"] > page.camera("door")["since_ms"])
    assert PASSWORD not in json.dumps([page.get("/site"), page.get("/cameras"), verdict])


def test_a_wrong_password_is_told_of_a_probe(page: Page, server: RtspServer) -> None:
    address = server.url(f"{USER}:{PASSWORD}x@")
    probe = page.http.post(f"{PREFIX}/probes", json={"address": address}).json()["id"]
    verdict = page.get(f"/probes/{probe}")
    assert (verdict["state"], verdict["reason"]) == ("failed", "camera_unauthorised")
    assert PASSWORD not in json.dumps(verdict)
