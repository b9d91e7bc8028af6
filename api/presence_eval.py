"""``onpost eval presence``: the whole path from pixels to settled states, over clips with hand-made truth."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Field, ValidationError, field_validator

from api.errors import InputError
from api.presence_score import Score, Stretch, score
from api.setups import CameraSetup
from api.watching import LOOKS_PER_SECOND, Listeners, Watching
from cameras.file import FileSource
from models.rate import Rate, bootstrapped
from vision.datatypes import Frame, Presence, View, Zone
from vision.detecting import Detector
from vision.fold import Change, CounterSetup
from vision.judgement import live_state
from vision.rules.context import Context

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Polygon = Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=3)]
Label = tuple[Seconds, Seconds, Literal["present", "absent"]]
Behaviour = tuple[Seconds, Seconds, str]


class CounterTruth(BaseModel):
    """One counter of a clip: zones 0..1, and who was there when; time not covered is not scored.

    ``phone``, ``posture`` and ``uniform`` say how the clerk behaved, in the words of ``vision.datatypes``; only
    ``eval events`` reads them.
    """

    id: str
    staff_zone: Polygon
    customer_zone: Polygon | None = None
    staff: tuple[Label, ...]
    customer: tuple[Label, ...] = ()
    phone: tuple[Behaviour, ...] = ()
    posture: tuple[Behaviour, ...] = ()
    uniform: tuple[Behaviour, ...] = ()

    @field_validator("staff", "customer", "phone", "posture", "uniform")
    @classmethod
    def _in_order(cls, labels: tuple[Behaviour, ...]) -> tuple[Behaviour, ...]:
        edges = [edge for start, end, _ in labels for edge in (start, end)]
        if edges != sorted(edges) or any(start == end for start, end, _ in labels):
            msg = "[from_s, to_s, state] in order of time, none over another, were wanted"
            raise ValueError(msg)
        return labels


class ClipTruth(BaseModel):
    """A ``*.truth.json`` file."""

    clip: str
    duration_s: Seconds
    tolerance_s: Seconds
    counters: Annotated[tuple[CounterTruth, ...], Field(min_length=1)]

    @field_validator("counters")
    @classmethod
    def _each_id_once(cls, counters: tuple[CounterTruth, ...]) -> tuple[CounterTruth, ...]:
        ids = [counter.id for counter in counters]
        if len(set(ids)) < len(ids):
            msg = f"an id of its own for each counter was wanted, got {', '.join(ids)}"
            raise ValueError(msg)
        return counters


@dataclass(frozen=True, slots=True)
class CounterResult:
    """How one counter of one clip came out."""

    clip: str
    counter: str
    staff: Score
    customer: Score | None
    found: tuple[Stretch, ...]


Progress = Callable[[float], None]
"""Told the share of a clip that is done, 0..1."""


def read_truths(folder: Path) -> dict[Path, ClipTruth]:
    """Every clip of ``folder`` with its truth. Raises InputError for a folder without any, or a wrong file."""
    files = sorted(folder.glob("*.truth.json"))
    if not files:
        msg = f"{folder}: a folder with *.truth.json files beside their clips was wanted, none is there: name another"
        raise InputError(msg)
    truths: dict[Path, ClipTruth] = {}
    for file in files:
        truth = _read_truth(file)
        if folder / truth.clip in truths:
            msg = f"{file}: the truth of another clip was wanted, got one more of {truth.clip}: remove one of the two"
            raise InputError(msg)
        truths[folder / truth.clip] = truth
    return truths


def _read_truth(file: Path) -> ClipTruth:
    try:
        return ClipTruth.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        what = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}".removeprefix(": ")
    except OSError as error:
        what = error.strerror or "cannot be read"
    msg = f"{file}: the truth of a clip was wanted, got something else ({what}): correct it, or name another folder"
    raise InputError(msg)


def evaluate_clip(clip: Path, truth: ClipTruth, detect: Detector, progress: Progress) -> list[CounterResult]:
    """Watch ``clip`` with default settings and score every counter. Raises CameraError."""
    with FileSource(clip, frames_per_second=LOOKS_PER_SECOND) as source:
        watch = Recorder(truth)
        watching = Watching(
            setup_of(truth, source.info.size_wh),
            detect,
            frames_per_second=source.info.frames_per_second,
            listeners=[watch.listeners(progress)],
        )
        watching.run(source, lambda: source.info.duration_ms)
    return [watch.result(counter) for counter in truth.counters]


def setup_of(truth: ClipTruth, size_wh: tuple[int, int]) -> CameraSetup:
    """The counters of a clip whose pictures have ``size_wh``, with default limits."""
    views = tuple(
        View(
            counter.id,
            counter.id,
            Zone.from_fractions(counter.staff_zone, size_wh),
            None if counter.customer_zone is None else Zone.from_fractions(counter.customer_zone, size_wh),
        )
        for counter in truth.counters
    )
    counters = tuple(
        CounterSetup(view.counter, {view.id: view.covers}, Context(truth.clip, (view.counter, view.counter)))
        for view in views
    )
    return CameraSetup(size_wh, views, counters)


class Recorder:
    """Keeps the settled and the live states of every counter of a clip."""

    def __init__(self, truth: ClipTruth) -> None:
        """Nothing is kept yet."""
        self._truth = truth
        self._changes: dict[str, list[Change]] = {counter.id: [] for counter in truth.counters}
        self._live: dict[str, list[Stretch]] = {counter.id: [] for counter in truth.counters}

    def listeners(self, progress: Progress) -> Listeners:
        """Return who listens to the watch; ``progress`` is told the share of the clip that is done."""

        def frame(frame: Frame, watching: Watching) -> None:
            for name, state in watching.states.items():
                now = Stretch(frame.at_ms, frame.at_ms + 1, live_state(state.judgement))
                self._live[name].append(now)
            progress(min(1.0, frame.at_ms / max(1.0, self._truth.duration_s * 1000)))

        return Listeners(change=lambda change: self._changes[change.counter].append(change), frame=frame)

    def result(self, counter: CounterTruth) -> CounterResult:
        """Score ``counter`` by what was kept."""
        end_ms = round(self._truth.duration_s * 1000)
        tolerance_ms = round(self._truth.tolerance_s * 1000)
        changes = self._changes[counter.id]
        staff = _stretches([(c.at_ms, c.state) for c in changes], end_ms)
        customer = _stretches([(c.at_ms, c.customer) for c in changes], end_ms)
        return CounterResult(
            self._truth.clip,
            counter.id,
            score(_labels(counter.staff), staff, self._live[counter.id], tolerance_ms),
            score(_labels(counter.customer), customer, [], tolerance_ms) if counter.customer else None,
            tuple(staff),
        )


def _stretches(moments: list[tuple[int, Presence]], end_ms: int) -> list[Stretch]:
    """States from their beginnings, neighbours that are alike joined."""
    joined: list[Stretch] = []
    for at_ms, state in moments:
        if joined and joined[-1].state is state:
            continue
        if joined:
            joined[-1] = joined[-1]._replace(to_ms=at_ms)
        joined.append(Stretch(at_ms, max(end_ms, at_ms), state))
    return joined


def _labels(labels: tuple[Label, ...]) -> list[Stretch]:
    return [Stretch(round(a * 1000), round(b * 1000), Presence(state)) for a, b, state in labels]


def presence_json(results: list[CounterResult]) -> dict[str, object]:
    """The figures of all clips, and of each counter."""
    staff = [result.staff for result in results]
    delays = [delay for s in staff for delay in s.delays_s]
    return {
        "seconds_right": seconds_right(staff).to_json(),
        "changes": sum(s.changes for s in staff),
        "changes_on_time": sum(s.changes_on_time for s in staff),
        "false_changes": sum(s.false_changes for s in staff),
        "customer_seconds_right": seconds_right([r.customer for r in results if r.customer]).to_json(),
        "live_delay_s": round(statistics.median(delays), 2) if delays else None,
        "clips": [_clip_json(result) for result in results],
    }


def seconds_right(scores: Sequence[Score]) -> Rate:
    """Seconds right of seconds scored; the bootstrap draws stretches of ten seconds."""
    cells = np.array([cell for s in scores for cell in s.cells], float).reshape(-1, 2)
    seconds = round(cells[:, 0].sum() / 1000)
    return bootstrapped(lambda drawn: float(cells[drawn, 1].sum() / cells[drawn, 0].sum()), len(cells), seconds)


def _clip_json(result: CounterResult) -> dict[str, object]:
    return {
        "clip": result.clip,
        "counter": result.counter,
        "seconds_right": seconds_right([result.staff]).to_json(),
        "customer_seconds_right": None if result.customer is None else seconds_right([result.customer]).to_json(),
        "changes": result.staff.changes,
        "changes_on_time": result.staff.changes_on_time,
        "false_changes": result.staff.false_changes,
        "found": [[s.from_ms / 1000, s.to_ms / 1000, s.state.value] for s in result.found],
    }
