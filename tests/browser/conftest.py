"""A real browser over a real server; what the page loads and complains of is watched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.server.page import DIST
from tests.browser.hall import LiveHall

PATIENCE_MS = 30_000
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)
"""A browser that asks nobody for updates."""


@dataclass(slots=True)
class Opened:
    """A page, the addresses it asked for and what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if "Policy" in message.text else None
        )


Open = Callable[..., Opened]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = which("chromium")
    assert chromium, "Debian's chromium was wanted, got none: as root, run tools/setup"
    assert (DIST / "index.html").is_file(), "the page was not built: run tools/page"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open pages, each in a fresh profile; at the end none may have loaded from elsewhere or complained."""
    opened: list[Opened] = []

    def run(
        address: str,
        *,
        language: str = "en-GB",
        scheme: Literal["light", "dark"] = "light",
        size_wh: tuple[int, int] = (1366, 768),
        at_ms: int | None = None,
    ) -> Opened:
        width, height = size_wh
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=language, reduced_motion="reduce"
        )
        one = Opened(context.new_page())
        one.page.set_default_timeout(PATIENCE_MS)
        one.watch()
        opened.append(one)
        if at_ms is not None:
            one.page.clock.set_fixed_time(at_ms)
        one.page.goto(address)
        return one

    yield run
    for one in opened:
        one.page.context.close()
        home = next(url for url in one.asked if url.startswith("http")).split("/", 3)[2]
        assert {
            url for url in one.asked if not url.startswith((f"http://{home}/", "about:", "blob:", "data:"))
        } == set()
        assert one.complaints == []


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    """Four counters, staffed for some minutes."""
    hall = LiveHall.opened(tmp_path, 4, hours=0.05)
    hall.tell_past({}, {})
    yield hall
    hall.parts.close()
