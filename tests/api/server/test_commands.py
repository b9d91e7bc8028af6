"""What a worker is told to watch: to whoever has the key and to nobody else, at once and at every change."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.sse import ServerSentEvent

from api.contract import PREFIX, Configuration
from api.server.parts import Parts
from api.server.routes_commands import commands
from api.server.waiting import News
from api.server.watched import configuration
from tests.api.server.builders import BEGIN_MS, KEY, SITE, Hall, SetClock, hall_in, site
from tests.api.server.serving import served

PATH = f"{PREFIX}/workers/me/commands"
PASSWORD = "hunter2"  # noqa: S105 - of the cameras in the site


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path)
    yield opened
    opened.parts.close()


def told(parts: Parts, count: int, news: News | None = None) -> list[ServerSentEvent]:
    """The first ``count`` commands, or comments, where 10 ms are too long to wait."""

    async def listen() -> list[ServerSentEvent]:
        found: list[ServerSentEvent] = []
        async with asyncio.timeout(20):
            async for command in commands(parts, news or News(0, parts.engine.history.version), 0.01):
                found.append(command)
                if len(found) == count:
                    break
        return found

    return asyncio.run(listen())


def test_the_configuration_comes_at_once_and_then_the_line_is_held(hall: Hall) -> None:
    first, *rest = told(hall.parts, 3)
    assert (first.event, first.id) == ("configuration", "1")
    assert isinstance(first.data, Configuration)
    assert [(command.data, command.comment) for command in rest] == [(None, "heartbeat")] * 2


DRESSED = (
    SITE.replace('      - id: "7"\n', '      - id: "7"\n        roles: [clerk]\n')
    + """\
uniforms:
  - {id: shirt, name: Shirt, palette: ["#9ec5e8"], seasons: [warm]}
  - {id: jacket, name: Jacket, palette: ["#203040"], seasons: [cold]}
seasons:
  - {id: warm, begins: "03-10", ends: "10-15", overlap_weeks: 1}
  - {id: cold, begins: "10-16", ends: "03-09", overlap_weeks: 1}
roles: [{id: clerk, uniforms: [shirt, jacket]}]
"""
)


def test_another_season_is_told_of_without_a_new_version_of_the_site(tmp_path: Path) -> None:
    """On the third of March the shirt may be worn too, on the first it may not."""
    clock = SetClock()
    hall = hall_in(tmp_path, clock, given=site(DRESSED))

    def worn() -> list[str]:
        (camera, _) = configuration(hall.parts.engine.history, clock.now_ms).cameras
        return [uniform.id for uniform in camera.views[0].uniforms]

    async def listen() -> list[str | None]:
        found: list[str | None] = []
        async with asyncio.timeout(20):
            async for command in commands(hall.parts, News(0, 1), 0.01):
                found.append(command.event)
                if len(found) == 2:
                    clock.now_ms += 2 * 86_400_000
                if found.count("configuration") == 2:
                    break
        return found

    assert worn() == ["jacket"]
    assert asyncio.run(listen())[:2] == ["configuration", None]
    assert worn() == ["shirt", "jacket"]
    hall.parts.close()


def test_a_closed_app_tells_nothing_more(hall: Hall) -> None:
    news = News(0, 1)
    news.close()
    assert told(hall.parts, 1, news) == []


def test_every_camera_with_a_view_is_told_with_its_address(hall: Hall) -> None:
    seven, eight = configuration(hall.parts.engine.history, BEGIN_MS).cameras
    assert (seven.id, seven.main, seven.sub) == ("cam-7", f"rtsp://viewer:{PASSWORD}@192.0.2.7/main", None)
    assert [(view.id, view.counter, view.covers) for view in seven.views] == [
        ("seven", "7", "full"),
        ("side", "8", "part"),
    ]
    assert [view.staff for view in eight.views] == [((0.3, 0.1), (0.7, 0.1), (0.7, 0.9), (0.3, 0.9))]
    assert PASSWORD not in repr(seven)


def test_a_camera_without_a_view_is_not_told(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, given=site(SITE + '  - {id: spare, main: "usb:0", sub: "usb:1"}\n'))
    assert [camera.id for camera in configuration(hall.parts.engine.history, BEGIN_MS).cameras] == ["cam-7", "cam-8"]
    hall.parts.close()


WRONG: list[tuple[str, str | None, dict[str, str]]] = [
    ("no key shown", KEY, {}),
    ("another key", KEY, {"Authorization": "Bearer other"}),
    ("another scheme", KEY, {"Authorization": f"Basic {KEY}"}),
    ("a key that is no text", KEY, {"Authorization": "Bearer \xe9"}),
    ("an empty key", KEY, {"Authorization": "Bearer"}),
    ("the API has none", None, {"Authorization": f"Bearer {KEY}"}),
    ("the API has none, none shown", None, {}),
]


@pytest.mark.parametrize(("name", "key", "headers"), WRONG, ids=[case[0] for case in WRONG])
def test_nobody_else_is_told(tmp_path: Path, name: str, key: str | None, headers: dict[str, str]) -> None:
    hall = hall_in(tmp_path, key=key)
    sent = {header: value.encode("latin-1") for header, value in headers.items()}
    with served(hall.parts) as address:
        response = httpx.get(f"{address}{PATH}", params={"worker": "w1"}, headers=sent, timeout=20)  # type: ignore[arg-type]
    hall.parts.close()
    assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorised"), name
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert PASSWORD not in response.text
    assert KEY not in response.text


def test_a_worker_without_a_name_is_refused(hall: Hall) -> None:
    with served(hall.parts) as address:
        response = httpx.get(f"{address}{PATH}", headers={"Authorization": f"Bearer {KEY}"}, timeout=20)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "malformed")


def test_no_other_route_tells_an_address_of_a_camera(hall: Hall) -> None:
    with served(hall.parts) as address, httpx.Client(base_url=address, timeout=20) as client:
        described = client.get(f"{PREFIX}/openapi.json").json()
        for path, item in described["paths"].items():
            if "get" in item and not path.endswith(("/stream", "/commands", "/live", "/looks")):
                nothing = dict.fromkeys(("camera", "probe", "entry", "incident"), "none")
                names = {"counter": "7", "view": "seven", "at_ms": 0, **nothing}
                answer = client.get(path.format(**names), params={"from": 0, "to": 1})
                assert PASSWORD not in answer.text, path
    assert KEY not in repr(hall.parts)
    assert json.dumps(described).count("worker key")
