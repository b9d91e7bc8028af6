"""A camera is judged by what its views show: cases a rule, and the same events wherever time is cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vision.rules.hall_builders import window
from vision.cameras import Camera
from vision.datatypes import BlindReason, Event, Outcome, Phase, Place, Severity, Span, Status
from vision.hall import HallSetup, HallState, fold, passed
from vision.rules.camera_registry import BLINDED_BY, CAMERA_RULES, UNMEASURED
from vision.rules.camera_span import CameraSpan
from vision.rules.context import Context
from vision.rules.hall_registry import DEFAULTS
from vision.rules.rule import Answer
from vision.sights import Sight, SightChange, sight_of

LETTERS = {
    ".": Sight.CLEAR,
    "n": Sight.NO_PICTURE,
    "d": Sight.DARK,
    "c": Sight.COVERED,
    "f": Sight.FROZEN,
    "b": Sight.BLURRED,
    "m": Sight.MOVED,
    "p": Sight.PRIVATE,
    "s": Sight.SILENT,
}
CAMERA = Camera("east", ("北厅摄像机东", "North hall, camera east"), {"seven": "7", "eight": "8"})
SETUP = HallSetup(
    Context("north", ("北厅", "North hall"), service=()), {name: window(name) for name in "78"}, cameras=(CAMERA,)
)
"""Two counters in service from 600 s to 3600 s, which one camera watches."""

Story = Mapping[str, Sequence[tuple[float, str]]]
"""View -> since which second, and what it shows."""


def shown(story: Story) -> list[SightChange]:
    return [
        SightChange(view, round(since_s * 1000), LETTERS[letter])
        for view, runs in story.items()
        for since_s, letter in runs
    ]


def judged(
    changes: Iterable[SightChange], setup: HallSetup = SETUP, cuts: Iterable[int] = (), until_ms: int = 4_000_000
) -> list[Event]:
    changes, state, events = list(changes), HallState(0), list[Event]()
    for to_ms in (*sorted(cuts), until_ms):
        news = [change for change in changes if state.at_ms <= change.at_ms < to_ms]
        state, found = fold(state, (), to_ms, setup, news)
        events += found
    return events


def story(setup: HallSetup = SETUP, **views: Sequence[tuple[float, str]]) -> list[tuple[str, float]]:
    return [(event.phase.value, event.at_ms / 1000) for event in judged(shown(views), setup)]


def both(*runs: tuple[float, str]) -> dict[str, Sequence[tuple[float, str]]]:
    return {"seven": runs, "eight": runs}


CASES: tuple[tuple[str, Story, list[tuple[str, str, float]]], ...] = (
    ("offline", both((0, "."), (1000, "n"), (1300, ".")),
     [("camera.offline", "started", 1180), ("camera.offline", "ended", 1310)]),
    ("below its limit", both((0, "."), (1000, "n"), (1179, ".")), []),
    ("one view that shows something is not offline", {"seven": [(0, "."), (1000, "n")], "eight": [(0, ".")]}, []),
    ("nor is one that stands still", {"seven": [(0, "n")], "eight": [(0, "f")]},
     [("camera.frozen", "started", 780), ("camera.frozen", "ended", 3600)]),
    ("one that nobody tells of may be",
     {"seven": [(0, "."), (1000, "n"), (1300, ".")], "eight": [(0, "."), (1000, "s")]},
     [("camera.offline", "started", 1180), ("camera.offline", "ended", 1310)]),
    ("a flicker goes on", both((0, "."), (1000, "n"), (1100, "."), (1105, "n"), (1300, ".")),
     [("camera.offline", "started", 1185), ("camera.offline", "ended", 1310)]),
    ("frozen", both((0, "."), (1000, "f"), (1300, ".")),
     [("camera.frozen", "started", 1180), ("camera.frozen", "ended", 1310)]),
    ("dark", both((0, "."), (1000, "d"), (1300, ".")),
     [("camera.dark", "started", 1180), ("camera.dark", "ended", 1310)]),
    ("a dark corner hides a counter too", {"seven": [(0, "."), (1000, "d"), (1300, ".")], "eight": [(0, ".")]},
     [("camera.dark", "started", 1180), ("camera.dark", "ended", 1310)]),
    ("a hand over one view", {"seven": [(0, "."), (1000, "c"), (1300, ".")], "eight": [(0, ".")]},
     [("camera.blocked", "started", 1180), ("camera.blocked", "ended", 1310)]),
    ("covered and dark is one finding", {"seven": [(0, "."), (1000, "c")], "eight": [(0, "."), (1000, "d")]},
     [("camera.blocked", "started", 1180), ("camera.blocked", "ended", 3600)]),
    ("another fault between moves nothing", both((0, "."), (1000, "d"), (1100, "n"), (1200, "d"), (1300, ".")),
     [("camera.dark", "started", 1280), ("camera.dark", "ended", 1310)]),
    ("silence blames nobody", both((0, "."), (1000, "s")), []),
    ("nor ends what runs at once", both((0, "."), (1000, "c"), (1200, "s"), (1300, "c"), (1400, ".")),
     [("camera.blocked", "started", 1180), ("camera.blocked", "ended", 1410)]),
    ("silent for long it is not known", both((0, "."), (1000, "c"), (1200, "s")),
     [("camera.blocked", "started", 1180), ("camera.blocked", "ended", 1500)]),
    ("private blames nobody", both((0, "."), (1000, "p")), []),
    ("before opening", both((0, "n"), (599, ".")), []),
    ("counted from opening", both((0, "n")), [("camera.offline", "started", 780), ("camera.offline", "ended", 3600)]),
    ("never told of", {}, []),
    ("what nothing measures is off", both((0, "."), (1000, "b"), (1500, "m")), []),
)  # fmt: skip


@pytest.mark.parametrize(("seen", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_cases(seen: Story, wanted: list[tuple[str, str, float]]) -> None:
    found = [(event.type, event.phase.value, event.at_ms / 1000) for event in judged(shown(seen))]
    assert found == wanted


def test_an_event_names_the_camera_and_what_it_has_blinded() -> None:
    hand = {"seven": [(0, "."), (1000, "c"), (1300, ".")], "eight": [(0, "."), (1200, "c"), (1250, ".")]}
    started, ended = judged(shown(hand))
    assert (started.id, started.counter) == ("north/camera:east/camera.blocked/1000000", "camera:east")
    assert (started.place, started.severity, started.status) == (Place.CAMERA, Severity.WARNING, Status.TRIAL)
    assert (started.blinded, ended.blinded, ended.outcome) == (("7",), ("7", "8"), Outcome.RETURNED)
    assert (ended.start_ms, ended.end_ms) == (1_000_000, 1_300_000)
    assert started.why["zh"].startswith("北厅摄像机东")
    assert "画面被遮挡,已历时3分钟;服务时段内;受影响窗口:7号窗口;时限3分钟" in started.why["zh"]
    assert "shows nothing, as if covered, since" in started.why["en"]
    assert "3 min so far; in service hours; affects Window 7; limit 3 min" in started.why["en"]
    assert "affects Window 7, Window 8;" in ended.why["en"]


def test_it_holds_while_any_counter_that_it_watches_is_in_service() -> None:
    early = replace(window("8"), service=((0, 900_000),))
    setup = replace(SETUP, counters={"7": replace(window("7"), service=()), "8": early})
    assert story(setup, **both((0, "n"))) == [("started", 180), ("ended", 900)]


def test_who_is_exempt_does_not_count() -> None:
    exempt = {c: replace(window(c), exemptions=((0, 4_000_000, frozenset({"camera.dark"})),)) for c in "78"}
    assert story(replace(SETUP, counters=exempt), **both((0, "d"))) == []
    assert story(replace(SETUP, counters={**exempt, "8": window("8")}), **both((0, "d"))) != []


def test_a_camera_that_is_given_up_ends_what_runs() -> None:
    state, events = fold(HallState(0), (), 1_000_000, SETUP, shown(both((0, "n"))))
    state, more = fold(state, (), 2_000_000, replace(SETUP, cameras=()))
    assert [(e.phase, e.outcome, e.at_ms) for e in (*events, *more)] == [
        (Phase.STARTED, None, 780_000), (Phase.ENDED, Outcome.CLOSED, 1_000_000)]  # fmt: skip
    assert not state.rules
    assert not state.blinded
    assert not state.sights


def test_a_rule_that_is_off_finds_nothing() -> None:
    off = {name: replace(limits, status=Status.OFF) for name, limits in DEFAULTS.items()}
    assert story(replace(SETUP, rules=off), **both((0, "n"), (1000, "d"))) == []
    assert replace(SETUP, rules=off).idle
    assert not SETUP.idle
    assert replace(SETUP, cameras=()).idle


SPANS: tuple[tuple[Span, Sight], ...] = (
    (Span("v", 0, 1), Sight.CLEAR),
    (Span("v", 0, 1, BlindReason.NO_PICTURE), Sight.NO_PICTURE),
    (Span("v", 0, 1, BlindReason.NO_PICTURE, zone_version=0), Sight.SILENT),
    (Span("v", 0, 1, BlindReason.DARK), Sight.DARK),
    (Span("v", 0, 1, BlindReason.COVERED), Sight.COVERED),
    (Span("v", 0, 1, BlindReason.FROZEN), Sight.FROZEN),
    (Span("v", 0, 1, BlindReason.PRIVATE), Sight.PRIVATE),
    (Span("v", 0, 1, BlindReason.UNDECIDED), Sight.SILENT),
)


def test_what_a_span_shows() -> None:
    assert [sight_of(span) for span, _ in SPANS] == [sight for _, sight in SPANS]
    assert {span.blind_reason for span, _ in SPANS} == {None, *BlindReason}


def test_every_rule_waits_for_what_it_says() -> None:
    assert BLINDED_BY.keys() == CAMERA_RULES.keys() - {"camera.clock_skew"}
    for rule, sight in BLINDED_BY.items():
        span = CameraSpan("camera:east", 0, 1, frozenset({sight}))
        assert CAMERA_RULES[rule].seen(span) is Answer.YES
        assert CAMERA_RULES[rule].seen(replace(span, sights=frozenset({Sight.CLEAR}))) is Answer.NO
        assert CAMERA_RULES[rule].seen(replace(span, sights=frozenset())) is Answer.UNSEEN


@pytest.mark.parametrize(("skewed", "answer"), [(None, Answer.UNSEEN), (True, Answer.YES), (False, Answer.NO)])
def test_a_clock_is_off_where_somebody_has_compared_it(skewed: bool | None, answer: Answer) -> None:
    assert CAMERA_RULES["camera.clock_skew"].seen(CameraSpan("camera:east", 0, 1, frozenset(), skewed)) is answer


def test_what_nothing_measures_is_off() -> None:
    assert {rule for rule, held in CAMERA_RULES.items() if held.defaults.status is Status.OFF} == UNMEASURED


RUNS = st.lists(
    st.tuples(st.integers(0, 4_000), st.sampled_from(sorted(LETTERS))), max_size=8, unique_by=lambda run: run[0]
)


@settings(max_examples=60, deadline=None)
@given(RUNS, RUNS, st.lists(st.integers(1, 4_099_999)), st.randoms(use_true_random=False))
def test_order_and_cuts_do_not_matter(
    seven: list[tuple[int, str]], eight: list[tuple[int, str]], cuts: list[int], chance: Random
) -> None:
    changes = shown({"seven": seven, "eight": eight})
    whole = judged(changes, until_ms=4_100_000)
    chance.shuffle(changes)
    assert judged(changes, cuts=cuts, until_ms=4_100_000) == whole
    steps: dict[str, list[Phase]] = {}
    for event in whole:
        steps.setdefault(event.id, []).append(event.phase)
    assert all(phases == [Phase.STARTED, Phase.ENDED] for phases in steps.values())


@settings(max_examples=30, deadline=None)
@given(RUNS, st.lists(st.integers(1, 4_099_999)))
def test_beside_rules_of_the_hall_it_is_the_same(runs: list[tuple[int, str]], cuts: list[int]) -> None:
    changes = shown({"seven": runs})
    busy = replace(
        SETUP, rules={**DEFAULTS, "hall.queue_long": replace(DEFAULTS["hall.queue_long"], status=Status.TRIAL)}
    )
    assert judged(changes, busy, cuts, 4_100_000) == judged(changes, until_ms=4_100_000)
    assert SETUP.cameras_alone
    assert not busy.cameras_alone
    assert passed(HallState(0), 1_000, busy, ()) is None


@settings(max_examples=60, deadline=None)
@given(RUNS, st.integers(1, 4_000_000), st.integers(1, 4_000_000))
def test_what_is_passed_has_nothing_to_be_found(runs: list[tuple[int, str]], one: int, other: int) -> None:
    """And what goes on from there goes on from what is shown there."""
    changes, (start_ms, end_ms) = shown({"seven": runs, "eight": [(0, ".")]}), sorted((one, other))
    state, _ = fold(HallState(0), (), start_ms, SETUP, [on for on in changes if on.at_ms < start_ms])
    news = [on for on in changes if start_ms <= on.at_ms < end_ms]
    after, events = fold(state, (), end_ms, SETUP, news)
    quick = passed(state, end_ms, SETUP, news)
    assert quick is None or (quick.at_ms, quick.sights, quick.rules, events) == (end_ms, after.sights, after.rules, [])
    harmless = {"p", "s", "."}.issuperset(letter for _, letter in runs)
    assert quick is not None or not harmless
