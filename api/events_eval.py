"""``onpost eval events``: the whole path from pixels to events, over generated hours or clips with truth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from api.calibration import Claim, calibration_json
from api.events_looks import KINDS, look_claims, present_ms, served, settled_of, staff_counted
from api.events_score import Finding, RuleScore, findings, judge, rule_json
from api.events_truth import EXPECTED, Moment, happenings, known_ms, moments
from api.presence_eval import ClipTruth, CounterResult, CounterTruth, Polygon, Progress, Recorder, read_truths, setup_of
from api.presence_score import UNSCORED_START_MS, Score, Stretch
from api.remembering import Remembering
from api.setups import CameraSetup
from api.watching import LOOKS_PER_SECOND, Listeners, Watching
from cameras.file import FileSource
from models.rate import Rate, bootstrapped
from vision.conduct import Closer
from vision.crops import crop_of
from vision.datatypes import Event, Frame, Palette, Presence, SettledSpan, Span, View, Zone
from vision.detecting import Detector
from vision.geometry import anchors
from vision.rules.registry import UNPROVED
from vision.signals import share


class Note(NamedTuple):
    """``[from_s, to_s)``: something that may explain a mistake; the first that fits does.

    ``where`` (left, top, right, bottom; 0..1) is a thing that may be taken for somebody: it explains only what was
    seen there.
    """

    from_s: float
    to_s: float
    words: str
    where: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Pictures with truth: frames of ``size_wh`` and their rate; ``notes`` and ``desk_phones`` by counter.

    ``one_clerk``: who is there according to the truth is one person, never more.
    """

    truth: ClipTruth
    size_wh: tuple[int, int]
    frames: Iterable[Frame]
    frames_per_second: float | None = None
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)
    desk_phones: Mapping[str, Polygon] = field(default_factory=dict)
    uniforms: tuple[Palette, ...] = ()
    one_clerk: bool = False

    def setup(self) -> CameraSetup:
        """The counters with default limits, and what is drawn and known of them."""
        bare = setup_of(self.truth, self.size_wh)
        return replace(bare, views=tuple(self._equipped(view) for view in bare.views))

    def _equipped(self, view: View) -> View:
        drawn = self.desk_phones.get(view.id)
        area = None if drawn is None else Zone.from_fractions(drawn, self.size_wh)
        return replace(view, desk_phone=area, uniforms=self.uniforms)


class StaffClaim(NamedTuple):
    """A look's evidence in quarter nats, whether somebody was there, and for how many ms it spoke."""

    evidence: int
    present: bool
    ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A stretch in which a counter's settled state was wrong, by kind; ``jpeg`` of its middle, where kept."""

    clip: str
    counter: str
    from_ms: int
    to_ms: int
    kind: str
    jpeg: bytes | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CounterHours:
    """How one counter of one recording came out.

    ``rules_where_present``: the same without happenings through which the clerk was not found to be there.
    ``looks``: seconds of each claim by kind. ``staff_count`` and ``served``: (ms scored, ms right).
    """

    size_wh: tuple[int, int]
    presence: CounterResult
    rules: Mapping[str, RuleScore]
    rules_where_present: Mapping[str, RuleScore]
    looks: Mapping[str, Mapping[Claim, float]]
    staff_count: tuple[int, int]
    served: tuple[int, int]
    unscored: Mapping[str, int]
    claims: tuple[StaffClaim, ...]
    mistakes: tuple[Mistake, ...]
    duration_ms: int


def clips(folder: Path) -> Iterator[Recording]:
    """Every clip of ``folder`` with its truth, opened one after the other. Raises InputError and CameraError."""
    for path, truth in read_truths(folder).items():
        with FileSource(path, frames_per_second=LOOKS_PER_SECOND) as source:
            yield Recording(truth, source.info.size_wh, source, source.info.frames_per_second)


def evaluate(
    recording: Recording,
    detect: Detector,
    closer: Closer | None,
    progress: Progress,
    *,
    pictures: bool = False,
) -> list[CounterHours]:
    """Watch ``recording`` with default settings and score every counter; ``pictures``: keep some of mistakes."""
    truth = recording.truth
    kept = _Kept(recording, pictures=pictures)
    recorder = Recorder(truth)
    watching = Watching(
        recording.setup(),
        Remembering(detect),
        closer=closer and _remembering(closer),
        frames_per_second=recording.frames_per_second,
        listeners=[recorder.listeners(progress), kept.listeners()],
    )
    watching.run(recording.frames, lambda: round(1000 * truth.duration_s))
    return [kept.result(counter, recorder.result(counter)) for counter in truth.counters]


