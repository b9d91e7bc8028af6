"""What a camera shows and what was found in it, for whoever looks this moment. No look waits for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from api.client import ApiClient
from api.contract import Polygon, WatchedView
from api.contract_live import MOST_PEOPLE, LookMessage, PersonSeen, ViewSeen, Wishes
from api.worker.drafts import Drafts
from api.worker.errands import Errands
from api.worker.watched import Networks, WatchedPictures
from vision.crops import hide
from vision.datatypes import Frame, Presence, Zone
from vision.evidence import Belief
from vision.geometry import iou
from vision.judgement import CounterJudgement
from vision.pipeline import Look

LONGEST_PX = 1280
JPEG_QUALITY = 75
SAME_PERSON = 0.5
"""IoU from which boxes of two views, or of a view and a draft, are one person's."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at a camera found, and what is believed since."""

    looks: Sequence[Look] = ()
    beliefs: Mapping[str, CounterJudgement] | None = None

    @classmethod
    def of(cls, pictures: WatchedPictures | None) -> "Found":
        """What ``pictures`` last found."""
        return cls() if pictures is None else cls(pictures.last_looks, dict(pictures.beliefs))


class Showing:
    """Shows what is wished for. ``wish`` and ``offer`` come from any thread and only leave something behind."""

    def __init__(self, networks: Networks, errands: Errands) -> None:
        """Show nothing yet; ``errands`` does the work."""
        self._errands, self._drafts = errands, Drafts(networks)
        self._wished: dict[str, tuple[WatchedView, ...]] = {}

    def wish(self, wishes: Wishes) -> None:
        """From now on show what ``wishes`` says, and nothing else."""
        self._wished = {wish.camera: wish.drafts for wish in wishes.live}
        self._errands.put("forget", lambda _api: self._drafts.keep(set(self._wished)))

    def looked(self, pictures: WatchedPictures, frame: Frame) -> None:
        """A watched camera was looked at in ``frame``."""
        if pictures.camera.id in self._wished:
            private = tuple(polygon for view in pictures.camera.views for polygon in view.privacy)
            self.offer(pictures.camera.id, frame, private, Found.of(pictures))

    def offer(self, camera: str, frame: Frame, private: Sequence[Polygon] = (), found: Found | None = None) -> None:
        """Show ``frame`` and what was ``found`` in it if ``camera`` is wished for; the newest only."""
        if camera in self._wished:
            self._errands.put(f"live {camera}", lambda api: self._show(api, camera, frame, private, found or Found()))

    def _show(self, api: ApiClient, camera: str, frame: Frame, private: Sequence[Polygon], found: Found) -> None:
        """Picture first: a draft's look takes longer."""
        if camera not in self._wished:
            return
        api.put_live(camera, frame.at_ms, live_jpeg(frame, private))
        drawn = Found.of(self._drafts.look(camera, self._wished.get(camera, ()), private, frame))
        api.put_look(look_message(camera, frame, found, drawn))


def live_jpeg(frame: Frame, private: Sequence[Polygon] = ()) -> bytes:
    """The whole of ``frame`` as JPEG, at most ``LONGEST_PX`` wide, what is private painted over before anything."""
    image = hide(frame.image, tuple(Zone.from_fractions(polygon, frame.size_wh) for polygon in private))
    width, height = frame.size_wh
    if width > LONGEST_PX:
        size_wh = (LONGEST_PX, max(1, round(height * LONGEST_PX / width)))
        how = cv2.INTER_LINEAR if width < 2 * LONGEST_PX else cv2.INTER_AREA  # 1080p: 1 ms instead of 8
        image = np.asarray(cv2.resize(image, size_wh, interpolation=how), np.uint8)
    done, content = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY)
    )
    if not done:
        msg = f"a picture that can be written as JPEG was wanted, got one of {image.shape}"
        raise ValueError(msg)
    return np.asarray(content, np.uint8).tobytes()


def look_message(camera: str, frame: Frame, found: Found, drawn: Found) -> LookMessage:
    """What was ``found`` by the camera's views and ``drawn`` by drafts, as it is told."""
    return LookMessage(
        camera=camera,
        at_ms=frame.at_ms,
        size_wh=frame.size_wh,
        people=_people([*found.looks, *drawn.looks], frame.size_wh),
        views=_views(found),
        drafts=_views(drawn),
    )


def _people(looks: Sequence[Look], size_wh: tuple[int, int]) -> tuple[PersonSeen, ...]:
    """Everybody, each once: of a person in several looks, the first look's box."""
    known = np.empty((0, 4), np.float32)
    people = []
    for look in looks:
        tracks = look.tracks
        twice = iou(tracks.xyxy, known) if len(known) else np.zeros((len(tracks), 1), np.float32)
        new = twice.max(axis=1) < SAME_PERSON
        boxes = np.clip(tracks.xyxy / np.array(size_wh * 2, np.float32), 0, 1)
        known = np.concatenate([known, tracks.xyxy])
        people += [
            PersonSeen(
                view=look.view.id,
                id=int(tracks.id[row]),
                box=tuple(round(float(edge), 4) for edge in boxes[row]),
                score=round(float(tracks.score[row]), 3),
            )
            for row in np.flatnonzero(new)
        ]
    return tuple(people[:MOST_PEOPLE])


def _views(found: Found) -> tuple[ViewSeen, ...]:
    beliefs = found.beliefs or {}
    return tuple(_view(look, beliefs.get(look.view.id)) for look in found.looks)


def _view(look: Look, belief: CounterJudgement | None) -> ViewSeen:
    judged = None if belief is None else belief.views[look.view.id]
    return ViewSeen(
        id=look.view.id,
        staff_evidence=look.span.staff_evidence,
        customer_evidence=look.span.customer_evidence,
        blind_reason=look.span.blind_reason,
        live=Presence.BLIND if judged is None else _state(judged.staff),
        customer=Presence.BLIND if judged is None else _state(judged.customer),
    )


def _state(belief: Belief) -> Presence:
    return Presence.BLIND if belief.blind_since_ms is not None else belief.state
