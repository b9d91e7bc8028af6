"""What a post looks like when it is empty: learned whenever somebody was seen to leave it and nothing moves there.

A detector does not know everybody: who lies on the desk, or is hardly seen behind it, is not found. Against the
picture of the empty post they are found all the same, and what belongs to the empty post (a coat on the chair, a
poster) is not taken for somebody. Where neither is sure nothing is claimed: a false absence is the worst mistake.
"""

from dataclasses import replace

import numpy as np

from vision.datatypes import Tracks, View
from vision.geometry import Boxes, outside
from vision.hiding import hidden, hides
from vision.post import RECENT_MS, Glance, Map, Sighted, changed, part_of
from vision.post_memory import Post
from vision.signals import ELSEWHERE, FRINGE, LEFT_MS, SEEN_LEAVING, SURE_SCORE, WALKING, Signals, settled, shares
from vision.whereabouts import COMPANY_MS, STIRS, anybody, is_lifeless, leaving, living, told_where

LEARN_MS = 10_000
"""For so long nothing may move after somebody left before the post is learned to be empty."""
LEAVING_MS = 60_000
"""Unless it becomes still within this time, what happened since may be anything."""
KEPT = 4

EMPTY = 0.02
"""A zone of which no more than this part differs from the empty post is empty."""
SOMETHING = 0.05
"""From this part on something is there: a head alone is 6 % of a zone drawn about a sitter, with shoulders 20."""
FURNITURE = 0.2
"""What looks like a person, and of which no more than this part differs from the empty post, belongs to it."""

SURELY_EMPTY = -4
"""Quarter nats of a post that looks empty and where nobody is found."""
UNKNOWN_THING = -1
"""Quarter nats of something still, where nobody is found and nobody has come since one was seen to leave."""
STIRRING = 2
"""Quarter nats of something at the post that stirs and that no network knows."""
VANISHED_MS = 300_000
"""For so long nothing is claimed when somebody vanished in their place and the empty post is not known: most likely
they are there, overlooked. A clerk who did slip out is noticed when it is over."""
ARRIVED_MS = 5_000
"""For so long it speaks for somebody at the post that they walked in and were not found there."""
ARRIVED = 4
"""Quarter nats of that, each look: more than ``STIRRING``, for they were seen to come."""
WEAKEST = -10
"""Below this a look has seen somebody leave, and needs no second opinion."""
HELD_MS = 1_800_000
"""For so long something at the post may be who was last seen there; then it is something they left behind."""
KNOWN = 0.6
"""An empty post of which less was seen than this part of its zone is not learned."""


def furniture(seen: Sighted, xyxy: Boxes, view: View) -> Map:
    """Who of the people at ``xyxy``, if they are at the post at all, looks just like the empty post; [N]."""
    if seen.strange is None or not len(xyxy):
        return np.zeros(len(xyxy), bool)
    strange = seen.strange
    staff, customer = shares(view, xyxy)
    regions = [seen.of(box) for box in xyxy]
    alike = np.array([r.sum() > 0 and part_of(strange, r) <= FURNITURE for r in regions], bool)
    return np.asarray(alike & (staff > customer))


def weighed(post: Post, seen: Sighted, signals: Signals, mine: Map, view: View) -> int:
    """The staff evidence of a look, with what the post itself looks like; ``mine`` [N] are not of another counter."""
    evidence, tracks = signals.staff_evidence, signals.tracks
    if evidence < 0 and post.held is not None and hides(post, seen.at_ms):
        return 0 if seen.strange is None else _of_the_post(post, seen, _strange(seen, tracks, mine, view), evidence)
    if evidence > 0 and not (anybody(post, seen, tracks, view) & mine).any():
        if post.held is not None and leaving(post, seen, tracks, view).any():
            return SEEN_LEAVING
        if post.left is not None:  # what was left behind is nobody, once it has not stirred for long
            return UNKNOWN_THING if is_lifeless(post, seen, tracks, view).all() else 0
    lately = (tracks.staffed_ms >= 0) & (seen.at_ms - tracks.staffed_ms <= LEFT_MS)
    setting_off = lately & (tracks.seen_ms == seen.at_ms) & ~settled(tracks)
    if evidence >= 0 or evidence < WEAKEST or setting_off.any():
        return evidence
    arrived = post.vanished_ms is not None and seen.at_ms - post.vanished_ms <= ARRIVED_MS
    if seen.strange is None:
        vanished = post.held is not None and seen.at_ms - post.held[0] <= VANISHED_MS
        return ARRIVED if arrived else 0 if vanished else evidence
    return _of_the_post(post, seen, _strange(seen, tracks, mine, view), evidence)


