"""What is remembered of a post between looks: how it looks when it is empty, and who has come, stayed and left."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.motionless import Figures
from vision.post import Glance, Patch

Since = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """What is remembered of a post between looks.

    ``empties``: how it looks when empty, NaN where that is not known. ``recent``: the last few looks. ``steady``: how
    each pixel looks and since when (ms, [H, W]), with nobody before it. ``figures``: who has not stirred.

    By ids of tracks: ``alive`` came from outside or stirred, ``came`` from outside, ``rose`` were found only when they
    rose, ``walks_off`` is about to leave. ``held``: (when, how it looked) when somebody was last there, None once they
    were seen to leave; ``left`` is the same of who has left, until somebody alive is there. ``entering``: (id, when) of
    who was last seen walking in, ``vanished_ms`` when such a one was last lost from sight there. ``company_ms``: when
    two were there at once, ``hid_ms`` when one was last lost from sight beside another.
    """

    empties: tuple[Patch, ...] = ()
    recent: tuple[Glance, ...] = ()
    steady: tuple[Patch, Since] | None = None
    alive: frozenset[int] = frozenset()
    came: frozenset[int] = frozenset()
    held: tuple[int, Patch] | None = None
    left: tuple[int, Patch] | None = None
    entering: tuple[int, int] | None = None
    walks_off: int | None = None
    vanished_ms: int | None = None
    rose: frozenset[int] = frozenset()
    figures: Figures = ()
    company_ms: int | None = None
    hid_ms: int | None = None
