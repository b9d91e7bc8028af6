"""What people do with the page, in a real browser before a real server."""

import json
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from api.contract import PREFIX
from tests.api.builders import ROOT
from tests.api.server.builders import DARK, NOBODY, SOMEBODY, Run
from tests.api.server.serving import served
from tests.browser.conftest import Open
from tests.browser.hall import MINUTE, LiveHall

pytestmark = pytest.mark.thorough

LOCALES = ROOT / "api" / "web" / "src" / "locales"
EN: dict[str, str] = json.loads((LOCALES / "en.json").read_text(encoding="utf-8"))
ZH: dict[str, str] = json.loads((LOCALES / "zh-CN.json").read_text(encoding="utf-8"))
KEY = re.compile(r"\b(?:state|page|visitor|lane|blind|severity|phase|timeline|metric|presence|event|card)\.[a-z_]+")


def card(page: Page, counter: int) -> Locator:
    return page.locator(".card").nth(counter - 1)


def says(page: Page, counter: int, standing: str) -> None:
    """Wait until the card shows the state, by word and mark."""
    expect(card(page, counter)).to_have_attribute("data-standing", standing)
    expect(card(page, counter).get_by_text(EN[f"state.{standing}"], exact=True)).to_be_visible()


def seconds_shown(where: Locator) -> int:
    parts = [int(part) for part in where.inner_text().split(":")]
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))


