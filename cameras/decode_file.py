"""The decoding process: ``python -m cameras.decode_file``, a ``Request`` on its input, messages on its output.

Files come from anywhere and some of them abort the process inside a decoder, so this runs apart from
whoever watches. It ends when its parent does, whatever the decoder is busy with.
"""

import os
import threading
import time
from typing import BinaryIO

from cameras.decoder_side import end_with_parent, failed, first_line, limit, private_output
from cameras.messages import Alive, Message, Picture, Request, Sent, to_bytes
from cameras.shared import SLOTS, Slots

ALIVE_EVERY_S = 1.0


def main() -> int:
    """Decode what the request asks for; 0 when the parent was told how it ended."""
    with private_output() as output:
        try:
            request = Request.from_line(first_line())
            sender = _Sender(output, Slots(request.room))
            end_with_parent(sender.freed)
            _decode(request, sender)
        except BrokenPipeError:  # the parent has closed its end: nobody is left to tell
            return 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            output.write(to_bytes(failed(error)))
    return 0


class _Sender:
    """Sends messages; ``Alive`` only where nothing was said for a second, pictures as their places become free."""

    def __init__(self, output: BinaryIO, slots: Slots) -> None:
        self._output = output
        self._slots = slots
        self._free = threading.Semaphore(0)
        self._pictures = 0
        self._said_s = time.monotonic()

    def freed(self, slots: int) -> None:
        """The parent has read so many more."""
        self._free.release(slots)

    def send(self, message: Message) -> None:
        """Send ``message``, waiting for a place where it is a picture."""
        if isinstance(message, Alive) and time.monotonic() - self._said_s < ALIVE_EVERY_S:
            return
        self._output.write(to_bytes(self._stored(message) if isinstance(message, Picture) else message))
        self._output.flush()
        self._said_s = time.monotonic()

    def _stored(self, picture: Picture) -> Sent:
        """Places are read in the order in which they are filled, so they become free in turn."""
        self._free.acquire()
        self._pictures += 1
        return self._slots.store(picture, self._pictures % SLOTS)


def _decode(request: Request, sender: _Sender) -> None:
    from cameras.decoding import decoded  # noqa: PLC0415 - a broken PyAV is reported, not raised at start

    limit(request.memory_bytes)
    for message in decoded(request):
        sender.send(message)


if __name__ == "__main__":
    # Not sys.exit: a decoder thread that hangs, or the one that waits for the parent, must not hold the exit up.
    os._exit(main())
