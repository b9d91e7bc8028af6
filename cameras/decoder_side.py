"""What every decoding process does: keep its output clean, read its orders, keep within its limits."""

import os
import resource
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from cameras.errors import DecoderNotStarted, DecoderOutOfMemory
from cameras.messages import Failed


def private_output() -> BinaryIO:
    """Keep the pipe to the parent for messages alone: what a library prints goes to the error output."""
    kept = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(kept, "wb")


def first_line() -> bytes:
    """Read one line and not a byte more: the pipe stays open to tell when the parent is gone."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            msg = "A decoder was wanted, but it was not told what to decode. Install OnPost again."
            raise DecoderNotStarted(msg)
        line += byte
    return line


def end_with_parent(freed: Callable[[int], None]) -> None:
    """From now on, exit when the parent's end of the pipe closes, as it does however the parent dies.

    ``freed`` is told how many bytes come until then.
    """
    threading.Thread(target=_wait_for_the_end, args=(freed,), daemon=True).start()


def _wait_for_the_end(freed: Callable[[int], None]) -> None:
    while said := os.read(sys.stdin.fileno(), 64):
        freed(len(said))
    os._exit(0)


def limit(memory_bytes: int) -> None:
    """Bound what a source may make this process do: no more memory than that, no core dump, no file written."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def failed(error: Exception) -> Failed:
    """The message that tells the parent of ``error``."""
    if isinstance(error, MemoryError):
        msg = "A video was wanted, but decoding it takes more memory than a decoder is given. Export it smaller."
        return Failed(DecoderOutOfMemory.__name__, msg)
    if isinstance(error, ImportError):
        msg = f"A decoder was wanted, but PyAV does not load ({error}). Install OnPost again."
        return Failed(DecoderNotStarted.__name__, msg)
    return Failed(type(error).__name__, str(error))  # of an unknown kind: a fault of ours, told as such
