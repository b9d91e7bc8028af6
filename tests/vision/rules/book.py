"""The rule book as a table: each rule with what it waits for, its limits, and what excuses; in seconds.

A new rule is one more row; ``test_book`` makes its cases: found, below the limit, exempt, blind, late, merged.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tests.vision.rules import hall_builders
from tests.vision.rules.builders import DAY, cut, folded, only, slip, spans_of
from vision.cameras import Camera
from vision.datatypes import Event, Presence, Status
from vision.hall import Group, HallSetup, HallState, fold
from vision.rules import presence
from vision.rules.camera_registry import CAMERA_RULES
from vision.rules.camera_span import CameraSpan
from vision.rules.context import Context
from vision.rules.hall_registry import DEFAULTS, EVERY_HALL_RULE, HALL_RULES
from vision.rules.hall_span import HallSpan, Post
from vision.rules.held import IDLE, Case, advance_within
from vision.sights import Sight, SightChange

YES, NO, BLIND = "yes", "no", "blind"

Runs = Sequence[tuple[float, str]]
"""Until which second, and whether what the rule waits for is seen, seen not to be, or cannot be seen."""

Around = Mapping[str, object]
"""What else holds, as fields of ``Context``."""

World = Callable[[Runs, Around, Iterable[int]], list[Event]]
"""What is told of a story, under which circumstances, wherever time is cut (ms)."""


def at_a_counter(rule: str, yes: str, no: str, context: Context = DAY) -> World:
    """``yes`` and ``no`` as letters of ``builders``."""
    letters = {YES: yes, NO: no, BLIND: "b"}

    def tell(runs: Runs, around: Around, cuts: Iterable[int]) -> list[Event]:
        spans = cut(spans_of([(until_s, letters[seen]) for until_s, seen in runs]), cuts)
        return only(rule, folded(spans, context=replace(context, **around))[1])  # type: ignore[arg-type]

    return tell


def of_absence(runs: Runs, around: Around, cuts: Iterable[int]) -> list[Event]:
    """``presence.absent``, which has a table of its own."""
    letters = {YES: "x", NO: ".", BLIND: "b"}
    state, events = presence.AbsenceState(), list[Event]()
    context = replace(DAY, **around)  # type: ignore[arg-type]
    for span in cut(spans_of([(until_s, letters[seen]) for until_s, seen in runs]), cuts):
        state, found = presence.advance(state, span, presence.AbsenceLimits(), context)
        events += found
    return events


def _in_hall(setup: HallSetup, around: Around) -> HallSetup:
    counters = {name: replace(held, **around) for name, held in setup.counters.items()}  # type: ignore[arg-type]
    limits = {rule: replace(DEFAULTS[rule], status=Status.TRIAL) for rule in EVERY_HALL_RULE}
    return replace(setup, counters=counters, rules=limits)


def of_a_group(runs: Runs, around: Around, cuts: Iterable[int]) -> list[Event]:
    """``hall.below_minimum`` of a group of one counter."""
    letters = {YES: "x", NO: ".", BLIND: "b"}
    starts = [0, *(until_s for until_s, _ in runs)]
    story = {"7": [(at_s, letters[seen]) for at_s, (_, seen) in zip(starts, runs, strict=False)]}
    alone = replace(
        hall_builders.SETUP,
        counters={"7": hall_builders.window("7")},
        groups=(Group("tax", ("税务组", "Tax"), ("7",), 1),),
    )
    changes = hall_builders.changes_of(story)
    return hall_builders.judged(changes, round(runs[-1][0] * 1000), _in_hall(alone, around), cuts)


def of_a_camera(rule: str, yes: Sight) -> World:
    """A camera whose only view shows ``yes``, is clear, or that nobody tells of."""
    sights = {YES: yes, NO: Sight.CLEAR, BLIND: Sight.SILENT}
    camera = Camera("east", ("北厅摄像机东", "North hall, camera east"), {"seven": "7"})
    plain = HallSetup(hall_builders.SETUP.context, {"7": hall_builders.window("7")}, cameras=(camera,))

    def tell(runs: Runs, around: Around, cuts: Iterable[int]) -> list[Event]:
        starts = [0, *(round(until_s * 1000) for until_s, _ in runs)]
        shown = [SightChange("seven", at_ms, sights[seen]) for at_ms, (_, seen) in zip(starts, runs, strict=False)]
        state, events = HallState(0), list[Event]()
        for to_ms in (*sorted(set(cuts)), starts[-1]):
            news = [change for change in shown if state.at_ms <= change.at_ms < to_ms]
            state, found = fold(state, (), to_ms, _in_hall(plain, around), news)
            events += found
        return only(rule, events)

    return tell


def _uncounted(rule: str) -> World:
    """Rules whose facts nothing measures yet: asked directly, as ``vision.hall`` would ask."""

    def tell(runs: Runs, around: Around, cuts: Iterable[int]) -> list[Event]:
        context = replace(DAY, **around)  # type: ignore[arg-type]
        limits = replace(DEFAULTS[rule], status=Status.TRIAL)
        state, events, starts = IDLE, list[Event](), [0, *(round(until_s * 1000) for until_s, _ in runs)]
        for (start, end), (_, seen) in zip(pairwise(starts), runs, strict=True):
            edges = sorted({start, end, *(at for at in cuts if start < at < end)})
            for from_ms, to_ms, held in (piece for edge in pairwise(edges) for piece in context.pieces(*edge)):
                if rule in CAMERA_RULES:
                    skewed = {YES: True, NO: False, BLIND: None}[seen]
                    clock = CameraSpan("camera:east", from_ms, to_ms, frozenset(), skewed)
                    state, found = advance_within(state, clock, Case(rule, CAMERA_RULES[rule], limits, context, held))
                else:
                    many = {YES: 9, NO: 0, BLIND: None}[seen]
                    here = Post("7", Presence.PRESENT, circumstances=held, staff_count=many)
                    empty = Post("8", Presence.ABSENT, Presence.ABSENT, held)
                    hall = HallSpan("7", from_ms, to_ms, (here, empty), at_least=limits.at_least, waiting=many)
                    state, found = advance_within(state, hall, Case(rule, HALL_RULES[rule], limits, context, held))
                events += found
        return events

    return tell


@dataclass(frozen=True)
class Row:
    """A rule: found after ``limit_s`` as ``severity``; ``begins_s`` is when what it waits for begins in its cases.

    More than ``blind_ends_s`` of blindness end it as unknown, ``gap_s`` seen to be without it end it. ``once``: only
    the first of a day, or what begins at one moment, is told. ``excused_by``: slip, cover, announced. ``any_time``:
    whatever the hours. ``decided``: when its limit is reached, at closing, or by the sum of a clock hour.
    """

    rule: str
    tell: World
    limit_s: float
    severity: str
    gap_s: float = 10
    begins_s: float = 1000
    blind_ends_s: float = 300
    once: bool = False
    excused_by: frozenset[str] = frozenset()
    any_time: bool = False
    decided: str = "at its limit"


def _counter(rule: str, yes: str, no: str, limit_s: float, severity: str = "notice", **how: object) -> Row:
    return Row(rule, at_a_counter(rule, yes, no), limit_s, severity, **how)  # type: ignore[arg-type]


def _camera(rule: str, yes: Sight) -> Row:
    return Row(rule, of_a_camera(rule, yes), 180, "warning")


SLIP_COVER = frozenset({"slip", "cover"})
AWAY = replace(DAY, declarations=(slip(900, 1000),))
"""A slip is due at 1000 s."""

ROWS = (
    Row("presence.absent", of_absence, 300, "notice", gap_s=0),
    Row(
        "presence.declaration_overdue", at_a_counter("presence.declaration_overdue", "x", ".", AWAY), 300, "warning",
        once=True, excused_by=frozenset({"slip"}),
    ),
    _counter("presence.not_ready", "x", ".", 60, begins_s=100),
    _counter("presence.late_open", "x", ".", 60, begins_s=600, once=True, excused_by=SLIP_COVER),
    _counter("presence.early_close", "x", ".", 60, begins_s=3000, excused_by=SLIP_COVER, decided="at closing"),
    _counter("presence.left_customer_at_close", "2", "4", 10, "warning", begins_s=3000, decided="at closing"),
    _counter("presence.overtime", ".", "x", 300, gap_s=60, begins_s=3600, once=True),
    _counter("presence.customer_unattended", "1", "4", 60, "warning", excused_by=frozenset({"announced"})),
    _counter("presence.away_mid_service", "2", "4", 180),
    _counter("presence.sign_shown", "g", "o", 5, blind_ends_s=1800),
    _counter("presence.sign_missing", "o", "w", 120, excused_by=SLIP_COVER | {"announced"}),
    _counter("presence.sign_misuse", "G", "w", 300),
    _counter("presence.closed_unapproved", "g", "w", 300, "warning", excused_by=SLIP_COVER | {"announced"}),
    _counter("presence.outsider", "O", "t", 20, "warning", any_time=True),
    Row("presence.gathering", _uncounted("presence.gathering"), 180, "notice"),
    Row("hall.below_minimum", of_a_group, 300, "warning"),
    Row("hall.queue_long", _uncounted("hall.queue_long"), 300, "notice"),
    _counter("posture.slumped", "s", "u", 60, gap_s=5),
    _counter("posture.dozing", "S", "u", 120, "warning", gap_s=5),
    _counter("posture.leaning_back", "l", "u", 30, gap_s=5),
    _counter("posture.legs_crossed", "L", "j", 60),
    _counter("posture.grooming", "R", "r", 60),
    _counter("phone.handling", "p", "n", 30, gap_s=5),
    _counter("phone.handling_sum", "p", "n", 300, begins_s=1000, decided="by the hour"),
    _counter("phone.call", "c", "n", 5, gap_s=5),
    _counter("phone.while_serving", "Q", "N", 20, gap_s=5),
    _counter("conduct.eating", "E", "e", 60, gap_s=30),
    _counter("conduct.smoking", "F", "f", 20, "warning", gap_s=30),
    _counter("conduct.reading", "D", "d", 300, gap_s=30),
    _counter("desk.private_items", "I", "i", 600, gap_s=60, once=True),
    _counter("appearance.uniform_mismatch", "M", "m", 60, gap_s=30, once=True),
    _counter("appearance.mixed_uniform", "U", "m", 60, gap_s=30, once=True),
    _camera("camera.offline", Sight.NO_PICTURE),
    _camera("camera.frozen", Sight.FROZEN),
    _camera("camera.dark", Sight.DARK),
    _camera("camera.blocked", Sight.COVERED),
    _camera("camera.blurred", Sight.BLURRED),
    _camera("camera.moved", Sight.MOVED),
    Row("camera.clock_skew", _uncounted("camera.clock_skew"), 180, "warning"),
)  # fmt: skip
