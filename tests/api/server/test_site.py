"""The site as people edit it: shown without credentials, saved as a new version, refused with all that is wrong."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.contract import PREFIX
from api.server.edited_site import edited, shown
from api.server.problems import Refused
from api.server.watched import configuration
from api.site_file import site_source
from api.site_schema import Site
from tests.api.server.builders import BEGIN_MS, SITE, Hall, hall_in, site
from tests.api.server.serving import Json, served

PASSWORD = "hunter2"  # noqa: S105 - of the cameras in the site
TOLD = """\
notify:
  - {id: chat, kind: chat, address: "https://hooks.example/services/T0/hunter2"}
  - {id: hook, kind: webhook, address: "https://me:hunter2@hooks.example:8443"}
  - {id: plain, kind: webhook, address: "http://192.0.2.1"}
"""
WHOLE = site(SITE + TOLD)


@dataclass(slots=True)
class Page:
    """Somebody who edits the site of a served app."""

    hall: Hall
    http: httpx.Client

    def read(self) -> Json:
        response = self.http.get(f"{PREFIX}/site")
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def save(self, data: Json, if_match: str) -> httpx.Response:
        return self.http.put(f"{PREFIX}/site", json={"site": data}, headers={"If-Match": if_match})


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    hall = hall_in(tmp_path, given=WHOLE)
    with served(hall.parts) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield Page(hall, client)
    hall.parts.close()


def test_addresses_are_shown_without_their_secrets(page: Page) -> None:
    answer = page.read()
    assert answer["version"] == 1
    assert [camera["main"] for camera in answer["site"]["cameras"]] == [
        "rtsp://***@192.0.2.7/main",
        "rtsp://***@192.0.2.8/main",
    ]
    assert [one["address"] for one in answer["site"]["notify"]] == [
        "https://hooks.example/***",
        "https://hooks.example:8443/***",
        "http://192.0.2.1",
    ]
    assert PASSWORD not in json.dumps(answer)


@pytest.mark.parametrize(
    ("halls", "lists"),
    [
        ("[]", []),
        ("[{id: h, name: H, time_zone: UTC}]", [{"counters": []}]),
        ("[{id: h, name: H, time_zone: UTC, counters: [{id: w, name: W}]}]", [{"counters": [{"views": []}]}]),
    ],
)
def test_lists_that_a_site_leaves_out_are_shown_empty(halls: str, lists: list[Json]) -> None:
    data = shown(site(f"version: 1\nhalls: {halls}\n"))
    assert data["cameras"] == []
    of_halls = [{"counters": [{"views": counter["views"]} for counter in hall["counters"]]} for hall in data["halls"]]
    assert of_halls == lists


def test_what_comes_back_as_it_was_shown_is_no_change(page: Page) -> None:
    assert page.save(page.read()["site"], "1").json() == {"version": 1}
    assert page.hall.parts.engine.history.version == 1


def test_a_saved_site_is_a_new_version_at_once(page: Page) -> None:
    data = page.read()["site"]
    data["halls"][0]["counters"][0]["views"][0]["zones"]["staff"][0] = [0.31, 0.1]
    data["cameras"][1]["main"] = "rtsp://viewer:new-word@192.0.2.8/main"
    assert page.save(data, '"1"').json() == {"version": 2}
    seven, eight = configuration(page.hall.parts.engine.history, BEGIN_MS).cameras
    assert (seven.main, eight.main) == (
        f"rtsp://viewer:{PASSWORD}@192.0.2.7/main",
        "rtsp://viewer:new-word@192.0.2.8/main",
    )
    assert [(view.id, view.zone_version, view.staff[0]) for view in seven.views] == [
        ("seven", 2, (0.31, 0.1)),
        ("side", 1, (0.8, 0.1)),
    ]
    versions = page.http.get(f"{PREFIX}/site/versions").json()["versions"]
    assert [(one["version"], one["from_ms"], one["origin"]) for one in versions] == [
        (1, BEGIN_MS, "file"),
        (2, BEGIN_MS, "app"),
    ]


def test_an_edit_of_an_older_version_is_refused(page: Page) -> None:
    data = page.read()["site"]
    data["cameras"][0]["name"] = "A"
    assert page.save(data, "1").json() == {"version": 2}
    data["cameras"][0]["name"] = "B"
    response = page.save(data, "1")
    assert (response.status_code, response.json()["error"]["code"]) == (412, "changed")
    assert page.read()["site"]["cameras"][0]["name"] == "A"


@pytest.mark.parametrize("if_match", ["", "*", "x", "-1"])
def test_which_version_was_edited_must_be_told(page: Page, if_match: str) -> None:
    response = page.save(page.read()["site"], if_match)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "malformed")


def test_a_wrong_site_is_refused_with_all_that_is_wrong(page: Page) -> None:
    data = page.read()["site"]
    data["halls"][0]["time_zone"] = "Asia/Shanghaj"
    data["halls"][0]["counters"][1]["views"][0]["camera"] = "cam-9"
    data["cameras"][1]["main"] = "rtsp://***@192.0.2.99/main"
    data["extra"] = f"rtsp://viewer:{PASSWORD}@192.0.2.7"
    response = page.save(data, "1")
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "wrong_site")
    assert {problem["path"] for problem in error["problems"]} == {
        "halls[0].time_zone",
        "halls[0].counters[1].views[0].camera",
        "cameras[1].main",
        "extra",
    }
    assert all("wanted" in problem["message"] and ";" in problem["message"] for problem in error["problems"])
    assert PASSWORD not in response.text
    assert page.hall.parts.engine.history.version == 1


# --- what an edit means -----------------------------------------------------------------------------

Edit = Callable[[Json], object]


def after(edit: Edit, before: Site = WHOLE) -> Site:
    data = shown(before)
    edit(data)
    return edited(data, before)


def test_a_camera_that_was_renamed_keeps_its_address() -> None:
    def rename(data: Json) -> None:
        data["cameras"][0]["id"] = data["halls"][0]["counters"][0]["views"][0]["camera"] = "door"
        data["halls"][0]["counters"][1]["views"][1]["camera"] = "door"

    assert after(rename).cameras[0].main.get_secret_value() == f"rtsp://viewer:{PASSWORD}@192.0.2.7/main"


TWINS = site(
    SITE.replace("192.0.2.8", "192.0.2.7").replace(f'{PASSWORD}@192.0.2.7/main"}}\n', 'one@192.0.2.7/main"}\n', 1)
)


def test_of_two_that_look_alike_each_keeps_its_own() -> None:
    assert site_source(after(lambda _data: None, TWINS)) == site_source(TWINS)
    with pytest.raises(Refused) as caught:
        after(lambda data: data["cameras"].append({**data["cameras"][0], "id": "third"}), TWINS)
    assert [problem.path for problem in caught.value.problems] == ["cameras[2].main"]


def limit(data: Json) -> Json:
    return data["halls"][0]["counters"][0]["limits"]["presence.absent"]  # type: ignore[no-any-return]


def view(data: Json) -> Json:
    return data["halls"][0]["counters"][0]["views"][0]  # type: ignore[no-any-return]


CORNER = [[0, 0], [1, 0], [1, 1]]
VERSIONS: list[tuple[str, Edit, tuple[int, int]]] = [
    ("nothing", lambda _data: None, (1, 1)),
    ("a name", lambda data: data["halls"][0].update(name="N"), (1, 1)),
    ("a limit", lambda data: limit(data).update(notice_after_s=5), (2, 1)),
    (
        "a limit of the hall",
        lambda data: data["halls"][0].update(limits={"hall.below_minimum": {"warning_after_s": 60}}),
        (2, 1),
    ),
    ("a zone", lambda data: view(data)["zones"].update(customer=CORNER), (1, 2)),
    ("another camera", lambda data: view(data).update(camera="cam-8"), (1, 2)),
    (
        "a zone, counted already",
        lambda data: view(data).update(zone_version=7, zones={"staff": CORNER}),
        (1, 7),
    ),
    ("a counter is gone", lambda data: data["halls"][0]["counters"].pop(1), (1, 1)),
    (
        "a limit, counted already",
        lambda data: (limit(data).update(notice_after_s=5), data.update(limits_version=9)),
        (9, 1),
    ),
]


@pytest.mark.parametrize(("name", "edit", "versions"), VERSIONS, ids=[case[0] for case in VERSIONS])
def test_what_differs_has_its_next_version(name: str, edit: Edit, versions: tuple[int, int]) -> None:
    done = after(edit)
    assert (done.limits_version, done.halls[0].counters[0].views[0].zone_version) == versions, name


@pytest.mark.parametrize(
    "data", [{}, {"cameras": 3}, {"cameras": [3, {"main": 3}, {"id": [], "main": "rtsp://***@x"}]}]
)
def test_whatever_comes_is_told_and_not_changed(data: Json) -> None:
    sent = copy.deepcopy(data)
    with pytest.raises(Refused):
        edited(data, WHOLE)
    assert data == sent
