"""The page looks as it did when somebody looked at it: the same picture but for how letters are drawn.

Clock and counters stand still, so a picture differs only where the page does. A new or changed one is written to
`out/browser`: look at it, then put it into `tests/browser/references`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from api.server.access.access import Access
from api.server.access.invitations import invite
from tests.api.builders import ROOT
from tests.api.server.builders import BEGIN_MS, DARK, NOBODY, guarded, hall_in, quick_passwords
from tests.api.server.serving import logged_in, served
from tests.browser.conftest import Open
from tests.browser.hall import COMING_AND_GOING, DAY_RUNS, LiveHall

pytestmark = pytest.mark.thorough

REFERENCES = Path(__file__).with_name("references")
SEEN = ROOT / "out" / "browser"
BLOCK_PX = 16
MOST_DIFFERING = 0.02
"""Share of blocks whose mean may differ: letters of another font change few, a lost panel changes many."""
DIFFERS_BY = 12
"""Levels of 255 between the means of a block from which on it is another one."""

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hall of twelve counters that stands still."""
    hall = LiveHall.opened(tmp_path_factory.mktemp("hall"), 12, hours=2, clock=lambda: BEGIN_MS)
    hall.tell_past(
        {**DAY_RUNS, 7: [(30_000, NOBODY)], 11: [(90_000, DARK)]}, dict.fromkeys(range(1, 9), COMING_AND_GOING)
    )
    with served(hall.parts) as address:
        yield address
    hall.parts.close()


@pytest.mark.parametrize(
    ("name", "path", "language", "scheme", "size_wh"),
    [
        ("hall-zh-light-1366", "/", "zh-CN", "light", (1366, 768)),
        ("hall-en-dark-2560", "/", "en-GB", "dark", (2560, 1440)),
        ("counter-zh-dark-1366", "/counters/5", "zh-CN", "dark", (1366, 768)),
        ("counter-en-light-2560", "/counters/5", "en-GB", "light", (2560, 1440)),
    ],
)
def test_the_page_looks_as_it_did(
    standing: str, open_page: Open, name: str, path: str, language: str, scheme: Scheme, size_wh: tuple[int, int]
) -> None:
    page = open_page(standing + path, language=language, scheme=scheme, size_wh=size_wh, at_ms=BEGIN_MS).page
    expect(page.locator(".event").first).to_be_visible()
    compare(page, name)


@pytest.fixture(scope="module")
def admitted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a hall of four counters that stands still, and the cookies of somebody who is logged in."""
    hall = LiveHall.opened(tmp_path_factory.mktemp("admitted"), 4, hours=2, clock=lambda: BEGIN_MS)
    access = Access(hall.parts.store, hall.clock, passwords=quick_passwords())
    with (
        served(replace(hall.parts, access=access)) as address,
        logged_in(address, invite(hall.parts.store, BEGIN_MS)) as http,
    ):
        yield address, {cookie.name: cookie.value or "" for cookie in http.cookies.jar}
    hall.parts.close()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hall that nobody has logged in to."""
    hall = hall_in(tmp_path_factory.mktemp("locked"))
    with served(guarded(hall)) as address:
        yield address
    hall.parts.close()


SMALL, LARGE = (1366, 768), (2560, 1440)


@pytest.mark.parametrize(
    ("name", "path", "language", "scheme", "size_wh"),
    [
        ("setup-zh-light-1366", "/setup", "zh-CN", "light", SMALL),
        ("setup-en-dark-2560", "/setup", "en-GB", "dark", LARGE),
        ("add-en-dark-1366", "/setup/add", "en-GB", "dark", SMALL),
        ("add-zh-light-2560", "/setup/add", "zh-CN", "light", LARGE),
        ("zones-en-light-1366", "/setup/views/1%40cam-1", "en-GB", "light", SMALL),
        ("zones-zh-dark-2560", "/setup/views/1%40cam-1", "zh-CN", "dark", LARGE),
    ],
)
def test_set_up_looks_as_it_did(
    admitted: tuple[str, dict[str, str]],
    open_page: Open,
    name: str,
    path: str,
    language: str,
    scheme: Scheme,
    size_wh: tuple[int, int],
) -> None:
    address, cookies = admitted
    page = open_page("about:blank", language=language, scheme=scheme, size_wh=size_wh, at_ms=BEGIN_MS).page
    page.context.add_cookies([{"name": key, "value": value, "url": address} for key, value in cookies.items()])
    page.goto(address + path)
    compare(page, name)


@pytest.mark.parametrize(
    ("name", "language", "scheme", "size_wh"),
    [("login-zh-light-1366", "zh-CN", "light", SMALL), ("login-en-dark-2560", "en-GB", "dark", LARGE)],
)
def test_the_login_looks_as_it_did(
    locked: str, open_page: Open, name: str, language: str, scheme: Scheme, size_wh: tuple[int, int]
) -> None:
    page = open_page(f"{locked}/login", language=language, scheme=scheme, size_wh=size_wh, at_ms=BEGIN_MS).page
    compare(page, name)


def compare(page: Page, name: str) -> None:
    """Fail where the page looks otherwise than its reference, and write down how it looks."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("load")
    page.wait_for_timeout(1_500)  # strips and sums come by questions of their own, which the page does not announce
    seen = page.screenshot(animations="disabled")
    reference = REFERENCES / f"{name}.png"
    differing = 1.0 if not reference.is_file() else share_differing(decoded(reference.read_bytes()), decoded(seen))
    if differing > MOST_DIFFERING:
        SEEN.mkdir(parents=True, exist_ok=True)
        (SEEN / f"{name}.png").write_bytes(seen)
    assert differing <= MOST_DIFFERING, f"look at out/browser/{name}.png; if it is right, it is the new reference"


def decoded(png: bytes) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8)


def share_differing(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Which share of blocks of two pictures differs visibly; all where their sizes do."""
    if one.shape != other.shape:
        return 1.0
    size = (one.shape[1] // BLOCK_PX, one.shape[0] // BLOCK_PX)
    means = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(int) for picture in (one, other)]
    return float((np.abs(means[0] - means[1]).max(axis=2) > DIFFERS_BY).mean())


def test_a_lost_card_would_be_noticed_and_other_letters_would_not() -> None:
    reference = decoded((REFERENCES / "hall-zh-light-1366.png").read_bytes())
    without = reference.copy()
    without[100:250, 276:526] = reference[300, 268]
    assert share_differing(reference, without) > MOST_DIFFERING
    assert share_differing(reference, cv2.GaussianBlur(reference, (0, 0), 0.8).astype(np.uint8)) <= MOST_DIFFERING
