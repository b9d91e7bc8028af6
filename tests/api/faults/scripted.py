"""Spans of several counters over some minutes, in batches as a worker would send them: the same for the same seed."""

from dataclasses import dataclass, replace
from itertools import takewhile
from random import Random

from api.bench.busy_day import busy_day
from vision.datatypes import Span

STEP_MS = 2_000
"""How much of each view's time a batch tells of."""
HURRY = 6.0
"""Staff come and go every half minute, so that there is much to compare."""
HOLE_EVERY = 40
"""Every so many spans one is missing on average: that time is blind."""


@dataclass(frozen=True, slots=True)
class Played:
    """What the stand-in of a worker sees: so many counters of one view, for ``lasts_ms`` from ``begin_ms`` on."""

    begin_ms: int
    lasts_ms: int
    counters: int
    seed: int

    @property
    def views(self) -> tuple[str, ...]:
        """The views, as the site names them."""
        return tuple(f"v{n}" for n in range(self.counters))

    @property
    def end_ms(self) -> int:
        """When nothing follows any more."""
        return self.begin_ms + self.lasts_ms

    @property
    def chunks(self) -> int:
        """How many batches it is."""
        return -(-self.lasts_ms // STEP_MS)

    def watermark_ms(self, chunk: int) -> int:
        """Until when everything has been told with ``chunk``."""
        return min(self.begin_ms + (chunk + 1) * STEP_MS, self.end_ms)

    def spans(self) -> list[list[Span]]:
        """The spans of each chunk: those that begin before its watermark."""
        made: list[list[Span]] = [[] for _ in range(self.chunks)]
        for number, view in enumerate(self.views):
            chance = Random(self.seed * 1_000 + number)  # noqa: S311 - repeatable
            day = busy_day(self.begin_ms, self.seed * 1_000 + number, HURRY)
            for span in takewhile(lambda one: one.to_ms <= self.end_ms, day):
                if chance.randrange(HOLE_EVERY):
                    made[(span.from_ms - self.begin_ms) // STEP_MS].append(replace(span, view=view))
        return made

    def site(self) -> str:
        """The site file: short limits, so that much happens."""
        square = "[[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]"
        limits = "presence.absent: {notice_after_s: 4, warning_after_s: 15, blind_ends_after_s: 30}"
        entries = "\n".join(
            f"      - {{id: c{n}, name: Window {n}, views: [{{camera: cam, id: v{n}, zones: {{staff: {square}}}}}], "
            f"limits: {{{limits}}}}}"
            for n in range(self.counters)
        )
        hall = "  - id: hall\n    name: Hall\n    time_zone: Asia/Shanghai\n    counters:\n"
        return f'version: 1\nhalls:\n{hall}{entries}\ncameras: [{{id: cam, main: "rtsp://192.0.2.7/main"}}]\n'
