"""A product that cameras can be added to: a real API, a real worker, and a camera that plays the demo scene."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import Locator, Page, Position, expect

from api.contract import PREFIX
from api.server.access.access import Access
from api.server.access.invitations import invite
from api.server.parts import open_parts
from cameras.arrival import wall_ms
from cameras.scene import write_scene
from cameras.scene_script import Act, Garment, Role, Script
from tests.api.server.builders import quick_passwords
from tests.api.server.serving import logged_in, served
from tests.api.worker.test_running import KEY, demo_site, ended, until, working
from tests.cameras.rtsp import RtspServer

PASSWORD = "hunter2 & more"  # noqa: S105 - of the tests' own server
FILM_S = 20
Button = Literal["left", "middle"]
STAFFED = Script(
    ("1", "2", "3", "4"),
    FILM_S * 1000,
    acts=(
        Act("1", Role.STAFF, 0, FILM_S * 1000, Garment.NAVY, 0),
        Act("3", Role.STAFF, 0, FILM_S * 1000, Garment.NAVY, 2),
        Act("1", Role.VISITOR, 0, FILM_S * 1000, Garment.TEAL, 5),
    ),
)
"""Windows 1 and 3 are staffed all the time, 2 and 4 never."""


def film(folder: Path) -> Path:
    """Twenty seconds of ``STAFFED`` as an RTSP server plays it."""
    path = folder / "hall.h264"
    write_scene(path, STAFFED, frames_per_second=25)
    return path


@dataclass(slots=True)
class Product:
    """Where it is, and what it knows."""

    address: str
    camera: RtspServer
    http: httpx.Client
    """Of somebody who is logged in."""

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        answer = self.http.get(PREFIX + path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def admit(self, page: Page) -> None:
        """Log the browser in, as whoever has the same cookies."""
        page.context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": self.address} for c in self.http.cookies.jar]
        )

    def save(self, site: object, version: int) -> None:
        headers = {"If-Match": str(version)}
        answer = self.http.put(f"{PREFIX}/site", json={"site": site}, headers=headers)
        assert answer.status_code == 200, answer.text

    def zones(self, view: int) -> Any:  # noqa: ANN401 - JSON
        """Of a counter of the demo hall, by its number from 1."""
        return self.get("/site")["site"]["halls"][0]["counters"][view - 1]["views"][0]["zones"]


@contextmanager
def product(folder: Path, camera: RtspServer) -> Iterator[Product]:
    """The API over the demo site, with a worker that watches it."""
    parts = open_parts(folder / "data", demo_site(wall_ms()), wall_ms, worker_key=KEY)
    access = Access(parts.store, wall_ms, passwords=quick_passwords())
    try:
        with (
            served(replace(parts, access=access)) as address,
            logged_in(address, invite(parts.store, wall_ms())) as http,
            working(address, folder / "w") as process,
        ):
            made = Product(address, camera, http)
            until(lambda: any(one["state"] == "live" for one in made.get("/cameras")["cameras"]))
            yield made
            assert PASSWORD not in ended(process)
    finally:
        parts.close()


def place(frame: Locator, x: float, y: float) -> Position:
    """A place of the picture, given in fractions, in pixels of its frame."""
    box = frame.bounding_box()
    assert box is not None
    return {"x": x * box["width"], "y": y * box["height"]}


def draw(page: Page, zone: str, points: list[list[float]]) -> None:
    """Click the corners of a zone and close it at the first; Alt, for neighbouring zones must not draw it near."""
    page.get_by_role("button", name=f"Polygon: {zone}").click()
    frame = page.locator(".picture-frame")
    for x, y in [*points, points[0]]:
        frame.click(position=place(frame, x, y), modifiers=["Alt"])
    expect(page.get_by_role("button", name=re.compile(rf"^{zone}( \d+)?, {len(points)} points"))).to_be_visible()


@dataclass(frozen=True, slots=True)
class Hand:
    """A mouse over the picture, whose places are fractions of its frame."""

    page: Page

    def move(self, x: float, y: float) -> None:
        """Go there by the way."""
        box = self.page.locator(".picture-frame").bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=5)

    def drag(self, begin: tuple[float, float], end: tuple[float, float], button: Button = "left") -> None:
        """Press at ``begin``, let go at ``end``."""
        self.move(*begin)
        self.page.mouse.down(button=button)
        self.move(*end)
        self.page.mouse.up(button=button)

    def click(self, x: float, y: float) -> None:
        """Press and let go in one place."""
        self.move(x, y)
        self.page.mouse.down()
        self.page.mouse.up()
