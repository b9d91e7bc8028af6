"""Who, or what like somebody, has stayed in one place without stirring: a poster, a dummy, somebody asleep.

It may be a person, so it is not left out. But whoever walks past it is not it: it keeps its own track.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Detections
from vision.geometry import Boxes, iou
from vision.post import Map, Patch, Sighted, changed, part_of

MOTIONLESS_MS = 60_000
"""For so long a living person stirs, be it a little; who does not is taken for a thing once the living have left."""
SAME_PLACE = 0.6
"""Overlap (IoU) of two sights of what has not moved."""
STIRRED = 0.05
"""From this part of its pixels on it has moved."""
FEWEST_CELLS = 12
"""Of a smaller part of it within the zone nothing is told."""
HIDDEN_MS = 10_000
"""Whoever has not been motionless for long yet must not be hidden for longer."""
FORGOTTEN_MS = 3_600_000
MOST = 6
NOBODY, HIDDEN = -1, -2
SHOWN = 0.5
"""Less than this part of it to compare tells nothing."""


class Figure(NamedTuple):
    """One of them: its box, how the post looked ``since_ms``, its track, and whether that was ``lively`` before.

    ``own`` [H, W] are its pixels then, without those of others who stood before it or behind.
    ``stirs`` is how often the same track has stirred in this place until then.
    """

    xyxy: NDArray[np.float32]
    patch: Patch
    own: Map
    since_ms: int
    seen_ms: int
    track: int
    lively: bool
    stirs: int = 0

    @property
    def is_motionless(self) -> bool:
        """Whether it has been seen as it is for long enough."""
        return self.seen_ms - self.since_ms >= MOTIONLESS_MS


Figures = tuple[Figure, ...]


def recognise(figures: Figures, seen: Sighted, xyxy: Boxes) -> NDArray[np.intp]:
    """Which of ``figures`` each person is, unstirred in the same place; NOBODY, HIDDEN where none can tell; [N]."""
    which = np.full(len(xyxy), NOBODY, np.intp)
    if not figures or not len(xyxy):
        return which
    fit = iou(xyxy, np.stack([figure.xyxy for figure in figures]))
    own = own_pixels(seen, xyxy)
    for number, figure in enumerate(figures):
        best = int(np.argmax(fit[:, number]))
        shared = own[best] & figure.own
        if fit[best, number] < SAME_PLACE:
            continue
        if shared.sum() < max(FEWEST_CELLS, SHOWN * figure.own.sum()):
            which[best] = HIDDEN if which[best] == NOBODY else which[best]
        elif part_of(changed(figure.patch, seen.patch), shared) <= STIRRED:
            which[best] = number
    return which


def own_pixels(seen: Sighted, xyxy: Boxes) -> list[Map]:
    """The pixels of each person in which nobody else is; [H, W] each."""
    covers = [seen.of(box) for box in xyxy]
    total = np.sum(covers, axis=0)
    return [np.asarray(cover & (total == 1)) for cover in covers]


def pins(figures: Figures, which: NDArray[np.intp]) -> NDArray[np.int64]:
    """The track of each person who is motionless, -1 of all others; [N]."""
    return np.array([figures[n].track if n >= 0 and figures[n].is_motionless else -1 for n in which], np.int64)


def lifeless(figures: Figures, at_ms: int, within_ms: int = 0) -> frozenset[int]:
    """The tracks of those seen as they were at most ``within_ms`` before ``at_ms`` who never stirred."""
    return frozenset(f.track for f in figures if at_ms - f.seen_ms <= within_ms and f.is_motionless and not f.lively)


def after(  # noqa: PLR0913, PLR0917 - what was seen, of whom, whose track it is, who lives
    figures: Figures,
    seen: Sighted,
    people: Detections,
    which: NDArray[np.intp],
    tracks: NDArray[np.int64],
    alive: frozenset[int],
) -> Figures:
    """The figures after a look: who is where they were goes on, who is not begins anew; [N] each."""
    kept = dict(enumerate(figures))
    begun = []
    for number, xyxy, own, track in zip(which, people.xyxy, own_pixels(seen, people.xyxy), tracks, strict=True):
        if number >= 0:
            kept[int(number)] = kept[int(number)]._replace(seen_ms=seen.at_ms, track=int(track))
        elif number == NOBODY and own.sum() >= FEWEST_CELLS:
            stirs = max((f.stirs + 1 for f in figures if _moved_on(f, int(track), xyxy)), default=0)
            begun.append(Figure(xyxy, seen.patch, own, seen.at_ms, seen.at_ms, int(track), int(track) in alive, stirs))
    old = [f for f in kept.values() if not _replaced(f, begun) and seen.at_ms - f.seen_ms <= _kept_ms(f)]
    return tuple(sorted((*begun, *old), key=lambda figure: figure.seen_ms - figure.since_ms)[-MOST:])


def _moved_on(figure: Figure, track: int, xyxy: NDArray[np.float32]) -> bool:
    return figure.track == track and not figure.is_motionless and bool(iou(figure.xyxy[None], xyxy[None]) >= SAME_PLACE)


def stirring(figures: Figures) -> frozenset[int]:
    """The tracks of those who have stirred again and again without leaving their place."""
    return frozenset(figure.track for figure in figures if figure.stirs >= STIRS_ENOUGH)


STIRS_ENOUGH = 3


def _kept_ms(figure: Figure) -> int:
    return FORGOTTEN_MS if figure.is_motionless else HIDDEN_MS


def _replaced(figure: Figure, begun: list[Figure]) -> bool:
    """Whether somebody in the same place has stirred: it was alive. What is only hidden stays known."""
    if not begun or figure.is_motionless:
        return False
    return bool(iou(figure.xyxy[None], np.stack([new.xyxy for new in begun])).max() >= SAME_PLACE)
