"""One camera of a worker: spans without a gap, watermarks that keep their word, turns of belief."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from api.worker.watched import Networks, Seen, Turn, WatchedPictures
from tests.api.worker.cameras import PERSON_GREY, SIZE_WH, WALKING_OFF, detect, frame, watched
from vision.datatypes import BlindReason, Detections, Presence, Span

BEGIN_MS = 1_772_330_400_000
NETWORKS = Networks(detect, "nets")
VIEWS = ("a", "b")
SMALL_WH = (160, 120)


@dataclass(slots=True)
class Play:
    """A camera's day, step by step."""

    pictures: WatchedPictures = field(
        default_factory=lambda: WatchedPictures(watched("cam", *VIEWS), NETWORKS, BEGIN_MS)
    )
    at_ms: int = BEGIN_MS
    spans: list[Span] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def step(self, what: str, later_ms: int = 500, aside: float = 0.0) -> Seen:
        """``what`` comes so much later: somebody, nobody, small (a picture of another size), idle or the end."""
        self.at_ms += later_ms
        if what == "idle":
            seen = self.pictures.idle(self.at_ms)
        elif what == "end":
            seen = self.pictures.finish(self.at_ms)
        else:
            size_wh = SMALL_WH if what == "small" else SIZE_WH
            seen = self.pictures.look(frame(self.at_ms, what == "somebody", size_wh, aside))
        self.spans += seen.spans
        self.turns += seen.turns
        return seen

    def of(self, view: str) -> list[Span]:
        return [span for span in self.spans if span.view == view]


KINDS = st.sampled_from(["somebody", "somebody", "nobody", "idle", "small"])
STEPS = st.lists(st.tuples(KINDS, st.sampled_from([1, 400, 500, 2500, 9000])), max_size=25)


@settings(max_examples=60)
@given(steps=STEPS)
def test_spans_leave_no_gap_and_none_begins_before_a_watermark_that_was_told(steps: list[tuple[str, int]]) -> None:
    play = Play()
    for what, later_ms in [*steps, ("somebody", 500), ("end", 1)]:
        told = play.pictures.watermarks_ms
        seen = play.step(what, later_ms)
        assert all(span.from_ms >= told[span.view] for span in seen.spans)
        assert all(play.pictures.watermarks_ms[view] >= told[view] for view in VIEWS)
    for view in VIEWS:
        spans = play.of(view)
        assert [span.from_ms for span in spans[1:]] == [span.to_ms for span in spans[:-1]]
        assert spans[-1].to_ms == play.at_ms
        assert all(span.to_ms - span.from_ms <= 10_000 for span in spans)


def test_time_without_a_picture_is_blind_and_a_camera_that_never_came_says_nothing() -> None:
    play = Play()
    play.step("idle", 60_000)
    assert play.spans == []
    assert play.pictures.watermarks_ms == dict.fromkeys(VIEWS, play.at_ms - 2_000)
    play.step("somebody")
    looked_ms = play.at_ms
    play.step("idle", 4_000)
    assert play.spans == [], "a look holds for two seconds, and a frame may be two seconds on its way"
    play.step("idle", 3_000)
    reasons = {span.blind_reason for span in play.of("a") if span.from_ms >= looked_ms + 2_000}
    assert reasons == {BlindReason.NO_PICTURE}
    assert play.pictures.watermarks_ms == dict.fromkeys(VIEWS, play.at_ms - 2_000)


@pytest.mark.parametrize("away_ms", [2_100, 3_000, 5_000, 30_000])
@pytest.mark.parametrize("on_its_way_ms", [0, 50, 900])
def test_after_a_gap_of_any_length_the_next_frame_is_looked_at(away_ms: int, on_its_way_ms: int) -> None:
    """The clock goes on while a frame is on its way, and silence is noticed just before it is there."""
    play = Play()
    for _ in range(4):
        play.step("somebody")
    for _ in range(away_ms // 500):
        play.step("idle")
    before = play.pictures.looks
    for _ in range(6):
        play.step("idle", 500)
        play.pictures.look(frame(play.at_ms - on_its_way_ms, somebody=True))
    assert play.pictures.looks == before + 6


def test_a_frame_of_time_that_was_told_of_is_left_out() -> None:
    play = Play()
    play.step("somebody")
    play.step("idle", 5_000)
    told = list(play.spans)
    play.step("somebody", -2_500)
    play.step("somebody", 500)
    assert play.spans == told
    assert play.pictures.looks == 1


def test_belief_turns_where_the_person_goes_and_comes() -> None:
    play = Play()
    for _ in range(10):
        play.step("somebody")
    left_ms = play.at_ms
    for aside in WALKING_OFF:
        play.step("somebody", aside=aside)
    for _ in range(20):
        play.step("nobody")
    back_ms = play.at_ms
    for aside in reversed(WALKING_OFF):
        play.step("somebody", aside=aside)
    for _ in range(10):
        play.step("somebody")
    turns = [(turn.state, turn.at_ms) for turn in play.turns if turn.view == "a"]
    assert [state for state, _ in turns] == [Presence.PRESENT, Presence.ABSENT, Presence.PRESENT]
    assert left_ms < turns[1][1] <= left_ms + 8_000
    assert back_ms < turns[2][1] <= back_ms + 8_000


def test_a_look_that_fails_at_a_change_of_size_leaves_no_gap() -> None:
    fails: list[bool] = []

    def detect_or_fail(image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Detections:
        if fails:
            raise MemoryError
        return detect(image, size_wh)

    play = Play(WatchedPictures(watched("cam", *VIEWS), Networks(detect_or_fail, "nets"), BEGIN_MS))
    for _ in range(4):
        play.step("somebody")
    fails.append(True)
    with pytest.raises(MemoryError):
        play.step("small")
    fails.clear()
    for _ in range(4):
        play.step("small")
    play.step("end")
    spans = play.of("a")
    assert [span.from_ms for span in spans[1:]] == [span.to_ms for span in spans[:-1]]


def test_two_cameras_side_by_side_share_nothing() -> None:
    one, other = Play(), Play()
    for _ in range(10):
        one.step("somebody")
        other.step("nobody")
    assert {turn.state for turn in one.turns if turn.view == "a"} == {Presence.PRESENT}
    assert Presence.PRESENT not in {turn.state for turn in other.turns}


@pytest.mark.parametrize("size_wh", [SIZE_WH, (640, 480)])
def test_a_picture_of_a_view_shows_the_post_and_nothing_private(size_wh: tuple[int, int]) -> None:
    camera = watched("cam", "a")
    corner = ((0.3, 0.1), (0.45, 0.1), (0.45, 0.3), (0.3, 0.3))
    private = camera.model_copy(update={"views": (camera.views[0].model_copy(update={"privacy": (corner,)}),)})
    at_ms, shown = BEGIN_MS, frame(BEGIN_MS, somebody=True, size_wh=size_wh)
    jpeg = WatchedPictures(private, NETWORKS, at_ms).picture("a", shown)
    bare = WatchedPictures(camera, NETWORKS, at_ms).picture("a", shown)
    picture, open_one = (
        cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE) for content in (jpeg, bare)
    )
    assert picture is not None
    assert open_one is not None
    assert picture.shape == open_one.shape
    assert abs(int(picture[picture.shape[0] // 2, picture.shape[1] // 2]) - PERSON_GREY) < 10
    differ = np.abs(picture.astype(int) - open_one.astype(int)) > 12
    assert 0.005 < differ.mean() < 0.2
