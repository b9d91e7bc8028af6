"""What is told of this moment, by a thread of its own: of each kind the newest, and nothing of it again."""

import logging
import threading
import time
from collections.abc import Callable

from api.client import ApiClient, LinkError, NotTaken

LOG = logging.getLogger(__name__)
REST = 3.0
"""After each errand the thread rests for so many times what it took: a wall of live pictures takes a quarter of a
core from those who look, and its pictures come less often instead."""

Errand = Callable[[ApiClient], None]
"""Makes something and sends it. Raises LinkError."""


class Errands:
    """One place for each kind of errand: one that was not run when the next comes is left out. Nobody waits here."""

    def __init__(self) -> None:
        """Have none."""
        self._waiting: dict[str, Errand] = {}
        self._changed = threading.Condition()
        self._refused: set[str] = set()
        self._is_up = True

    def put(self, kind: str, errand: Errand) -> None:
        """Run ``errand`` soon, in place of one of its ``kind`` that waits; from any thread."""
        with self._changed:
            self._waiting[kind] = errand
            self._changed.notify()

    def step(self, api: ApiClient, wait_s: float) -> bool:
        """Run the errand that has waited longest; whether there was one within ``wait_s``."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._waiting), wait_s):
                return False
            errand = self._waiting.pop(next(iter(self._waiting)))
        try:
            errand(api)
        except NotTaken as error:
            self._note(error)
        except LinkError as error:
            if self._is_up:
                LOG.info("showing_lost reason=%s", error)
            self._is_up = False
        except Exception:  # what is shown is a courtesy: nothing of it may end the watch
            LOG.exception("errand_failed")
        else:
            self._is_up = True
        return True

    def run(
        self, api: ApiClient, stop: threading.Event, wait_s: float = 0.5, cpu_s: Callable[[], float] = time.thread_time
    ) -> None:
        """Run errands until ``stop`` is set: a thread's work. ``cpu_s`` is the processor time of the thread."""
        while not stop.is_set():
            began_s = cpu_s()
            self.step(api, wait_s)
            stop.wait(REST * (cpu_s() - began_s))

    def _note(self, error: NotTaken) -> None:
        """An API that does not know these messages, or nobody looks any more: told once."""
        if error.code not in self._refused:
            self._refused.add(error.code)
            LOG.info("showing_refused code=%s reason=%s", error.code, error)
