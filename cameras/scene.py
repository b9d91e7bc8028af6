"""The demo scene as a source: a camera that needs no camera, with exact truth."""

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from cameras.atomic_file import AtomicFile
from cameras.errors import OutputNotWritable
from cameras.pace import Pace
from cameras.scene_demo import demo_script
from cameras.scene_hall import SIZE_WH
from cameras.scene_script import Script, Truth, truth
from cameras.scene_stage import Stage
from cameras.source import Source, SourceInfo, SourceLosses
from cameras.translate import brief
from cameras.writer import BT709, ENCODER, LIMITED_RANGE, VideoWriter
from vision.datatypes import Frame

FRAMES_PER_SECOND = 10.0
"""As many as a camera's sub-stream usually has; a look needs 2."""

MOST = 1000
"""Times are whole ms, so no more than 1000 frames fit into a second."""


class SceneSource(Source):
    """A script played in the drawn hall, as a camera would give it.

    Frame k is taken ``k / frames_per_second`` after ``starts_at_ms`` (UTC). ``rounds`` is how often the
    script is played (None: for ever). With ``Pace.REAL`` it is a live camera whose time runs ``speed``
    times as fast as ``clock``: frames that are overdue are left out and counted as ``overtaken``. As fast
    as possible it waits for whoever iterates, and every frame is given. Frames depend on script, ``seed``
    and time alone. Raises ValueError for a rate, speed or number of rounds that is not above 0 or is above
    ``MOST``.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own, given by name
        self,
        script: Script | None = None,
        *,
        frames_per_second: float = FRAMES_PER_SECOND,
        starts_at_ms: int = 0,
        pace: Pace = Pace.AS_FAST_AS_POSSIBLE,
        speed: float = 1.0,
        rounds: int | None = None,
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set the stage for ``script``, which is ``demo_script()`` unless given."""
        for name, value in (("frames_per_second", frames_per_second), ("speed", speed), ("rounds", rounds)):
            if value is not None and not 0 < value <= MOST:
                msg = f"{name} must be above 0 and {MOST} at most, got {value}"
                raise ValueError(msg)
        self._stage = Stage(script or demo_script(), seed)
        self._starts_at_ms = starts_at_ms
        self._step_ms = 1000 / frames_per_second
        self._live = pace is Pace.REAL
        self._speed = speed
        self._clock = clock
        self._sleep = sleep
        self._began_s: float | None = None
        self._next = 0
        self._overtaken = 0
        self._closed = False
        duration_ms = None if rounds is None else rounds * self._stage.script.duration_ms
        self._info = SourceInfo(SIZE_WH, duration_ms, frames_per_second)

    @property
    def info(self) -> SourceInfo:
        """Size, rate, and how long it lasts."""
        return self._info

    @property
    def losses(self) -> SourceLosses:
        """How many frames were overdue and left out."""
        return SourceLosses(overtaken=self._overtaken)

    def frame_at(self, at_ms: int) -> Frame:
        """The picture ``at_ms`` (UTC), whatever was given before."""
        return Frame(at_ms, self._stage.picture(at_ms - self._starts_at_ms))

    def __iter__(self) -> Iterator[Frame]:
        """Give the frames that have not been given yet; ValueError once closed."""
        if self._closed:
            msg = "the scene must be open to be watched, but it was closed"
            raise ValueError(msg)
        return self._frames()

    def close(self) -> None:
        """Give no more frames."""
        self._closed = True

    def _frames(self) -> Iterator[Frame]:
        while True:
            if self._live and not self._closed:
                self._wait()
            since_ms = round(self._next * self._step_ms)
            if self._closed or (self._info.duration_ms is not None and since_ms >= self._info.duration_ms):
                return
            self._next += 1
            yield self.frame_at(self._starts_at_ms + since_ms)

    def _wait(self) -> None:
        """Until the next frame is due; the newest one wins where several are."""
        now_s = self._clock()
        self._began_s = now_s if self._began_s is None else self._began_s
        passed_ms = (now_s - self._began_s) * 1000 * self._speed
        newest = int(passed_ms // self._step_ms)
        self._overtaken += max(0, newest - self._next)
        self._next = max(self._next, newest)
        early_s = (self._next * self._step_ms - passed_ms) / 1000 / self._speed
        if early_s > 0:
            self._sleep(early_s)


def scene_truth(script: Script, clip: str, rounds: int = 1) -> Truth:
    """The truth of ``script`` in the demo hall, as a ``*.truth.json`` file holds it."""
    return truth(script, Stage(script).zones, clip, rounds)


# --- as a film --------------------------------------------------------------------------------------

RAW = ".h264"
RAW_OPTIONS = {**ENCODER, "crf": "28", "tune": "zerolatency", "x264-params": "aud=1:repeat-headers=1:scenecut=0"}
"""An RTSP server cuts the stream at access unit delimiters; whoever joins waits for headers."""


def write_scene(
    path: Path | str,
    script: Script | None = None,
    *,
    frames_per_second: int = round(FRAMES_PER_SECOND),
    rounds: int = 1,
    seed: int = 0,
) -> None:
    """Write the scene as H.264: ``.mp4``, or ``.h264`` (Annex B with access unit delimiters, for an RTSP server).

    Raises OutputNotWritable for another ending or a place that cannot be written.
    """
    path = Path(path)
    scene = SceneSource(script, frames_per_second=frames_per_second, rounds=rounds, seed=seed)
    if path.suffix.lower() != RAW:
        with VideoWriter(path) as writer:
            for frame in scene:
                writer.write(frame)
        return
    with AtomicFile(path) as file:
        try:
            _write_raw(file.temporary, scene, frames_per_second)
        except (av.error.FFmpegError, OSError) as error:
            msg = f"{path}: A film was being written here, but it broke off ({brief(error)}). "
            raise OutputNotWritable(msg + "Make room, or name another place.") from error


def _write_raw(path: Path, scene: SceneSource, frames_per_second: int) -> None:
    """One key frame a second, no frame that refers to a later one."""
    with av.open(str(path), "w", format="h264") as container:
        stream = _raw_stream(container, scene.info.size_wh, frames_per_second)
        for number, frame in enumerate(scene):
            picture = VideoFrame.from_ndarray(frame.image, format="rgb24")
            picture = picture.reformat(format="yuv420p", dst_colorspace=BT709)
            picture.pts, picture.time_base = number, Fraction(1, frames_per_second)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def _raw_stream(container: OutputContainer, size_wh: tuple[int, int], frames_per_second: int) -> VideoStream:
    stream = container.add_stream("libx264", rate=frames_per_second, options=dict(RAW_OPTIONS))
    stream.width, stream.height = size_wh
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.gop_size = frames_per_second
    context.max_b_frames = 0
    context.colorspace = context.color_primaries = context.color_trc = BT709
    context.color_range = LIMITED_RANGE
    return stream
