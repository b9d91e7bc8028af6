"""A stand-in for a worker: sends what ``scripted`` plays, keeping to docs/api.md, in a process that may be killed.

``python -m tests.api.faults.sender ADDRESS SPOOL BEGIN_MS LASTS_MS COUNTERS SEED``. SPOOL notes which piece is sent as
which batch. It ends with 0 when everything is acknowledged, with 3 when the API refuses something for good.
"""

import sys
import time
from pathlib import Path

from api.client import ApiClient, Lost, NotTaken, Unreachable
from api.contract import Batch, SpanMessage
from tests.api.faults.scripted import Played
from vision.datatypes import Span

NAME = "stand-in"
REFUSED = 3
PAUSE_S = 0.05


def main(address: str, spool: str, *numbers: str) -> int:
    """Send everything."""
    played = Played(*map(int, numbers))
    chunks = played.spans()
    with ApiClient(address) as client:
        while True:
            try:
                _send_from(client, played, chunks, Path(spool))
            except (Unreachable, Lost):
                time.sleep(PAUSE_S)
            except NotTaken as refused:
                print(f"refused: {refused}", file=sys.stderr)  # noqa: T201 - read by the test
                return REFUSED
            else:
                return 0


def _send_from(client: ApiClient, played: Played, chunks: list[list[Span]], spool: Path) -> None:
    """Register, and send what follows the last batch that is stored."""
    sent = [tuple(map(int, line.split())) for line in spool.read_text().splitlines()] if spool.exists() else []
    registered = client.register(NAME, played.views)
    last = registered.previous
    known = {(epoch, sequence): chunk for epoch, sequence, chunk in sent}
    first = 0 if last is None else known[last.epoch, last.sequence] + 1
    for sequence, chunk in enumerate(range(first, len(chunks))):
        with spool.open("a") as file:
            file.write(f"{registered.epoch} {sequence} {chunk}\n")
        _send(client, _batch(played, chunks[chunk], chunk, registered.epoch, sequence))


def _batch(played: Played, spans: list[Span], chunk: int, epoch: int, sequence: int) -> Batch:
    messages = tuple(map(SpanMessage.of, spans))
    marks = dict.fromkeys(played.views, played.watermark_ms(chunk))
    return Batch(worker=NAME, epoch=epoch, sequence=sequence, spans=messages, watermark_ms=marks)


def _send(client: ApiClient, batch: Batch) -> None:
    """The same batch until it is acknowledged: also after the API was away, the number stays."""
    while True:
        try:
            client.send(batch)
        except Unreachable:
            time.sleep(PAUSE_S)
        else:
            return


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
