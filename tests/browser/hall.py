"""A hall of some counters whose worker speaks in real time, with hours behind it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import time_ns

from api.contract import Acknowledged, Registration
from api.server.intake import Clock
from api.server.parts import Parts, open_parts
from tests.api.server.builders import DARK, KEY, NOBODY, SOMEBODY, Run, batch_of, site
from vision.datatypes import BlindReason, Span

NAMES = (("综合业务", "General"), ("社保医保", "Insurance"), ("税务登记", "Tax"), ("证照打印", "Licences"))
ZONE = "[[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]"
LATENESS_MS = 600
"""How long after the moment a span is sent here: about what a worker takes."""


def wall_ms() -> int:
    return time_ns() // 1_000_000


def site_text(counters: int, halls: int = 1) -> str:
    """A site of so many counters, numbered from 1, dealt out to the halls; short limits."""
    lines = ["version: 1", "halls:"]
    each = counters // halls
    for hall in range(halls):
        zh, en = (("一楼政务大厅", "Main hall"), ("二楼社保大厅", "Upper hall"))[hall]
        lines += [f"  - id: h{hall + 1}", f"    name: {{zh: {zh}, en: {en}}}", "    time_zone: Asia/Shanghai"]
        lines += ["    counters:"]
        for number in range(hall * each + 1, (hall + 1) * each + 1):
            zh, en = NAMES[(number - 1) % len(NAMES)]
            lines += [
                f'      - id: "{number}"',
                f"        name: {{zh: {number}号窗口 {zh}, en: Window {number} {en}}}",
                f"        views: [{{camera: cam-{number}, zones: {{staff: {ZONE}}}}}]",
                "        limits: {presence.absent: {notice_after_s: 4, warning_after_s: 60, blind_ends_after_s: 900}}",
            ]
    lines += ["cameras:"]
    lines += [
        f'  - {{id: cam-{n}, name: {{zh: {n}号摄像机, en: Camera {n}}}, main: "rtsp://viewer:hunter2@192.0.2.7/{n}"}}'
        for n in range(1, counters + 1)
    ]
    return "\n".join(lines)


def view(counter: int) -> str:
    return f"{counter}@cam-{counter}"


def past(runs: Sequence[Run], counter: int, until_ms: int, visitors: Sequence[int | None] = (None,)) -> list[Span]:
    """Runs that end at ``until_ms``, in spans of ten seconds; each with the next of ``visitors``, over and over."""
    at_ms = until_ms - sum(lasts_ms for lasts_ms, _ in runs)
    spans = []
    for (lasts_ms, what), visitor in zip(runs, islice(cycle(visitors), len(runs)), strict=True):
        blind, staff = (what, None) if isinstance(what, BlindReason) else (None, what)
        spans += [
            Span(
                view(counter), start, min(start + 10_000, at_ms + lasts_ms), blind, staff,
                None if blind else visitor, model_set="nets",
            )
            for start in range(at_ms, at_ms + lasts_ms, 10_000)
        ]  # fmt: skip
        at_ms += lasts_ms
    return spans


@dataclass(slots=True)
class LiveHall:
    """A store whose counters are what ``now`` says, moment by moment, as long as ``speaking``."""

    folder: Path
    text: str
    counters: int
    parts: Parts
    clock: Clock = wall_ms
    now: dict[int, int | BlindReason | None] = field(default_factory=dict)
    visitors: dict[int, int] = field(default_factory=dict)
    told_until_ms: int = 0
    epoch: int = 0
    sequence: int = 0

    @classmethod
    def opened(cls, folder: Path, counters: int, *, halls: int = 1, hours: float, clock: Clock = wall_ms) -> "LiveHall":
        """A site that has been watched for ``hours``, of which nothing is told yet."""
        text = site_text(counters, halls)
        begins_ms = clock() - round(hours * 3_600_000)
        open_parts(folder, site(text), lambda: begins_ms).close()
        parts = open_parts(folder, None, clock, worker_key=KEY)
        hall = cls(folder, text, counters, parts, clock, told_until_ms=begins_ms)
        hall.now = dict.fromkeys(range(1, counters + 1), SOMEBODY)
        hall.register()
        return hall

    def register(self) -> None:
        views = tuple(view(n) for n in range(1, self.counters + 1))
        self.epoch, self.sequence = self.parts.intake.register(Registration(worker="w1", views=views)).epoch, 0

    def again(self) -> None:
        """Close the store and open it as a new process would."""
        self.parts.close()
        self.parts = open_parts(self.folder, None, self.clock, worker_key=KEY)
        self.register()

    def send(self, spans: Sequence[Span], until_ms: int) -> None:
        marks = {view(n): until_ms for n in range(1, self.counters + 1)}
        for start in range(0, max(1, len(spans)), 15_000):
            last = start + 15_000 >= len(spans)
            piece = spans[start : start + 15_000]
            batch = batch_of("w1", self.epoch, self.sequence, piece, marks if last else {})
            (result,) = self.parts.intake.take([batch])
            assert isinstance(result, Acknowledged), result
            self.sequence += 1
        self.told_until_ms = until_ms

    def tell_past(self, runs: dict[int, Sequence[Run]], visitors: dict[int, Sequence[int | None]]) -> None:
        """What was up to now; a counter that is not named was staffed all the time."""
        until_ms = self.clock() - LATENESS_MS
        whole: list[Run] = [(until_ms - self.told_until_ms, SOMEBODY)]
        spans: list[Span] = []
        for n in range(1, self.counters + 1):
            spans += past(runs.get(n, whole), n, until_ms, visitors.get(n, (NOBODY,)))
        self.send([s for s in spans if s.from_ms >= self.told_until_ms], until_ms)

    def speak(self) -> None:
        """Tell of the time since the last word."""
        until_ms = self.clock() - LATENESS_MS
        spans = [
            span
            for n, what in self.now.items()
            for span in past([(until_ms - self.told_until_ms, what)], n, until_ms, (self.visitors.get(n, NOBODY),))
        ]
        self.send(spans, until_ms)

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Speak every half second beside the block."""
        ended = threading.Event()

        def run() -> None:
            while not ended.wait(0.5):
                self.speak()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(20)


MINUTE = 60_000
DAY_RUNS: dict[int, Sequence[Run]] = {
    1: [(40 * MINUTE, SOMEBODY), (9 * MINUTE, NOBODY), (60 * MINUTE, SOMEBODY)],
    2: [(20 * MINUTE, SOMEBODY), (6 * MINUTE, DARK), (30 * MINUTE, SOMEBODY), (90_000, NOBODY), (MINUTE, SOMEBODY)],
    3: [(50 * MINUTE, SOMEBODY), (13 * MINUTE, BlindReason.COVERED), (8 * MINUTE, SOMEBODY), (6 * MINUTE, NOBODY)],
    4: [(95 * MINUTE, SOMEBODY), (16 * MINUTE, BlindReason.NO_PICTURE)],
    5: [
        *[(40_000, SOMEBODY), (20_000, NOBODY)] * 6, (30 * MINUTE, SOMEBODY), (4 * MINUTE, BlindReason.FROZEN),
        (15 * MINUTE, SOMEBODY), (5 * MINUTE, BlindReason.PRIVATE), (9 * MINUTE, SOMEBODY), (3 * MINUTE, NOBODY),
        (7 * MINUTE, SOMEBODY),
    ],
}  # fmt: skip
"""What counters did before now."""
COMING_AND_GOING = (12, NOBODY, 12, 12, NOBODY)
