"""Watching one source: the loop that feeds its pictures to the camera's watch and its spans to the fold.

One thread, in the source's own time, the same for a command, a test and a measurement.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.errors import InputError
from api.setups import CameraSetup
from cameras.sampling import FALLBACK_INTERVAL_MS, Sampler
from vision.conduct import Closer
from vision.datatypes import Event, Frame, Span
from vision.detecting import Detector
from vision.fold import Change, CounterSetup, CounterState, end, fold
from vision.pipeline import CameraWatch
from vision.spans import STALE_MS

LOOKS_PER_SECOND = 2.0


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told, in the order things happen; a frame is told after it was looked at (or not due)."""

    span: Callable[[Span], None] = lambda _span: None
    change: Callable[[Change], None] = lambda _change: None
    event: Callable[[Event], None] = lambda _event: None
    frame: Callable[[Frame, "Watching"], None] = lambda _frame, _watching: None


class Watching:
    """The state of one watch: the camera's looks and what is known of its counters."""

    def __init__(  # noqa: PLR0913 - each is a part of its own, given by name
        self,
        setup: CameraSetup,
        detect: Detector,
        *,
        closer: Closer | None = None,
        model_set: str = "",
        looks_per_second: float = LOOKS_PER_SECOND,
        frames_per_second: float | None = None,
        listeners: Sequence[Listeners] = (),
    ) -> None:
        """Watch the views of ``setup``; nothing is known before the first frame.

        ``frames_per_second`` is the source's own rate (None: unknown), so that the same frames are looked at
        whether it gives all of them or only those that are due.
        """
        self.setups: dict[str, CounterSetup] = {counter.counter: counter for counter in setup.counters}
        self.states: dict[str, CounterState] = {}
        self.camera = CameraWatch(setup.views, detect, closer, model_set)
        self.looks = 0
        self._counter_of = {view.id: view.counter for view in setup.views}
        self._interval_ms = 1000 / looks_per_second
        native_interval_ms = 1000 / frames_per_second if frames_per_second else FALLBACK_INTERVAL_MS
        self._due = Sampler(looks_per_second, native_interval_ms)
        self._size_wh = setup.size_wh
        self._begins_ms: int | None = None
        self._looked_ms = 0
        self._listeners = tuple(listeners)

    def run(self, frames: Iterable[Frame], ends_ms: Callable[[], int | None] = lambda: None) -> None:
        """Take every frame; ``ends_ms`` tells when the last one's time was over (None: when the last look's was)."""
        last_ms = None
        for frame in frames:
            last_ms = frame.at_ms
            self.take(frame)
        if last_ms is not None:
            self.finish(max(last_ms + 1, ends_ms() or self._looked_ms + round(self._interval_ms)))

    def take(self, frame: Frame) -> None:
        """Look at ``frame`` if a look is due. Raises InputError when the camera has changed its picture's size."""
        if frame.size_wh != self._size_wh:
            wanted, came = ("x".join(map(str, size)) for size in (self._size_wh, frame.size_wh))
            msg = f"pictures of {wanted} were wanted, as the zones were laid, the camera now gives {came}: start again"
            raise InputError(msg)
        if self._begins_ms is None:
            self._begins_ms = frame.at_ms
            self.states = {name: CounterState.at(setup, frame.at_ms) for name, setup in self.setups.items()}
        if self._due.takes(frame.at_ms - self._begins_ms):
            self.looks += 1
            self._looked_ms = frame.at_ms
            self._judge(self.camera.look(frame))
        for listener in self._listeners:
            listener.frame(frame, self)

    def idle(self, at_ms: int) -> None:
        """No picture has come by ``at_ms``: what the last look saw holds no longer than it may."""
        if self._begins_ms is not None and at_ms - self._looked_ms > STALE_MS:
            self._judge(self.camera.close(at_ms))

    def finish(self, at_ms: int) -> None:
        """The source has ended at ``at_ms``."""
        self._judge(self.camera.close(at_ms))
        for name, setup in self.setups.items():
            if name in self.states:
                self.states[name], found = end(self.states[name], setup)
                self._tell(*found)

    def _judge(self, spans: Iterable[Span]) -> None:
        for span in spans:
            for listener in self._listeners:
                listener.span(span)
            counter = self._counter_of[span.view]
            self.states[counter], found = fold(self.states[counter], span, self.setups[counter])
            self._tell(*found)

    def _tell(self, changes: Iterable[Change], events: Iterable[Event]) -> None:
        for listener in self._listeners:
            for change in changes:
                listener.change(change)
            for event in events:
                listener.event(event)
