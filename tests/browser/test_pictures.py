"""Live pictures and pictures of changes: shown as they come, greyed with their age when they stop, else not there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from api.contract import PREFIX
from tests.api.server.builders import KEY
from tests.api.server.serving import served
from tests.browser.conftest import Open
from tests.browser.hall import LiveHall, view, wall_ms
from tests.browser.test_stories import EN

pytestmark = pytest.mark.thorough

LIVE = re.compile(r"/api/v1/cameras/[^/]+/live$")
MIDDLE = "document.querySelector('.live-picture canvas').getContext('2d').getImageData(9, 9, 1, 1).data[0]"


def jpeg(grey: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", np.full((180, 320, 3), grey, np.uint8))
    assert done
    return encoded.tobytes()


def put(address: str, path: str, content: bytes) -> None:
    head = {"Authorization": f"Bearer {KEY}", "Content-Type": "image/jpeg"}
    httpx.put(f"{address}{PREFIX}{path}", content=content, headers=head, timeout=20).raise_for_status()


@contextmanager
def showing(address: str, camera: str, grey: int) -> Iterator[None]:
    """A worker that sends a camera's picture five times a second beside the block."""
    ended = Event()

    def run() -> None:
        while not ended.wait(0.2):
            put(address, f"/cameras/{camera}/live/{wall_ms()}", jpeg(grey))

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(20)


def test_a_live_picture_is_shown_and_greyed_with_its_age_when_it_stops(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        with showing(address, "cam-1", 200):
            page = open_page(address).page
            picture = page.locator(".live-picture")
            expect(picture).to_be_visible()
            expect(picture).to_have_text("Live")
            assert page.evaluate(MIDDLE) == 200
        expect(picture).to_have_attribute("data-stopped", "true")
        expect(picture).to_contain_text(re.compile(r"Last picture, [3-9] s old"))
        with showing(address, "cam-1", 90):
            expect(picture).to_have_text("Live")


def test_five_windows_leave_room_for_the_picture_which_is_chosen_by_name(tmp_path: Path, open_page: Open) -> None:
    hall = LiveHall.opened(tmp_path, 5, hours=0.05)
    hall.tell_past({}, {})
    with served(hall.parts) as address, showing(address, "cam-1", 200):
        page = open_page(address, size_wh=(1366, 768)).page
        picture, chooser = page.locator(".live-picture"), page.get_by_label(EN["picture.camera"], exact=True)
        expect(picture).to_be_visible()
        assert chooser.locator("option").all_inner_texts() == [f"Camera {n}" for n in range(1, 6)]
        cards, side, above, shown = (
            where.evaluate("one => one.getBoundingClientRect().toJSON()")
            for where in (page.locator(".cards"), page.locator(".side"), chooser, picture)
        )
        assert above["bottom"] <= shown["top"]
        assert max(cards["bottom"], shown["bottom"]) <= 768
        assert side["left"] - shown["right"] < 30
    hall.parts.close()


def test_pictures_of_changes_are_shown_beside_the_events(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        for at_ms in (wall_ms() - 9_000, wall_ms() - 2_000):
            put(address, f"/views/{view(1)}/pictures/{at_ms}", jpeg(90))
        page = open_page(f"{address}/counters/1").page
        pictures = page.locator(".pictures img")
        expect(pictures).to_have_count(2)
        expect(pictures.first).to_have_js_property("naturalWidth", 320)


def test_where_there_are_no_pictures_nothing_is_shown(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page(f"{address}/counters/1").page
        expect(page.locator(".timeline-canvas")).to_be_visible()
        with page.expect_response(LIVE):
            page.reload()
        expect(page.locator(".timeline-canvas")).to_be_visible()
        expect(page.locator(".live-picture")).to_be_hidden()
        expect(page.locator(".pictures")).to_have_count(0)
