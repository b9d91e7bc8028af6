"""The loop from a source's pictures to changes and events, with a callable in the network's place."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from api.setups import CameraSetup, whole_picture
from api.watching import Listeners, Watching
from cameras.file import FileSource
from cameras.sampling import FALLBACK_INTERVAL_MS, Sampler
from tests.api.builders import ABSENT_S, LASTS_S, ZONE, Heard, camera, counter_setup, film, frames, heard, see_red
from tests.api.conftest import Scene
from vision.datatypes import BlindReason, Covers, Frame, Outcome, Phase, Presence, View, Zone
from vision.fold import Change


def watched(
    clip: Path, *, every_frame: bool = False, setup: CameraSetup | None = None, looks_per_second: float = 2.0
) -> tuple[Watching, Heard]:
    told = heard()
    with FileSource(clip, frames_per_second=None if every_frame else looks_per_second) as source:
        watching = Watching(
            setup or camera(5, 8),
            see_red,
            model_set="red",
            looks_per_second=looks_per_second,
            frames_per_second=source.info.frames_per_second,
            listeners=[told.listeners()],
        )
        watching.run(source, lambda: source.info.duration_ms)
    return watching, told


def moments(changes: list[Change], state: Presence) -> list[float]:
    return [change.at_ms / 1000 for change in changes if change.state is state]


def test_absences_are_found_within_a_second(scene: Scene) -> None:
    watching, told = watched(scene.clip)
    assert moments(told.changes, Presence.ABSENT) == pytest.approx([a for a, _ in ABSENT_S], abs=1)
    assert moments(told.changes, Presence.PRESENT)[1:] == pytest.approx([b for _, b in ABSENT_S], abs=1)
    assert moments(told.changes, Presence.PRESENT)[0] <= 1
    assert watching.looks == 2 * LASTS_S


def test_events_tell_the_absences_step_by_step(scene: Scene) -> None:
    _, told = watched(scene.clip)
    assert [event.phase for event in told.events] == [Phase.STARTED, Phase.GRAVER, Phase.ENDED] * 2
    started, graver, ended = told.events[:3]
    assert (started.at_ms - started.start_ms, graver.at_ms - graver.start_ms) == (5_000, 8_000)
    assert ended.outcome is Outcome.RETURNED
    assert ended.observed_s == pytest.approx(10, abs=1)
    assert {event.model_set for event in told.events} == {"red"}


@pytest.mark.parametrize(("every_ms", "looks_per_second"), [(40, 3.0), (200, 0.7), (200, 2.0), (333, 2.0)])
def test_all_frames_or_only_those_that_are_due_give_equal_spans(
    tmp_path: Path, every_ms: int, looks_per_second: float
) -> None:
    clip = film(tmp_path / "a.mp4", frames([(3, 7)], 9, every_ms))
    every, told = watched(clip, every_frame=True, looks_per_second=looks_per_second)
    due, also_told = watched(clip, looks_per_second=looks_per_second)
    assert told.spans
    assert (told.spans, told.changes) == (also_told.spans, also_told.changes)
    assert every.looks == due.looks


def test_a_source_of_unknown_rate_is_looked_at_alike() -> None:
    every = frames((), 3, 20)
    source = Sampler(2, FALLBACK_INTERVAL_MS)
    looked: list[list[int]] = []
    for pictures in (every, [frame for frame in every if source.takes(frame.at_ms)]):
        watching = Watching(camera(), see_red)
        watching.run(pictures)
        looked.append(watching.camera.looks["desk"].tracks.seen_ms.tolist())
        assert watching.looks == 7
    assert looked[0] == looked[1]


def test_spans_cover_the_whole_time_of_every_view(scene: Scene) -> None:
    watching, told = watched(scene.clip)
    assert told.spans[0].from_ms == 0
    assert all(a.to_ms == b.from_ms for a, b in pairwise(told.spans))
    with FileSource(scene.clip) as source:
        assert told.spans[-1].to_ms == source.info.duration_ms
    assert watching.states["desk"].coverage.total_ms == told.spans[-1].to_ms


def test_a_gap_in_the_source_is_blind_for_want_of_a_picture(tmp_path: Path) -> None:
    pictures = [frame for frame in frames((), 30) if not 10_000 < frame.at_ms < 20_000]
    watching, told = watched(film(tmp_path / "a.mp4", pictures))
    blind = [span for span in told.spans if span.blind_reason is BlindReason.NO_PICTURE]
    assert [blind[0].from_ms, blind[-1].to_ms] == pytest.approx([12_000, 20_000], abs=500)
    assert all(a.to_ms == b.from_ms for a, b in pairwise(told.spans))
    (change,) = [change for change in told.changes if change.blind_reason is BlindReason.NO_PICTURE]
    assert change.at_ms == blind[0].from_ms
    assert watching.states["desk"].coverage.ms[Presence.ABSENT] == 0
    assert told.events == []


def test_a_dark_stretch_is_blind_and_nobody_is_absent(tmp_path: Path) -> None:
    pictures = [
        Frame(f.at_ms, (f.image // 12).astype(np.uint8)) if 10_000 <= f.at_ms < 20_000 else f
        for f in frames([(10, 20)], 30)
    ]
    watching, told = watched(film(tmp_path / "a.mp4", pictures))
    assert [c.blind_reason for c in told.changes if c.at_ms > 1_000] == [BlindReason.DARK, None]
    assert watching.states["desk"].coverage.ms[Presence.ABSENT] == 0
    assert told.events == []


def test_two_watches_side_by_side_share_nothing() -> None:
    pictures = (frames([(4, 14)], 20), frames((), 20))
    alone: list[Heard] = []
    for those in pictures:
        alone.append(heard())
        Watching(camera(5), see_red, listeners=[alone[-1].listeners()]).run(those, lambda: 20_000)
    together = [heard(), heard()]
    watches = [Watching(camera(5), see_red, listeners=[told.listeners()]) for told in together]
    for pair in zip(*pictures, strict=True):
        for watch, frame in zip(watches, pair, strict=True):
            watch.take(frame)
    for watch in watches:
        watch.finish(20_000)
    assert together == alone
    assert together[0].events
    assert not together[1].events


def test_two_counters_of_one_camera_are_judged_apart() -> None:
    aside = Zone.from_fractions(((0.75, 0.1), (1, 0.1), (1, 0.9), (0.75, 0.9)), (320, 240))
    views = (View("a", "desk", ZONE), View("b", "aside", aside))
    setup = CameraSetup((320, 240), views, (counter_setup(5, view="a"), counter_setup(5, view="b", counter="aside")))
    told = heard()
    watching = Watching(setup, see_red, listeners=[told.listeners()])
    watching.run(frames((), 12))
    states = {name: state.coverage.ms for name, state in watching.states.items()}
    assert states["desk"][Presence.ABSENT] == 0
    assert states["aside"][Presence.PRESENT] == 0
    assert {event.counter for event in told.events} == {"aside"}


def test_a_part_of_a_counter_proves_presence_and_never_absence() -> None:
    setup = camera(5)
    part = replace(setup, counters=(replace(setup.counters[0], covers={"desk": Covers.PART}),))
    told = heard()
    Watching(part, see_red, listeners=[told.listeners()]).run(frames([(5, 15)], 20))
    assert {change.state for change in told.changes} == {Presence.PRESENT, Presence.BLIND}
    assert told.events == []


def test_frames_are_told_after_their_look_and_in_between() -> None:
    seen: list[tuple[int, int]] = []
    watching = Watching(
        camera(),
        see_red,
        frames_per_second=5,
        listeners=[Listeners(frame=lambda frame, watch: seen.append((frame.at_ms, watch.looks)))],
    )
    watching.run(frames((), 1))
    assert seen == [(0, 1), (200, 1), (400, 2), (600, 2), (800, 2)]


def test_without_a_frame_nothing_is_told() -> None:
    told = heard()
    watching = Watching(camera(), see_red, listeners=[told.listeners()])
    watching.run([])
    watching.finish(1_000)
    assert (told.spans, told.changes, told.events, watching.states) == ([], [], [], {})


@pytest.mark.parametrize(("ends_ms", "until_ms"), [(None, 2_500), (2_345, 2_345), (7, 2_201)])
def test_the_last_look_holds_to_the_end_of_the_source(ends_ms: int | None, until_ms: int) -> None:
    told = heard()
    watching = Watching(camera(), see_red, frames_per_second=5, listeners=[told.listeners()])
    watching.run(frames((), 2.4), lambda: ends_ms)
    assert told.spans[-1].to_ms == until_ms


def test_a_watch_may_begin_at_any_date() -> None:
    start_ms = 1_772_330_533_123
    told, dated = heard(), heard()
    Watching(camera(5), see_red, listeners=[told.listeners()]).run(frames([(4, 14)], 20))
    Watching(camera(5), see_red, listeners=[dated.listeners()]).run(
        Frame(frame.at_ms + start_ms, frame.image) for frame in frames([(4, 14)], 20)
    )
    assert [(s.from_ms + start_ms, s.staff_evidence) for s in told.spans] == [
        (s.from_ms, s.staff_evidence) for s in dated.spans
    ]
    assert [c.at_ms + start_ms for c in told.changes] == [c.at_ms for c in dated.changes]


def test_without_a_site_the_whole_picture_is_one_counter() -> None:
    setup = whole_picture((320, 240))
    watching = Watching(setup, see_red)
    watching.run(frames([(0, 6)], 12))
    assert watching.states["picture"].coverage.ms[Presence.PRESENT] == pytest.approx(6_000, abs=1_000)
