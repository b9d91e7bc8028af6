"""What each view of a camera can see at all, as its spans say: the camera's side of what is blind."""

from dataclasses import dataclass
from enum import StrEnum

from vision.datatypes import BlindReason, Span


class Sight(StrEnum):
    """What a view shows: a picture that can be judged, or why none.

    SILENT: nobody tells, as nothing came from whoever looks; that is not the camera's fault. BLURRED and MOVED are what
    nothing measures yet.
    """

    CLEAR = "clear"
    NO_PICTURE = "no_picture"
    DARK = "dark"
    COVERED = "covered"
    FROZEN = "frozen"
    BLURRED = "blurred"
    MOVED = "moved"
    PRIVATE = "private"
    SILENT = "silent"


HARMLESS = frozenset({Sight.CLEAR, Sight.PRIVATE, Sight.SILENT})
"""What no camera is to blame for."""

SIGHTS = {
    None: Sight.CLEAR,
    BlindReason.NO_PICTURE: Sight.NO_PICTURE,
    BlindReason.DARK: Sight.DARK,
    BlindReason.COVERED: Sight.COVERED,
    BlindReason.FROZEN: Sight.FROZEN,
    BlindReason.PRIVATE: Sight.PRIVATE,
    BlindReason.UNDECIDED: Sight.SILENT,
}


def sight_of(span: Span) -> Sight:
    """What the view of ``span`` shows; a gap that no span tells of has zone version 0."""
    if not span.zone_version:
        return Sight.SILENT
    return SIGHTS[span.blind_reason]


@dataclass(frozen=True, slots=True)
class SightChange:
    """From ``at_ms`` (ms UTC) on the view shows ``sight``."""

    view: str
    at_ms: int
    sight: Sight
