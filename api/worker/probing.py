"""Addresses that people ask about: opened, told of, and shown while somebody looks. A thread for each."""

import contextlib
import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Protocol

from api.contract_live import Probe, ProbeVerdict, Wishes
from api.worker.errands import Errands
from api.worker.eye import LiveCamera
from api.worker.showing import Showing, live_jpeg
from cameras.errors import CameraError, CameraUnreachable
from cameras.redact import redacted
from cameras.source import SourceInfo
from vision.datatypes import Frame

LOG = logging.getLogger(__name__)
OPEN_S = 12.0
CLOSE_S = 3.0
INTERNAL = "A picture was wanted, but the worker failed at it. Look into its log."
TURN_S = 0.25


class ProbedCamera(LiveCamera, Protocol):
    """What is probed; ``ReconnectingSource`` is one."""

    @property
    def info(self) -> SourceInfo:
        """What is known of it once a picture has come."""


OpenAddress = Callable[[str], ProbedCamera]
"""Begins to open an address. Raises CameraError for one that is none."""


class Probing:
    """Opens what is wished for, until it is no more; ``wish`` and ``close`` come from one thread."""

    def __init__(
        self,
        open_address: OpenAddress,
        showing: Showing,
        errands: Errands,
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet."""
        self._open, self._showing, self._errands, self._steady_s = open_address, showing, errands, steady_s
        self._running: dict[Probe, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def wish(self, wishes: Wishes) -> None:
        """From now on probe what ``wishes`` says, and nothing else."""
        for probe in [probe for probe in self._running if probe not in wishes.probes]:
            self._running.pop(probe).set()
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for probe in wishes.probes:
            if probe not in self._running:
                ended = self._running[probe] = threading.Event()
                thread = threading.Thread(target=self._probe, args=(probe, ended), name=probe.id, daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """Let go of every address; what hangs there is not waited for."""
        self.wish(Wishes())
        for thread in self._threads:
            thread.join(CLOSE_S)

    def _probe(self, probe: Probe, ended: threading.Event) -> None:
        """A thread's work: whatever goes wrong is the verdict."""
        try:
            with contextlib.closing(self._open(probe.address)) as camera:
                first = self._first(camera, ended, probe)
                if first is not None:
                    self._found(probe, camera, first)
                    self._watch(probe, camera, first, ended)
        except CameraError as error:
            self._tell(probe, _failed(error))
        except Exception:  # somebody waits for what comes of it
            LOG.exception("probe_failed id=%s", probe.id)
            self._tell(probe, ProbeVerdict(ok=False, reason="internal", message=INTERNAL))

    def _first(self, camera: ProbedCamera, ended: threading.Event, probe: Probe) -> Frame | None:
        """The first picture; None where it is wanted no more. Raises what keeps the camera from opening."""
        until_s = self._steady_s() + OPEN_S
        while not ended.is_set():
            frame = camera.take(TURN_S)
            if frame is not None:
                return frame
            reason = camera.status.reason
            if reason is not None:
                raise reason
            if self._steady_s() >= until_s:
                came = f"{redacted(probe.address)}: A picture was wanted, but none came within {OPEN_S:.0f} s."
                raise CameraUnreachable(came + " Check address and camera.")
        return None

    def _found(self, probe: Probe, camera: ProbedCamera, first: Frame) -> None:
        rate = camera.info.frames_per_second
        self._tell(probe, ProbeVerdict(ok=True, size_wh=first.size_wh, frames_per_second=rate or None))
        self._errands.put(f"picture {probe.id}", lambda api: api.put_probe_picture(probe.id, live_jpeg(first)))

    def _watch(self, probe: Probe, camera: ProbedCamera, first: Frame, ended: threading.Event) -> None:
        frame: Frame | None = first
        while not ended.is_set():
            if frame is not None:
                self._showing.offer(probe.id, frame)
            frame = camera.take(TURN_S)

    def _tell(self, probe: Probe, verdict: ProbeVerdict) -> None:
        LOG.info("probe id=%s ok=%s reason=%s", probe.id, verdict.ok, verdict.reason)
        self._errands.put(f"verdict {probe.id}", lambda api: api.put_verdict(probe.id, verdict))


def word_of(kind: type[CameraError]) -> str:
    """The stable word for an error, such as ``camera_unauthorised``; the page has its sentences under it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _failed(error: CameraError) -> ProbeVerdict:
    """Its word and its own sentence, which holds no credentials."""
    return ProbeVerdict(ok=False, reason=word_of(type(error)), message=str(error)[:1_000])
