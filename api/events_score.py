"""Findings of a rule against the happenings that should have been found; pure arithmetic on intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from api.events_truth import Happening
from models.rate import Rate, bootstrapped, frequency
from vision.datatypes import Event, Phase

MS_AN_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: all steps of one event as one stretch, and how much of it was seen."""

    type: str
    start_ms: int
    end_ms: int
    observed_s: float


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule at one counter: ``start_errors_s`` one for each due happening that was found."""

    due: int = 0
    found: int = 0
    false: int = 0
    exposure_ms: int = 0
    start_errors_s: tuple[float, ...] = ()


def findings(events: Iterable[Event], end_ms: int) -> list[Finding]:
    """Each event once, as it stood at last; what was withdrawn is none, what never ended lasts to ``end_ms``."""
    last: dict[str, Event] = {event.id: event for event in events}
    return [
        Finding(event.type, event.start_ms, end_ms if event.end_ms is None else event.end_ms, event.observed_s)
        for event in last.values()
        if event.phase is not Phase.WITHDRAWN
    ]


def judge(happenings: Sequence[Happening], found: Sequence[Finding], exposure_ms: int, tolerance_ms: int) -> RuleScore:
    """Score ``found``, all of one rule; a finding that touches no happening is false.

    Of several findings in one happening the first counts and the others are neither right nor false.
    """
    due = [happening for happening in happenings if happening.due]
    met = [[f for f in found if _touches(h, f, tolerance_ms)] for h in due]
    errors = tuple(
        abs(min(f.start_ms for f in fitting) - happening.from_ms) / 1000
        for happening, fitting in zip(due, met, strict=True)
        if fitting
    )
    false = sum(not any(_touches(h, f, tolerance_ms) for h in happenings) for f in found)
    return RuleScore(len(due), len(errors), false, exposure_ms, errors)


def _touches(happening: Happening, finding: Finding, tolerance_ms: int) -> bool:
    return finding.start_ms < happening.to_ms + tolerance_ms and finding.end_ms > happening.from_ms - tolerance_ms


def rule_json(scores: Sequence[RuleScore]) -> dict[str, object]:
    """``missed`` of those due, ``false_per_counter_hour``, and the median ``start_error_s`` of those found."""
    counts = np.array([(s.due, s.found) for s in scores], float).reshape(-1, 2)
    due = int(counts[:, 0].sum())
    errors = np.array([error for s in scores for error in s.start_errors_s])
    hours = sum(s.exposure_ms for s in scores) / MS_AN_HOUR
    return {
        "missed": _missed(counts, due).to_json(),
        "false_per_counter_hour": frequency(sum(s.false for s in scores), hours).to_json(),
        "start_error_s": bootstrapped(
            lambda drawn: float(np.median(errors[drawn])), len(errors), len(errors)
        ).to_json(),
    } | {"due": due, "found": int(counts[:, 1].sum()), "false": sum(s.false for s in scores)}


def _missed(counts: np.ndarray[tuple[int, int], np.dtype[np.float64]], due: int) -> Rate:
    """Drawn by counter: happenings at one counter are missed together."""
    return bootstrapped(lambda drawn: 1 - _share(counts[drawn]), len(counts), due)


def _share(counts: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    due, found = counts.sum(axis=0)
    return float(found / due) if due else float("nan")
