"""What is found about a group of counters stands among the events under the group's name, and leads to no counter."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.builders import ROOT
from tests.api.server.builders import hall_in, site, spans
from tests.api.server.serving import served
from tests.api.server.test_hall_folds import END_MS, GONE, GROUPED
from tests.browser.conftest import Open

pytestmark = pytest.mark.thorough
SEEN = ROOT / "out" / "browser"


@pytest.fixture(scope="module")
def below_minimum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hall that both clerks of a group have left."""
    hall = hall_in(tmp_path_factory.mktemp("hall"), given=site(GROUPED)).register()
    hall.send([*spans(GONE), *spans(GONE, "front")], side=END_MS)
    with served(hall.parts) as address:
        yield address
    hall.parts.close()


@pytest.mark.parametrize(
    ("language", "scheme", "size_wh", "name", "type_", "sentence"),
    [
        ("zh-CN", "light", (1366, 768), "税务组", "开放窗口不足", "有人值守的窗口少于应保持的1个"),
        ("en-GB", "dark", (2560, 1440), "Tax", "Fewer counters open than needed", "fewer counters are staffed"),
    ],
)
def test_the_feed_tells_of_a_group(
    below_minimum: str,
    open_page: Open,
    language: str,
    scheme: str,
    size_wh: tuple[int, int],
    name: str,
    type_: str,
    sentence: str,
) -> None:
    opened = open_page(below_minimum, language=language, scheme=scheme, size_wh=size_wh, at_ms=END_MS)
    event = opened.page.locator(".feed .event", has_text=sentence)
    expect(event).to_have_count(1)
    expect(event.locator(".event-place")).to_have_text(name)
    expect(event.get_by_text(type_)).to_be_visible()
    expect(event.get_by_role("link")).to_have_count(0)
    SEEN.mkdir(parents=True, exist_ok=True)
    opened.page.screenshot(path=SEEN / f"group-{language}.png")


def test_the_page_of_a_counter_of_the_group_goes_on(below_minimum: str, open_page: Open) -> None:
    opened = open_page(f"{below_minimum}/counters/7", at_ms=END_MS)
    expect(opened.page.get_by_role("heading", name="Window 7")).to_be_visible()
    expect(opened.page.get_by_text("fewer counters")).to_have_count(0)
