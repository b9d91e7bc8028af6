"""A recording inside a camera's decoding process: played over and over in real time, as if it were live."""

import os
import time
from collections.abc import Callable
from dataclasses import replace

from cameras.decoding import Timed, interval_ms, played
from cameras.messages import LiveRequest, Opened, Request
from cameras.newest import Image, Newest
from cameras.opened_file import open_file
from cameras.sampling import Sampler

LATE_S = 1.0
"""So far behind, nothing is made up for: the rest of the film is played that much later."""


def play_film(
    request: LiveRequest,
    newest: Newest[Callable[[], Image]],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Play the file at ``request.url`` for ever; raises ``CameraError``.

    A picture arrives when it is due by the film's own times, or when it is decoded where that is later.
    """
    player = _Player(request, newest, clock, sleep)
    while True:
        descriptor = open_file(request.url)
        try:
            player.play(Request(descriptor, None, request.threads, request.memory_bytes))
        finally:
            os.close(descriptor)


class _Player:
    """Where the film is: ``began_s`` by the clock, ``round_ms`` of earlier rounds."""

    def __init__(
        self,
        request: LiveRequest,
        newest: Newest[Callable[[], Image]],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._rate = request.frames_per_second
        self._newest, self._clock, self._sleep = newest, clock, sleep
        self._sampler: Sampler | None = None
        self._began_s: float | None = None
        self._round_ms = 0

    def play(self, request: Request) -> None:
        """Play one round."""
        ends_ms = lost = 0
        for step in played(request):
            if isinstance(step, Opened):
                self._open(step)
            elif isinstance(step, Timed):
                for _ in range(lost, step.losses.undecodable + step.losses.out_of_order):
                    self._newest.lost()
                lost = step.losses.undecodable + step.losses.out_of_order
                self._show(step)
                ends_ms = step.ends_ms
        self._round_ms += ends_ms

    def _open(self, opened: Opened) -> None:
        if self._sampler is None:
            self._sampler = Sampler(self._rate, interval_ms(opened.info.frames_per_second))
            self._newest.opened(replace(opened.info, duration_ms=None))

    def _show(self, step: Timed) -> None:
        at_ms = self._round_ms + step.at_ms
        arrived_s = self._wait(at_ms)
        self._newest.alive(arrived_s)
        if self._sampler is not None and self._sampler.takes(at_ms):
            self._newest.put(step.rgb, arrived_s)

    def _wait(self, at_ms: int) -> float:
        """Return at the moment ``at_ms`` of the film, which is returned."""
        now_s = self._clock()
        if self._began_s is None:
            self._began_s = now_s
        due_s = self._began_s + at_ms / 1000
        if now_s - due_s > LATE_S:
            self._began_s += now_s - due_s
        if due_s > now_s:
            self._sleep(due_s - now_s)
        return max(due_s, now_s)
