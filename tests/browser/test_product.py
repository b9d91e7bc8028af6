"""Somebody watches the real product: `onpost serve`, its own worker, and a camera on which somebody leaves a window."""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.contract import PREFIX
from api.demo_site import NOTICE_S, address_from, demo_site_text
from cameras.arrival import wall_ms
from cameras.scene_demo import demo_script
from tests.api.server.serving import NAME, PASSWORD, Json
from tests.api.serving import Served, serving, until
from tests.browser.conftest import Open
from tests.browser.test_stories import EN, ZH, card, check_language

pytestmark = pytest.mark.thorough

LEAD_MS = 8_000
"""The scene begins so long after the product: window 1 is staffed for 14 s, left for 12 s, staffed again."""
LIMIT_S = 4
PATIENCE_MS = 150_000
"""Who comes too late for one absence sees the next, within a round of the scene."""


@dataclass(slots=True)
class Product:
    """The product as it runs, and somebody who is logged in."""

    served: Served
    http: httpx.Client

    def events(self) -> list[Json]:
        """Each event by its last revision."""
        events: list[Json] = self.http.get(f"{PREFIX}/events", params={"limit": 1000}).json()["events"]
        return events


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One for all stories: nothing they do is in each other's way."""
    folder = tmp_path_factory.mktemp("product")
    text = demo_site_text(demo_script(), address_from(wall_ms() + LEAD_MS))
    site = folder / "site.yaml"
    site.write_text(text.replace(f"notice_after_s: {NOTICE_S}", f"notice_after_s: {LIMIT_S}"), encoding="utf-8")
    with (
        serving("serve", "--site", site, "--data", folder / "data", "--port", 0) as served,
        served.logged_in() as http,
    ):
        yield Product(served, http)


@pytest.fixture
def visit(product: Product, open_page: Open) -> Open:
    """Open a page as somebody who is logged in."""

    def run(path: str, **wanted: Any) -> Any:  # noqa: ANN401 - as `open_page`
        opened = open_page("about:blank", **wanted)
        opened.page.context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": product.served.address} for c in product.http.cookies.jar]
        )
        opened.page.goto(product.served.address + path)
        return opened

    return run


def stands(page: Page, counter: int, standing: str) -> None:
    expect(card(page, counter)).to_have_attribute("data-standing", standing, timeout=PATIENCE_MS)


def test_who_logs_in_sees_an_absence_begin_and_end(product: Product, open_page: Open) -> None:
    page = open_page(product.served.address).page
    page.get_by_label(EN["login.name"]).fill(NAME)
    page.get_by_label(EN["login.password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=EN["login.in"]).click()
    picture = page.locator(".live-picture")
    expect(picture).to_have_text(EN["live"])
    expect(page.locator(".camera-name")).to_have_text("Demo scene")
    page.evaluate("window.neverLeft = true")
    stands(page, 1, "present")
    checking = card(page, 1).get_by_text(EN["card.checking"].replace("{{state}}", EN["state.present"]))
    expect(checking).to_be_visible(timeout=PATIENCE_MS)
    stands(page, 1, "absent")
    event = page.locator(".side .event").filter(has_text="Window 1 General").first
    expect(event).to_contain_text("Window 1 General has been unstaffed since")
    stands(page, 1, "present")
    expect(event).to_contain_text(EN["phase.ended"])
    assert page.evaluate("window.neverLeft")


def test_a_counter_tells_why_in_both_languages_and_shows_pictures(visit: Open) -> None:
    page = visit("/counters/1").page
    event = page.locator(".counter-events .event").filter(has_text=EN["phase.ended"]).last
    said = re.compile(r"Window 1 General was unstaffed from .* limit 4 s")
    expect(event).to_contain_text(said, timeout=PATIENCE_MS)
    page.wait_for_function("document.querySelector('.pictures img')?.naturalWidth > 0")
    check_language(page, EN, ZH)
    page.get_by_text("中文", exact=True).click()
    expect(page.locator(".counter-events .event").last).to_contain_text("1号窗口 综合业务")
    check_language(page, ZH, EN)


def test_a_killed_api_is_told_comes_back_and_is_caught_up_without_doubles(product: Product, visit: Open) -> None:
    page = visit("/").page
    picture = page.locator(".live-picture")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)  # a picture has come: there is something to stop
    expect(picture).to_have_text(EN["live"])
    page.evaluate("window.neverLeft = true")
    killed = product.served.child("api")
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    expect(picture).to_have_attribute("data-stopped", "true")
    expect(picture).to_contain_text("Last picture, ")
    until(lambda: product.served.child("api") not in {None, killed}, "the API started again")
    expect(picture).to_have_text(EN["live"])
    expect(page.locator(".connection")).to_have_text(EN["live"])
    told = page.locator(".side .event")
    until(lambda: told.count() == len(product.events()), "every event, each once")
    assert page.evaluate("window.neverLeft")
