"""Commands as they come: told once, kept for the next start, listened for again when the line breaks."""

import logging
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.client import Unreachable
from api.contract import Configuration
from api.contract_live import Wish, Wishes
from api.worker.orders import FILE, Orders
from tests.api.worker.cameras import watched

ONE = Configuration(version=1, cameras=(watched("one"),))
TWO = Configuration(version=2, cameras=(watched("one"), watched("two")))

Said = list[Configuration | Wishes | Exception | None]


@dataclass(slots=True)
class Stream:
    """What the API says in one listening after the other; an error breaks it off; it stops when all is said."""

    said: list[Said]
    stop: threading.Event = field(default_factory=threading.Event)

    def commands(self, _worker: str) -> Iterator[Configuration | Wishes | None]:
        for one in self.said.pop(0):
            if not self.said:
                self.stop.set() if one is None else None
            if isinstance(one, Exception):
                raise one
            yield one


def told_by(folder: Path, *listenings: Said) -> list[Configuration]:
    told: list[Configuration] = []
    stream = Stream([*listenings, [None]])
    Orders(folder, told.append, lambda: 0.0).follow(stream, "w1", stream.stop)
    return told


@pytest.mark.parametrize(
    ("listenings", "told"),
    [
        ([[ONE]], [ONE]),
        ([[None, ONE, None, ONE]], [ONE]),
        ([[ONE, TWO]], [ONE, TWO]),
        ([[ONE, Unreachable("down")], [ONE, TWO]], [ONE, TWO]),
        ([[Unreachable("down")], [Unreachable("down")], [ONE]], [ONE]),
        ([[ONE], [TWO], [ONE]], [ONE, TWO, ONE]),
    ],
)
def test_each_is_told_once(tmp_path: Path, listenings: list[Said], told: list[Configuration]) -> None:
    assert told_by(tmp_path, *listenings) == told


def test_the_last_one_is_there_for_the_next_start_and_for_nobody_else(tmp_path: Path) -> None:
    told_by(tmp_path, [ONE, TWO])
    told: list[Configuration] = []
    Orders(tmp_path, told.append).recall()
    assert told == [TWO]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_what_is_recalled_is_not_told_again(tmp_path: Path) -> None:
    told_by(tmp_path, [ONE])
    told: list[Configuration] = []
    orders, stream = Orders(tmp_path, told.append, lambda: 0.0), Stream([[ONE], [None]])
    orders.recall()
    orders.follow(stream, "w1", stream.stop)
    assert told == [ONE]


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"version": 1}', b"\xff\xfe"])
def test_without_a_last_one_nothing_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    told: list[Configuration] = []
    Orders(tmp_path, told.append).recall()
    assert told == []


LOOKED_AT = Wishes(live=(Wish(camera="one"),))
WISHED: list[tuple[list[Said], list[Wishes]]] = [
    ([[ONE]], []),
    ([[ONE, LOOKED_AT, None, LOOKED_AT, Wishes()]], [LOOKED_AT, Wishes()]),
    ([[LOOKED_AT]], [LOOKED_AT, Wishes()]),
    ([[ONE, LOOKED_AT, Unreachable("down")], [ONE]], [LOOKED_AT, Wishes()]),
    ([[LOOKED_AT], [LOOKED_AT]], [LOOKED_AT, Wishes(), LOOKED_AT, Wishes()]),
]


@pytest.mark.parametrize(("listenings", "wished"), WISHED)
def test_what_people_wish_is_handed_on_and_forgotten_when_the_line_breaks(
    tmp_path: Path, listenings: list[Said], wished: list[Wishes]
) -> None:
    heard: list[Wishes] = []
    stream = Stream([*listenings, [None]])
    Orders(tmp_path, lambda _told: None, lambda: 0.0, wished=heard.append).follow(stream, "w1", stream.stop)
    assert heard == wished


def test_no_password_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told_by(tmp_path, [TWO, Unreachable("down")])
    assert "configuration version=2" in caplog.text
    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr(TWO)
