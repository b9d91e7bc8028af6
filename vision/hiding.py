"""Whether somebody is at a post out of sight while another is seen there: the other's leaving does not empty it.

One of two lies down and is not found any more; or one who lies there unseen is joined by a colleague.
"""

import numpy as np

from vision.datatypes import Tracks
from vision.post import Map, Sighted
from vision.post_memory import Post
from vision.signals import OVERLOOKED_MS

HIDES_MS = 300_000
"""For so long whoever was lost from sight beside another is taken to be there still."""


def hides(post: Post, at_ms: int) -> bool:
    """Whether somebody may be there out of sight, so that nothing is told by another's leaving."""
    return post.hid_ms is not None and at_ms - post.hid_ms <= HIDES_MS


def hidden(post: Post, seen: Sighted, tracks: Tracks, here: Map) -> int | None:
    """When somebody was last lost from sight who may be there beside those ``here`` [N]; None where all are seen."""
    if here.sum() > 1:
        return None
    if _one_of_two_is_lost(post, seen, tracks):
        return seen.at_ms
    came = here & np.isin(tracks.id, list(post.came))
    if post.held is not None and (came & (tracks.first_ms - post.held[0] > OVERLOOKED_MS)).any():
        return post.held[0]
    return post.hid_ms


def _one_of_two_is_lost(post: Post, seen: Sighted, tracks: Tracks) -> bool:
    if post.company_ms is None:
        return False
    stood = (tracks.staffed_ms >= 0) & (tracks.staffed_ms == tracks.seen_ms) & np.isin(tracks.id, list(post.alive))
    lost = stood & (seen.at_ms - tracks.seen_ms > OVERLOOKED_MS) & (tracks.id != post.walks_off)
    return bool((lost & (tracks.seen_ms - post.company_ms <= OVERLOOKED_MS)).any())