def test_an_absence_begins_and_ends_on_the_hall_page(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page(address).page
        for counter in range(1, 5):
            says(page, counter, "present")
        expect(page.locator(".in-order")).to_have_text("4/4 in order")
        page.evaluate("window.neverLeft = true")
        hall.now[2], hall.visitors[2] = NOBODY, SOMEBODY
        says(page, 2, "absent")  # away before that, for as long as it takes to read the page at worst
        expect(page.locator(".in-order")).to_have_text("3/4 in order")
        expect(page).to_have_title(re.compile(r"^\(1\) "))
        expect(card(page, 2).get_by_text(EN["visitor.present"], exact=True)).to_be_visible()
        event = page.locator(".side .event")
        expect(event).to_have_count(1)
        expect(event).to_contain_text("Window 2 Insurance has been unstaffed since")
        before = seconds_shown(card(page, 2).locator(".card-time"))
        later = "|".join(f"{before + seconds:02}" for seconds in range(2, 20))
        expect(card(page, 2).locator(".card-time")).to_have_text(re.compile(f"^0:({later})$"))
        hall.now[2] = SOMEBODY
        says(page, 2, "present")
        expect(event).to_contain_text(EN["phase.ended"])
        expect(event).to_have_count(1)
        hall.now[3] = DARK
        says(page, 3, "blind")
        expect(card(page, 3)).to_contain_text(EN["blind.dark"])
        assert page.evaluate("window.neverLeft")
        event.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Window 2 Insurance")


HOUR: list[Run] = [
    (30 * MINUTE, SOMEBODY),
    (10 * MINUTE, NOBODY),
    (5 * MINUTE, SOMEBODY),
    (5 * MINUTE, DARK),
    (9 * MINUTE, SOMEBODY),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hall that is only looked at; now counter 2 is absent and counter 3 blind.

    Counter 1 has been staffed, absent, staffed, blind and staffed within the last hour.
    """
    hall = LiveHall.opened(tmp_path_factory.mktemp("told"), 4, hours=1)
    hall.tell_past({1: HOUR}, {1: (NOBODY, NOBODY, SOMEBODY)})
    hall.now |= {2: NOBODY, 3: DARK}
    with served(hall.parts) as address, hall.speaking():
        yield address
    hall.parts.close()


def test_a_counters_hours_can_be_read_by_pointer_keys_and_table(told: str, open_page: Open) -> None:
    page = open_page(f"{told}/counters/1").page
    timeline, read_out = page.locator(".timeline-canvas"), page.locator(".read-out")
    expect(page.locator(".lane-labels")).to_contain_text("10 min 0 s")
    timeline.focus()
    page.keyboard.press("ArrowLeft")
    expect(read_out).to_contain_text(EN["lane.present"])
    page.keyboard.press("ArrowLeft")
    expect(read_out).to_contain_text(f"{EN['lane.blind']} · {EN['blind.dark']}")
    expect(read_out).to_contain_text("5 min 0 s")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(read_out).to_contain_text(EN["lane.absent"])
    expect(read_out).to_contain_text("10 min 0 s")
    page.get_by_role("button", name=EN["timeline.table"]).click()
    absent = page.get_by_role("row").filter(has_text=EN["lane.absent"])
    expect(absent).to_have_count(1)
    expect(absent).to_contain_text("10 min 0 s")
    event = page.locator(".counter-events .event")
    expect(event).to_have_count(1)
    expect(event).to_contain_text("was unstaffed from")


def test_the_timeline_zooms_and_moves(told: str, open_page: Open) -> None:
    page = open_page(f"{told}/counters/1").page
    timeline, stretch = page.locator(".timeline-canvas"), page.locator(".timeline-stretch")
    now = page.get_by_role("button", name=EN["timeline.now"], exact=True)
    expect(now).to_be_disabled()
    timeline.hover(position={"x": 200, "y": 60})
    page.mouse.wheel(0, -1500)
    expect(now).to_be_enabled()
    where = stretch.inner_text()
    page.get_by_role("button", name=EN["timeline.earlier"]).click()
    expect(stretch).not_to_have_text(where)
    timeline.focus()
    page.keyboard.press("End")
    expect(now).to_be_disabled()
    page.get_by_text("15 min", exact=True).click()
    page.get_by_role("button", name=EN["event.show"]).click()
    expect(now).to_be_enabled()
    expect(page.locator(".lane-labels")).to_contain_text("10 min 0 s")


@pytest.mark.parametrize("path", ["/", "/counters/1", "/counters/99", "/nothing"])
def test_every_word_is_in_the_language_that_is_chosen(told: str, open_page: Open, path: str) -> None:
    page = open_page(told + path, language="zh-CN").page
    check_language(page, ZH, EN)
    page.get_by_text("English", exact=True).click()
    check_language(page, EN, ZH)
    page.reload()
    check_language(page, EN, ZH)
    page.get_by_text("中文", exact=True).click()
    check_language(page, ZH, EN)


def test_the_first_language_is_what_the_browser_asks_for(told: str, open_page: Open) -> None:
    check_language(open_page(told, language="en-GB").page, EN, ZH)


def check_language(page: Page, words: dict[str, str], other: dict[str, str]) -> None:
    expect(page.get_by_role("link", name=words["page.hall"], exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if words is ZH else "en")
    expect(page.get_by_text(words["hall.loading"])).to_have_count(0)
    text = page.locator("body").inner_text()
    assert KEY.findall(text) == []
    names = {"language.en", "language.zh-CN", "product", "metric.none"}
    sought = {value for key, value in other.items() if key not in names and "{{" not in value}
    foreign = [one for one in sought - set(words.values()) if re.search(rf"\b{re.escape(one)}\b", text)]
    assert foreign == []
    if words is EN:
        assert set(re.findall(r"[\u4e00-\u9fff]+", text)) <= {"中文"}


def test_light_and_dark_follow_the_system_until_one_is_chosen(hall: LiveHall, open_page: Open) -> None:
    def ground(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with served(hall.parts) as address, hall.speaking():
        light, dark = (open_page(address, scheme=scheme).page for scheme in ("light", "dark"))
        for page in (light, dark):
            expect(page.locator(".card")).to_have_count(4)
        seen = ground(light), ground(dark)
        assert seen[0] != seen[1]
        light.get_by_title(EN["theme.dark"]).click()
        expect(light.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        light.reload()
        expect(light.locator(".card")).to_have_count(4)
        assert ground(light) == seen[1]


def test_a_lost_connection_is_told_and_caught_up_without_doubles(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address:
        port = int(address.rpartition(":")[2])
        with hall.speaking():
            page = open_page(address).page
            says(page, 1, "present")
            hall.now[1] = NOBODY
            says(page, 1, "absent")
    expect(page.locator(".connection")).to_have_text(EN["reconnecting"])
    expect(page.get_by_role("status").filter(has_text="No answer from the server")).to_be_visible()
    held = card(page, 1).locator(".card-time").inner_text()
    hall.now |= {1: SOMEBODY, 2: NOBODY}
    waited_until = time.monotonic() + 4
    while time.monotonic() < waited_until:  # time goes on without the server: the counter must not count it
        hall.speak()
        time.sleep(0.5)
    assert seconds_shown(card(page, 1).locator(".card-time")) - seconds_of(held) <= 1
    hall.again()
    with served(hall.parts, port), hall.speaking():
        says(page, 1, "present")
        says(page, 2, "absent")
        expect(page.locator(".connection")).to_have_text(EN["live"])
        expect(page.get_by_role("status").filter(has_text="No answer")).to_have_count(0)
        hall.now[2] = SOMEBODY
        says(page, 2, "present")
        known = httpx.get(f"{address}{PREFIX}/events", params={"limit": 1000}, timeout=20).json()["events"]
        expect(page.locator(".side .event")).to_have_count(len(known))
        assert len(known) == 2


def seconds_of(text: str) -> int:
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + int(seconds)


def test_the_keyboard_leads_everywhere(hall: LiveHall, open_page: Open) -> None:
    with served(hall.parts) as address, hall.speaking():
        page = open_page(address).page
        expect(page.locator(".card")).to_have_count(4)
        reached: list[str] = []
        for _ in range(20):
            page.keyboard.press("Tab")
            reached.append(
                str(page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.value"))
            )
            if reached[-1] == "/counters/4":
                break
        assert reached[0] == "#main"
        assert [where for where in reached if where.startswith("/counters/")] == [f"/counters/{n}" for n in range(1, 5)]
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Window 4 Licences")


SERIOUS = {"serious", "critical"}
AXE = ROOT / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/counters/1"])
def test_nothing_serious_stands_in_the_way_of_anybody(told: str, open_page: Open, path: str, scheme: str) -> None:
    page = open_page(told + path, scheme=scheme).page
    expect(page.locator(".event").first).to_be_visible()
    if path != "/":
        page.get_by_role("button", name=EN["timeline.table"]).click()
        expect(page.get_by_role("table")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    wrong = [
        (v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found["violations"] if v["impact"] in SERIOUS
    ]
    assert len(found["passes"]) > 10
    assert wrong == []
