"""Who staffs a post: people followed from look to look, weighed with what the post looks like when it is empty."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.association import Followed, follow
from vision.datatypes import Detections, Frame, View
from vision.motionless import after, lifeless, pins, recognise
from vision.post import sight
from vision.post_memory import Post
from vision.signals import Signals, read
from vision.vacancy import furniture, remember, weighed
from vision.whereabouts import anybody, living


@dataclass(frozen=True, slots=True, eq=False)
class Staffing:
    """What is remembered of a view: its people, and its post."""

    followed: Followed = Followed()  # noqa: RUF009 - frozen
    post: Post = Post()  # noqa: RUF009 - frozen


def watch_post(
    before: Staffing, view: View, people: Detections, mine: NDArray[np.bool_], frame: Frame
) -> tuple[Staffing, Signals]:
    """The memory after a look, and what it says; ``mine`` [N] are the ``people`` who belong to no other counter."""
    post = before.post
    seen = sight(post.recent, post.empties, frame.image, view.staff, frame.at_ms)
    real = ~(mine & furniture(seen, people.xyxy, view))
    which = recognise(post.figures, seen, people.xyxy[real])
    followed, where = follow(before.followed, people[real], frame.at_ms, pins(post.figures, which))
    figures = after(post.figures, seen, people[real], which, followed.tracks.id[where], post.alive)
    post = replace(post, figures=figures)
    belong = np.ones(len(followed.tracks), bool)
    belong[where] = mine[real]
    signals = read(view, followed.tracks, belong, frame.at_ms, living(post, seen, followed.tracks))
    signals = signals._replace(staff_evidence=weighed(post, seen, signals, belong, view))
    post = remember(post, seen, view, signals, belong)
    signals = _without_things(post, signals, anybody(post, seen, signals.tracks, view) & belong, frame.at_ms)
    return Staffing(replace(followed, tracks=signals.tracks), post), signals


def _without_things(post: Post, signals: Signals, alive: NDArray[np.bool_], at_ms: int) -> Signals:
    """``signals`` in which what never stirred staffs no post, where somebody ``alive`` [N] does, or has left it.

    While nobody else was ever there it may be a person.
    """
    tracks = signals.tracks
    if post.left is None and not alive.any():
        return signals
    things = np.isin(tracks.id, list(lifeless(post.figures, at_ms)))
    staffed_ms = np.where(things, -1, tracks.staffed_ms)
    seen = min(3, int((staffed_ms == at_ms).sum()))
    return signals._replace(staff_seen=seen, tracks=replace(tracks, staffed_ms=staffed_ms))
