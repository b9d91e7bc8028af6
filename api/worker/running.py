"""A worker as a process: the loop in the main thread; the line to the API, its commands and what is shown in others."""

import fcntl
import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from api.client import ApiClient, Fenced, LinkError
from api.contract import Configuration, WatchedCamera
from api.contract_live import Wishes, WorkerStatus
from api.errors import InputError
from api.settings import Settings
from api.supervisor.heartbeat import Heartbeat
from api.watching import LOOKS_PER_SECOND
from api.worker.errands import Errands
from api.worker.eye import LiveCamera
from api.worker.guarding import start_guarded
from api.worker.link import Link
from api.worker.loop import Clocks, Loop, Places
from api.worker.orders import Orders
from api.worker.pictures import Outbox
from api.worker.probing import ProbedCamera, Probing
from api.worker.showing import Showing
from api.worker.spool import Spool, SpoolError
from api.worker.watched import Networks
from cameras.arrival import wall_ms
from cameras.open import open_camera
from models.closer import open_closer
from models.detector import open_detector

LOG = logging.getLogger(__name__)
TURN_S = 0.1
LAST_WORDS_S = 3.0
"""How long the line is given to take what was told last; the rest waits in the spool."""

REPORT_S = 2.0
SHOWN_S = 3.0
"""What people look at this moment is not waited for any longer: the next picture is on its way."""

TAKEN_OVER = 3
"""Exit code of a worker whose name another one has taken."""


def run_worker(api_url: str, folder: Path, key: str, name: str, heads: Path) -> int:
    """Watch what the API at ``api_url`` says until SIGTERM or SIGINT; the process's exit code.

    ``folder`` keeps spool, traces and pictures; ``key`` opens the command stream; ``heads`` is the folder of those
    that were taught at this place. Raises InputError for a folder
    that cannot be used, and ModelError.
    """
    with _alone(folder), _stopping() as stop:
        settings = Settings()
        detector = open_detector(settings.detector)
        networks = Networks(detector, settings.detector, open_closer(detector, settings.pose, [heads]))
        spool = Spool(folder, name)
        try:
            return _Worker(api_url, folder, key, name, networks, spool, stop).run()
        finally:
            spool.close()


class _Worker:
    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a process
        self,
        api_url: str,
        folder: Path,
        key: str,
        name: str,
        networks: Networks,
        spool: Spool,
        stop: threading.Event,
    ) -> None:
        self._name, self._stop = name, stop
        self._outbox = Outbox(folder / "pictures")
        self._told: queue.Queue[Configuration] = queue.Queue()
        self._errands = Errands()
        self._showing = Showing(networks, self._errands)
        self._probing = Probing(_open_address, self._showing, self._errands)
        self._orders = Orders(folder, self._told.put, wished=self._wish)
        places = Places(spool, self._outbox, folder / "trace")
        clocks = Clocks(wall_ms, time.monotonic)
        self._loop = Loop(name, networks, places, _open, clocks, told=self._wake, looked=self._showing.looked)
        self._report_s = 0.0
        self._spool = spool
        self._ended, self._woken = threading.Event(), threading.Event()
        self._taken_over = False
        self._client, self._listener = ApiClient(api_url, key), ApiClient(api_url, key)
        self._pictures = ApiClient(api_url, key)
        self._shower = ApiClient(api_url, key, timeout_s=SHOWN_S)
        self._link = Link(self._client, spool, name)

    def run(self) -> int:
        heartbeat = Heartbeat.of_environment()
        self._orders.recall()
        works = {
            "commands": self._follow,
            "facts": self._send,
            "pictures": self._send_pictures,
            "shown": self._show,
        }
        threads = [start_guarded(name, work, self._ended) for name, work in works.items()]
        try:
            while not self._stop.is_set():
                heartbeat.beat()
                self._configure()
                self._loop.turn(TURN_S)
                self._report()
        finally:
            self._loop.close()
            self._ended.set()
            self._wake()
            self._listener.end_commands()
            until_s = time.monotonic() + LAST_WORDS_S
            for thread in threads:
                thread.join(max(0.0, until_s - time.monotonic()))
            self._probing.close()
            for client in (self._client, self._listener, self._shower, self._pictures):
                client.close()
        return TAKEN_OVER if self._taken_over else 0

    def _configure(self) -> None:
        try:
            configuration = self._told.get_nowait()
        except queue.Empty:
            return
        self._loop.configure(configuration)
        self._link.watch(self._loop.views)

    def _report(self) -> None:
        """Tell every now and then how the worker and its cameras are."""
        if time.monotonic() >= self._report_s:
            self._report_s = time.monotonic() + REPORT_S
            status = WorkerStatus(worker=self._name, cameras=self._loop.status())
            self._errands.put("status", lambda api: api.put_status(self._with_waiting(status)))

    def _with_waiting(self, status: WorkerStatus) -> WorkerStatus:
        try:
            return status.model_copy(update={"waiting": self._spool.waiting()})
        except SpoolError:
            return status

    def _wish(self, wishes: Wishes) -> None:
        self._showing.wish(wishes)
        self._probing.wish(wishes)

    def _show(self) -> None:
        self._errands.run(self._shower, self._ended)

    def _follow(self) -> None:
        self._orders.follow(self._listener, self._name, self._stop)

    def _wake(self) -> None:
        self._woken.set()

    def _send(self) -> None:
        """Send until the loop has ended and all is sent, or the line is down then."""
        while True:
            self._woken.clear()
            wait_s = self._step()
            if self._ended.is_set() and wait_s:
                return
            self._woken.wait(wait_s)

    def _step(self) -> float:
        """Send the facts that are next; how long to wait before the next step."""
        try:
            return self._link.step()
        except Fenced as error:
            LOG.error("taken_over reason=%s", error)  # noqa: TRY400 - the reason is all there is to say
            self._taken_over = True
            self._stop.set()
            return NEVER_S
        except SpoolError as error:
            LOG.error("spool_failed reason=%s", error)  # noqa: TRY400 - as above
            return SPOOL_AGAIN_S

    def _send_pictures(self) -> None:
        """Beside the facts, over a line of its own: what is large holds up nothing that is urgent."""
        wait_s = 0.0
        while not self._ended.wait(wait_s):
            wait_s = PICTURES_AGAIN_S
            try:
                if self._link.is_up and self._outbox.send_one(self._pictures):
                    wait_s = 0.0
            except LinkError as error:
                LOG.warning("picture_waits reason=%s", error)


PICTURES_AGAIN_S = 0.5
NEVER_S = 3600.0
SPOOL_AGAIN_S = 1.0


def _open(camera: WatchedCamera) -> LiveCamera:
    return open_camera(camera.main, frames_per_second=LOOKS_PER_SECOND, clock=wall_ms)


def _open_address(address: str) -> ProbedCamera:
    return open_camera(address, frames_per_second=LOOKS_PER_SECOND, clock=wall_ms)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other worker may write to ``folder`` meanwhile. Raises InputError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        msg = f"{folder}: a folder for the worker was wanted, got: {error.strerror}; name another with --data"
        raise InputError(msg) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        msg = f"{folder}: a folder of its own was wanted, got one that another worker uses; name another with --data"
        raise InputError(msg) from error
    finally:
        os.close(lock)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
