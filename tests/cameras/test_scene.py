"""The demo scene: its script, its truth, its pictures, the source, the films."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cameras.errors import OutputNotWritable
from cameras.file import FileSource
from cameras.pace import Pace
from cameras.scene import MOST, SceneSource, scene_truth, write_scene
from cameras.scene_demo import demo_script
from cameras.scene_hall import CUSTOMER_ZONE, PLACES_X, SIGN_BOX, SIZE_WH, STAFF_ZONE, hall
from cameras.scene_people import PERSONS, portrait
from cameras.scene_script import ARRIVE_MS, LEAVE_MS, Act, Garment, PhoneUse, Role, Script, SignUp, truth
from cameras.scene_stage import Stage
from models.detector import open_detector
from vision.datatypes import Phone, Presence, View, Zone
from vision.fold import Change, CounterSetup, CounterState, end, fold
from vision.pipeline import CameraWatch
from vision.rules.context import Context

DEMO = demo_script()
NOTICE_MS = 20_000
"""The shortest limit of the demo's site."""

STAFF, VISITOR = Role.STAFF, Role.VISITOR


def script(*acts: Act, duration_ms: int = 30_000, **more: tuple[SignUp, ...] | tuple[PhoneUse, ...]) -> Script:
    return Script(("1", "2"), duration_ms, acts, **more)  # type: ignore[arg-type]


ALWAYS = Act("1", STAFF, 0, 30_000)
MORNING, EVENING = Act("1", STAFF, 0, 8_000), Act("1", STAFF, 20_000, 30_000)


