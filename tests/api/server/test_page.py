"""The page at its addresses: what is kept for good, what is asked for each time, and nothing from elsewhere."""

import asyncio
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.contract import PREFIX
from api.server import page_schema
from api.server.app import create_app
from api.server.page import DIST, EACH_TIME, FOREVER, Page, install
from tests.api.builders import ROOT
from tests.api.server.builders import hall_in

INDEX = '<!doctype html><meta name="csp-nonce" content="nonce-of-this-answer"><div id="page"></div>'
SCRIPT = "/assets/index-abc123.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it, small."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / SCRIPT[1:]).write_text("export const words = 1;\n" * 100)
    return folder


@dataclass(frozen=True, slots=True)
class Client:
    """Asks an app without a port."""

    app: FastAPI

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(ask())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.request("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})


def of(page: Page) -> Client:
    """An app with one route of the API and ``page``."""
    app = FastAPI()

    @app.get("/api/v1/counters")
    def counters() -> list[str]:
        return []

    install(app, page)
    return Client(app)


@pytest.fixture
def client(built: Path) -> Client:
    return of(Page(built))


@pytest.mark.parametrize(
    "path", ["/", "/counters/7", "/setup", "/setup/cameras/1", "/login", "/index.html", "/nothing"]
)
def test_every_address_of_the_page_is_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, EACH_TIME)
    assert answer.headers["content-type"].startswith("text/html")
    assert '<div id="page">' in answer.text


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/counters"])
def test_an_address_of_the_api_is_never_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<div" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_page_is_only_read(client: Client, method: str) -> None:
    assert client.request(method, "/counters/7").status_code in {404, 405}
    assert client.request("HEAD", "/counters/7").status_code == 200


def test_what_is_named_after_its_content_is_kept_for_good(client: Client, built: Path) -> None:
    answer = client.get(SCRIPT)
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-type"].startswith("application/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == (built / SCRIPT[1:]).read_text()
    plain = client.get(SCRIPT, accept_encoding="identity")
    assert ("content-encoding" in plain.headers, plain.text) == (False, answer.text)
    assert client.get("/mark.svg").headers["cache-control"] == EACH_TIME


def test_a_script_of_an_earlier_build_is_missing_rather_than_the_page(client: Client) -> None:
    answer = client.get("/assets/index-of-yesterday.js")
    assert (answer.status_code, answer.headers["cache-control"], answer.text) == (404, EACH_TIME, "")


@pytest.mark.parametrize(
    "path", ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "/assets/%2e%2e/%2e%2e/secret"]
)
def test_nothing_outside_the_build_is_served(client: Client, built: Path, path: str) -> None:
    (built.parent / "secret").write_text("secret")
    assert "secret" not in client.get(path).text


def test_the_page_may_load_from_its_own_server_only(client: Client) -> None:
    policies = [client.get("/").headers["content-security-policy"] for _ in range(2)]
    nonces = [re.findall(r"'nonce-([\w-]+)'", policy) for policy in policies]
    assert nonces[0] != nonces[1]
    for policy in policies:
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self'"
        words = {word for rule in rules.values() for word in rule.split()}
        assert {w for w in words if not w.startswith("'nonce-")} == {"'self'", "'none'", "data:", "blob:"}


def test_the_page_holds_the_nonce_of_its_answer(client: Client) -> None:
    answer = client.get("/")
    (nonce,) = re.findall(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])
    assert f'content="{nonce}"' in answer.text


def test_without_a_build_the_api_runs_and_says_where_it_is(tmp_path: Path) -> None:
    client = of(Page(tmp_path))
    answer = client.get("/")
    assert answer.status_code == 200
    assert f"{PREFIX}/openapi.json" in answer.text
    assert "tools/page" in answer.text
    assert client.get("/counters/7").status_code == 404
    assert client.get("/api/v1/counters").json() == []


def test_another_method_on_a_route_of_the_api_is_told_as_such(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    client = Client(create_app(hall.parts))
    answers = {path: client.get(f"{PREFIX}{path}").json()["error"]["code"] for path in ("/batches", "/nothing")}
    hall.parts.close()
    assert answers == {"/batches": "not_allowed", "/nothing": "not_found"}


def test_the_types_of_the_page_are_made_from_this_api() -> None:
    kept = (ROOT / "api" / "web" / "openapi.json").read_text(encoding="utf-8")
    assert kept == page_schema.text(), "the API's messages have changed: run tools/page types"


# --- the page that was built ------------------------------------------------------------------------

MOST_BYTES = 400_000
LOADED = re.compile(r"""(?:\b(?:src|href)=["']?|url\(["']?|@import ["'])((?:https?:)?//[^"')> ]+)""", re.IGNORECASE)
"""What markup and style sheets load; what scripts load, every browser test watches."""


def dist() -> list[Path]:
    found = [path for path in DIST.rglob("*") if path.is_file()]
    assert found, "the page was not built: run tools/page"
    return found


@pytest.mark.thorough
def test_the_first_load_is_small(record_property: Callable[[str, object], None]) -> None:
    packed = sum(len(gzip.compress(path.read_bytes())) for path in dist())
    record_property("page_gzip_bytes", packed)
    assert packed < MOST_BYTES


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        ('<script src="https://elsewhere.example/a.js">', ["https://elsewhere.example/a.js"]),
        ("<link href=//elsewhere.example/a.css>", ["//elsewhere.example/a.css"]),
        ("@font-face{src:url(http://elsewhere.example/a.woff2)}", ["http://elsewhere.example/a.woff2"]),
        ('@import "https://elsewhere.example/a.css";', ["https://elsewhere.example/a.css"]),
        ('<script src="/assets/a.js"><svg xmlns="http://www.w3.org/2000/svg">', []),
    ],
)
def test_an_address_that_would_be_loaded_is_found(text: str, loaded: list[str]) -> None:
    assert LOADED.findall(text) == loaded


@pytest.mark.thorough
def test_the_built_markup_and_styles_load_nothing_from_elsewhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in dist() if path.suffix in {".css", ".html", ".svg"}]
    assert [address for text in texts for address in LOADED.findall(text)] == []


def test_the_lock_file_of_the_page_names_no_registry() -> None:
    lock = (ROOT / "api" / "web" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
