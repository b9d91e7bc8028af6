"""What one look says about one counter: evidence that staff, and that a visitor, is there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Detections, Tracks, View, Zone
from vision.decode import PERSON
from vision.geometry import Boxes, anchors, depth, outside

FRINGE = 0.2
"""A person whose anchor is this many body sizes outside a zone is no longer at it: zones are drawn by hand,
and who leans over the edge has not left."""

ELSEWHERE = 0.35
"""A person whose anchor is this many body sizes outside a zone is somewhere else for sure."""

BODY = (0.4, 0.55, 0.7, 0.85)
"""How far down a box the trunk and the legs are: behind a desk nobody has any, before it they are seen."""

WALKING = 0.25
"""Body sizes a second. A walker crosses the picture at 1 or more, a clerk who leans or turns stays below."""

PEOPLE_FROM = 0.05
NARROWEST = 0.18
"""Width over height: a person standing in profile is about 0.25."""

SURE_SCORE = 0.25
"""From here on a score alone makes it likely that a person is there."""

SEEN_AT_ONCE = 0.35
"""From here on one look is as good as two."""

EVIDENCE = ((0.0, -2.4), (0.05, -1.2), (0.10, 0.0), (0.20, 3.0), (0.35, 6.0), (0.60, 10.0), (0.85, 12.0))
"""Best score of a settled person in the zone -> quarter nats. A half-hidden clerk scores .1 to .8 from look to
look and now and then nothing; an empty chair at most .06. So one empty look weighs little against one good
sight, and a few in a row weigh enough."""

SEEN_LEAVING = -16
"""Quarter nats when the one who staffed the counter is seen elsewhere and nobody is there: this is a sight,
not a missing one."""

LEFT_MS = 4_000
"""How long after standing in the zone a person who moves may be on the way out of it."""

SETTING_OFF = -1
"""Quarter nats when the one who staffed the counter has begun to walk outward, for ``LEFT_MS`` at most: too
little to make anybody absent, enough to date a departure to its first step should they leave."""


OVERLOOKED_MS = 2_000
"""For so long a half-hidden clerk is overlooked without having left, while a colleague who leaves is seen to go.
Longer, and one clerk whose track was lost and found anew would pass for two."""


class Signals(NamedTuple):
    """Evidence in quarter nats (None: the view has no such zone), people seen at the post, and the tracks."""

    staff_evidence: int
    customer_evidence: int | None
    staff_seen: int
    tracks: Tracks


def plausible(found: Detections) -> Detections:
    """Those of a detector's findings that can be a person.

    Called one, scored above an empty chair, not thin as a pole, and a box at all: finite, with an area.
    """
    sides = found.xyxy[:, 2:] - found.xyxy[:, :2]
    real = np.isfinite(found.xyxy).all(axis=1) & (sides > 0).all(axis=1)
    person = found.class_id == PERSON
    return found[person & real & (found.score >= PEOPLE_FROM) & (sides[:, 0] >= NARROWEST * sides[:, 1])]


def share(zone: Zone | None, xyxy: Boxes) -> NDArray[np.float32]:
    """How much each person is in ``zone``: 1 inside, 0 from ``FRINGE`` body sizes outside; float32 [N]."""
    if zone is None:
        return np.zeros(len(xyxy), np.float32)
    return np.asarray(np.clip(1 - outside(zone, xyxy) / FRINGE, 0, 1), np.float32)


def surely_staffed(view: View, people: Detections) -> bool:
    """Whether a look's ``people`` leave no doubt that somebody is at the post, so that a second look adds nothing."""
    staff, customer = shares(view, people[people.score >= SEEN_AT_ONCE].xyxy)
    return bool((staff > customer).any())


class Shares(NamedTuple):
    """How much each person is at the post and with the visitors, 0..1; float32 [N]."""

    staff: NDArray[np.float32]
    customer: NDArray[np.float32]


def shares(view: View, xyxy: Boxes) -> Shares:
    """Whose head and shoulders are in which zone; who stands before the desk is a visitor, however far they lean."""
    staff, customer = share(view.staff, xyxy), share(view.customer, xyxy)
    if view.customer is None or not len(xyxy):
        return Shares(staff, customer)
    points = [anchors(xyxy, down) for down in BODY]
    before = [(depth(view.customer, at) > 0) & (depth(view.staff, at) <= 0) for at in points]
    stands_before = np.sum(before, axis=0) * 2 >= len(BODY)
    return Shares(np.where(stands_before, 0, staff), np.where(stands_before, 1, customer))


