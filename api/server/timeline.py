"""A counter's time as a line of so many pixels: exact where there is room, summed up where there is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from vision.datatypes import BlindReason, Presence
from vision.fold import Change


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``[from_ms, to_ms)``: how long each state and a visitor lasted in it, in ms.

    ``blind_reason`` tells why where the whole piece is blind for one reason.
    """

    from_ms: int
    to_ms: int
    state_ms: dict[Presence, int]
    customer_ms: int
    blind_reason: BlindReason | None = None

    @property
    def state(self) -> Presence:
        """The state that lasted longest."""
        return max(self.state_ms, key=lambda state: self.state_ms[state])


def timeline(changes: Sequence[Change], from_ms: int, to_ms: int, px: int) -> list[Piece]:
    """``[from_ms, to_ms)`` by ``changes`` (the first may be before it) as at most ``2 * px + 1`` pieces.

    A state that lasts a pixel or more stands by itself; shorter ones are put together up to a pixel's length.
    The sums are exact. Nothing where no change has come yet.
    """
    width_ms = (to_ms - from_ms) / px
    pieces: list[Piece] = []
    for long, run in groupby(_exact(changes, from_ms, to_ms), lambda piece: piece.to_ms - piece.from_ms >= width_ms):
        stretch = list(run)
        pieces += stretch if long else _gathered(stretch, width_ms)
    return pieces


def _exact(changes: Sequence[Change], from_ms: int, to_ms: int) -> list[Piece]:
    ends_ms = [*(change.at_ms for change in changes[1:]), to_ms]
    pieces = []
    for change, end_ms in zip(changes, ends_ms, strict=False):
        start, stop = max(change.at_ms, from_ms), min(end_ms, to_ms)
        visited = stop - start if change.customer is Presence.PRESENT else 0
        if start < stop:
            pieces.append(Piece(start, stop, {change.state: stop - start}, visited, change.blind_reason))
    return pieces


def _gathered(pieces: Iterable[Piece], width_ms: float) -> list[Piece]:
    gathered: list[list[Piece]] = []
    for piece in pieces:
        if gathered and piece.from_ms - gathered[-1][0].from_ms < width_ms:
            gathered[-1].append(piece)
        else:
            gathered.append([piece])
    return [_together(group) for group in gathered]


def _together(pieces: Sequence[Piece]) -> Piece:
    state_ms: dict[Presence, int] = {}
    for piece in pieces:
        for state, ms in piece.state_ms.items():
            state_ms[state] = state_ms.get(state, 0) + ms
    reasons = {piece.blind_reason for piece in pieces}
    return Piece(
        pieces[0].from_ms,
        pieces[-1].to_ms,
        state_ms,
        sum(piece.customer_ms for piece in pieces),
        reasons.pop() if len(reasons) == 1 else None,
    )
