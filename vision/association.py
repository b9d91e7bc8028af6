"""Who is who from one look of a view to the next: IoU and nearness, assigned at least total cost.

Ages are seconds, never looks, so a skipped look ages nobody faster.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from vision.datatypes import Detections, Tracks
from vision.evidence import LOOK_MS
from vision.geometry import Boxes, body_size, centres, iou, tops

FORGOTTEN_MS = 5_000
"""A person not seen for this long is somebody new when they come back."""

REACH = 0.7
"""How far, in body sizes, a box may jump between two looks half a second apart and still be the same person:
a walker does about 1.3 body sizes a second."""

FURTHEST = 2.5
"""No jump is longer than this, in body sizes, however long ago the last look: who comes in from afar while a clerk
is hidden is not that clerk, and must not be seen leaving in their name."""

LEAP = 1.0
"""Who is found so many body sizes from where they were last seen may be somebody else: that they once stood at a post
is forgotten, so that nobody is told to have left it in their name."""

GROWTH = np.log(3.0)
"""A box may grow or shrink threefold: a head and shoulders become a whole body when somebody stands up."""

FAINTNESS = np.log(100.0)
"""A score a hundred times as high costs as much as the longest jump: a part of somebody, found faintly for a moment,
must not take their track along."""

SLOW_S = 1.0
"""Time constant of the moving average behind ``Tracks.slow``: who has just stopped walking is not settled yet.

The lag behind it, taken for a speed, overstates a steady walk by a quarter at two looks a second; the unbiased form
dates arrivals no better."""

STRANGER = 2.0
"""The cost of taking a person for somebody new, which no pair that fits exceeds."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The tracks of one view and the next free id."""

    tracks: Tracks = Tracks.empty()  # noqa: RUF009 - frozen and read-only
    next_id: int = 1


def follow(
    followed: Followed, people: Detections, at_ms: int, pins: NDArray[np.int64] | None = None
) -> tuple[Followed, NDArray[np.intp]]:
    """The tracks after a look that saw ``people``, and the index of each person's track; [N].

    Tracks stay in order: those seen before first, the new ones behind. ``pins`` [N] are the ids of tracks that are
    already known to be somebody's (-1: not known): such a track and person are for no other.
    """
    alive = followed.tracks[at_ms - followed.tracks.seen_ms <= FORGOTTEN_MS]
    known, seen = _match(alive, people, at_ms, np.full(len(people), -1, np.int64) if pins is None else pins)
    fresh = np.setdiff1d(np.arange(len(people)), seen)
    tracks = _joined(_moved(alive, known, people[seen], at_ms), _new(people[fresh], followed.next_id, at_ms))
    where = np.zeros(len(people), np.intp)
    where[seen] = known
    where[fresh] = len(alive) + np.arange(len(fresh))
    return Followed(tracks, followed.next_id + len(fresh)), where


def _match(
    tracks: Tracks, people: Detections, at_ms: int, pins: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of tracks and of people that belong together."""
    if not len(tracks) or not len(people):
        none = np.zeros(0, np.intp)
        return none, none
    reach = np.clip(REACH * (at_ms - tracks.seen_ms) / LOOK_MS, REACH, FURTHEST)[:, None]
    distance = shift(tracks.xyxy, people.xyxy)
    jump = np.minimum(distance / REACH, 1)  # who was unseen for longer may be further off; that makes nobody likelier
    growth = np.abs(np.log(body_size(tracks.xyxy)[:, None] / body_size(people.xyxy)[None, :])) / GROWTH
    faintness = np.abs(np.log(_visible(tracks.score)[:, None] / _visible(people.score)[None, :])) / FAINTNESS
    alike = jump + growth + faintness - iou(tracks.xyxy, people.xyxy)
    cost = np.where((distance <= reach) & (growth <= 1), np.minimum(alike, 0.99 * STRANGER), STRANGER)
    pinned = tracks.id[:, None] == pins[None, :]
    cost = np.where(pinned, -STRANGER, np.where(pinned.any(axis=1)[:, None] | (pins >= 0)[None, :], STRANGER, cost))
    rows, columns = linear_sum_assignment(cost)
    good = cost[rows, columns] < STRANGER
    return rows[good], columns[good]


def _visible(score: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.maximum(score, 0.01)


def shift(before: Boxes, after: Boxes) -> NDArray[np.float32]:
    """How far each box would have moved to become each other, in body sizes; float32 [N, M].

    The lesser of what its top and its centre moved: a box that grows from a head to a body, or shrinks
    behind a desk, has not moved.
    """
    size = np.maximum(body_size(before)[:, None], body_size(after)[None, :])
    moved = [np.linalg.norm(point(before)[:, None] - point(after)[None, :], axis=2) for point in (tops, centres)]
    return np.asarray(np.minimum(*moved) / size, np.float32)


def _moved(tracks: Tracks, known: NDArray[np.intp], people: Detections, at_ms: int) -> Tracks:
    """``tracks`` with those of ``known`` at their new place."""
    xyxy, slow, score = tracks.xyxy.copy(), tracks.slow.copy(), tracks.score.copy()
    seen_ms, speed = tracks.seen_ms.copy(), tracks.speed.copy()
    seconds = (at_ms - seen_ms[known]) / 1000
    # Never over less than a usual look's time: a box jitters by as much however soon the next look comes.
    jump = np.diagonal(shift(xyxy[known], people.xyxy))
    now = jump / np.maximum(seconds, LOOK_MS / 1000)
    lately = np.diagonal(shift(slow[known], people.xyxy)) / SLOW_S
    speed[known] = np.maximum(now, lately)
    slow[known] += (people.xyxy - slow[known]) * (1 - np.exp(-seconds / SLOW_S))[:, None]
    xyxy[known], score[known], seen_ms[known] = people.xyxy, people.score, at_ms
    staffed_ms = tracks.staffed_ms.copy()
    staffed_ms[known[jump > LEAP]] = -1
    return replace(tracks, xyxy=xyxy, slow=slow, score=score, seen_ms=seen_ms, speed=speed, staffed_ms=staffed_ms)


def _new(people: Detections, next_id: int, at_ms: int) -> Tracks:
    count = len(people)
    now = np.full(count, at_ms, np.int64)
    return Tracks(
        next_id + np.arange(count),
        people.xyxy,
        people.xyxy,
        people.score,
        now,
        now,
        np.full(count, np.nan, np.float32),
        np.full(count, -1, np.int64),
    )


def _joined(a: Tracks, b: Tracks) -> Tracks:
    return Tracks(
        np.concatenate([a.id, b.id]),
        np.concatenate([a.xyxy, b.xyxy]),
        np.concatenate([a.slow, b.slow]),
        np.concatenate([a.score, b.score]),
        np.concatenate([a.seen_ms, b.seen_ms]),
        np.concatenate([a.first_ms, b.first_ms]),
        np.concatenate([a.speed, b.speed]),
        np.concatenate([a.staffed_ms, b.staffed_ms]),
    )