def owners(staff_zones: Sequence[Zone], xyxy: Boxes) -> NDArray[np.intp]:
    """The number of the zone each person is deepest in, or nearest to: nobody staffs two counters; [N]."""
    depths = np.stack([depth(zone, anchors(xyxy)) for zone in staff_zones])
    return np.asarray(depths.argmax(axis=0), np.intp)


def read(
    view: View, tracks: Tracks, mine: NDArray[np.bool_], at_ms: int, alive: NDArray[np.bool_] | None = None
) -> Signals:
    """What ``tracks`` say about ``view`` at ``at_ms``; ``mine`` [N] are those who belong to no other counter.

    Only of who is ``alive`` [N] (everybody by default) can it matter that they have staffed it and go.
    """
    lively = tracks if alive is None else replace(tracks, staffed_ms=np.where(alive, tracks.staffed_ms, -1))
    now = tracks.seen_ms == at_ms
    staff, customer = shares(view, tracks.xyxy)
    at_post = np.where(mine & (staff >= customer), staff, 0)
    visiting = np.where(customer > staff, customer, 0)
    stands = now & settled(tracks) & (at_post > 0) & (tracks.score >= SURE_SCORE)
    return Signals(
        _staff_evidence(view, lively, at_post, at_ms),
        None if view.customer is None else _somebody(tracks, visiting, now),
        min(3, int(stands.sum())),
        replace(tracks, staffed_ms=np.where(stands, at_ms, tracks.staffed_ms)),
    )


def settled(tracks: Tracks) -> NDArray[np.bool_]:
    """Who does not walk; of a person seen for the first time nobody can say.

    Who walks is passing, arriving or leaving, and says nothing yet about the counter.
    """
    return np.asarray(tracks.speed <= WALKING)


def _somebody(tracks: Tracks, here: NDArray[np.float32], now: NDArray[np.bool_]) -> int:
    """The evidence of the best settled person, whose sight counts as far as they are ``here``.

    At least 0 where somebody is only passing.
    """
    scores, weights = zip(*EVIDENCE, strict=True)
    weighed = np.interp(tracks.score, scores, weights)
    counts = now & (here > 0)
    partly = np.where(weighed > 0, weighed * here, weighed)
    best = float(np.max(partly[counts & settled(tracks)], initial=weights[0]))
    passing = bool((counts & ~settled(tracks) & (weighed > 0)).any())
    return round(max(best, 0.0) if passing else best)


def _staff_evidence(view: View, tracks: Tracks, at_post: NDArray[np.float32], at_ms: int) -> int:
    """As ``_somebody``, and what those who lately stood here do now."""
    now = tracks.seen_ms == at_ms
    evidence = _somebody(tracks, at_post, now)
    lately = now & (tracks.staffed_ms >= 0) & (at_ms - tracks.staffed_ms <= LEFT_MS)
    if evidence > 0 or not lately.any():
        return evidence
    outward = depth(view.staff, anchors(tracks.xyxy)) < depth(view.staff, anchors(tracks.slow))
    setting_off = bool((lately & outward & ~settled(tracks)).any())
    # Where somebody passes (0) the clerk may have been lost from sight in passing, and who walks off be the passer:
    # only one who stands elsewhere is seen to be gone.
    leaving = lately if evidence < 0 else lately & settled(tracks)
    return min(evidence, round(SEEN_LEAVING * _gone(view, tracks, leaving, at_ms)), SETTING_OFF * setting_off)


def _gone(view: View, tracks: Tracks, leaving: NDArray[np.bool_], at_ms: int) -> float:
    """How far those who are ``leaving`` have left the post empty, 0..1.

    Not at all while another who staffed it has only just been seen there.
    """
    gone = np.clip((outside(view.staff, tracks.xyxy) - FRINGE) / (ELSEWHERE - FRINGE), 0, 1)
    gone = np.where(tracks.score >= SURE_SCORE, gone, 0)
    staffed = (tracks.staffed_ms >= 0) & (at_ms - tracks.seen_ms <= OVERLOOKED_MS)
    return min(float(np.max(gone[leaving], initial=0)), float(np.min(gone[staffed], initial=1)))