# --- script -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Script((), 1_000), "counters must be"),
        (lambda: Script(("1", "1"), 1_000), "counters must be"),
        (lambda: script(Act("9", STAFF, 0, 30_000)), r"counter of \('1', '2'\)"),
        (lambda: script(Act("1", STAFF, 9_000, 9_000)), "times in order"),
        (lambda: script(Act("1", STAFF, 9_000, 30_001)), "times in order"),
        (lambda: script(Act("1", STAFF, 2_000, 9_000)), "for the way in"),
        (lambda: script(Act("1", STAFF, 9_000, 9_500)), "to stand up"),
        (lambda: script(ALWAYS, Act("1", STAFF, 10_000, 12_000)), "gone before the next"),
        (lambda: script(MORNING, replace(EVENING, from_ms=11_000)), "gone before the next"),
        (lambda: script(MORNING), "leads into the beginning"),
        (lambda: script(EVENING), "leads into the beginning"),
        (lambda: script(MORNING, replace(EVENING, garment=Garment.WINE)), "with the same person"),
        (lambda: script(MORNING, replace(EVENING, person=2)), "with the same person"),
        (lambda: script(Act("1", STAFF, 9_000, 29_000)), "for the way out"),
        (lambda: script(MORNING, EVENING, signs=(SignUp("1", 10_000, 25_000),)), "put the sign up"),
        (lambda: script(MORNING, EVENING, signs=(SignUp("1", 7_000, 15_000),)), "put the sign up"),
        (lambda: script(ALWAYS, signs=(SignUp("1", 1, 9), SignUp("1", 8, 10))), "one after the other"),
        (lambda: script(MORNING, EVENING, phones=(PhoneUse("1", 7_000, 9_000),)), "hold the phone"),
        (lambda: script(ALWAYS, phones=(PhoneUse("1", 7_000, 9_000, Phone.NONE),)), "a call or handling"),
        (lambda: script(ALWAYS, phones=(PhoneUse("2", 7_000, 9_000),)), "hold the phone"),
    ],
)
def test_a_script_that_contradicts_itself_is_refused(make: Callable[[], Script], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_who_is_just_gone_may_be_followed() -> None:
    soon = MORNING.to_ms + LEAVE_MS[STAFF] + ARRIVE_MS[STAFF]
    assert script(MORNING, replace(EVENING, from_ms=soon)).acts_at("1", STAFF)[1].from_ms == soon


def test_the_hall_has_four_places() -> None:
    with pytest.raises(ValueError, match="4 counters at most"):
        Stage(Script(("a", "b", "c", "d", "e"), 1_000))


# --- truth ------------------------------------------------------------------------------------------


def test_truth_is_exact_and_complete() -> None:
    told = script(
        MORNING,
        EVENING,
        Act("1", VISITOR, 5_000, 12_000),
        signs=(SignUp("1", 7_500, 21_000),),
        phones=(PhoneUse("1", 1_000, 2_000), PhoneUse("1", 2_000, 3_500, Phone.HANDLING)),
    )
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    found = truth(told, lambda _counter: (square, square), "clip.mp4")
    assert (found["clip"], found["duration_s"], found["tolerance_s"]) == ("clip.mp4", 30.0, 1.0)
    first, second = found["counters"]
    assert first["staff"] == [(0, 8, "present"), (8, 20, "absent"), (20, 30, "present")]
    assert first["customer"] == [(0, 5, "absent"), (5, 12, "present"), (12, 30, "absent")]
    assert first["sign"] == [(0, 7.5, "not_shown"), (7.5, 21, "shown"), (21, 30, "not_shown")]
    assert first["phone"] == [(0, 1, "none"), (1, 2, "call"), (2, 3.5, "handling"), (3.5, 30, "none")]
    assert first["garment"] == [(0, 8, "navy"), (8, 20, "nobody"), (20, 30, "navy")]
    assert second["staff"] == [(0, 30, "absent")]


def test_a_second_round_goes_on_where_the_first_ends() -> None:
    found = truth(script(MORNING, EVENING), lambda _counter: ((), ()), "", rounds=2)
    assert found["duration_s"] == 60.0
    labels = found["counters"][0]["staff"]
    assert labels == [
        (0, 8, "present"),
        (8, 20, "absent"),
        (20, 38, "present"),
        (38, 50, "absent"),
        (50, 60, "present"),
    ]


def test_the_demo_has_absences_for_every_limit_within_two_minutes() -> None:
    gaps = [
        (after.from_ms - before.to_ms, before.to_ms)
        for counter in DEMO.counters
        for before, after in itertools.pairwise(DEMO.acts_at(counter, STAFF))
    ]
    assert sum(gap < 15_000 for gap, _ in gaps) >= 2  # too short for any limit
    assert sum(22_000 < gap < 38_000 for gap, _ in gaps) >= 2  # a notice
    assert sum(gap > 45_000 and since_ms < 60_000 for gap, since_ms in gaps) >= 2  # a warning
    over_ms = [since_ms + gap for gap, since_ms in gaps if gap >= NOTICE_MS]
    assert len(over_ms) == 4
    assert max(over_ms) <= 100_000  # two minutes from the start of `onpost demo` hold all of it
    assert DEMO.signs
    assert {use.use for use in DEMO.phones} == {Phone.CALL, Phone.HANDLING}
    assert len({act.garment for act in DEMO.acts if act.role is STAFF}) > 1


# --- pictures ---------------------------------------------------------------------------------------


BODIES = {STAFF: slice(STAFF_ZONE[1], STAFF_ZONE[3]), VISITOR: slice(CUSTOMER_ZONE[1] + 60, CUSTOMER_ZONE[3])}
"""Rows of a settled head and chest."""


def change(picture: NDArray[np.uint8], place: int, role: Role) -> float:
    """How far the picture is from the empty hall where somebody would be, and no sign and no screen, in grey levels."""
    there = (BODIES[role], slice(PLACES_X[place] - 40, PLACES_X[place] + 60))
    return float(np.abs(picture[there].astype(np.float64) - hall().empty[there]).mean())


def in_transit(act: Act, at_ms: int) -> bool:
    before = act.seen_from_ms <= at_ms < act.from_ms
    return before or act.to_ms <= at_ms < act.seen_to_ms(DEMO.duration_ms)


@pytest.mark.parametrize("role", Role)
def test_pixels_agree_with_the_truth(role: Role) -> None:
    stage = Stage(DEMO)
    for at_ms in range(500, DEMO.duration_ms, 3_000):
        picture = stage.picture(at_ms)
        for place, counter in enumerate(DEMO.counters):
            acts = DEMO.acts_at(counter, role)
            if not any(in_transit(act, at_ms) for act in acts):
                there = any(act.from_ms <= at_ms < act.to_ms for act in acts)
                assert (change(picture, place, role) > 15) is there, (at_ms, counter)


def test_a_picture_depends_on_seed_and_moment_alone() -> None:
    first, second = Stage(DEMO), Stage(DEMO)
    second.picture(100)
    assert np.array_equal(first.picture(31_000), second.picture(31_000))
    assert not np.array_equal(first.picture(31_000), Stage(DEMO, seed=1).picture(31_000))
    assert first.picture(0).shape == (SIZE_WH[1], SIZE_WH[0], 3)


def test_noise_is_a_cameras_and_never_repeats() -> None:
    stage = Stage(Script(("1",), 60_000))
    grain = [stage.picture(at_ms).astype(np.float64) - hall().empty for at_ms in range(0, 1_200, 100)]
    assert all(1.5 < one.std() < 3 for one in grain)
    assert all(not np.array_equal(one, other) for one, other in itertools.combinations(grain, 2))


def test_the_scene_loops_without_a_jump() -> None:
    stage = Stage(DEMO)
    seam = np.abs(stage.picture(DEMO.duration_ms - 20).astype(np.float64) - stage.picture(DEMO.duration_ms + 20))
    assert seam.mean() < 4  # two pictures' noise


@pytest.mark.parametrize(
    ("at_ms", "place", "hue"),
    [(60_000, 2, "blue"), (130_000, 2, "red"), (170_000, 2, "blue")],
)
def test_the_garment_changes(at_ms: int, place: int, hue: str) -> None:
    x = PLACES_X[place]
    red, _, blue = Stage(DEMO).picture(at_ms)[320:350, x - 60 : x - 40].reshape(-1, 3).mean(axis=0)
    assert ("red" if red > blue else "blue") == hue


def test_the_sign_stands_while_it_is_up() -> None:
    stage, x = Stage(DEMO), PLACES_X[3]
    x1, y1, x2, _ = SIGN_BOX
    for at_ms, up in ((31_900, False), (32_100, True), (60_000, True), (97_900, True), (98_100, False)):
        red, green, _ = stage.picture(at_ms)[y1 : y1 + 18, x + x1 : x + x2].reshape(-1, 3).mean(axis=0)
        assert bool(red > 1.5 * green) is up, at_ms


@pytest.mark.parametrize("use", [Phone.CALL, Phone.HANDLING])
def test_a_phone_is_seen_while_it_is_held(use: Phone) -> None:
    held = Stage(script(ALWAYS, phones=(PhoneUse("1", 10_000, 20_000, use),)))
    without = Stage(script(ALWAYS))
    for at_ms, seen in ((9_999, False), (10_000, True), (19_999, True), (20_000, False)):
        assert np.array_equal(held.picture(at_ms), without.picture(at_ms)) is not seen, at_ms


@pytest.mark.parametrize("place", range(4))
def test_nobody_is_seen_before_they_come_and_after_they_are_gone(place: int) -> None:
    names = ("1", "2", "3", "4")
    act = Act(names[place], STAFF, 10_000, 15_000)
    stage, alone = Stage(Script(names, 30_000, (act,))), Stage(Script(names, 30_000))
    for at_ms in (act.seen_from_ms, act.seen_to_ms(30_000) - 1):
        difference = np.abs(stage.picture(at_ms).astype(np.int16) - alone.picture(at_ms))
        assert difference.max() == 0, at_ms


def test_persons_differ() -> None:
    assert len(set(PERSONS)) == len(PERSONS)


# --- the photograph ---------------------------------------------------------------------------------


def test_the_photograph_is_the_credited_one() -> None:
    assets = files("cameras").joinpath("scene_assets")
    stored = assets.joinpath("person.png").read_bytes()
    assert hashlib.sha256(stored).hexdigest() in assets.joinpath("CREDITS.md").read_text()
    assert len(stored) < 300_000
    pictures = {entry.name for entry in assets.iterdir()} - {"CREDITS.md"}
    assert all(f"`{name}`" in assets.joinpath("CREDITS.md").read_text() for name in pictures)


def test_the_person_is_cut_out() -> None:
    alpha = portrait()[..., 3]
    assert portrait().shape == (382, 280, 4)
    assert not alpha[:100, :50].any()
    assert alpha[60:100, 150:180].min() == 255
    assert not portrait()[alpha == 0].any()


# --- source -----------------------------------------------------------------------------------------


def test_frames_come_in_order_at_their_rate_and_end() -> None:
    with SceneSource(script(ALWAYS), frames_per_second=0.4, starts_at_ms=5_000, rounds=2) as source:
        assert source.info.size_wh == SIZE_WH
        assert (source.info.duration_ms, source.info.frames_per_second) == (60_000, 0.4)
        frames = list(source)
        assert [frame.at_ms for frame in frames] == list(range(5_000, 65_000, 2_500))
        assert source.losses.overtaken == 0
        assert list(source) == []  # those that have not been given yet
        assert np.array_equal(frames[3].image, source.frame_at(frames[3].at_ms).image)


def test_without_rounds_it_never_ends_and_close_ends_it() -> None:
    source = SceneSource(script(ALWAYS), frames_per_second=0.1)
    assert source.info.duration_ms is None
    frames = iter(source)
    assert [frame.at_ms for frame in itertools.islice(frames, 5)] == [0, 10_000, 20_000, 30_000, 40_000]
    source.close()
    source.close()
    assert list(frames) == []
    with pytest.raises(ValueError, match="closed"):
        iter(source)


@pytest.mark.parametrize("setting", ["frames_per_second", "speed", "rounds"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), MOST + 1])
def test_a_wrong_setting_is_refused(setting: str, value: float) -> None:
    settings: dict[str, float] = {setting: value}
    with pytest.raises(ValueError, match=setting):
        SceneSource(DEMO, **settings)  # type: ignore[arg-type]


