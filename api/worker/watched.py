"""One camera of a worker: from its frames to spans without a gap, and how far it has reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from api.contract import WatchedCamera
from api.worker.views import views_of
from vision.conduct import Closer
from vision.crops import crop_of, hide
from vision.datatypes import Covers, Frame, Presence, Span
from vision.detecting import Detector
from vision.judgement import CounterJudgement, live_state, take
from vision.pipeline import CameraWatch, Look
from vision.spans import STALE_MS

JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Networks:
    """What looks are made with; ``name`` is the model set that spans are marked with."""

    detect: Detector
    name: str
    closer: Closer | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """From ``at_ms`` on a view is believed to be in another state: a worker's own belief, which decides nothing."""

    view: str
    at_ms: int
    state: Presence


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one step: spans that are over, and the turns of belief they led to."""

    spans: Sequence[Span] = ()
    turns: Sequence[Turn] = ()


class WatchedPictures:
    """Everything remembered of one camera between its frames.

    Frames may change their size (a camera came back as another one): zones are fractions, so watching goes on.
    """

    def __init__(self, camera: WatchedCamera, networks: Networks, now_ms: int) -> None:
        """Watch ``camera``; nothing is told of before ``now_ms``."""
        self.camera = camera
        self.looks = 0
        self._networks = networks
        self._watch: CameraWatch | None = None
        self._size_wh = (0, 0)
        self._told_until_ms = dict.fromkeys((view.id for view in camera.views), now_ms)
        self._looked_ms: int | None = None
        self._beliefs: dict[str, CounterJudgement] = {}
        self._states: dict[str, Presence] = {}

    def look(self, frame: Frame) -> Seen:
        """Look at ``frame``; one that is not later than what was told of already is left out."""
        if frame.at_ms <= max(self._reached_ms, self._looked_ms or 0):
            return Seen()
        if self._watch is not None and frame.size_wh == self._size_wh:
            spans = self._watch.look(frame)
        else:  # the old watch is ended when the new one has looked: a look that fails leaves all as it was
            begun = self._begun(frame.size_wh)
            begun.look(frame)
            spans = self._watch.close(frame.at_ms) if self._watch else []
            self._watch, self._size_wh = begun, frame.size_wh
        self._looked_ms = frame.at_ms
        self.looks += 1
        return self._seen(spans)

    def idle(self, now_ms: int) -> Seen:
        """No frame has come by ``now_ms``: what the last look saw holds no longer than it may.

        Nothing is told of the last two seconds: a frame that is on its way is dated at most so long ago, and what
        was told of once can never be looked at.
        """
        until_ms = now_ms - STALE_MS
        if self._looked_ms is None:
            self._told_until_ms = {view: max(at, until_ms) for view, at in self._told_until_ms.items()}
        elif self._watch is not None and until_ms > max(self._looked_ms + STALE_MS, self._reached_ms):
            return self._seen(self._watch.close(until_ms))
        return Seen()

    def finish(self, now_ms: int) -> Seen:
        """Watching ends at ``now_ms``."""
        if self._watch is None:
            return Seen()
        return self._seen(self._watch.close(max(now_ms, self._reached_ms)))

    @property
    def watermarks_ms(self) -> dict[str, int]:
        """Per view: no span that begins before this moment is still to come."""
        return dict(self._told_until_ms)

    @property
    def looked_ms(self) -> int | None:
        """The moment of the last frame that was looked at; None: none was."""
        return self._looked_ms

    @property
    def beliefs(self) -> Mapping[str, CounterJudgement]:
        """What each view believes by itself, after the last span that is over."""
        return self._beliefs

    @property
    def last_looks(self) -> Sequence[Look]:
        """What the last look found in each view."""
        return tuple(self._watch.looks.values()) if self._watch else ()

    def picture(self, view: str, frame: Frame) -> bytes:
        """The part of ``frame`` that ``view`` is looked at in, as JPEG, what is private painted over."""
        views = {one.id: one for one in views_of(self.camera, frame.size_wh)}
        shown = hide(frame.image, tuple(zone for one in views.values() for zone in one.privacy))
        pixels = crop_of(views[view], frame.size_wh).cut(shown)
        done, content = cv2.imencode(
            ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY)
        )
        if not done:
            msg = f"a picture of {pixels.shape} that can be written as JPEG was wanted"
            raise ValueError(msg)
        return np.asarray(content, np.uint8).tobytes()

    def _begun(self, size_wh: tuple[int, int]) -> CameraWatch:
        networks = self._networks
        return CameraWatch(views_of(self.camera, size_wh), networks.detect, networks.closer, networks.name)

    @property
    def _reached_ms(self) -> int:
        return max(self._told_until_ms.values())

    def _seen(self, spans: Sequence[Span]) -> Seen:
        turns = []
        for span in spans:
            self._told_until_ms[span.view] = span.to_ms
            turns += self._believe(span)
        return Seen(spans, turns)

    def _believe(self, span: Span) -> list[Turn]:
        """Judge each view as if it were its counter's only one: what it believes may turn where the counter's does."""
        covers = {span.view: Covers.FULL}
        belief = self._beliefs.get(span.view) or CounterJudgement.at(span.view, covers, span.from_ms)
        self._beliefs[span.view], _ = take(belief, span)
        state, before = live_state(self._beliefs[span.view]), self._states.get(span.view, Presence.BLIND)
        self._states[span.view] = state
        return [] if state is before else [Turn(span.view, span.to_ms, state)]
