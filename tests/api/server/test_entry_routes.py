"""The routes of what people enter: who may, what is answered, and that it can be read again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.contract import PREFIX
from api.server.access.invitations import invite
from tests.api.server.builders import BEGIN_MS, KEY, SITE, Hall, guarded, hall_in, site
from tests.api.server.serving import Json, logged_in, served

HOUR = 3_600_000
SLIP: Json = {"kind": "slip", "counter": "7", "from_ms": BEGIN_MS, "to_ms": BEGIN_MS + HOUR, "reason": "errand"}


@dataclass(slots=True)
class Place:
    """A served hall, and two people who are logged in there."""

    hall: Hall
    address: str
    zhang: httpx.Client
    li: httpx.Client


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    hall = hall_in(tmp_path, given=site(SITE)).register()
    parts = guarded(hall)
    tokens = [invite(hall.parts.store, hall.clock.now_ms)]
    with served(parts) as address, logged_in(address, tokens[0]) as zhang:
        token = invite(hall.parts.store, hall.clock.now_ms)
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as li:
            given = {"token": token, "name": "Li Na", "password": "another long one"}
            answer = li.post(f"{PREFIX}/invitations/accept", json=given)
            assert answer.status_code == 200, answer.text
            li.headers["X-OnPost-CSRF"] = answer.json()["csrf"]
            yield Place(hall, address, zhang, li)
    hall.parts.close()


def enter(who: httpx.Client, name: str = "e", *, correction: bool = False, **fields: Any) -> httpx.Response:  # noqa: ANN401
    body = {"id": name, "entry": {**SLIP, **fields}, "correction": correction}
    return who.post(f"{PREFIX}/entries", json=body)


def test_a_slip_is_entered_read_edited_and_withdrawn(place: Place) -> None:
    first = enter(place.zhang).json()
    assert (first["revision"], first["state"], first["author"]) == (1, "holds", "Zhang Wei")
    assert first["entry"] == {**SLIP, "covered_by": None, "approved_by": None}
    body = {"revision": 1, "entry": {**SLIP, "to_ms": BEGIN_MS + 2 * HOUR}}
    second = place.li.put(f"{PREFIX}/entries/e", json=body).json()
    assert (second["revision"], second["author"], second["since_ms"]) == (2, "Li Na", BEGIN_MS)
    third = place.li.put(f"{PREFIX}/entries/e", json={"revision": 2, "entry": None}).json()
    told = place.zhang.get(f"{PREFIX}/entries/e").json()
    assert told["entries"] == [first, second, third]
    assert place.zhang.get(f"{PREFIX}/entries", params={"limit": 2}).json()["entries"] == [first, second]
    after = place.zhang.get(f"{PREFIX}/entries", params={"limit": 2}).json()["next_after"]
    assert place.zhang.get(f"{PREFIX}/entries", params={"after": after}).json()["entries"] == [third]
    reaching = place.zhang.get(f"{PREFIX}/entries/reaching", params={"since": BEGIN_MS + HOUR}).json()
    assert reaching["entries"] == [first, second, third]
    assert place.zhang.get(f"{PREFIX}/entries/reaching", params={"since": BEGIN_MS + 3 * HOUR}).json()["entries"] == []


def test_a_correction_is_proposed_by_one_and_confirmed_by_another(place: Place) -> None:
    assert enter(place.zhang, correction=True, from_ms=BEGIN_MS - HOUR).json()["state"] == "proposed"
    waiting = place.li.get(f"{PREFIX}/entries", params={"state": "proposed"}).json()["entries"]
    assert [one["id"] for one in waiting] == ["e"]
    verdict = {"revision": 1, "confirmed": True}
    own = place.zhang.post(f"{PREFIX}/entries/e/verdict", json=verdict)
    assert (own.status_code, own.json()["error"]["code"]) == (403, "same_person")
    done = place.li.post(f"{PREFIX}/entries/e/verdict", json=verdict).json()
    assert (done["state"], done["author"], done["settled_by"]) == ("holds", "Zhang Wei", "Li Na")
    assert place.li.get(f"{PREFIX}/entries", params={"state": "proposed"}).json()["entries"] == []


def test_a_refusal_is_told_by_field_and_in_both_languages(place: Place) -> None:
    answer = enter(place.zhang, from_ms=BEGIN_MS - HOUR)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "wrong_entry"
    (problem,) = error["problems"]
    assert (problem["path"], problem["code"]) == ("entry.from_ms", "entry_past")
    assert problem["message"] == (
        "wanted a moment at most 5 minutes ago, got one 60 minutes ago; "
        "enter it as a correction, to be confirmed by another person"
    )
    assert problem["zh"].startswith("应为至多 5 分钟之前的时间,实为60 分钟之前")


WRONG: tuple[tuple[str, Json, int, str], ...] = (
    ("another kind", {"kind": "nap"}, 422, "malformed"),
    ("another reason", {"reason": "tired"}, 422, "malformed"),
    ("no counter", {"counter": None}, 422, "malformed"),
    ("more than is known", {"colour": "red"}, 422, "malformed"),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "status", "code"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_another_form_is_malformed(place: Place, fields: Json, status: int, code: str) -> None:
    answer = enter(place.zhang, **fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_what_is_not_there_is_not_found(place: Place) -> None:
    assert place.zhang.get(f"{PREFIX}/entries/none").status_code == 404
    assert place.zhang.put(f"{PREFIX}/entries/none", json={"revision": 1, "entry": None}).status_code == 404


def test_a_display_shows_the_workers_key(place: Place) -> None:
    sign = {"suspended": True, "at_ms": BEGIN_MS}
    with httpx.Client(base_url=place.address, timeout=60, trust_env=False) as display:
        path = f"{PREFIX}/counters/7/sign"
        assert display.put(path, json=sign).status_code == 401
        for _ in range(2):
            answer = display.put(path, json=sign, headers={"Authorization": f"Bearer {KEY}"})
            assert answer.status_code == 204, answer.text
        nowhere = display.put(f"{PREFIX}/counters/77/sign", json=sign, headers={"Authorization": f"Bearer {KEY}"})
        assert (nowhere.status_code, nowhere.json()["error"]["problems"][0]["code"]) == (422, "unknown_reference")
    (told,) = place.zhang.get(f"{PREFIX}/entries").json()["entries"]
    assert (told["entry"]["kind"], told["entry"]["counter"], told["author"]) == ("sign", "7", None)