@dataclass(slots=True)
class Watch:
    """A clock that only sleeping and working move."""

    now_s: float = 100.0
    naps: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 3))
        self.now_s += seconds


@pytest.mark.parametrize(("speed", "nap_s"), [(1.0, 0.5), (10.0, 0.05), (0.5, 1.0)])
def test_a_live_scene_keeps_its_pace(speed: float, nap_s: float) -> None:
    watch = Watch()
    source = SceneSource(DEMO, frames_per_second=2, pace=Pace.REAL, speed=speed, clock=watch.clock, sleep=watch.sleep)
    assert [frame.at_ms for frame in itertools.islice(source, 4)] == [0, 500, 1_000, 1_500]
    assert watch.naps == [nap_s] * 3
    assert source.losses.overtaken == 0


def test_a_live_scene_does_not_wait_for_a_slow_reader() -> None:
    watch = Watch()
    source = SceneSource(DEMO, frames_per_second=2, pace=Pace.REAL, clock=watch.clock, sleep=watch.sleep)
    frames = iter(source)
    assert next(frames).at_ms == 0
    watch.now_s += 1.7  # work
    assert next(frames).at_ms == 1_500
    assert source.losses.overtaken == 2
    assert next(frames).at_ms == 2_000
    assert source.losses.overtaken == 2


