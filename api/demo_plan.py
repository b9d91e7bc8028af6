"""What the demo will show and when, told to somebody who wants to watch it happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise

from api.demo_site import NOTICE_S, WARNING_S
from cameras.scene_script import Role, Script

LATEST_MS = 5_000
"""So long after its beginning a round can still be seen whole: the camera takes some seconds, nobody leaves in ten."""

STEPS = (("notice", NOTICE_S * 1000), ("warning", WARNING_S * 1000))


@dataclass(frozen=True, slots=True)
class Absence:
    """A counter that is left over ``[from_ms, to_ms)``, ms UTC or since the script's beginning."""

    counter: str
    from_ms: int
    to_ms: int


def absences(script: Script) -> list[Absence]:
    """Who is away when in one round of ``script``, in order of time. Those over its seam are left out."""
    found = []
    for counter in script.counters:
        there = script.acts_at(counter, Role.STAFF)
        found += [Absence(counter, before.to_ms, after.from_ms) for before, after in pairwise(there)]
    return sorted(found, key=lambda absence: (absence.from_ms, absence.counter))


def round_begin_ms(script: Script, begins_ms: int, now_ms: int) -> int:
    """When the first round begins that is seen whole, of a script that is played over and over from ``begins_ms``."""
    rounds = -(-max(0, now_ms - LATEST_MS - begins_ms) // script.duration_ms)
    return begins_ms + rounds * script.duration_ms


def plan_text(script: Script, round_ms: int, zone: tzinfo | None = None) -> str:
    """The round that begins at ``round_ms`` UTC as a table by the clock of ``zone`` (None: this machine's)."""
    rows = [("window", "left", "back", "away", "becomes")]
    for absence in absences(script):
        from_ms, away_ms = round_ms + absence.from_ms, absence.to_ms - absence.from_ms
        rows.append(
            (
                absence.counter,
                _clock(from_ms, zone),
                _clock(round_ms + absence.to_ms, zone),
                f"{away_ms // 1000} s",
                _becomes(from_ms, away_ms, zone),
            )
        )
    return "\n".join(_aligned(rows))


def _becomes(from_ms: int, away_ms: int, zone: tzinfo | None) -> str:
    steps = [f"{name} at {_clock(from_ms + after_ms, zone)}" for name, after_ms in STEPS if away_ms > after_ms]
    return ", ".join(steps) or f"no event (under {NOTICE_S} s)"


def _clock(at_ms: int, zone: tzinfo | None) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%H:%M:%S")


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
