"""How right a counter's settled time was against hand-made truth; pure arithmetic on intervals.

A *change* is a move between present and absent. It is on time when one of the same direction was settled
within the truth's tolerance; changes of truth across a stretch that nobody labelled may fall anywhere in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from vision.datatypes import Presence

UNSCORED_START_MS = 2_000
"""Nobody can be sure of anything at once."""


class Stretch(NamedTuple):
    """``[from_ms, to_ms)`` in one state."""

    from_ms: int
    to_ms: int
    state: Presence


class Window(NamedTuple):
    """Within ``[from_ms, to_ms]`` the truth becomes ``state``; ``at_ms`` is when, None across a gap."""

    from_ms: int
    to_ms: int
    state: Presence
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """What is counted. ``cells``: (scored ms, right ms) of stretches of ``CELL_MS`` for the interval."""

    changes: int = 0
    changes_on_time: int = 0
    false_changes: int = 0
    delays_s: tuple[float, ...] = ()
    cells: tuple[tuple[int, int], ...] = field(default=())


CELL_MS = 10_000
"""Neighbouring seconds are right or wrong together; stretches of this length are nearly independent."""


def score(truth: Sequence[Stretch], found: Sequence[Stretch], live: Sequence[Stretch], tolerance_ms: int) -> Score:
    """Compare ``found`` (settled) and ``live`` with ``truth``; all sorted, ``truth`` may have gaps."""
    windows = true_changes(truth, tolerance_ms)
    moves = changes(found)
    matched = _matched(windows, moves)
    return Score(
        changes=len(windows),
        changes_on_time=len(matched),
        false_changes=sum(_labelled(at, truth) for n, (at, _) in enumerate(moves) if n not in matched.values()),
        delays_s=_delays(windows, live, tolerance_ms),
        cells=cells(truth, found, windows),
    )


def true_changes(truth: Sequence[Stretch], tolerance_ms: int) -> list[Window]:
    """When and within which window each change of truth happens."""
    return [
        Window(
            a.to_ms - tolerance_ms,
            b.from_ms + tolerance_ms,
            b.state,
            a.to_ms if a.to_ms == b.from_ms else None,
        )
        for a, b in pairwise(truth)
        if a.state is not b.state
    ]


def changes(found: Sequence[Stretch]) -> list[tuple[int, Presence]]:
    """The moves between present and absent; what is blind in between moves nothing."""
    known = [s for s in found if s.state in (Presence.PRESENT, Presence.ABSENT)]
    return [(b.from_ms, b.state) for a, b in pairwise(known) if a.state is not b.state]


def _matched(windows: Sequence[Window], moves: Sequence[tuple[int, Presence]]) -> dict[int, int]:
    """Number of each window that was met -> number of the move that met it, nearest first come."""
    matched: dict[int, int] = {}
    for number, window in enumerate(windows):
        fitting = [
            n
            for n, (at_ms, state) in enumerate(moves)
            if state is window.state and window.from_ms <= at_ms <= window.to_ms and n not in matched.values()
        ]
        if fitting:
            middle = (window.from_ms + window.to_ms) / 2
            matched[number] = min(fitting, key=lambda n: abs(moves[n][0] - middle))
    return matched


def _labelled(at_ms: int, truth: Sequence[Stretch]) -> bool:
    """Whether truth speaks of this moment: an unmatched change is false there, and only there."""
    return at_ms >= UNSCORED_START_MS and any(s.from_ms <= at_ms < s.to_ms for s in truth)


def cells(truth: Sequence[Stretch], found: Sequence[Stretch], windows: Sequence[Window]) -> tuple[tuple[int, int], ...]:
    """(scored, right) ms of each stretch of ``CELL_MS``; time near a change of truth is not scored."""
    end = max((s.to_ms for s in truth), default=0)
    counted = []
    for start in range(0, end, CELL_MS):
        scored = right = 0
        for a, b, state in _scored(truth, windows, start, min(start + CELL_MS, end)):
            scored += b - a
            right += sum(_overlap((a, b), (s.from_ms, s.to_ms)) for s in found if s.state is state)
        if scored:
            counted.append((scored, right))
    return tuple(counted)


def _scored(truth: Sequence[Stretch], windows: Sequence[Window], start: int, end: int) -> list[Stretch]:
    pieces = []
    for s in truth:
        free = [(max(s.from_ms, start, UNSCORED_START_MS), min(s.to_ms, end))]
        for window in windows:
            free = [part for a, b in free for part in ((a, min(b, window.from_ms)), (max(a, window.to_ms), b))]
        pieces += [Stretch(a, b, s.state) for a, b in free if a < b]
    return pieces


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _delays(windows: Sequence[Window], live: Sequence[Stretch], tolerance_ms: int) -> tuple[float, ...]:
    """From each dated true change to the moment the live state shows it, before the next change."""
    delays = []
    for number, window in enumerate(windows):
        if window.at_ms is None:
            continue
        later = windows[number + 1].from_ms if number + 1 < len(windows) else None
        shown = [
            max(s.from_ms, window.from_ms)
            for s in live
            if s.state is window.state and s.to_ms > window.at_ms - tolerance_ms
        ]
        if shown and (later is None or shown[0] < later):
            delays.append(max(0, shown[0] - window.at_ms) / 1000)
    return tuple(delays)
