"""The gate before the real app: every route there is, asked by everybody there is."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from starlette.types import Message

from api.contract import PREFIX
from api.server.access.access import Access
from api.server.access.invitations import invite
from api.server.access.rules import SAFE, TABLE, Who
from api.server.access.sessions import LONGEST_MS
from api.server.app import create_app
from tests.api.server.builders import KEY, Hall, guarded, hall_in
from tests.api.server.serving import logged_in, served

WORKER = {"Authorization": f"Bearer {KEY}"}
CSRF = "X-OnPost-CSRF"
REFUSALS = {"not_logged_in", "unauthorised", "forged"}
STREAMS = ("/live", "/looks", "/stream", "/commands")
CHECK_S = 0.05


def every_route(hall: Hall) -> list[tuple[str, str]]:
    """Method and path of everything that the app answers to, whether or not it is described."""
    found = []
    for route in iter_route_contexts(create_app(hall.parts).routes):
        assert route.path is not None
        assert route.methods is not None, f"{route.path}: what is no HTTP route has no rule here"
        found += [(method, route.path) for method in sorted(route.methods - {"HEAD"})]
    return found


def asked(path: str) -> str:
    return re.sub(r"\{at_ms\}", "0", re.sub(r"\{(camera|probe)\}", "nowhere", re.sub(r"\{(counter|view)\}", "9", path)))


@dataclass(slots=True)
class Place:
    """A served app and somebody who is logged in."""

    hall: Hall
    access: Access
    address: str
    person: httpx.Client

    def stranger(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=20, trust_env=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(tmp_path_factory.mktemp("hall")) as made:
        yield made


@contextmanager
def a_place(folder: Path, *, open_reading: bool = False) -> Iterator[Place]:
    hall = hall_in(folder)
    parts = guarded(hall, open_reading=open_reading, check_s=CHECK_S)
    assert parts.access is not None
    with served(parts) as address, logged_in(address, invite(parts.store, hall.clock())) as person:
        yield Place(hall, parts.access, address, person)
    hall.parts.close()


def code_of(response: httpx.Response) -> tuple[int, str]:
    """The status, and the code where there is one; what a stream or a page answers has none."""
    body = json.loads(response.read()) if response.headers.get("content-type") == "application/json" else {}
    return response.status_code, str(body.get("error", {}).get("code", ""))


def answer_to(client: httpx.Client, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    with client.stream(method, asked(path), headers=headers) as response:
        streams = response.is_success and path.endswith(STREAMS)
        return (response.status_code, "") if streams else code_of(response)


def test_the_table_names_only_routes_that_there_are(place: Place) -> None:
    assert set(TABLE) <= set(every_route(place.hall))
    assert len(every_route(place.hall)) > 25


def test_what_is_open_is_this(place: Place) -> None:
    """Whoever opens one more says so here too."""
    assert {route for route, who in TABLE.items() if who is Who.ANYBODY} == {
        ("GET", "/healthz"),
        ("POST", f"{PREFIX}/login"),
        ("POST", f"{PREFIX}/invitations/accept"),
    }
    with place.stranger() as stranger:
        open_to_all = {
            (method, path)
            for method, path in every_route(place.hall)
            if answer_to(stranger, method, path)[1] not in REFUSALS
        }
    assert open_to_all == {route for route, who in TABLE.items() if who is Who.ANYBODY}


def test_every_other_route_is_closed_to_strangers(place: Place) -> None:
    shown: list[dict[str, str]] = [
        {},
        {"Cookie": "onpost_session=made-up"},
        {"Cookie": "onpost_session="},
        {"Authorization": "Bearer made-up"},
        {"Authorization": f"Basic {KEY}"},
        {CSRF: "made-up", "Cookie": "onpost_session=made-up; onpost_csrf=made-up"},
    ]
    with place.stranger() as stranger:
        for method, path in every_route(place.hall):
            who = TABLE.get((method, path), Who.PERSON)
            for headers in shown if who is not Who.ANYBODY else ():
                wrong_key = who is Who.WORKER_OR_PERSON and "Bearer" in headers.get("Authorization", "")
                wanted = "unauthorised" if who is Who.WORKER or wrong_key else "not_logged_in"
                assert answer_to(stranger, method, path, headers) == (401, wanted), (method, path, headers)


def test_the_workers_key_opens_what_is_the_workers_and_nothing_else(place: Place) -> None:
    with place.stranger() as worker:
        for method, path in every_route(place.hall):
            status, code = answer_to(worker, method, path, WORKER)
            who = TABLE.get((method, path), Who.PERSON)
            assert (code in REFUSALS) is (who is Who.PERSON), (method, path, status, code)


def test_a_session_opens_what_is_peoples_and_nothing_of_the_workers(place: Place) -> None:
    for method, path in every_route(place.hall):
        if path.endswith("/logout"):
            continue
        status, code = answer_to(place.person, method, path)
        who = TABLE.get((method, path), Who.PERSON)
        assert (code in REFUSALS) is (who is Who.WORKER), (method, path, status, code)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_every_change_wants_the_sessions_token(place: Place, token: str | None) -> None:
    right = place.person.headers.pop(CSRF)
    try:
        for method, path in every_route(place.hall):
            if method not in SAFE and (method, path) not in TABLE:
                headers = {} if token is None else {CSRF: token}
                assert answer_to(place.person, method, path, headers) == (403, "forged"), (method, path)
    finally:
        place.person.headers[CSRF] = right


@pytest.mark.parametrize("headers", [{"Origin": "http://other.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_page_may_change_anything_or_log_anybody_in(place: Place, headers: dict[str, str]) -> None:
    for method, path in every_route(place.hall):
        if method not in SAFE and TABLE.get((method, path)) is not Who.WORKER:
            assert answer_to(place.person, method, path, headers) == (403, "forged"), (method, path)


def test_nothing_is_read_of_who_may_not_ask(place: Place) -> None:
    """Half a message, of which the rest never comes, is answered all the same."""
    host, _, port = place.address.removeprefix("http://").partition(":")
    for method, path in (("PUT", f"{PREFIX}/site"), ("POST", f"{PREFIX}/batches")):
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n{{".encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_no_websocket_is_opened(place: Place) -> None:
    sent: list[Message] = []

    async def open_one() -> None:
        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": f"{PREFIX}/events/stream", "headers": []}
        await create_app(place.hall.parts)(scope, receive, send)

    asyncio.run(open_one())
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_what_is_no_route_tells_nothing(place: Place) -> None:
    with place.stranger() as stranger:
        for path in (f"{PREFIX}/nothing", "/api", f"{PREFIX}/me/", f"{PREFIX}/events/..%2flogin"):
            assert code_of(stranger.get(path)) == (401, "not_logged_in"), path
        for path in ("/", "/login", "/nothing"):  # where the page is, once it is built
            assert code_of(stranger.get(path))[1] in {"", "not_found"}, path
        assert code_of(stranger.delete("/healthz")) == (401, "not_logged_in")


def test_the_description_says_who_may(place: Place) -> None:
    described = place.person.get(f"{PREFIX}/openapi.json").json()
    names = described["components"]["securitySchemes"]
    assert (names["session"]["name"], names["csrf"]["name"]) == ("onpost_session", CSRF)
    paths = described["paths"]
    assert paths[f"{PREFIX}/login"]["post"]["security"] == []
    assert paths[f"{PREFIX}/counters"]["get"]["security"] == [{"session": []}]
    assert paths[f"{PREFIX}/site"]["put"]["security"] == [{"session": [], "csrf": []}]
    assert paths[f"{PREFIX}/batches"]["post"]["security"] == [{"worker key": []}]
    assert paths["/metrics"]["get"]["security"] == [{"worker key": []}, {"session": []}]


def test_where_reading_is_open_changing_is_not(tmp_path: Path) -> None:
    with a_place(tmp_path, open_reading=True) as place, place.stranger() as stranger:
        for method, path in every_route(place.hall):
            who = TABLE.get((method, path), Who.PERSON)
            closed = (
                who is Who.WORKER
                or path.endswith("/me")
                or (method not in SAFE and who in {Who.PERSON, Who.WORKER_OR_PERSON})
            )
            assert (answer_to(stranger, method, path)[1] in REFUSALS) is closed, (method, path)


# --- an answer that goes on -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/events/stream", "/cameras/cam-7/live", "/cameras/cam-7/looks"])
@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_stream_ends_with_its_session_and_in_good_order(tmp_path: Path, path: str, how: str) -> None:
    with a_place(tmp_path) as place:
        with place.person.stream("GET", PREFIX + path) as response:
            assert response.status_code == 200
            pieces = response.iter_raw()
            next(pieces)
            if how == "expired":
                place.hall.clock.now_ms += LONGEST_MS
            else:
                place.access.log_out(place.person.cookies["onpost_session"])
            for _ in pieces:  # ends, or the client's time-out raises; httpx refuses an answer that is cut off
                pass
        assert code_of(place.person.get(f"{PREFIX}/me")) == (401, "not_logged_in")


def test_a_stream_goes_on_with_its_session(place: Place) -> None:
    with place.person.stream("GET", f"{PREFIX}/cameras/cam-7/live") as response:
        pieces = response.iter_raw()
        next(pieces)
        with place.stranger() as worker:
            for number in range(5):
                jpeg = b"\xff\xd8\xff" + bytes([number]) * 100
                path = f"{PREFIX}/cameras/cam-7/live/{place.hall.clock.now_ms + number}"
                assert worker.put(path, content=jpeg, headers=WORKER).status_code == 204
                assert jpeg in next(pieces)
