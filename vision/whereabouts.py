"""Who at a post is known to live, and what has become of them: still there, left, walked in and out of sight.

Whoever is not found any more has not left. They have when they are seen elsewhere, or were lost while walking out.
What only looks like somebody never came, never stirs, and never leaves.
"""

from dataclasses import replace

import numpy as np

from vision.association import FORGOTTEN_MS, FURTHEST
from vision.datatypes import Tracks, View
from vision.geometry import anchors, depth, intersection, outside
from vision.hiding import hides
from vision.motionless import lifeless, stirring
from vision.post import RECENT_MS, Map, Sighted, changed, part_of
from vision.post_memory import Post
from vision.signals import FRINGE, LEFT_MS, SURE_SCORE, WALKING, Signals, settled, shares

STIRS = 0.08
"""From this part of somebody's pixels on they have moved."""
COMPANY_MS = 1_800_000
"""After two were seen at the post at once nobody there is taken for a thing: who sleeps beside a colleague lives."""
VANISHES_MS = 2_000
"""Who walked in and has not been seen for so long, nor elsewhere, is at the post, where nobody finds them."""
APART_MS = 2_500
"""Between looks that are further apart somebody gets up and goes unseen."""
LEFT_SOMETHING = 0.05
"""From this part of the zone on it is not noise that has changed: a head alone is 6 % of it."""
RISES_MS = 1_500
"""What never stirred has not come to life before it has looked otherwise for longer: who walks past it may have been
found as one with it."""
NARROWS = 0.15
"""Whose box has lost this part of its width at one side, against itself a second ago, is being hidden: sitters sway by
less."""
RISES = 0.03
"""Whose top is higher by this part of their height than a second ago has stood up: nobody lies down that way, and a
sitter before whom something is pushed does not rise."""
AHEAD = 2.0
"""Who walks is soon out of the zone if this many times their lag behind themselves (``SLOW_S``) ahead is outside."""


def living(post: Post, seen: Sighted, tracks: Tracks) -> Map:
    """Who of ``tracks`` is known to live: came from outside or stirred; everybody where two are at the post; [N]."""
    if post.company_ms is not None and seen.at_ms - post.company_ms < COMPANY_MS:
        return np.ones(len(tracks), bool)
    still = lifeless(post.figures, seen.at_ms, RISES_MS)
    known = np.isin(tracks.id, list((post.alive | stirring(post.figures)) - still))
    if post.left is not None and seen.at_ms - post.left[0] <= 2 * RECENT_MS:  # what they hid comes to light
        return known
    stirs = np.array([part_of(seen.stirred, own) > STIRS for own in _own(seen, tracks)], bool)
    return np.asarray(known | (stirs & ~np.isin(tracks.id, list(still))))


def _own(seen: Sighted, tracks: Tracks) -> list[Map]:
    """The pixels of each person in which nobody else is, nor was when it looked as it is compared with."""
    now = tracks.seen_ms == seen.at_ms
    covers = [seen.of(box) & here for box, here in zip(tracks.xyxy, now, strict=True)]
    total = np.sum(covers, axis=0)
    before = [] if seen.before is None else [(n, seen.of(box)) for n, box in zip(*seen.before[2:], strict=True)]
    own = []
    for number, cover in zip(tracks.id, covers, strict=True):
        others = [other for n, other in before if n != number]
        own.append(np.asarray(cover & (total == 1) & ~np.logical_or.reduce([np.zeros_like(cover), *others])))
    return own


def at_post(view: View, tracks: Tracks) -> Map:
    """Who of ``tracks`` is at the post rather than with the visitors; [N]."""
    staff, customer = shares(view, tracks.xyxy)
    return np.asarray(staff > customer)


def anybody(post: Post, seen: Sighted, tracks: Tracks, view: View) -> Map:
    """Who of ``tracks`` lives and is settled at the post now; [N]."""
    now = (tracks.seen_ms == seen.at_ms) & settled(tracks) & (tracks.score >= SURE_SCORE)
    return np.asarray(now & at_post(view, tracks) & np.isin(tracks.id, list(post.alive)))


def told_where(post: Post, seen: Sighted, view: View, signals: Signals, mine: Map) -> Post:
    """Whether somebody is at the post, has left it, or has walked in and vanished there.

    ``mine`` [N] are those who belong to no other counter.
    """
    tracks = signals.tracks
    here = anybody(post, seen, tracks, view) & mine
    inside = mine & at_post(view, tracks)
    post = replace(post, rose=_rose(post, tracks, view, inside, seen.at_ms))
    gone = leaving(post, seen, tracks, view)
    lost = post.walks_off is not None and not ((tracks.seen_ms == seen.at_ms) & (tracks.id == post.walks_off)).any()
    post = replace(post, walks_off=_walks_off(seen, tracks, view, post))
    if here.any():
        return replace(post, held=(seen.at_ms, seen.patch), left=None, entering=None)
    if _changed_unwatched(post, seen):
        return replace(post, held=None, walks_off=None, entering=None)
    post = replace(post, entering=_entering(post, seen, tracks, inside))
    if post.entering is not None and seen.at_ms - post.entering[1] >= VANISHES_MS:
        return replace(post, held=(seen.at_ms, seen.patch), left=None, entering=None, vanished_ms=seen.at_ms)
    if (gone.any() or lost) and post.held is not None and not hides(post, seen.at_ms):
        return replace(post, held=None, left=(seen.at_ms, post.held[1]), rose=frozenset())
    if signals.staff_evidence > 0 and post.left is None:
        return replace(post, held=(seen.at_ms, seen.patch))
    return post


