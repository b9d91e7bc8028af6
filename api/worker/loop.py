"""The worker's loop: whose turn it is, look, tell. One thread; each turn is short."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.contract import MOST_SPANS, Batch, Configuration, SpanMessage, WatchedCamera
from api.contract_live import CameraStatus
from api.worker.eye import Eye, LiveCamera, NoCamera
from api.worker.pictures import Outbox
from api.worker.scheduling import next_camera
from api.worker.spool import Pin, Spool, SpoolError
from api.worker.trace import Trace
from api.worker.watched import Networks, Seen, Turn, WatchedPictures
from cameras.errors import CameraError
from vision.datatypes import Frame, Span

LOG = logging.getLogger(__name__)
BATCH_S = 0.5
PIN_MS = 15_000
"""Around each turn of belief so much of the recording is kept: evidence does not wait for a rule."""
LONGEST_REASON = 1_000

OpenCamera = Callable[[WatchedCamera], LiveCamera]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a worker leaves what it found."""

    spool: Spool
    pictures: Outbox
    traces: Path


@dataclass(slots=True)
class _Post:
    """One camera that is watched."""

    eye: Eye
    pictures: WatchedPictures
    trace: Trace


@dataclass(frozen=True, slots=True)
class Clocks:
    """``now_ms``: the machine's clock, ms UTC, which may be set. ``steady_s``: one that nobody sets."""

    now_ms: Callable[[], int]
    steady_s: Callable[[], float]


@dataclass(slots=True)
class _Untold:
    """What is in no batch yet: spans, and how far views have come that are watched no more."""

    spans: list[Span] = field(default_factory=list)
    watermarks_ms: dict[str, int] = field(default_factory=dict)
    lost: int = 0

    def add(self, spans: Sequence[Span]) -> None:
        """Keep ``spans``; of more than a batch may hold the oldest are lost, and that time is blind."""
        self.spans += spans
        too_many = len(self.spans) - MOST_SPANS
        if too_many > 0:
            del self.spans[:too_many]
            self.lost += too_many


