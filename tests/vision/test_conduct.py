"""The closer look: at whom, how often, by which pixels, and that its evidence is counted once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.bodies import BOX, CALLING, HEAD_ON_DESK, body
from tests.vision.builders import rectangle
from vision.behaviour_evidence import WEIGHTS
from vision.body import Body
from vision.conduct import (
    AGAIN_MS,
    EVERY_MS,
    SLUMPED,
    Closer,
    Facts,
    Head,
    Memory,
    examine_box,
    examine_person,
    look_closer,
    spread,
)
from vision.datatypes import Detections, Examined, Fact, Frame, Phone, Poses, Posture, Tracks, View
from vision.decode import PHONE
from vision.phone import LATELY_MS, read_signs
from vision.posture import LEARNED_LOOKS, Upright
from vision.upper_body import upper_body_square

Image = NDArray[np.uint8]
VIEW = View("desk", "desk", rectangle(100, 50, 300, 330))
PICTURE = np.zeros((400, 600, 3), np.uint8)
UPRIGHT, LYING = body(), body(HEAD_ON_DESK)


@dataclass
class Seen:
    """Networks that tell what they are told to, and note what they were shown."""

    pose: Body = UPRIGHT
    phone: bool = False
    heads: Mapping[str, Head] = field(default_factory=dict)
    boxes: list[list[float]] = field(default_factory=list)
    crops: list[Image] = field(default_factory=list)

    def poses(self, _image: Image, xyxy: NDArray[np.float32]) -> Poses:
        self.boxes += xyxy.tolist()
        return Poses(self.pose.xy[None], self.pose.score[None])

    def examine(self, crop: Image, _input_wh: tuple[int, int]) -> Examined:
        self.crops.append(crop)
        return Examined(Detections.empty(), np.ones(4, np.float32))

    def closer(self) -> Closer:
        return Closer(self.poses, self.examine, self.heads)


def people(*boxes: tuple[float, ...], scores: tuple[float, ...] = (), at_ms: int = 0, staff: int = 1) -> Tracks:
    """So many people, the first ``staff`` of them at the post."""
    count = len(boxes)
    xyxy = np.array(boxes, np.float32).reshape(-1, 4)
    return Tracks(
        np.arange(count),
        xyxy,
        xyxy,
        np.array(scores or [0.8] * count, np.float32),
        np.full(count, at_ms),
        np.zeros(count, np.int64),
        np.zeros(count, np.float32),
        np.where(np.arange(count) < staff, at_ms, -1),
    )


def look(seen: Seen, tracks: Tracks, at_ms: int = 0, memory: Memory | None = None) -> Memory:
    frame = Frame(at_ms, PICTURE)
    return look_closer(VIEW, frame, tracks, Detections.empty(), closer=seen.closer(), memory=memory or Memory())


def test_the_one_at_the_post_is_looked_at() -> None:
    seen = Seen()
    memory = look(seen, people(BOX, (400, 60, 500, 300)))
    assert seen.boxes == [list(BOX)]
    assert memory.facts.posture.value is Posture.UPRIGHT
    assert memory.facts.phone.value is Phone.NONE
    assert len(memory.poses) == 1


def test_of_two_the_better_seen_is_judged() -> None:
    seen = Seen()
    look(seen, people((100, 60, 200, 300), BOX, scores=(0.4, 0.9), staff=2))
    assert seen.boxes == [list(BOX)]


def test_nobody_at_the_post_is_judged_by_nothing() -> None:
    seen = Seen(LYING)
    memory = look(seen, people(BOX))
    assert memory.facts.posture.value is Posture.SLUMPED
    gone = look(seen, people(BOX, staff=0, at_ms=500), 500, memory)
    assert gone.facts == Facts()
    assert len(gone.poses) == 0
    assert len(seen.boxes) == 1


def known_place() -> Memory:
    """The memory of a post at which somebody was looked at often."""
    upright = Upright()
    for _ in range(LEARNED_LOOKS):
        upright = upright.after(UPRIGHT, Posture.UPRIGHT, np.array(BOX, np.float32), 0.8)
    return Memory(upright=upright)


ASIDE = (260.0, 20.0, 340.0, 140.0)
"""Where a poster hangs in the zone."""
ALIVE = frozenset({0})


@pytest.mark.parametrize(
    ("tracks", "attended", "memory", "posture"),
    [
        (people(), True, known_place(), Posture.SLUMPED),
        (people(), False, known_place(), Posture.CANNOT_JUDGE),
        (people(), True, Memory(), Posture.CANNOT_JUDGE),  # nobody knows where they sit
        (people((100, 60, 250, 320), staff=0), True, known_place(), Posture.CANNOT_JUDGE),  # may hide them
        (people((100, 60, 250, 320), staff=0, scores=(0.1,)), True, known_place(), Posture.SLUMPED),  # is them
        (people((400, 60, 500, 320), staff=0), True, known_place(), Posture.SLUMPED),
        (replace(people(ASIDE), id=np.array([5])), True, known_place(), Posture.SLUMPED),  # a poster is not them
    ],
)
def test_who_is_there_and_not_found_any_more_lies(
    tracks: Tracks, attended: bool, memory: Memory, posture: Posture
) -> None:
    seen = Seen(heads={SLUMPED: lambda _features: 0.5})
    memory = attending(seen, tracks, 2_000, memory, attended=attended)
    assert memory.facts.posture.value is posture
    assert memory.facts.phone.value is Phone.CANNOT_JUDGE
    assert len(seen.crops) == (posture is Posture.SLUMPED)
    assert not seen.boxes


def attending(seen: Seen, tracks: Tracks, at_ms: int, memory: Memory, *, attended: bool = True) -> Memory:
    """The memory after a look at a post at which track 0 has come or stirred."""
    frame, nothing = Frame(at_ms, PICTURE), Detections.empty()
    return look_closer(
        VIEW, frame, tracks, nothing, closer=seen.closer(), memory=memory, attended=attended, alive=ALIVE
    )


@pytest.mark.parametrize(
    ("id_", "box", "looked"),
    [
        (0, ASIDE, True),  # alive, at another seat
        (5, BOX, True),  # may be alive, and sits where they sat
        (5, (280.0, 270.0, 360.0, 320.0), True),  # or lies there, of whom no more than the head is found
        (5, ASIDE, False),
    ],
)
def test_what_never_lived_is_looked_at_only_where_somebody_did(id_: int, box: tuple[float, ...], looked: bool) -> None:
    seen = Seen()
    attending(seen, replace(people(box), id=np.array([id_])), 0, known_place())
    assert bool(seen.boxes) is looked


def test_of_a_poster_and_a_clerk_the_clerk_is_looked_at() -> None:
    seen = Seen()
    attending(seen, people(BOX, ASIDE, scores=(0.4, 0.9), staff=2), 0, Memory())
    assert seen.boxes == [list(BOX)]


@pytest.mark.parametrize(("later_ms", "surer"), [(2_000, True), (LATELY_MS, True), (LATELY_MS + 1_000, False)])
def test_that_a_phone_is_gone_tells_more_of_whom_it_was_found_with(later_ms: int, surer: bool) -> None:
    memory = replace(look(Seen(), people(BOX)), phone_ms=0)
    later = look(Seen(), people(BOX, at_ms=later_ms), later_ms, memory)
    other = look(Seen(), replace(people(BOX, at_ms=later_ms), id=np.array([7])), later_ms, memory)
    assert later.facts.phone.value is other.facts.phone.value is Phone.NONE
    assert (later.facts.phone.score > other.facts.phone.score) is surer
    assert (later.phone_ms, other.phone_ms) == (0, None)


@pytest.mark.parametrize(
    ("who", "sits", "known"),
    [
        (0, ASIDE, True),  # moved to another seat
        (1, ASIDE, False),  # a poster hung where somebody was thought to sit
        (1, BOX, True),  # was found twice over
        (7, ASIDE, True),  # has gone
    ],
)
def test_what_was_learned_of_a_poster_is_forgotten(who: int, sits: tuple[float, ...], known: bool) -> None:
    """The one who is alive, 0, ``sits`` there; ``who`` was looked at before, and 1 is still where they were."""
    memory = replace(known_place(), who=who)
    after = attending(Seen(), people(sits, BOX, staff=2, at_ms=2_000), 2_000, memory)
    assert after.upright.knows_tops is known


def test_the_place_of_who_is_not_found_is_looked_at_once_a_second() -> None:
    seen, memory = Seen(), known_place()
    for at_ms in range(2_000, 6_000, 500):
        memory = attending(seen, people(), at_ms, memory)
    assert len(seen.crops) == 4 * 1_000 // EVERY_MS
    assert look(seen, people(BOX, at_ms=6_000), 6_000, memory).facts.posture.value is Posture.UPRIGHT


@pytest.mark.parametrize(
    ("change", "judged"),
    [
        ({}, True),
        ({"speed": np.ones(1, np.float32)}, False),  # walks
        ({"xyxy": np.array([(400, 60, 500, 300)], np.float32)}, False),  # is elsewhere
        ({"id": np.array([7])}, False),  # is somebody else
    ],
)
def test_whoever_was_judged_goes_on_being_however_faintly_they_are_seen(
    change: dict[str, NDArray[np.generic]], judged: bool
) -> None:
    seen = Seen(LYING)
    memory = look(seen, people(BOX))
    faint = replace(people(BOX, scores=(0.12,), at_ms=1_000), staffed_ms=np.zeros(1, np.int64))
    later = look(seen, replace(faint, **change), 1_000, memory)  # type: ignore[arg-type]
    assert (later.facts.posture.value is Posture.SLUMPED) is judged
    assert len(seen.boxes) == 1 + judged


def test_a_closer_look_is_taken_once_a_second() -> None:
    seen, memory = Seen(), Memory()
    for at_ms in range(0, 4_000, 500):
        memory = look(seen, people(BOX, at_ms=at_ms), at_ms, memory)
    assert len(seen.boxes) == 4 * 1_000 // EVERY_MS
    assert len(seen.crops) == 2 * len(seen.boxes)


def test_whoever_comes_back_is_looked_at_at_once() -> None:
    seen = Seen()
    memory = look(seen, people(BOX))
    memory = look(seen, people(BOX, staff=0, at_ms=400), 400, memory)
    look(seen, people(BOX, at_ms=800), 800, memory)
    assert len(seen.boxes) == 2


def test_somebody_else_is_looked_at_at_once() -> None:
    """What was said of the one who left is never told of the one who came."""
    lying, upright = Seen(LYING), Seen()
    memory = look(lying, people(BOX))
    both = people((100, 60, 200, 300), BOX, staff=2, at_ms=300)
    other = look(upright, both[both.id == 1], 300, memory)
    assert upright.boxes == [list(BOX)]
    assert other.facts.posture.value is Posture.UPRIGHT


def test_of_two_the_same_one_is_looked_at_again() -> None:
    seen, second = Seen(), (100.0, 60.0, 200.0, 300.0)
    memory = look(seen, people(BOX, second, staff=2, scores=(0.9, 0.5)))
    look(seen, people(BOX, second, staff=2, scores=(0.5, 0.9), at_ms=1_000), 1_000, memory)
    assert seen.boxes == [list(BOX), list(BOX)]


@pytest.mark.parametrize(("later_ms", "anew"), [(AGAIN_MS - 1, False), (AGAIN_MS, True), (985, True)])
def test_a_look_that_comes_a_little_early_is_a_closer_one_too(later_ms: int, anew: bool) -> None:
    """Else what one closer look said would be told by three looks of half a second each."""
    seen = Seen()
    memory = look(seen, people(BOX))
    look(seen, people(BOX, at_ms=later_ms), later_ms, memory)
    assert (len(seen.boxes) == 2) is anew


def test_a_head_is_asked_of_the_upper_body() -> None:
    asked: list[NDArray[np.float32]] = []

    def head(features: NDArray[np.float32]) -> float:
        asked.append(features)
        return 0.999

    unsure = replace_points(UPRIGHT, 34)
    plain = look(Seen(unsure), people(BOX))
    helped = look(Seen(unsure, heads={SLUMPED: head}), people(BOX))
    assert plain.facts.posture.value is not Posture.SLUMPED
    assert helped.facts.posture.value is Posture.SLUMPED
    assert len(asked) == 1


def replace_points(one: Body, down: float) -> Body:
    xy = one.xy.copy()
    xy[:5, 1] += down
    return Body.of(xy, one.score)


def test_the_upper_body_is_shown_and_the_whole_box() -> None:
    picture = np.arange(PICTURE.size, dtype=np.uint64).reshape(PICTURE.shape).astype(np.uint8)
    seen = Seen(body(CALLING))
    look_closer(VIEW, Frame(0, picture), people(BOX), Detections.empty(), closer=seen.closer(), memory=Memory())
    upper, whole = seen.crops
    x1, y1, x2, y2 = upper_body_square(np.array(BOX, np.float32), seen.pose.xy, seen.pose.score, (600, 400))
    assert np.array_equal(upper, picture[y1:y2, x1:x2])
    assert np.array_equal(whole, picture[60:321, 110:291])


def phone_in_the_middle(crop: Image, _input_wh: tuple[int, int]) -> Examined:
    x, y = crop.shape[1] / 2, crop.shape[0] / 2
    found = Detections(np.array([[x - 8, y - 8, x + 8, y + 8]]), np.array([0.9]), np.array([PHONE]))
    return Examined(found, np.zeros(0, np.float32))


def test_what_closer_looks_find_is_told_where_it_is_in_the_picture() -> None:
    """In the middle of the upper body or of the box it is on the person; at the crop's own pixels it would not be."""
    far = np.array(BOX, np.float32) + np.float32(300) * np.array([1, 0, 1, 0], np.float32)
    one = Body.of(UPRIGHT.xy + np.array([300, 0], np.float32), UPRIGHT.score)
    poses, nothing = Poses(one.xy[None], one.score[None]), Detections.empty()
    closer = Closer(Seen().poses, phone_in_the_middle, {})
    told = examine_person(PICTURE, far, poses, nothing, VIEW, closer=closer, upright=Upright())
    seen = phone_in_the_middle(PICTURE, (320, 320)).detections
    assert told.phone.handling == pytest.approx(read_signs(one, nothing, [seen, seen]).handling)


