"""Threads that do not die silently: a fault of ours is logged and the work is taken up again."""

import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger(__name__)
AGAIN_S = 1.0


def guarded(work: Callable[[], None], ended: threading.Event, again_s: float = AGAIN_S) -> None:
    """Do ``work`` until it returns or ``ended`` is set; where it raises, again after ``again_s``.

    A worker whose sending had died would look alive and tell nothing.
    """
    while True:
        try:
            work()
        except Exception:
            LOG.exception("thread_failed thread=%s", threading.current_thread().name)
        else:
            return
        if ended.wait(again_s):
            return


def start_guarded(name: str, work: Callable[[], None], ended: threading.Event) -> threading.Thread:
    """``guarded`` in a thread of its own, which ends with the process."""
    thread = threading.Thread(target=guarded, args=(work, ended), name=name, daemon=True)
    thread.start()
    return thread
