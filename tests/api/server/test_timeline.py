"""The line of a counter's time: exact where there is room, and its sums always."""

from hypothesis import given
from hypothesis import strategies as st

from api.server.timeline import Piece, timeline
from vision.datatypes import BlindReason, Presence
from vision.fold import Change


def change(at_ms: int, state: Presence, customer: Presence = Presence.ABSENT) -> Change:
    return Change("7", at_ms, state, customer, BlindReason.DARK if state is Presence.BLIND else None)


def test_where_there_is_room_it_is_exact() -> None:
    changes = [change(0, Presence.PRESENT), change(40, Presence.ABSENT), change(70, Presence.BLIND)]
    assert timeline(changes, 10, 100, 90) == [
        Piece(10, 40, {Presence.PRESENT: 30}, 0),
        Piece(40, 70, {Presence.ABSENT: 30}, 0),
        Piece(70, 100, {Presence.BLIND: 30}, 0, BlindReason.DARK),
    ]


def test_where_there_is_none_it_is_summed_up() -> None:
    changes = [change(0, Presence.PRESENT), change(4, Presence.ABSENT, Presence.PRESENT), change(9, Presence.PRESENT)]
    (short, long) = timeline(changes, 0, 100, 10)
    assert (short.state_ms, short.customer_ms, short.state) == (
        {Presence.PRESENT: 4, Presence.ABSENT: 5},
        5,
        Presence.ABSENT,
    )
    assert (long.from_ms, long.to_ms, long.state) == (9, 100, Presence.PRESENT)


def test_before_the_first_change_there_is_nothing() -> None:
    assert timeline([], 0, 100, 10) == []
    assert [piece.from_ms for piece in timeline([change(50, Presence.PRESENT)], 0, 100, 10)] == [50]


MOMENTS = st.lists(st.integers(0, 1_000), min_size=1, max_size=60, unique=True)


@given(MOMENTS, st.lists(st.sampled_from(Presence), min_size=60, max_size=60), st.integers(1, 50))
def test_it_never_has_many_pieces_and_always_all_the_time(at_ms: list[int], states: list[Presence], px: int) -> None:
    changes = [change(at, state) for at, state in zip(sorted(at_ms), states, strict=False)]
    pieces = timeline(changes, 100, 900, px)
    begins_ms = max(100, changes[0].at_ms)
    assert len(pieces) <= 2 * px + 1
    assert sum(sum(piece.state_ms.values()) for piece in pieces) == max(0, 900 - begins_ms)
    assert all(piece.to_ms - piece.from_ms == sum(piece.state_ms.values()) for piece in pieces)
    assert [piece.to_ms for piece in pieces[:-1]] == [piece.from_ms for piece in pieces[1:]]