def test_a_box_that_reaches_out_of_the_picture_is_cut() -> None:
    crops: list[tuple[int, ...]] = []

    def shown(crop: Image, _input_wh: tuple[int, int]) -> Examined:
        crops.append(crop.shape)
        return Examined(Detections.empty(), np.zeros(0, np.float32))

    examine_box(PICTURE, np.array([-30, -20, 700, 500], np.float32), shown)
    assert crops == [PICTURE.shape]


def test_the_desk_telephone_is_left_out_of_closer_looks() -> None:
    def said(view: View) -> Phone:
        closer = Closer(Seen().poses, phone_in_the_middle, {})
        memory = Memory()
        return look_closer(
            view, Frame(0, PICTURE), people(BOX), Detections.empty(), closer=closer, memory=memory
        ).facts.phone.value

    assert said(VIEW) is not Phone.NONE
    assert said(replace(VIEW, desk_phone=rectangle(0, 0, 600, 400))) is Phone.NONE


@pytest.mark.parametrize("score", range(16))
def test_two_looks_together_say_no_more_than_one_closer_look(score: int) -> None:
    fact = Fact(Posture.SLUMPED, score)
    part = spread(fact)
    assert part.value is fact.value
    assert 2 * WEIGHTS[part.score] <= WEIGHTS[score] + 1
    assert WEIGHTS[score] < 4 or WEIGHTS[part.score] > 0


def test_looks_that_say_nothing_stay_silent() -> None:
    assert spread(Fact(Posture.CANNOT_JUDGE)) == Fact(Posture.CANNOT_JUDGE)
    assert replace(Fact(Phone.NONE, 7)) == spread(Fact(Phone.NONE, 7))