def _remembering(closer: Closer) -> Closer:
    poses, examine = Remembering(closer.estimate_poses), Remembering(closer.examine)
    return replace(closer, estimate_poses=poses, examine=examine)


class _Kept:
    """What the recorder of presence does not keep: events, evidence, and pictures."""

    def __init__(self, recording: Recording, *, pictures: bool) -> None:
        self._recording = recording
        self._told = {c.id: moments(c, recording.truth.duration_s) for c in recording.truth.counters}
        self._events: list[Event] = []
        self._spans: list[Span] = []
        self._pictures = pictures
        self._jpegs: dict[str, list[tuple[int, bytes]]] = {name: [] for name in self._told}
        self._seen: dict[str, list[tuple[int, float, float]]] = {name: [] for name in self._told}
        self._crops = {view.id: crop_of(view, recording.size_wh) for view in recording.setup().views}

    def listeners(self) -> Listeners:
        return Listeners(span=self._spans.append, event=self._events.append, frame=self._frame)

    def _frame(self, frame: Frame, watching: Watching) -> None:
        """Keep who looked most like staff, and a small picture of each counter every ten seconds."""
        for name, look in watching.camera.looks.items():
            at_post = share(look.view.staff, look.tracks.xyxy)
            if look.span.to_ms > frame.at_ms and (at_post > 0).any():
                best = int(np.argmax(at_post * look.tracks.score))
                x, y = anchors(look.tracks.xyxy[best : best + 1])[0] / self._recording.size_wh
                self._seen[name].append((frame.at_ms, float(x), float(y)))
        for name, jpegs in self._jpegs.items():
            if self._pictures and (not jpegs or frame.at_ms - jpegs[-1][0] >= EVERY_MS):
                jpegs.append((frame.at_ms, _jpeg(self._crops[name].cut(frame.image))))

    def result(self, counter: CounterTruth, presence: CounterResult) -> CounterHours:
        truth, told = self._recording.truth, self._told[counter.id]
        end_ms, tolerance_ms = round(1000 * truth.duration_s), round(1000 * truth.tolerance_s)
        found = findings([e for e in self._events if e.counter == counter.id], end_ms)
        types = sorted({finding.type for finding in found} - set(EXPECTED))
        spans = [span for span in self._spans if span.view == counter.id]
        settled = settled_of(spans)
        return CounterHours(
            self._recording.size_wh,
            presence,
            {name: _scored(name, told, found, tolerance_ms) for name in EXPECTED},
            {name: _scored(name, told, found, tolerance_ms, settled) for name in EXPECTED if name in UNPROVED},
            look_claims(spans, told, tolerance_ms),
            staff_counted(spans, told, tolerance_ms) if self._recording.one_clerk else (0, 0),
            served(settled, told),
            {name: sum(f.type == name for f in found) for name in types},
            tuple(self._claims(counter.id, told, tolerance_ms)),
            tuple(self._mistakes(counter, presence.found, tolerance_ms)),
            end_ms,
        )

    def _claims(self, counter: str, told: Sequence[Moment], tolerance_ms: int) -> Iterator[StaffClaim]:
        """What each look claimed, away from changes of truth."""
        calm = _calm(told, tolerance_ms)
        place = 0
        for span in self._spans:
            if span.view != counter or span.staff_evidence is None or span.blind_reason is not None:
                continue
            while place < len(calm) and calm[place].to_ms < span.to_ms:
                place += 1
            if place < len(calm) and calm[place].from_ms <= span.from_ms:
                yield StaffClaim(span.staff_evidence, calm[place].state is Presence.PRESENT, span.to_ms - span.from_ms)

    def _mistakes(self, counter: CounterTruth, found: Sequence[Stretch], tolerance_ms: int) -> Iterator[Mistake]:
        for right in _calm(self._told[counter.id], tolerance_ms):
            for wrong in found:
                start, end = max(right.from_ms, wrong.from_ms, UNSCORED_START_MS), min(right.to_ms, wrong.to_ms)
                if start < end and wrong.state is not right.state:
                    middle = (start + end) // 2
                    kind = self._kind(counter.id, (start, end), right.state, wrong.state)
                    yield Mistake(
                        self._recording.truth.clip, counter.id, start, end, kind, self._picture(counter.id, middle)
                    )

    def _kind(self, counter: str, between: tuple[int, int], right: Presence, wrong: Presence) -> str:
        """What went wrong, in words: what was claimed of what there was to see."""
        start, end = (edge / 1000 for edge in between)
        notes = [n for n in self._recording.notes.get(counter, ()) if n.from_s < end and n.to_s > start]
        seen = self._seen_at(counter, between) if wrong is Presence.PRESENT and right is not Presence.PRESENT else None
        notes = [n for n in notes if n.where is None or (seen is not None and _within(seen, n.where))]
        if seen is None or end - start > LONGEST_PASS_S:
            notes = [n for n in notes if n.words != PASSER_BY]
        what = {Presence.PRESENT: "taken for staff", Presence.ABSENT: "overlooked"}.get(wrong, "undecided")
        longest = max(notes, key=lambda n: min(n.to_s, end) - max(n.from_s, start), default=None)
        first = next((n for n in notes if n.where is not None or n.words == PASSER_BY), longest)
        return f"{what}: {first.words if first else right.value}"

    def _seen_at(self, counter: str, between: tuple[int, int]) -> tuple[float, float] | None:
        """Where, most of that time, whoever looked most like staff was; 0..1."""
        places = [(x, y) for at_ms, x, y in self._seen[counter] if between[0] <= at_ms < between[1]]
        return (
            None if not places else (float(np.median([x for x, _ in places])), float(np.median([y for _, y in places])))
        )

    def _picture(self, counter: str, at_ms: int) -> bytes | None:
        jpegs = self._jpegs[counter]
        return min(jpegs, key=lambda kept: abs(kept[0] - at_ms))[1] if jpegs else None