# --- films ------------------------------------------------------------------------------------------


def test_the_scene_as_a_film_is_the_scene(tmp_path: Path) -> None:
    film = tmp_path / "scene.mp4"
    told = script(ALWAYS, duration_ms=30_000)
    write_scene(film, told, frames_per_second=1)
    with FileSource(film, starts_at_ms=0) as source:
        frames = list(source)
    assert [frame.at_ms for frame in frames] == list(range(0, 30_000, 1_000))
    stage = Stage(told)
    assert all(np.abs(f.image.astype(np.float64) - stage.picture(f.at_ms)).mean() < 4 for f in frames[::10])


def test_a_raw_film_can_be_cut_and_joined_anywhere(tmp_path: Path) -> None:
    film = tmp_path / "scene.h264"
    write_scene(film, script(ALWAYS), frames_per_second=2)
    units = [unit[0] & 31 for unit in film.read_bytes().split(b"\0\0\1")[1:]]
    delimiter, header, key = 9, 7, 5
    assert units[0] == delimiter
    assert units.count(delimiter) == 60
    assert units.count(header) == units.count(key) == 30  # a key frame each second, with headers


@pytest.mark.parametrize("name", ["scene.avi", "missing/scene.h264", "missing/scene.mp4"])
def test_a_film_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputNotWritable):
        write_scene(tmp_path / name, script(ALWAYS), frames_per_second=1)
    assert list(tmp_path.iterdir()) == []


