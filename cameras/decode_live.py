"""The decoding process of a camera: ``python -m cameras.decode_live``, a ``LiveRequest`` and ``Ask``s on its input.

The address comes through the input, never through arguments or the environment, where any user of the
machine could read its password. One thread decodes, another answers; neither waits for the other.
"""

import os
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from cameras.decoder_side import failed, first_line, limit, private_output
from cameras.messages import Alive, Ask, LiveRequest, Message, Picture, to_parts
from cameras.newest import Arrived, Newest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

    from cameras.live_decoding import Conversion


def main() -> int:
    """Watch what the request asks for until the parent closes its end."""
    with private_output() as output:
        try:
            request = LiveRequest.from_line(first_line())
            newest: Newest[VideoFrame] = Newest(request.open_s, request.stall_s)
            limit(request.memory_bytes)
            threading.Thread(target=_watch, args=(request, newest), daemon=True).start()
            _answer(newest, output)
        except BrokenPipeError:  # the parent has closed its end: nobody is left to tell
            return 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            _send(output, failed(error))
    return 0


def _watch(request: LiveRequest, newest: "Newest[VideoFrame]") -> None:
    try:
        from cameras.live_decoding import watch  # noqa: PLC0415 - a broken PyAV is reported, not raised at start
    except Exception as error:  # noqa: BLE001 - on a thread of its own: nobody else would hear of it
        newest.fail(failed(error))
        return
    watch(request, newest)


def _answer(newest: "Newest[VideoFrame]", output: BinaryIO) -> None:
    conversion: Conversion | None = None
    while len(ask := os.read(sys.stdin.fileno(), Ask.SIZE)) == Ask.SIZE:
        said = newest.take(Ask.from_bytes(ask).wait_ms / 1000)
        if isinstance(said, Arrived):
            conversion = conversion or _conversion()
            _send(output, _picture(said, conversion))
        else:
            _send(output, said or Alive())


def _conversion() -> "Conversion":
    from cameras.live_decoding import Conversion  # noqa: PLC0415 - loaded by the other thread

    return Conversion()


def _picture(arrived: "Arrived[VideoFrame]", conversion: "Conversion") -> Message:
    try:
        return Picture(round(arrived.at_s * 1000), conversion.rgb(arrived.picture), arrived.losses)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        return failed(error)


def _send(output: BinaryIO, message: Message) -> None:
    output.writelines(to_parts(message))
    output.flush()


if __name__ == "__main__":
    # Not sys.exit: a decoder thread that hangs must not hold the exit up.
    os._exit(main())
