"""The decoding process of a camera, a scene or a film: ``python -m cameras.decode_live``.

A ``LiveRequest`` and ``Ask``s come on its input.

The address comes through the input, never through arguments or the environment, where any user of the
machine could read its password. One thread decodes, another answers; neither waits for the other.
"""

import os
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from cameras.address import FILM, SCENE
from cameras.decoder_side import failed, first_line, limit, private_output
from cameras.messages import Alive, Ask, LiveRequest, Picture, Sent, to_bytes
from cameras.newest import Arrived, Newest
from cameras.shared import Slots

if TYPE_CHECKING:
    from collections.abc import Callable

    from cameras.newest import Image

    Pictures = Newest[Callable[[], Image]]
    Player = Callable[[LiveRequest, Pictures], None]


def main() -> int:
    """Watch what the request asks for until the parent closes its end."""
    with private_output() as output:
        try:
            request = LiveRequest.from_line(first_line())
            newest: Pictures = Newest(request.open_s, request.stall_s)
            limit(request.memory_bytes)
            threading.Thread(target=_watch, args=(request, newest), daemon=True).start()
            _answer(newest, output, Slots(request.room))
        except BrokenPipeError:  # the parent has closed its end: nobody is left to tell
            return 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            _send(output, failed(error))
    return 0


def _watch(request: LiveRequest, newest: "Pictures") -> None:
    try:
        _player(request.container)(request, newest)
    except Exception as error:  # noqa: BLE001 - on a thread of its own: nobody else would hear of it
        newest.fail(failed(error))


def _player(container: str) -> "Player":
    """What gives the pictures; loaded here, so that a broken PyAV is reported and only a scene loads OpenCV."""
    if container == SCENE:
        from cameras.live_scene import play_scene  # noqa: PLC0415

        return play_scene
    if container == FILM:
        from cameras.live_film import play_film  # noqa: PLC0415

        return play_film
    from cameras.live_decoding import watch  # noqa: PLC0415

    return watch


def _answer(newest: "Pictures", output: BinaryIO, slots: Slots) -> None:
    while len(ask := os.read(sys.stdin.fileno(), Ask.SIZE)) == Ask.SIZE:
        said = newest.take(Ask.from_bytes(ask).wait_ms / 1000)
        _send(output, _picture(said, slots) if isinstance(said, Arrived) else said or Alive())


def _picture(arrived: "Arrived[Callable[[], Image]]", slots: Slots) -> Sent:
    try:
        return slots.store(Picture(round(arrived.at_s * 1000), arrived.picture(), arrived.losses))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        return failed(error)


def _send(output: BinaryIO, message: Sent) -> None:
    output.write(to_bytes(message))
    output.flush()


if __name__ == "__main__":
    # Not sys.exit: a decoder thread that hangs must not hold the exit up.
    os._exit(main())
