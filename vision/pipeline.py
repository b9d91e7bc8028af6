"""One look's way, on one page: a picture of one camera becomes spans of its views.

    crop -> health -> detector -> whose counter -> staffing -> closer look -> span

One object per camera; two side by side share nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.conduct import Closer, Facts, Memory, look_closer
from vision.crops import Crop, crop_of, hide
from vision.datatypes import BlindReason, Detections, Fact, Frame, Poses, Sign, Span, Tracks, View
from vision.detecting import Detector, find
from vision.geometry import intersection
from vision.health import NEVER_SEEN, blind_reason, motion, thumbnail
from vision.post_memory import Post
from vision.sign import SignMemory
from vision.signals import Signals, owners
from vision.spans import begins, blinded, held, moment
from vision.staffing import Staffing, watch_post


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Where a view is looked at; ``thumb`` shows nothing private."""

    view: View
    at_ms: int
    crop: Crop
    thumb: NDArray[np.uint8]
    blind_reason: BlindReason | None


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one look at a view found: its facts, as a span of 1 ms, and the trace that is kept for replay.

    ``poses`` are of whoever was last looked at closer while at the post, one person at most.
    """

    view: View
    span: Span
    tracks: Tracks
    poses: Poses
    thumb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What is remembered of a view between its looks."""

    staffing: Staffing = Staffing()  # noqa: RUF009 - frozen
    conduct: Memory = Memory()  # noqa: RUF009 - frozen
    sign: SignMemory = SignMemory()  # noqa: RUF009 - frozen


class CameraWatch:
    """Everything remembered of one camera between its looks; ``looks`` has the last one of each view."""

    def __init__(
        self, views: Sequence[View], detect: Detector, closer: Closer | None = None, model_set: str = ""
    ) -> None:
        """Watch ``views``, all of one camera; ``model_set`` goes into every span. ValueError unless ids differ.

        Without ``closer`` presence and signs are judged, and how people behave is not.
        """
        self._remembered = {view.id: Remembered() for view in views}
        if not views or len(self._remembered) < len(views):
            msg = f"a camera's views must be one or more of different ids, got {[view.id for view in views]}"
            raise ValueError(msg)
        self._views = tuple(views)
        self._private = tuple(zone for view in views for zone in view.privacy)
        self._detect = detect
        self._closer = closer
        self._model_set = model_set
        self._stillness = NEVER_SEEN
        self._last_ms: int | None = None
        self._open: dict[str, Span] = {}
        self.looks: dict[str, Look] = {}

    def look(self, frame: Frame) -> list[Span]:
        """Examine every view in ``frame``; the spans that its last looks opened, closed by this one.

        ValueError unless the frame is later than the last one. Of a look that raised nothing is remembered.
        """
        if self._last_ms is not None and frame.at_ms <= self._last_ms:
            msg = f"frames must come in order: wanted one after {self._last_ms} ms, got one of {frame.at_ms} ms"
            raise ValueError(msg)
        stillness = self._stillness.after(frame.image, frame.at_ms)
        shown = replace(frame, image=hide(frame.image, self._private))
        parts = [self._part(view, frame, shown, frozen=stillness.frozen(frame.at_ms)) for view in self._views]
        seeing = [(part.view, part.crop) for part in parts if part.blind_reason is None]
        people, phones = find(seeing, shown, self._detect)
        owner = owners([view.staff for view in self._views], people.xyxy)
        seen = [self._examine(part, people, phones, owner == number, shown) for number, part in enumerate(parts)]
        closed = self._reopen([look for look, _ in seen], frame.at_ms)
        self._remembered = {look.view.id: remembered for look, remembered in seen}
        self._stillness, self._last_ms = stillness, frame.at_ms
        return closed

    def close(self, at_ms: int) -> list[Span]:
        """End every open span at ``at_ms``; from there to the next look the views are without a picture."""
        ended, self._open = self._open, {}
        for name, span in ended.items():
            self._open[name] = blinded(moment(span, max(at_ms, span.from_ms)), BlindReason.NO_PICTURE)
        return [piece for span in ended.values() for piece in held(span, at_ms)]

    def _part(self, view: View, frame: Frame, shown: Frame, *, frozen: bool) -> Part:
        """Crop and health. Health judges the bare ``frame``: painted grey is neither dark nor covered."""
        crop = crop_of(view, frame.size_wh)
        thumb = thumbnail(crop.cut(shown.image))
        bare = thumbnail(crop.cut(frame.image)) if self._private else thumb
        last = self.looks.get(view.id)
        why = blind_reason(bare, last.span.blind_reason if last else None)
        return Part(view, frame.at_ms, crop, thumb, BlindReason.FROZEN if frozen else why)

    def _examine(
        self, part: Part, people: Detections, phones: Detections, mine: NDArray[np.bool_], shown: Frame
    ) -> tuple[Look, Remembered]:
        """Staffing and a closer look; ``mine`` [N] are the people who belong to this view's counter."""
        near = intersection(people.xyxy, np.array([part.crop.xyxy], np.float32))[:, 0] > 0
        before = self._remembered[part.view.id]
        staffing, signals = watch_post(before.staffing, part.view, people[near], mine[near], shown)
        tracks = signals.tracks[signals.tracks.seen_ms == shown.at_ms]
        conduct = before.conduct
        if part.blind_reason is not None:
            staffing = replace(staffing, post=before.staffing.post)  # it learns nothing in the dark
        elif self._closer is not None:
            conduct = look_closer(
                part.view,
                shown,
                tracks,
                phones,
                closer=self._closer,
                memory=conduct,
                attended=_attended(staffing.post, signals),
                alive=staffing.post.alive,
            )
        sign = before.sign
        if part.blind_reason is None:
            sign = sign.after(shown.image, part.view.sign, tracks.xyxy, shown.at_ms)
        span = self._span(part, signals, conduct.facts, sign.fact)
        return Look(part.view, span, tracks, conduct.poses, part.thumb), Remembered(staffing, conduct, sign)

    def _span(self, part: Part, signals: Signals, facts: Facts, sign: Fact[Sign]) -> Span:
        last = self.looks.get(part.view.id)
        span = Span(
            part.view.id,
            part.at_ms,
            part.at_ms + 1,
            staff_evidence=signals.staff_evidence,
            customer_evidence=signals.customer_evidence,
            staff_seen=signals.staff_seen,
            posture=facts.posture,
            phone=facts.phone,
            uniform=facts.uniform,
            sign=sign,
            motion=motion(part.thumb, last.thumb if last else None),
            zone_version=part.view.zone_version,
            model_set=self._model_set,
        )
        return blinded(span, part.blind_reason) if part.blind_reason else span

    def _reopen(self, looks: list[Look], at_ms: int) -> list[Span]:
        """Close what is open where ``looks`` begin to speak, and open their spans there."""
        begin_ms = max([begins(at_ms, self._last_ms), *(span.from_ms for span in self._open.values())])
        closed = self.close(begin_ms)
        self.looks = {look.view.id: look for look in looks}
        self._open = {look.view.id: moment(look.span, begin_ms) for look in looks}
        return closed


def _attended(post: Post, signals: Signals) -> bool:
    """Whether somebody who is not found is known to be there: an empty chair is not found either.

    Until it is known how the post looks when it is empty, who slipped out unseen looks like who lies there.
    """
    return bool(post.empties) and post.held is not None and signals.staff_evidence >= 0