# --- perceived --------------------------------------------------------------------------------------

PLAYED = Script(
    ("1", "2"),
    36_000,
    (
        Act("1", STAFF, 0, 8_000),
        Act("1", STAFF, 22_000, 36_000),
        Act("1", VISITOR, 10_000, 30_000, Garment.WINE, 5),
        Act("2", STAFF, 9_000, 24_000, Garment.NAVY, 1),
    ),
    phones=(PhoneUse("2", 14_000, 18_000),),
)


def perceived(told: Script) -> Iterator[Change]:
    """What the real detector and the whole pipeline make of one round, at two looks a second."""
    stage = Stage(told)
    views = []
    for counter in told.counters:
        staff, customer = (Zone.from_fractions(zone, SIZE_WH) for zone in stage.zones(counter))
        views.append(View(counter, counter, staff, customer))
    setups = {view.id: CounterSetup(view.id, {view.id: view.covers}, Context("h", ("", ""))) for view in views}
    states = {view.id: CounterState.at(setups[view.id], 0) for view in views}
    watch = CameraWatch(views, open_detector("yolo11n"))
    looks = (watch.look(frame) for frame in SceneSource(told, frames_per_second=2, rounds=1))
    for spans in itertools.chain(looks, (watch.close(told.duration_ms) for _ in "1")):
        for span in spans:
            states[span.view], (changes, _) = fold(states[span.view], span, setups[span.view])
            yield from changes
    for name, state in states.items():
        yield from end(state, setups[name])[1][0]


def timeline(moments: list[tuple[int, Presence]]) -> list[tuple[float, str]]:
    """Seconds and states, alike neighbours joined, without the first moments' not knowing."""
    known = [(at_ms / 1000, state.value) for at_ms, state in moments if at_ms or state is not Presence.BLIND]
    return [moment for i, moment in enumerate(known) if i == 0 or known[i - 1][1] != moment[1]]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "told", [pytest.param(PLAYED, id="short"), pytest.param(DEMO, id="demo", marks=pytest.mark.slow)]
)
def test_the_real_pipeline_finds_every_change_within_a_second(told: Script) -> None:
    changes = list(perceived(told))
    for counter in scene_truth(told, "")["counters"]:
        mine = [change for change in changes if change.counter == counter["id"]]
        staff = timeline([(change.at_ms, change.state) for change in mine])
        customer = timeline([(change.at_ms, change.customer) for change in mine])
        for found, wanted in ((staff, counter["staff"]), (customer, counter["customer"])):
            assert [state for _, state in found] == [state for _, _, state in wanted]
            late_s = [at - since for (at, _), (since, _, _) in zip(found, wanted, strict=True)]
            assert max(map(abs, late_s)) <= 1, (counter["id"], late_s)
