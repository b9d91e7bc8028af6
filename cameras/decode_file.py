"""The decoding process: ``python -m cameras.decode_file``, a ``Request`` on its input, messages on its output.

Files come from anywhere and some of them abort the process inside a decoder, so this runs apart from
whoever watches. It ends when its parent does, whatever the decoder is busy with.
"""

import os
import time
from collections.abc import Callable
from typing import BinaryIO

from cameras.decoder_side import end_with_parent, failed, first_line, limit, private_output
from cameras.messages import Alive, Message, Request, to_parts

ALIVE_EVERY_S = 1.0


def main() -> int:
    """Decode what the request asks for; 0 when the parent was told how it ended."""
    with private_output() as output:
        send = _sender(output)
        try:
            request = Request.from_line(first_line())
            end_with_parent()
            _decode(request, send)
        except BrokenPipeError:  # the parent has closed its end: nobody is left to tell
            return 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            send(failed(error))
    return 0


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


def _decode(request: Request, send: Callable[[Message], None]) -> None:
    from cameras.decoding import decoded  # noqa: PLC0415 - a broken PyAV is reported, not raised at start

    limit(request.memory_bytes)
    for message in decoded(request):
        send(message)


if __name__ == "__main__":
    # Not sys.exit: a decoder thread that hangs, or the one that waits for the parent, must not hold the exit up.
    os._exit(main())