def _strange(seen: Sighted, tracks: Tracks, mine: Map, view: View) -> Map:
    """What differs from the empty post, without the people who are not at it; [H, W]."""
    free = seen.zone.copy()
    staff, customer = shares(view, tracks.xyxy)
    elsewhere = ~mine | (staff <= customer)
    for other in tracks.xyxy[elsewhere & (tracks.seen_ms == seen.at_ms)]:
        free[seen.of(other)] = False
    return np.asarray(free if seen.strange is None else free & seen.strange)


def _of_the_post(post: Post, seen: Sighted, strange: Map, evidence: int) -> int:
    """The evidence of a post where nobody is found."""
    size = part_of(strange, seen.zone)
    if size <= EMPTY:
        return min(evidence, SURELY_EMPTY)
    arrived = post.vanished_ms is not None and seen.at_ms - post.vanished_ms <= ARRIVED_MS
    if arrived:
        return ARRIVED
    if size >= SOMETHING and part_of(seen.stirred, strange) > STIRS:
        return STIRRING
    return 0 if post.held is not None and seen.at_ms - post.held[0] <= HELD_MS else UNKNOWN_THING


def remember(post: Post, seen: Sighted, view: View, signals: Signals, mine: Map) -> Post:
    """The memory after a look that gave ``signals``."""
    tracks = signals.tracks
    away = outside(view.staff, tracks.xyxy)
    came = frozenset(tracks.id[away > ELSEWHERE].tolist()) | (post.came & frozenset(tracks.id.tolist()))
    walking = (away > FRINGE) & (tracks.speed > WALKING) & (tracks.score >= SURE_SCORE)
    stirred = walking | living(replace(post, company_ms=None), seen, tracks)
    alive = frozenset(tracks.id[stirred].tolist()) | came
    here = anybody(replace(post, alive=alive), seen, tracks, view) & mine
    company = seen.at_ms if here.sum() > 1 else post.company_ms
    now = tracks.seen_ms == seen.at_ms
    glance = Glance(seen.at_ms, seen.patch, tracks.id[now], tracks.xyxy[now])
    recent = (*(old for old in post.recent[:-1] if seen.at_ms - old.at_ms < RECENT_MS), *post.recent[-1:], glance)
    post = replace(post, recent=recent, came=came, alive=alive, company_ms=company)
    post = replace(post, hid_ms=hidden(post, seen, tracks, here))
    post = told_where(post, seen, view, signals, mine)
    return _learned(_steadied(post, seen, tracks), seen)


def _steadied(post: Post, seen: Sighted, tracks: Tracks) -> Post:
    """With what is steady now; a pixel before which somebody alive is seen is not."""
    if post.steady is None:
        return replace(post, steady=(seen.patch, np.full(seen.zone.shape, seen.at_ms, np.int64)))
    before, since_ms = post.steady
    anew = changed(before, seen.patch)
    for box in tracks.xyxy[(tracks.seen_ms == seen.at_ms) & np.isin(tracks.id, list(post.alive))]:
        anew |= seen.of(box)
    patch = np.where(anew[..., None], seen.patch, before)
    return replace(post, steady=(patch, np.where(anew, seen.at_ms, since_ms)))


def _learned(post: Post, seen: Sighted) -> Post:
    """With the empty post, once somebody was seen to leave it and nothing has moved since."""
    lonely = post.company_ms is None or seen.at_ms - post.company_ms >= COMPANY_MS
    if post.left is None or post.steady is None or not lonely:
        return post
    if not LEARN_MS <= seen.at_ms - post.left[0] <= LEAVING_MS:
        return post
    bare = (seen.at_ms - np.maximum(post.steady[1], post.left[0]) >= LEARN_MS) & seen.zone
    went = part_of(changed(post.left[1], seen.patch), bare) > SOMETHING
    if part_of(bare, seen.zone) < KNOWN or not went:
        return post
    empty = np.where(bare[..., None], seen.patch, np.nan).astype(np.float32)
    others = []
    for old in post.empties:
        if part_of(changed(old, seen.patch), bare) > EMPTY:
            others.append(old)
        else:
            empty = np.where(np.isnan(empty), old, empty)
    return replace(post, empties=(*others, empty)[-KEPT:])
