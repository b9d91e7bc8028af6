"""Pictures through shared memory: what was handed on never changes, and the process cannot harm its parent."""

import mmap
import os
from collections.abc import Iterator

import numpy as np
import pytest

from cameras.messages import Picture, Stored
from cameras.shared import SLOTS, Room, Slots
from cameras.source import SourceLosses
from tests.cameras.films import picture
from tests.cameras.leaks import held

SIZE_WH = (64, 48)
LOSSES = SourceLosses(1, 2, 3)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    room.fit(SIZE_WH)
    yield room
    room.close()


@pytest.mark.parametrize("slot", range(SLOTS))
@pytest.mark.parametrize("view", [np.s_[:], np.s_[::-1], np.s_[:, ::-1], np.s_[:10, :20]])
def test_a_picture_arrives_as_it_was_stored(room: Room, slot: int, view: slice | tuple[slice, ...]) -> None:
    sent = Picture(1234, picture(5)[view], LOSSES)
    came = room.picture(Slots(room.descriptor).store(sent, slot))
    assert (came.at_ms, came.losses) == (sent.at_ms, sent.losses)
    assert np.array_equal(came.image, sent.image)


def test_a_picture_that_was_handed_on_never_changes(room: Room) -> None:
    slots = Slots(room.descriptor)
    came = room.picture(slots.store(Picture(0, picture(5), LOSSES)))
    slots.store(Picture(1, picture(2), LOSSES))
    assert np.array_equal(came.image, picture(5))
    assert not came.image.flags.writeable
    room.close()
    assert np.array_equal(came.image, picture(5))


def test_slots_do_not_overlap(room: Room) -> None:
    slots = Slots(room.descriptor)
    stored = [slots.store(Picture(slot, picture(slot), LOSSES), slot) for slot in range(SLOTS)]
    assert all(np.array_equal(room.picture(one).image, picture(one.slot)) for one in stored)


@pytest.mark.parametrize(
    ("slot", "size_wh"), [(SLOTS, SIZE_WH), (2**32 - 1, SIZE_WH), (0, (65, 48)), (1, (64, 49)), (0, (16_384, 16_384))]
)
def test_what_is_not_there_is_refused(room: Room, slot: int, size_wh: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must be named"):
        room.picture(Stored(0, slot, size_wh, LOSSES))


def test_without_room_nothing_is_read() -> None:
    before = held()
    room = Room()
    stored = Stored(0, 0, (1, 1), LOSSES)
    with pytest.raises(ValueError, match="must be named"):
        room.picture(stored)
    room.fit(SIZE_WH)
    room.close()
    room.close()
    with pytest.raises(ValueError, match="must be named"):
        room.picture(stored)
    assert held() == before


def test_the_room_is_made_once_and_cannot_be_taken_away_or_grown(room: Room) -> None:
    with pytest.raises(ValueError, match="told once"):
        room.fit(SIZE_WH)
    for size in (0, 1 << 30):
        with pytest.raises(PermissionError):
            os.ftruncate(room.descriptor, size)
    with pytest.raises(OSError, match="not permitted"):
        os.pwrite(room.descriptor, b"x", SLOTS * SIZE_WH[0] * SIZE_WH[1] * 3)


def test_a_picture_that_does_not_fit_is_not_stored(room: Room) -> None:
    with pytest.raises(ValueError, match="reshape"):
        Slots(room.descriptor).store(Picture(0, picture(1, (96, 64)), LOSSES), SLOTS - 1)


def test_the_memory_is_given_back(room: Room) -> None:
    before = held()
    other = Room()
    other.fit((1920, 1080))
    Slots(other.descriptor).store(Picture(0, picture(1), LOSSES))
    with mmap.mmap(other.descriptor, 0) as mapped:
        assert len(mapped) == SLOTS * 1920 * 1080 * 3
    other.close()
    assert held() == before
    assert room.descriptor >= 0