class Loop:
    """Watches the cameras it is told to; ``configure``, ``turn`` and ``close`` come from one thread."""

    def __init__(  # noqa: PLR0913 - the parts of a worker
        self,
        worker: str,
        networks: Networks,
        places: Places,
        open_camera: OpenCamera,
        clocks: Clocks,
        *,
        told: Callable[[], None] = lambda: None,
        looked: Callable[[WatchedPictures, Frame], None] = lambda _pictures, _frame: None,
    ) -> None:
        """Watch nothing yet.

        ``told`` is called when something was put into the spool, ``looked`` after each look; both return at once.
        """
        self._worker, self._networks, self._places = worker, networks, places
        self._open_camera, self._clocks, self._told = open_camera, clocks, told
        self._looked = looked
        self._woken = threading.Event()
        self._posts: dict[str, _Post] = {}
        self._looked_s: dict[str, float] = {}
        self._told_ms: dict[str, int] = {}
        self._untold = _Untold()
        self._batch_s = clocks.steady_s() + BATCH_S

    @property
    def views(self) -> tuple[str, ...]:
        """The views that are watched."""
        return tuple(view.id for post in self._posts.values() for view in post.pictures.camera.views)

    @property
    def looks(self) -> int:
        """How many looks there were at the cameras that are watched."""
        return sum(post.pictures.looks for post in self._posts.values())

    def status(self) -> tuple[CameraStatus, ...]:
        """How each camera is."""
        return tuple(_status(name, post) for name, post in self._posts.items())

    def configure(self, configuration: Configuration) -> None:
        """Watch what ``configuration`` says; cameras of which nothing has changed are watched on."""
        wanted = {camera.id: camera for camera in configuration.cameras}
        ended = [name for name, post in self._posts.items() if wanted.get(name) != post.pictures.camera]
        for name in ended:
            self._end(name)
        if ended:
            self.tell()  # before other views are registered
        for name, camera in wanted.items():
            if name not in self._posts:
                self._begin(camera)

    def turn(self, wait_s: float) -> None:
        """Look at one picture, or wait for one for ``wait_s`` at most; tell what is to be told."""
        name = next_camera(self._looked_s, {name: post.eye.has_frame for name, post in self._posts.items()})
        if name is None:
            self._woken.wait(wait_s)
            self._woken.clear()
        elif frame := self._posts[name].eye.take():
            self._looked_s[name] = self._clocks.steady_s()
            self._look(self._posts[name], frame)
        if self._clocks.steady_s() >= self._batch_s:
            self._batch_s = max(self._batch_s + BATCH_S, self._clocks.steady_s())
            self._note_silence()
            self.tell()

    def _note_silence(self) -> None:
        """Where no picture came for too long its time is blind; one that waits for its turn tells for itself."""
        now_ms = self._clocks.now_ms()
        for post in self._posts.values():
            if not post.eye.has_frame:
                self._take(post, post.pictures.idle(now_ms), None)

    def tell(self) -> None:
        """Put what was found into the spool; where it refuses, it is tried again with the next batch."""
        spans = tuple(SpanMessage.of(span) for span in self._untold.spans)
        marks = dict(self._untold.watermarks_ms)
        for post in self._posts.values():
            marks |= post.pictures.watermarks_ms
        try:
            self._places.spool.add(Batch(worker=self._worker, epoch=0, sequence=0, spans=spans, watermark_ms=marks))
        except SpoolError as error:
            LOG.error("spool_failed waiting=%d lost=%d reason=%s", len(spans), self._untold.lost, error)  # noqa: TRY400
        else:
            self._untold.spans.clear()
            self._untold.watermarks_ms.clear()
            self._told()
        for post in self._posts.values():
            post.trace.flush()

    def close(self) -> None:
        """End every camera and tell the last of it."""
        try:
            for name in list(self._posts):
                self._end(name)
        finally:
            self.tell()

    def _begin(self, camera: WatchedCamera) -> None:
        """Watch ``camera`` from now on, never from before what was told of it when its zones were others."""
        from_ms = max(self._clocks.now_ms(), self._told_ms.get(camera.id, 0))
        pictures = WatchedPictures(camera, self._networks, from_ms)
        eye = Eye(camera.id, self._opened(camera), self._woken)
        self._posts[camera.id] = _Post(eye, pictures, Trace(self._places.traces, camera.id))

    def _opened(self, camera: WatchedCamera) -> LiveCamera:
        """An address that is none blinds its own camera and no other."""
        try:
            return self._open_camera(camera)
        except CameraError as error:
            LOG.warning("camera_not_opened camera=%s reason=%s", camera.id, error)
            return NoCamera(error, self._clocks.now_ms())

    def _end(self, name: str) -> None:
        post = self._posts.pop(name)
        post.eye.close()
        self._looked_s.pop(name, None)
        self._take(post, post.pictures.finish(self._clocks.now_ms()), None)
        marks = post.pictures.watermarks_ms
        self._untold.watermarks_ms |= marks
        self._told_ms[name] = max(marks.values())
        post.trace.flush()

    def _look(self, post: _Post, frame: Frame) -> None:
        before = post.pictures.looks
        try:
            seen = post.pictures.look(frame)
        except Exception:  # one picture that nothing can be made of must not end the others' watch
            LOG.exception("look_failed camera=%s", post.pictures.camera.id)
            return
        self._take(post, seen, frame)
        if post.pictures.looks > before:
            for look in post.pictures.last_looks:
                post.trace.add(look)
            self._looked(post.pictures, frame)

    def _take(self, post: _Post, seen: Seen, frame: Frame | None) -> None:
        self._untold.add(seen.spans)
        for turn in seen.turns:
            self._keep_evidence(post, turn, frame)

    def _keep_evidence(self, post: _Post, turn: Turn, frame: Frame | None) -> None:
        """Pin the recording around ``turn`` and save what the view showed when it was noticed."""
        LOG.info("turn view=%s at_ms=%d state=%s", turn.view, turn.at_ms, turn.state)
        pin = Pin(post.pictures.camera.id, turn.view, turn.at_ms - PIN_MS, turn.at_ms + PIN_MS)
        try:
            self._places.spool.pin(pin)
        except SpoolError as error:
            LOG.error("pin_lost view=%s reason=%s", turn.view, error)  # noqa: TRY400
        if frame is not None:
            self._places.pictures.add(turn.view, frame.at_ms, post.pictures.picture(turn.view, frame))


def _status(name: str, post: _Post) -> CameraStatus:
    status = post.eye.status
    return CameraStatus(
        camera=name,
        state=status.state.value,
        since_ms=status.since_ms,
        reason=None if status.reason is None else str(status.reason)[:LONGEST_REASON],
        looked_ms=post.pictures.looked_ms,
        looks=post.pictures.looks,
        overtaken=post.eye.overtaken,
    )
