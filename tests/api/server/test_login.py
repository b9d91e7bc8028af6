"""Logging in over a real port: cookies, the first account, sessions that end, and nothing secret told."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import httpx
import pytest

from api.contract import PREFIX
from api.server.access.invitations import invite
from api.server.access.throttle import BY_NAME
from tests.api.server.builders import Hall, guarded, hall_in
from tests.api.server.serving import NAME, PASSWORD, logged_in, served

OTHER = "quite another one"
CSRF = "X-OnPost-CSRF"


@dataclass(slots=True)
class Place:
    """A served app with one administrator, and a link for the next."""

    hall: Hall
    address: str
    token: str

    def browser(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.address + PREFIX, headers=headers, timeout=20, trust_env=False)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    hall = hall_in(tmp_path)
    with served(guarded(hall)) as address:
        with logged_in(address, invite(hall.parts.store, hall.clock())):
            pass
        yield Place(hall, address, invite(hall.parts.store, hall.clock()))
    hall.parts.close()


def code_of(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


def log_in(client: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    return client.post("/login", json={"name": NAME, "password": password})


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_strict_and_the_sessions_is_for_no_script(place: Place, scheme: str) -> None:
    with place.browser(**{"X-Forwarded-Proto": scheme}) as browser:
        answer = log_in(browser)
    cookies: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        cookies |= SimpleCookie(line)
    assert cookies.keys() == {"onpost_session", "onpost_csrf"}
    assert [bool(cookies[name]["httponly"]) for name in ("onpost_session", "onpost_csrf")] == [True, False]
    for morsel in cookies.values():
        assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("strict", "/", "")
        assert bool(morsel["secure"]) is (scheme == "https")
    assert answer.json()["csrf"] == cookies["onpost_csrf"].value
    assert answer.headers["cache-control"] == "no-store"


def test_me_says_who_is_logged_in(place: Place) -> None:
    with place.browser() as browser:
        assert code_of(browser.get("/me")) == "not_logged_in"
        told = log_in(browser).json()
        assert told["account"] == {"id": 1, "name": NAME, "role": "administrator"}
        assert browser.get("/me").json() == told
        assert browser.get("/counters").status_code == 200


def test_logging_in_again_gives_another_session_and_ends_the_one_before(place: Place) -> None:
    with place.browser() as browser:
        log_in(browser)
        before = browser.cookies["onpost_session"]
        log_in(browser)
        assert browser.cookies["onpost_session"] != before
        assert browser.get("/me").status_code == 200
    with place.browser(Cookie=f"onpost_session={before}") as old:
        assert code_of(old.get("/me")) == "not_logged_in"


def test_logging_out_ends_it_for_whoever_kept_the_cookie_too(place: Place) -> None:
    with place.browser() as browser:
        browser.headers[CSRF] = log_in(browser).json()["csrf"]
        kept = browser.cookies["onpost_session"]
        assert browser.post("/logout").status_code == 204
        assert not browser.cookies
    with place.browser(Cookie=f"onpost_session={kept}") as thief:
        assert code_of(thief.get("/me")) == "not_logged_in"


def test_another_password_ends_the_other_sessions(place: Place) -> None:
    with place.browser() as one, place.browser() as other:
        one.headers[CSRF] = log_in(one).json()["csrf"]
        log_in(other)
        wanted = {"password": PASSWORD, "new_password": OTHER}
        assert code_of(one.post("/password", json={**wanted, "password": OTHER})) == "wrong_login"
        assert code_of(one.post("/password", json={**wanted, "new_password": "short"})) == "wrong_account"
        assert one.post("/password", json=wanted).status_code == 204
        assert one.get("/me").status_code == 200
        assert code_of(other.get("/me")) == "not_logged_in"
        assert code_of(log_in(other)) == "wrong_login"
        assert log_in(other, OTHER).status_code == 200


def test_a_link_works_once(place: Place) -> None:
    given = {"token": place.token, "name": "Li Na", "password": OTHER}
    with place.browser() as browser:
        wrong = browser.post("/invitations/accept", json={**given, "password": "Li Na"})
        assert (code_of(wrong), [one["path"] for one in wrong.json()["error"]["problems"]]) == (
            "wrong_account",
            ["password"],
        )
        assert browser.post("/invitations/accept", json=given).json()["account"]["id"] == 2
        assert browser.get("/me").json()["account"]["name"] == "Li Na"
        assert code_of(browser.post("/invitations/accept", json=given)) == "wrong_invitation"


def test_who_guesses_is_told_to_wait(place: Place) -> None:
    with place.browser() as browser:
        answers = [log_in(browser, OTHER) for _ in range(BY_NAME.free + 1)]
    assert [answer.status_code for answer in answers] == [*[403] * BY_NAME.free, 429]
    assert "a pause of 1 s was wanted" in answers[-1].text


def test_nothing_secret_is_logged_or_told(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with place.browser() as browser:
        answers = [
            log_in(browser, "a wrong password"),
            browser.post("/login", json={"name": NAME, "password": ["a wrong password"]}),
            browser.post("/login", json={"name": NAME, "password": "a wrong password" * 100}),
            browser.post("/login", content=b'{"name": "a wrong password'),
            browser.post("/invitations/accept", json={"token": "a wrong token", "name": NAME, "password": OTHER}),
        ]
        browser.headers[CSRF] = log_in(browser).json()["csrf"]
        secrets = ("a wrong", PASSWORD, OTHER, place.token, browser.headers[CSRF], browser.cookies["onpost_session"])
    assert [answer.status_code for answer in answers] == [403, 422, 422, 422, 403]
    ours = (one.getMessage() for one in caplog.records if not one.name.startswith("http"))  # the client is a library
    told = "\n".join(ours) + "".join(answer.text for answer in answers)
    assert "login_refused address=127.0.0.1" in told
    assert "logged_in account=1" in told
    assert [secret for secret in secrets if secret in told] == []


def test_whoever_changes_the_site_is_remembered(place: Place) -> None:
    with place.browser() as browser:
        browser.headers[CSRF] = log_in(browser).json()["csrf"]
        site = browser.get("/site").json()["site"]
        site["halls"][0]["name"]["en"] = "South hall"
        assert browser.put("/site", json={"site": site}, headers={"If-Match": "1"}).json() == {"version": 2}
        authors = [version["author"] for version in browser.get("/site/versions").json()["versions"]]
    assert authors == [None, NAME]
