"""How long wishes last, by a clock that stands where it is put."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import pytest

from api.contract import WatchedView
from api.contract_live import CameraStatus, WorkerStatus
from api.server.live_desk import DRAFTS_S, LINGER_S, LiveDesk, Picture
from api.server.newest import Newest
from api.server.probes import KEPT_S
from api.server.problems import Refused
from api.server.worker_states import HOLDS_S, MOST_WORKERS, WorkerStates
from tests.api.server.builders import BEGIN_MS, site

DRAFT = (WatchedView(id="new", counter="7", staff=((0.1, 0.1), (0.2, 0.1), (0.2, 0.2))),)
PICTURE = Picture(BEGIN_MS, b"jpeg")


@dataclass(slots=True)
class Desk:
    """A desk, its clock, and how often the wishes changed."""

    now_s: float = 0.0
    changes: int = 0
    desk: LiveDesk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = LiveDesk(site, lambda: self.now_s, self.note)

    def note(self) -> None:
        self.changes += 1

    def at(self, now_s: float) -> tuple[list[str], list[str]]:
        """What is wished for then: cameras and probes."""
        self.now_s = now_s
        self.desk.sweep()
        wishes = self.desk.wishes
        return [wish.camera for wish in wishes.live], [probe.id for probe in wishes.probes]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_camera_is_wished_for_while_anybody_looks_and_a_moment_longer(desk: Desk) -> None:
    with contextlib.ExitStack() as viewers:
        for _ in range(2):
            viewers.enter_context(desk.desk.looking("cam-7"))
        assert desk.at(1_000) == (["cam-7"], [])
    assert desk.at(1_000 + LINGER_S - 0.1) == (["cam-7"], [])
    assert desk.at(1_000 + LINGER_S) == ([], [])
    assert desk.changes == 2, "told when it began and when it ended"


def test_what_nobody_wants_is_not_kept(desk: Desk) -> None:
    desk.desk.show("cam-7", PICTURE)
    assert desk.desk.picture_ms("cam-7") is None
    with desk.desk.looking("cam-7"):
        desk.desk.show("cam-7", PICTURE)
        assert desk.desk.picture_ms("cam-7") == BEGIN_MS
    desk.at(LINGER_S)
    assert desk.desk.picture_ms("cam-7") is None


def test_drafts_end_unless_they_are_renewed(desk: Desk) -> None:
    desk.desk.draw("cam-7", DRAFT)
    desk.at(DRAFTS_S - 1)
    desk.desk.draw("cam-7", DRAFT)
    assert desk.changes == 1, "a renewal tells nothing new"
    assert desk.at(2 * DRAFTS_S - 1.1) == (["cam-7"], [])
    with desk.desk.looking("cam-7"):
        assert desk.at(2 * DRAFTS_S - 1) == (["cam-7"], [])
        assert desk.desk.wishes.live[0].drafts == ()


def test_a_probe_ends_unless_somebody_goes_on_asking_looking_or_drawing(desk: Desk) -> None:
    name = desk.desk.probe("usb:0")
    assert desk.at(KEPT_S - 1) == ([], [name])
    desk.desk.draw(name, DRAFT)
    assert desk.at(KEPT_S - 1 + DRAFTS_S) == ([], [name])
    with desk.desk.looking(name):
        assert desk.at(10 * KEPT_S) == ([name], [name])
        assert desk.at(20 * KEPT_S) == ([name], [name])
    assert desk.at(21 * KEPT_S) == ([], [])
    with pytest.raises(Refused):
        desk.desk.check(name)


def test_probes_that_are_over_make_room(desk: Desk) -> None:
    for _ in range(4):
        desk.desk.probe("usb:0")
    with pytest.raises(Refused, match="at most 4"):
        desk.desk.probe("usb:0")
    desk.now_s = KEPT_S
    desk.desk.probe("usb:0")


def test_who_is_slow_misses_some_and_sees_the_newest() -> None:
    async def follow() -> list[int | None]:
        newest: Newest[int] = Newest()
        seen: list[int | None] = []
        async for value in newest.each(lambda: len(seen) >= 3):
            seen.append(value)
            newest.put(len(seen))
            newest.put(10 * len(seen))
        return seen

    assert asyncio.run(follow()) == [None, 10, 20]


def test_a_value_is_waited_for_until_the_app_closes() -> None:
    async def wait() -> list[int | None]:
        newest: Newest[int] = Newest()
        found = [await newest.within(0.01, lambda: False), await newest.within(60, lambda: True)]
        waiting = asyncio.create_task(newest.within(60, lambda: False))
        await asyncio.sleep(0)
        newest.put(7)
        return [*found, await waiting, await newest.within(0.01, lambda: False)]

    assert asyncio.run(wait()) == [None, None, 7, 7]


def status(worker: str, state: str = "live") -> WorkerStatus:
    camera = CameraStatus.model_validate(
        {"camera": "cam-7", "state": state, "since_ms": BEGIN_MS, "looks": 1, "overtaken": 0}
    )
    return WorkerStatus(worker=worker, cameras=(camera,), waiting=0)


def test_the_last_word_on_a_camera_holds_for_a_while() -> None:
    states = WorkerStates()
    states.tell(status("one"), 0.0)
    states.tell(status("two", "closed"), 1.0)
    states.tell(status("one"), 2.0)
    assert (found := states.camera("cam-7", HOLDS_S)) is not None
    assert found.state == "live"
    assert states.camera("cam-7", 2.0 + HOLDS_S) is not None
    assert states.camera("cam-7", 2.1 + HOLDS_S) is None
    assert states.camera("cam-8", 2.0) is None


def test_of_too_many_workers_the_ones_that_spoke_last_are_known() -> None:
    states = WorkerStates()
    for number in range(MOST_WORKERS + 1):
        states.tell(status(f"w{number}").model_copy(update={"cameras": ()}) if number else status("w0"), number / 1000)
    assert states.camera("cam-7", 1.0) is None
