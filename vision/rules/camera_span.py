"""What the rules of a camera read: what its views show over a stretch of time, side by side.

*No picture* and *frozen* are of the whole picture, so every view has them alike and one that shows anything refutes
them. *Dark*, *covered*, *blurred* and *moved* are of a view: one view is enough, as whoever hides one counter hides it
as well as if they had hidden all. What another fault hides is not known, so it moves nothing.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from vision.datatypes import Severity
from vision.rules.rule import Answer, HeldLimits, seconds
from vision.sights import Sight

SHOWS = frozenset({Sight.CLEAR, Sight.DARK, Sight.COVERED, Sight.BLURRED, Sight.MOVED})
"""What only a picture that moves on can show."""


@dataclass(frozen=True, slots=True)
class CameraSpan:
    """A stretch ``[from_ms, to_ms)`` through which nothing changes in any view of a camera.

    ``counter`` is what is judged: ``camera:`` and the camera's id. ``sights``: what its views show, each once.
    ``skewed``: whether its clock is off; None where nobody compares it. Zones and networks are its views' own.
    """

    counter: str
    from_ms: int
    to_ms: int
    sights: AbstractSet[Sight]
    skewed: bool | None = None
    zone_version: int = 0
    model_set: str = ""


def whole_picture(span: CameraSpan, wanted: Sight, refuted_by: AbstractSet[Sight]) -> Answer:
    """Whether the whole picture is as ``wanted``, by views of which none shows what refutes it."""
    if span.sights & refuted_by:
        return Answer.NO
    return Answer.YES if wanted in span.sights else Answer.UNSEEN


def some_view(span: CameraSpan, wanted: Sight) -> Answer:
    """Whether some view shows ``wanted``; that none does is known where all are clear."""
    if wanted in span.sights:
        return Answer.YES
    return Answer.NO if span.sights == CLEAR else Answer.UNSEEN


CLEAR = frozenset({Sight.CLEAR})

DEFAULTS = HeldLimits(((seconds(180), Severity.WARNING),), gap_ms=seconds(10))
"""The rule book's 180 s until people are told. What it blinds is blind from the first second on."""