EVERY_MS = 10_000
PASSER_BY = "passer-by"
LONGEST_PASS_S = 30.0
"""A counter that is wrong for longer is not wrong because of somebody who crossed in six seconds."""
THUMB_PX = 240


def _within(point: tuple[float, float], where: tuple[float, float, float, float]) -> bool:
    return where[0] <= point[0] <= where[2] and where[1] <= point[1] <= where[3]


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    scale = THUMB_PX / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes()


def _calm(told: Sequence[Moment], tolerance_ms: int) -> list[Stretch]:
    """The truth of presence without what lies within tolerance of its changes."""
    joined: list[Stretch] = []
    for moment in told:
        if moment.facts.staff is None:
            continue
        state = Presence.PRESENT if moment.facts.staff else Presence.ABSENT
        if joined and joined[-1].state is state and joined[-1].to_ms == moment.from_ms:
            joined[-1] = joined[-1]._replace(to_ms=moment.to_ms)
        else:
            joined.append(Stretch(moment.from_ms, moment.to_ms, state))
    shrunk = [s._replace(from_ms=s.from_ms + tolerance_ms, to_ms=s.to_ms - tolerance_ms) for s in joined]
    return [s for s in shrunk if s.from_ms < s.to_ms]


def _scored(
    name: str,
    told: Sequence[Moment],
    found: Sequence[Finding],
    tolerance_ms: int,
    settled: Sequence[SettledSpan] | None = None,
) -> RuleScore:
    """The score of one rule; given ``settled`` time, without what was due while the clerk was not found to be there."""
    expected = EXPECTED[name]
    happened = happenings(told, expected, tolerance_ms)
    if settled is not None:
        seen = [present_ms(settled, (h.from_ms, h.to_ms)) >= FOUND_THERE * (h.to_ms - h.from_ms) for h in happened]
        happened = [h._replace(due=h.due and there) for h, there in zip(happened, seen, strict=True)]
    return judge(
        happened,
        [f for f in found if f.type == name and f.observed_s >= expected.limit_s],  # shorter ones are told to nobody
        known_ms(told, expected),
        tolerance_ms,
    )


FOUND_THERE = 0.9
"""Through this share of a happening the clerk must be found to be there, or its rule could not have told."""


# --- the figures ------------------------------------------------------------------------------------


def events_json(results: Sequence[CounterHours]) -> dict[str, object]:
    """The figures at the largest size, and those of every size below ``sizes``."""
    sizes = sorted({result.size_wh for result in results}, reverse=True)
    by_size = {_name(size): _figures([r for r in results if r.size_wh == size]) for size in sizes}
    first = next(iter(by_size.values()), {})
    return {"size": _name(sizes[0]) if sizes else None, **first, "sizes": by_size}


def _name(size_wh: tuple[int, int]) -> str:
    return f"{size_wh[0]}x{size_wh[1]}"


