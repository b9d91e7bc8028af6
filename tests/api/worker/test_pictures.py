"""Pictures on their way: the oldest first, until they are taken or can never be."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.client import NotTaken, Unreachable
from api.worker.pictures import Outbox


@dataclass(slots=True)
class Desk:
    """Where pictures arrive; ``refuses`` is what is raised instead."""

    refuses: Exception | None = None
    taken: list[tuple[str, int, bytes]] = field(default_factory=list)

    def put_picture(self, view: str, at_ms: int, jpeg: bytes) -> None:
        if self.refuses:
            raise self.refuses
        self.taken.append((view, at_ms, jpeg))


def test_they_go_in_order_of_time_and_only_once(tmp_path: Path) -> None:
    outbox, desk = Outbox(tmp_path / "new"), Desk()
    assert not outbox.send_one(desk)
    for view, at_ms in (("7/ä@cam", 2_000), ("8~", 1_000), ("7/ä@cam", 1_772_330_400_000)):
        outbox.add(view, at_ms, f"{at_ms}".encode())
    again = Outbox(tmp_path / "new")
    while again.send_one(desk):
        pass
    assert desk.taken == [
        ("8~", 1_000, b"1000"),
        ("7/ä@cam", 2_000, b"2000"),
        ("7/ä@cam", 1_772_330_400_000, b"1772330400000"),
    ]


@pytest.mark.parametrize("reason", [Unreachable("down"), NotTaken("no key", "unauthorised")])
def test_what_the_line_does_not_carry_waits(tmp_path: Path, reason: Exception) -> None:
    outbox, desk = Outbox(tmp_path), Desk(reason)
    outbox.add("v", 1, b"picture")
    with pytest.raises(type(reason)):
        outbox.send_one(desk)
    desk.refuses = None
    assert outbox.send_one(desk)
    assert desk.taken == [("v", 1, b"picture")]


def test_what_the_api_will_never_take_is_let_go(tmp_path: Path) -> None:
    outbox, desk = Outbox(tmp_path), Desk(NotTaken("no such view", "unknown_view"))
    outbox.add("v", 1, b"picture")
    assert outbox.send_one(desk)
    assert not outbox.send_one(desk)


def test_a_place_that_takes_no_file_loses_the_picture_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    Outbox(tmp_path / "file" / "folder").add("v", 1, b"picture")
    assert "picture_lost view=v at_ms=1" in caplog.text


def test_what_is_no_picture_of_ours_holds_up_nothing(tmp_path: Path) -> None:
    outbox, desk = Outbox(tmp_path), Desk()
    (tmp_path / "000000000000001~v.jpg").mkdir()
    (tmp_path / "no-number~v.jpg").touch()
    outbox.add("v", 2, b"picture")
    assert outbox.send_one(desk)
    assert not outbox.send_one(desk)
    assert desk.taken == [("v", 2, b"picture")]


def test_of_a_long_outage_the_newest_are_kept(tmp_path: Path) -> None:
    outbox, desk = Outbox(tmp_path, most=20), Desk()
    for at_ms in range(100):
        outbox.add("v", at_ms, b"picture")
        assert len(list(tmp_path.iterdir())) <= 20
    again = Outbox(tmp_path, most=20)
    while again.send_one(desk):
        pass
    sent = [at_ms for _, at_ms, _ in desk.taken]
    assert sent == list(range(sent[0], 100))
    assert len(sent) >= 18
