"""CPU and wall time of blocks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Took:
    """What blocks took, in seconds; ``cpu_s`` counts every thread of this process, on whatever core."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    def figures(self, spans: int) -> dict[str, float]:
        """How many ``spans`` that is a second: of one core's time, and by the clock on the wall."""
        return {
            "spans": spans,
            "cpu_s": round(self.cpu_s, 3),
            "wall_s": round(self.wall_s, 3),
            "spans_per_s": round(spans / max(self.cpu_s, 1e-9)),
            "spans_per_wall_s": round(spans / max(self.wall_s, 1e-9)),
        }


@contextmanager
def stopwatch(before: Took | None = None) -> Iterator[Took]:
    """What the block took, once it has ended, added to ``before``."""
    took, cpu, wall = before or Took(), time.process_time(), time.monotonic()
    yield took
    took.cpu_s += time.process_time() - cpu
    took.wall_s += time.monotonic() - wall
