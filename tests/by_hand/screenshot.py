"""The picture in the README: ``python -m tests.by_hand.screenshot docs/hall.png``, the demo's hall as it is.

It waits until somebody is away, at the moment when the page has most to show.
"""

import sys

from playwright.sync_api import sync_playwright

from tests.api.serving import serving
from tests.browser.conftest import ARGUMENTS

SIZE = {"width": 1366, "height": 768}
TOLD = 2
"""So many events must have been told."""

PATIENCE_MS = 150_000


def main(target: str) -> None:
    """Take the picture and write it to ``target``."""
    with serving("demo", "--port", 0) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        page = browser.new_page(viewport=SIZE, locale="en-US", color_scheme="light")  # type: ignore[arg-type]
        page.goto(served.address)
        page.locator("li.event").nth(TOLD - 1).wait_for(timeout=PATIENCE_MS)
        page.screenshot(path=target)
        browser.close()
    print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
