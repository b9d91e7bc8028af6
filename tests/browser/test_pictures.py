"""Live pictures and pictures of changes: shown as they come, greyed with their age when they stop, else not there."""

import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.server.serving import served
from tests.browser.conftest import Open
from tests.browser.hall import LiveHall, wall_ms

pytestmark = pytest.mark.thorough

LIVE = re.compile(r"/api/v1/cameras/[^/]+/live$")
LISTED = re.compile(r"/api/v1/counters/[^/]+/pictures\?")
PICTURE = re.compile(r"/api/v1/views/[^/]+/pictures/\d+$")
MIDDLE = "document.querySelector('.live-picture canvas').getContext('2d').getImageData(9, 9, 1, 1).data[0]"


def jpeg(grey: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", np.full((180, 320, 3), grey, np.uint8))
    assert done
    return encoded.tobytes()


def streamed(*pictures: bytes) -> bytes:
    """Pictures as the API sends them, ending after the last."""
    heads = (f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(one)}\r\n\r\n".encode() for one in pictures)
    return b"".join(head + one + b"\r\n" for head, one in zip(heads, pictures, strict=True))


def stands_in(page: Page, *, live: list[bytes] | None = None) -> None:
    """Answer for routes that this API does not have yet."""

    def of_camera(route: Route) -> None:
        body = live.pop(0) if live else None
        if body is None:
            route.fulfill(status=503, body="")
        else:
            route.fulfill(status=200, content_type="multipart/x-mixed-replace; boundary=frame", body=body)

    def listed(route: Route) -> None:
        now_ms = wall_ms()
        pictures = [{"view": "1@cam-1", "at_ms": at_ms, "sha256": "", "bytes": 1} for at_ms in (now_ms - 9_000, now_ms)]
        route.fulfill(status=200, json={"pictures": pictures})

    page.route(LIVE, of_camera)
    page.route(LISTED, listed)
    page.route(PICTURE, lambda route: route.fulfill(status=200, content_type="image/jpeg", body=jpeg(90)))


def test_a_live_picture_is_shown_and_greyed_with_its_age_when_it_stops(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page("about:blank").page
        stands_in(page, live=[streamed(jpeg(40), jpeg(200))])
        page.goto(address)
        picture = page.locator(".live-picture")
        expect(picture).to_be_visible()
        assert page.evaluate(MIDDLE) == 200
        expect(picture).to_have_attribute("data-stopped", "true")
        expect(picture).to_contain_text(re.compile(r"Last picture, [3-9] s old"))


def test_pictures_of_changes_are_shown_beside_the_events(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page("about:blank").page
        stands_in(page)
        page.goto(f"{address}/counters/1")
        pictures = page.locator(".pictures img")
        expect(pictures).to_have_count(2)
        expect(pictures.first).to_have_js_property("naturalWidth", 320)


def test_where_the_api_has_no_pictures_nothing_is_shown(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page(f"{address}/counters/1").page
        expect(page.locator(".timeline-canvas")).to_be_visible()
        with page.expect_response(LIVE):
            page.reload()
        expect(page.locator(".timeline-canvas")).to_be_visible()
        expect(page.locator(".live-picture")).to_be_hidden()
        expect(page.locator(".pictures")).to_have_count(0)
