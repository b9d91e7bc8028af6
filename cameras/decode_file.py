"""The decoding process: ``python -m cameras.decode_file``, a ``Request`` on its input, messages on its output.

Files come from anywhere and some of them abort the process inside a decoder, so this runs apart from
whoever watches. It ends when its parent does, whatever the decoder is busy with.
"""

import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from cameras.errors import CameraError, DecoderNotStarted, DecoderOutOfMemory
from cameras.messages import Alive, Failed, Message, Request, to_parts

ALIVE_EVERY_S = 1.0


def main() -> int:
    """Decode what the request asks for; 0 when the parent was told how it ended."""
    output = _private_output()
    with output:
        send = _sender(output)
        try:
            request = Request.from_line(_first_line(sys.stdin.fileno()))
            threading.Thread(target=_end_with_parent, daemon=True).start()
            _decode(request, send)
        except CameraError as error:
            send(Failed(type(error).__name__, str(error)))
        except MemoryError:
            msg = "A video was wanted, but decoding it takes more memory than a decoder is given. Export it smaller."
            send(Failed(DecoderOutOfMemory.__name__, msg))
        except ImportError as error:
            msg = f"A decoder was wanted, but PyAV does not load ({error}). Install OnPost again."
            send(Failed(DecoderNotStarted.__name__, msg))
        except BrokenPipeError:  # the parent has closed its end: nobody is left to tell
            return 0
        except Exception as error:  # noqa: BLE001 - a fault of ours: this process has no other way to tell
            send(Failed(type(error).__name__, str(error)))
    return 0


def _private_output() -> BinaryIO:
    """Keep the pipe to the parent for messages alone: what a library prints goes to the error output."""
    kept = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(kept, "wb")


def _sender(output: BinaryIO) -> Callable[[Message], None]:
    """Send messages; ``Alive`` only where nothing was said for a second."""
    said_s = time.monotonic()

    def send(message: Message) -> None:
        nonlocal said_s
        if isinstance(message, Alive) and time.monotonic() - said_s < ALIVE_EVERY_S:
            return
        output.writelines(to_parts(message))
        output.flush()
        said_s = time.monotonic()

    return send


def _first_line(descriptor: int) -> bytes:
    """Read one line and not a byte more: the pipe stays open to tell when the parent is gone."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            msg = "A decoder was wanted, but it was not told what to decode. Install OnPost again."
            raise DecoderNotStarted(msg)
        line += byte
    return line


def _end_with_parent() -> None:
    """Wait until the parent's end of the pipe closes, as it does however the parent dies."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


def _decode(request: Request, send: Callable[[Message], None]) -> None:
    from cameras.decoding import decoded  # noqa: PLC0415 - a broken PyAV is reported, not raised at start

    _limit(request.memory_bytes)
    for message in decoded(request):
        send(message)


def _limit(memory_bytes: int) -> None:
    """Bound what a file may make this process do: no more memory than that, no core dump, no file written."""
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, bound))


if __name__ == "__main__":
    # Not sys.exit: a decoder thread that hangs, or the one that waits for the parent, must not hold the exit up.
    os._exit(main())
