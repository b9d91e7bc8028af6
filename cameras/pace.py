"""How fast the frames of a recording are given."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from vision.datatypes import Frame


class Pace(StrEnum):
    """Whether a recording plays as a camera would, or as fast as it is taken."""

    AS_FAST_AS_POSSIBLE = "as_fast_as_possible"
    REAL = "real"


def at_real_pace(
    frames: Iterable[Frame], clock: Callable[[], float], sleep: Callable[[float], None]
) -> Iterator[Frame]:
    """Give each frame as long after the first as it was taken; a late one at once, none is left out.

    ``clock`` tells seconds from any origin, ``sleep`` waits so many seconds.
    """
    first: tuple[int, float] | None = None
    for frame in frames:
        if first is None:
            first = (frame.at_ms, clock())
        first_ms, first_s = first
        early_s = first_s + (frame.at_ms - first_ms) / 1000 - clock()
        if early_s > 0:
            sleep(early_s)
        yield frame