def _entering(post: Post, seen: Sighted, tracks: Tracks, inside: Map) -> tuple[int, int] | None:
    """Who was last seen walking in and when, unless they are seen elsewhere or too long ago to be told.

    Only who was seen outside walks in: a second box of one who leaves does not.
    """
    now = tracks.seen_ms == seen.at_ms
    lately = (tracks.staffed_ms >= 0) & (seen.at_ms - tracks.staffed_ms <= LEFT_MS)
    moving = now & np.isin(tracks.id, list(post.came)) & (tracks.score >= SURE_SCORE) & ~lately
    if (walking_in := moving & inside & ~seen.cut_off(tracks.xyxy)).any():
        return int(tracks.id[walking_in][0]), seen.at_ms
    if post.entering is None or seen.at_ms - post.entering[1] > FORGOTTEN_MS:
        return None
    return None if (now & ~inside & (tracks.id == post.entering[0])).any() else post.entering


def _rose(post: Post, tracks: Tracks, view: View, inside: Map, at_ms: int) -> frozenset[int]:
    """The ids of those who were first seen at the post while nobody walked near: they were at it all along."""
    known = post.rose & frozenset(tracks.id.tolist())
    near = outside(view.staff, tracks.xyxy) <= FURTHEST
    walkers = near & ~settled(tracks) & (at_ms - tracks.seen_ms <= VANISHES_MS) & (tracks.first_ms < at_ms)
    if post.held is None or walkers.any():
        return known
    return known | frozenset(tracks.id[inside & (tracks.first_ms == at_ms) & (tracks.score >= SURE_SCORE)].tolist())


def leaving(post: Post, seen: Sighted, tracks: Tracks, view: View) -> Map:
    """Who of ``tracks`` was at the post and is now seen elsewhere; [N]."""
    last_ms = 0 if post.held is None else max(0, post.held[0] - LEFT_MS)  # who went before is not who goes now
    was_here = (tracks.staffed_ms >= last_ms) | np.isin(tracks.id, list(post.rose))
    elsewhere = (outside(view.staff, tracks.xyxy) > FRINGE) | (shares(view, tracks.xyxy).staff <= 0)
    now = (tracks.seen_ms == seen.at_ms) & (tracks.score >= SURE_SCORE)
    return np.asarray(now & elsewhere & was_here & np.isin(tracks.id, list(post.alive)))


def _changed_unwatched(post: Post, seen: Sighted) -> bool:
    """Whether the post looks otherwise than at a last look so long ago that somebody may have left in between."""
    last = next((glance for glance in reversed(post.recent) if glance.at_ms < seen.at_ms), None)
    if last is None or seen.at_ms - last.at_ms <= APART_MS:
        return False
    return part_of(changed(last.patch, seen.patch), seen.zone) > LEFT_SOMETHING


def _walks_off(seen: Sighted, tracks: Tracks, view: View, post: Post) -> int | None:
    """The id of who was at the post and walks out of it, sideways or up, so near its edge that they are soon gone."""
    lately = (
        (tracks.staffed_ms >= 0) & (seen.at_ms - tracks.staffed_ms <= LEFT_MS) & np.isin(tracks.id, list(post.alive))
    )
    sure = (tracks.score >= SURE_SCORE) | (tracks.id == post.walks_off)  # the last of them is found faintly
    walks = lately & (tracks.seen_ms == seen.at_ms) & (tracks.speed > WALKING) & sure
    now, before = anchors(tracks.xyxy), anchors(tracks.slow)
    inside, was = depth(view.staff, now), depth(view.staff, before)
    moved = now - before
    near = seen.goes_out_of_it(tracks.xyxy, moved) | ((inside < was) & (depth(view.staff, now + AHEAD * moved) < 0))
    behind, rises = goes_behind(tracks, seen.at_ms), _rises(tracks)
    setting_off = (near & (np.abs(moved[:, 0]) > moved[:, 1])) | (behind & rises)  # who lies down sinks
    off = walks & (setting_off | (behind & (tracks.id == post.walks_off)))  # the last of them may be an arm
    return int(tracks.id[off][0]) if off.any() else None


def goes_behind(tracks: Tracks, at_ms: int) -> Map:
    """Who is hidden more and more from one side by no other person, as behind a pillar or a partition; [N].

    Their box narrows towards an edge that stays; who turns aside narrows from both sides.
    """
    now, before = tracks.xyxy, tracks.slow
    width = before[:, 2] - before[:, 0]
    to_left, to_right = (before - now)[:, 2] / width, (now - before)[:, 0] / width
    leftward = to_left > to_right
    stays = np.where(leftward, (before - now)[:, 0], (now - before)[:, 2]) >= 0
    narrows = np.maximum(to_left, to_right) > NARROWS
    lost = now.copy()
    lost[:, 0] = np.where(leftward, now[:, 2], before[:, 0])
    lost[:, 2] = np.where(leftward, before[:, 2], now[:, 0])
    others = (tracks.seen_ms == at_ms)[None, :] & ~np.eye(len(tracks), dtype=bool)
    alone = ~(others & (intersection(lost, now) > 0)).any(axis=1)
    return np.asarray(narrows & stays & alone & (now[:, 2] - now[:, 0] < width))


def _rises(tracks: Tracks) -> Map:
    """Who is taller than a second ago: stands up, or has just stood up; [N]."""
    now, before = tracks.xyxy, tracks.slow
    return np.asarray((before[:, 1] - now[:, 1]) / (before[:, 3] - before[:, 1]) > RISES)


def is_lifeless(post: Post, seen: Sighted, tracks: Tracks, view: View) -> Map:
    """Of each who seems to be at the post now whether it is lifeless; [those]."""
    here = (tracks.seen_ms == seen.at_ms) & settled(tracks) & at_post(view, tracks)
    return np.isin(tracks.id[here], list(lifeless(post.figures, seen.at_ms)))