def _figures(results: Sequence[CounterHours]) -> dict[str, object]:
    staff = [r.presence.staff for r in results]
    return {
        "counter_hours": round(sum(r.duration_ms for r in results) / 3_600_000, 2),
        "seconds_right": seconds_right(staff).to_json(),
        "customer_seconds_right": seconds_right(
            [r.presence.customer for r in results if r.presence.customer]
        ).to_json(),
        "changes": sum(s.changes for s in staff),
        "changes_on_time": sum(s.changes_on_time for s in staff),
        "false_changes": sum(s.false_changes for s in staff),
        "staff_count_right": _share([r.staff_count for r in results]).to_json(),
        "served_right": _share([r.served for r in results]).to_json(),
        "rules": {name: _rule(name, results) for name in EXPECTED},
        "unscored_events": {
            name: sum(r.unscored.get(name, 0) for r in results) for r0 in results for name in r0.unscored
        },
        "mistakes_s": mistakes_s(results),
        "reliability": reliability(results),
        "calibration": {kind: calibration_json(_added([r.looks[kind] for r in results])) for kind in KINDS},
        "counters": [
            {
                "clip": r.presence.clip,
                "counter": r.presence.counter,
                "seconds_right": seconds_right([r.presence.staff]).to_json(),
                "changes_on_time": r.presence.staff.changes_on_time,
                "changes": r.presence.staff.changes,
                "false_changes": r.presence.staff.false_changes,
            }
            for r in results
        ],
    }


def _rule(name: str, results: Sequence[CounterHours]) -> dict[str, object]:
    """A rule's figures; of behaviour also ``missed_where_present``."""
    figures = rule_json([r.rules[name] for r in results])
    where_present = [r.rules_where_present[name] for r in results if name in r.rules_where_present]
    if not where_present:
        return figures
    there = rule_json(where_present)
    return figures | {"missed_where_present": there["missed"], "due_where_present": there["due"]}


def _share(pairs: Sequence[tuple[int, int]]) -> Rate:
    """Seconds right of seconds scored; drawn by counter. ``n``: seconds."""
    cells = np.array(pairs, float).reshape(-1, 2)
    cells = cells[cells[:, 0] > 0]
    seconds = round(float(cells[:, 0].sum()) / 1000)
    return bootstrapped(lambda drawn: float(cells[drawn, 1].sum() / cells[drawn, 0].sum()), len(cells), seconds)


def _added(tables: Sequence[Mapping[Claim, float]]) -> dict[Claim, float]:
    total: dict[Claim, float] = {}
    for claim, seconds in (item for table in tables for item in table.items()):
        total[claim] = total.get(claim, 0.0) + seconds
    return total


def seconds_right(scores: Sequence[Score]) -> Rate:
    """Seconds right of seconds scored; the bootstrap draws whole counters, whose hours are full of like moments."""
    if len(scores) == 1:
        cells = np.array(scores[0].cells, float).reshape(-1, 2)
    else:
        cells = np.array([np.sum(np.reshape(s.cells, (-1, 2)), axis=0) for s in scores], float).reshape(-1, 2)
    seconds = round(cells[:, 0].sum() / 1000)
    return bootstrapped(lambda drawn: float(cells[drawn, 1].sum() / cells[drawn, 0].sum()), len(cells), seconds)


def mistakes_s(results: Sequence[CounterHours]) -> dict[str, float]:
    """Seconds wrong by kind, worst first."""
    kinds: dict[str, int] = {}
    for mistake in (m for r in results for m in r.mistakes):
        kinds[mistake.kind] = kinds.get(mistake.kind, 0) + mistake.to_ms - mistake.from_ms
    return {kind: ms / 1000 for kind, ms in sorted(kinds.items(), key=lambda item: -item[1])}


BINS = (-16, -8, -4, -2, 0, 2, 4, 7, 10, 13)
"""Lower edges of the bins of evidence, in quarter nats."""


def reliability(results: Sequence[CounterHours]) -> list[dict[str, float | None]]:
    """By what looks claimed, what they were worth: log-likelihood ratios in nats, and seconds of either truth."""
    claims = np.array([c for r in results for c in r.claims], float).reshape(-1, 3)
    present = claims[:, 1] > 0
    totals = [max(1.0, float(claims[side, 2].sum())) for side in (present, ~present)]
    rows: list[dict[str, float | None]] = []
    for low, high in zip(BINS, (*BINS[1:], 1000), strict=True):
        here = (claims[:, 0] >= low) & (claims[:, 0] < high)
        if not here.any():
            continue
        with_, without = (float(claims[here & side, 2].sum()) for side in (present, ~present))
        worth = float(np.log(with_ / totals[0]) - np.log(without / totals[1])) if with_ and without else None
        claimed = float(np.average(claims[here, 0], weights=claims[here, 2])) / 4
        rows.append(
            {
                "claimed_nats": round(claimed, 2),
                "worth_nats": None if worth is None else round(worth, 2),
                "present_s": round(with_ / 1000, 1),
                "absent_s": round(without / 1000, 1),
            }
        )
    return rows
