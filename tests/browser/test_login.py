"""Logging in at the page: the first account by its link, wrong passwords, and a session that ends while one draws."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.server.access.invitations import invite
from api.server.site_versions import EMPTY
from tests.api.server.builders import Hall, guarded, hall_in
from tests.api.server.serving import NAME, PASSWORD, served
from tests.browser.conftest import Open
from tests.browser.test_stories import AXE, EN, SERIOUS, ZH

pytestmark = pytest.mark.thorough


@dataclass(slots=True)
class Door:
    """A product that nobody has an account of, and the link to the first one."""

    hall: Hall
    address: str
    link: str


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    hall = hall_in(tmp_path)
    with served(guarded(hall, check_s=0.5)) as address:
        yield Door(hall, address, f"{address}/login?invitation={invite(hall.parts.store, hall.clock())}")
    hall.parts.close()


def take_up(page: Page, password: str = PASSWORD, again: str = PASSWORD, words: dict[str, str] = EN) -> None:
    page.get_by_label(words["login.name"], exact=True).fill(NAME)
    page.get_by_label(words["login.new"], exact=True).fill(password)
    page.get_by_label(words["login.again"], exact=True).fill(again)
    page.get_by_role("button", name=words["login.create"]).click()


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label(EN["login.name"], exact=True).fill(NAME)
    page.get_by_label(EN["login.password"], exact=True).fill(password)
    page.locator("form").get_by_role("button", name=EN["login.in"]).click()


def test_the_first_account_is_made_by_its_link_and_let_in_and_out(door: Door, open_page: Open) -> None:
    page = open_page(f"{door.address}/setup").page
    expect(page).to_have_url(f"{door.address}/login?then=%2Fsetup")  # nothing is open without a login
    page.goto(door.link)
    take_up(page, "short", "short")
    expect(page.get_by_text("At least 10 characters are wanted.")).to_be_visible()
    take_up(page, PASSWORD, "another one")
    expect(page.get_by_text(EN["login.new.differs"])).to_be_visible()
    take_up(page)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=EN["page.hall"], exact=True)).to_have_count(1)
    page.get_by_role("button", name=EN["login.out"]).click()
    expect(page).to_have_url(re.compile("/login"))
    log_in(page, "not the right one")
    expect(page.get_by_text(EN["login.fault.wrong_login"])).to_be_visible()
    log_in(page)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page.goto(door.link)
    take_up(page)
    expect(page.get_by_text(EN["login.fault.wrong_invitation"])).to_be_visible()


def test_who_logs_in_is_led_to_where_they_wanted_but_never_elsewhere(door: Door, open_page: Open) -> None:
    page = open_page(door.link).page
    take_up(page)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    for then, path in (("/setup", "/setup"), ("//example.com", "/"), ("https://example.com", "/")):
        page.context.clear_cookies()
        page.goto(f"{door.address}/login?then={then}")
        log_in(page)
        expect(page).to_have_url(door.address + path)


def test_who_begins_with_nothing_is_led_to_set_up(tmp_path: Path, open_page: Open) -> None:
    hall = hall_in(tmp_path, given=EMPTY)
    with served(guarded(hall, check_s=0.5)) as address:
        page = open_page(f"{address}/login?invitation={invite(hall.parts.store, hall.clock())}").page
        take_up(page)
        expect(page).to_have_url(f"{address}/setup")
        expect(page.get_by_text(EN["setup.cameras.none"])).to_be_visible()
        page.get_by_role("link", name=EN["page.hall"]).click()
        page.locator(".hall-empty").get_by_role("link", name=EN["setup.add"]).click()
        expect(page).to_have_url(f"{address}/setup/add")
    hall.parts.close()


def test_a_page_that_breaks_says_so_and_leads_elsewhere(door: Door, open_page: Open) -> None:
    page = open_page(door.link).page
    take_up(page)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page.route("**/api/v1/site", lambda route: route.fulfill(json={"version": 1, "site": {"halls": [None]}}))
    page.get_by_role("link", name=EN["page.setup"]).click()
    expect(page.get_by_role("heading", name=EN["page.failed"])).to_be_visible()
    page.get_by_role("link", name=EN["page.hall"], exact=True).click()
    expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_on_a_telephone_no_page_is_wider_than_it(door: Door, open_page: Open, language: str) -> None:
    page = open_page(door.link, language=language, size_wh=(400, 800)).page
    expect(page.locator("form")).to_be_visible()
    words = EN if language == "en-GB" else ZH
    take_up(page, words=words)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    for path in ("/", "/counters/7", "/setup", "/setup/add"):
        page.goto(door.address + path)
        expect(page.get_by_text(NAME, exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path


def test_a_session_that_ends_leaves_what_was_drawn(door: Door, open_page: Open) -> None:
    page = open_page(door.link).page
    take_up(page)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page.goto(f"{door.address}/setup")
    page.get_by_role("link", name=re.compile("Edit zones")).first.click()
    page.get_by_role("button", name="Rectangle: Privacy mask").click()
    page.keyboard.press("Enter")
    page.context.clear_cookies()
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text(EN["login.ended.note"])
    log_in(page)
    expect(dialogue).to_have_count(0)
    expect(page.get_by_role("button", name="Privacy mask 1, 4 points")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_nothing_serious_stands_in_the_way_of_anybody(
    door: Door, open_page: Open, scheme: str, words: dict[str, str]
) -> None:
    language = "zh-CN" if words is ZH else "en-GB"
    for address, title in ((door.link, "login.first"), (f"{door.address}/login", "login")):
        page = open_page(address, scheme=scheme, language=language).page
        expect(page.get_by_role("heading", level=1)).to_have_text(words[title])
        page.locator("form").get_by_role("button").last.click()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document)")
        wrong = [(v["id"], v["nodes"][0]["html"]) for v in found["violations"] if v["impact"] in SERIOUS]
        assert wrong == []
