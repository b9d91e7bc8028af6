"""A closer look at whoever is at the post: pose, upper body at its own resolution, posture, phone, uniform.

It costs more than the look that found them, so it is taken once in ``EVERY_MS``; what it said holds until the next,
each look carrying its part of the evidence. Nobody at the post: nothing can be judged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp, floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision import phone, posture
from vision.body import Body
from vision.datatypes import (
    KEYPOINTS,
    Detections,
    Examined,
    Fact,
    Frame,
    Phone,
    Poses,
    Posture,
    Tracks,
    Uniform,
    Value,
    View,
)
from vision.geometry import Boxes, centres, intersection, iou
from vision.odds import SUREST, log_odds
from vision.signals import SURE_SCORE, WALKING, share
from vision.uniform import UniformMemory, read_uniform
from vision.upper_body import INPUT_PX, upper_body_square

EVERY_MS = 1_000
"""About so often a view is looked at closer."""
AGAIN_MS = 750
"""From this age on a closer look is taken anew: at two looks a second that is every second one, whatever the jitter."""
LOOKS = 2
"""Over how many looks what a closer look said is spread: that many come in ``EVERY_MS`` at two a second."""
INPUT_WH = (INPUT_PX, INPUT_PX)
"""In which the upper body is looked at; heads are taught on the same."""

IN_USE = frozenset({Phone.HANDLING, Phone.CALL})

PoseEstimator = Callable[[NDArray[np.uint8], NDArray[np.float32]], Poses]
"""RGB picture and boxes xyxy [N, 4] -> their poses."""
Examine = Callable[[NDArray[np.uint8], tuple[int, int]], Examined]
"""RGB crop and input size (width, height) -> people, phones and features, in pixels of the crop."""
COVERED = 0.3
"""From this part of their place on somebody else before it may hide whoever is not found."""
BESIDE, BELOW = 0.5, 0.25
"""So far beside where somebody sat, in widths, and so far below its top, in heights, is the middle of who lies there,
however much of them is found; what hangs on the wall behind is higher."""
SAME_PLACE = 0.2
"""Who overlaps less (IoU) with where somebody upright was found sits elsewhere."""
NOBODY, UNFOUND = -1, -2
"""In place of a track's id: nobody is looked at, or the place of somebody who is there and whom no look finds."""

Head = Callable[[NDArray[np.float32]], float]
"""Features [F] of an upper body -> the probability of what it was taught, even beforehand."""

SLUMPED, LEANING_BACK, CALL, HANDLING = "posture.slumped", "posture.leaning_back", "phone.call", "phone.handling"
ASKED = (SLUMPED, LEANING_BACK, CALL, HANDLING)
"""The heads that are asked, by name; one that is missing adds nothing."""


@dataclass(frozen=True, slots=True)
class Closer:
    """What a closer look is taken with."""

    estimate_poses: PoseEstimator
    examine: Examine
    heads: Mapping[str, Head]


class Facts(NamedTuple):
    """What is judged of the person at the post."""

    posture: Fact[Posture] = Fact(Posture.CANNOT_JUDGE)
    phone: Fact[Phone] = Fact(Phone.CANNOT_JUDGE)
    uniform: Fact[Uniform] = Fact(Uniform.CANNOT_JUDGE)


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What a view remembers between closer looks.

    ``poses`` is of one person at most, the track ``who`` (or NOBODY, or UNFOUND), as they were ``at_ms``.
    ``phone_ms`` is when a phone was last found with them.
    """

    at_ms: int | None = None
    who: int = NOBODY
    facts: Facts = Facts()  # noqa: RUF009 - frozen
    poses: Poses = Poses.empty()  # noqa: RUF009 - frozen
    upright: posture.Upright = posture.Upright()  # noqa: RUF009 - frozen
    uniform: UniformMemory = UniformMemory.empty()  # noqa: RUF009 - frozen
    phone_ms: int | None = None


class Signs(NamedTuple):
    """What one closer look found before anything is decided."""

    body: Body
    posture: posture.PostureSigns
    phone: phone.PhoneSigns


def look_closer(  # noqa: PLR0913 - a look: where, what, who, with what, what is remembered
    view: View,
    frame: Frame,
    tracks: Tracks,
    phones: Detections,
    *,
    closer: Closer,
    memory: Memory,
    attended: bool = False,
    alive: frozenset[int] = frozenset(),
) -> Memory:
    """The memory after the look at ``frame``, which saw ``tracks`` and ``phones`` in pixels of the picture.

    ``attended``: nothing speaks against somebody's being at the post, whether or not they are found. ``alive`` are the
    ids of those who came or stirred; whoever is not may be a poster, and is looked at only where nobody else is known.

    Of several at the post the one who was looked at before is, or else the best seen. Whoever was looked at goes on
    being, however faintly they are seen there: who lies on the desk is. Where they are not found at all their place is
    looked at.
    """
    staff = _candidates(view, frame, tracks, memory, alive)
    if not len(staff):
        worn = memory.uniform.after(frame.image, tracks.xyxy, frame.at_ms) if view.uniforms else memory.uniform
        memory = replace(memory, uniform=worn)
        if attended and not _hidden(tracks, memory.upright, alive):
            return _look_for_unfound(frame, closer, memory)
        return replace(memory, who=NOBODY, facts=Facts(), poses=Poses.empty())
    if _was_a_thing(tracks, staff, memory, alive):
        memory = replace(memory, upright=posture.Upright())
    same = np.flatnonzero(staff.id == memory.who)
    if len(same) and memory.at_ms is not None and frame.at_ms - memory.at_ms < AGAIN_MS:
        return memory
    best = int(same[0]) if len(same) else int(np.argmax(staff.score))
    xyxy, others = staff.xyxy[best], tracks.xyxy[tracks.id != staff.id[best]]
    poses = closer.estimate_poses(frame.image, xyxy[None])
    signs = examine_person(frame.image, xyxy, poses, phones, view, closer=closer, upright=memory.upright)
    uniform, worn = _uniform(view, frame, xyxy, others, poses, memory.uniform)
    held = posture.judged(signs.body, signs.posture)
    handled, phone_ms = _handled(signs, xyxy, frame.at_ms, memory.phone_ms if len(same) else None)
    facts = Facts(spread(held), spread(handled), spread(uniform))
    upright = memory.upright.after(signs.body, held.value, xyxy, float(staff.score[best]))
    return Memory(frame.at_ms, int(staff.id[best]), facts, poses, upright, worn, phone_ms)


def _handled(signs: Signs, xyxy: Boxes, at_ms: int, found_ms: int | None) -> tuple[Fact[Phone], int | None]:
    """What is done with a phone, and when one was last found; ``found_ms``: until now."""
    lately = found_ms is not None and at_ms - found_ms <= phone.LATELY_MS
    fact = phone.judged(signs.body, signs.phone, posture.unit_of(signs.body, xyxy), lately=lately)
    return fact, at_ms if fact.value in IN_USE else found_ms


def _candidates(view: View, frame: Frame, tracks: Tracks, memory: Memory, alive: frozenset[int]) -> Tracks:
    """Who at the post may be looked at: those alive, or else who is in the place of somebody who was."""
    staff = tracks[(tracks.staffed_ms == frame.at_ms) | _still_there(view, tracks, memory.who)]
    lives = np.isin(staff.id, list(alive))
    if lives.any():
        return staff[np.flatnonzero(lives)]
    if memory.upright.xyxy is None or not alive:
        return staff
    return staff[np.flatnonzero(_sits_there(staff.xyxy, memory.upright.xyxy))]


def _sits_there(xyxy: Boxes, place: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Who of the people at ``xyxy`` [N] is where somebody sat, upright or not; [N]."""
    x1, y1, x2, y2 = place
    margin = BESIDE * (x2 - x1)
    x, y = centres(xyxy).T
    return np.asarray((x >= x1 - margin) & (x <= x2 + margin) & (y >= y1 + BELOW * (y2 - y1)))


def _was_a_thing(tracks: Tracks, staff: Tracks, memory: Memory, alive: frozenset[int]) -> bool:
    """Whether the place's upright was learned of something that is still there, and somebody alive sits elsewhere."""
    shown = memory.who not in alive and bool((tracks.id == memory.who).any())
    if not shown or memory.upright.xyxy is None or (staff.id == memory.who).any():
        return False
    place = np.array([memory.upright.xyxy], np.float32)
    return not bool((iou(staff.xyxy, place) >= SAME_PLACE).any())


def _hidden(tracks: Tracks, upright: posture.Upright, alive: frozenset[int]) -> bool:
    """Whether the place where whoever works there was last seen is not known, or somebody is before it."""
    if upright.xyxy is None:
        return True
    place = np.array([upright.xyxy], np.float32)
    size = float(np.prod(place[0, 2:] - place[0, :2]))
    before = intersection(tracks.xyxy[(tracks.score >= SURE_SCORE) & np.isin(tracks.id, list(alive))], place)[:, 0]
    return bool((before > COVERED * size).any())


def _look_for_unfound(frame: Frame, closer: Closer, memory: Memory) -> Memory:
    """The memory after a look at the place of somebody who is there and is not found: most likely they lie."""
    if memory.who == UNFOUND and memory.at_ms is not None and frame.at_ms - memory.at_ms < AGAIN_MS:
        return memory
    upright = memory.upright
    place = np.array(upright.xyxy, np.float32)
    height, width = frame.image.shape[:2]
    x1, y1, x2, y2 = upper_body_square(place, NO_BODY.xy, NO_BODY.score, (width, height))
    seen = closer.examine(frame.image[y1:y2, x1:x2], INPUT_WH)
    signs = posture.missing_signs(upright, _odds(closer.heads.get(SLUMPED), seen.features))
    facts = Facts(spread(posture.judged(NO_BODY, signs)))
    return replace(memory, at_ms=frame.at_ms, who=UNFOUND, facts=facts, poses=Poses.empty())


NO_BODY = Body.of(np.zeros((KEYPOINTS, 2), np.float32), np.zeros(KEYPOINTS, np.float32))
"""Of somebody of whom no pose is known."""


def _still_there(view: View, tracks: Tracks, who: int) -> NDArray[np.bool_]:
    """Which of ``tracks`` is ``who``, who stood at the post, is there and does not walk; [N]."""
    stays = (tracks.staffed_ms >= 0) & (tracks.speed <= WALKING) & (share(view.staff, tracks.xyxy) > 0)
    return np.asarray((tracks.id == who) & stays)


def _uniform(  # noqa: PLR0913, PLR0917 - a look: where, what, who, among whom, how, what is remembered
    view: View, frame: Frame, xyxy: Boxes, others: Boxes, poses: Poses, memory: UniformMemory
) -> tuple[Fact[Uniform], UniformMemory]:
    """Nothing where the site names no uniform for this counter."""
    if not view.uniforms:
        return Fact(Uniform.CANNOT_JUDGE), memory
    return read_uniform(frame.image, xyxy, poses.xy[0], poses.score[0], view.uniforms, memory, frame.at_ms, others)


def examine_person(  # noqa: PLR0913 - a person: picture, box, pose, phones, place, with what, against what
    image: NDArray[np.uint8],
    xyxy: Boxes,
    poses: Poses,
    phones: Detections,
    view: View,
    *,
    closer: Closer,
    upright: posture.Upright,
) -> Signs:
    """Pose and second looks at the person in box ``xyxy`` [4]; ``poses`` is theirs alone."""
    body = Body.of(poses.xy[0], poses.score[0])
    height, width = image.shape[:2]
    x1, y1, x2, y2 = upper_body_square(xyxy, body.xy, body.score, (width, height))
    upper = closer.examine(image[y1:y2, x1:x2], INPUT_WH)
    found = [upper.detections.moved(x1, y1), examine_box(image, xyxy, closer.examine)]
    odds = {name: _odds(closer.heads.get(name), upper.features) for name in ASKED}
    mine, *closely = [phone.phones_of(xyxy, each, view.desk_phone) for each in (phones, *found)]
    seen = phone.read_signs(body, mine, closely)
    return Signs(
        body,
        posture.read_signs(body, upright, odds[SLUMPED], odds[LEANING_BACK], float(xyxy[1])),
        phone.PhoneSigns(seen.call + odds[CALL], seen.handling + odds[HANDLING]),
    )


def examine_box(image: NDArray[np.uint8], xyxy: Boxes, examine: Examine) -> Detections:
    """What is found in the person's box alone, in pixels of ``image``: hands in the lap are below the upper body.

    The pose may be wrong about where that is, too. Shown in a mirror instead, the upper body told calls from none as
    well and handling worse (area under the curve of eval behaviour .871 against .885).
    """
    height, width = image.shape[:2]
    x1, y1 = (int(edge) for edge in np.clip(xyxy[:2], 0, (width - 1, height - 1)))
    x2, y2 = (int(edge) + 1 for edge in xyxy[2:])
    return examine(image[y1:y2, x1:x2], INPUT_WH).detections.moved(x1, y1)


def spread(fact: Fact[Value], looks: int = LOOKS) -> Fact[Value]:
    """``fact`` as each of ``looks`` tells it, so that together they say what one closer look said.

    The log-odds of its score are divided among them, rounded down; CANNOT_JUDGE stays what it is.
    """
    chance = min(fact.score / 15, SUREST)
    if chance <= 1 / 2:
        return fact
    odds = log_odds(chance) / looks
    return replace(fact, score=floor(15 / (1 + exp(-odds))))


def gathered(fact: Fact[Value], looks: int = LOOKS) -> float:
    """The probability that ``looks`` which each tell ``fact`` claim together: what ``spread`` had been given."""
    chance = min(fact.score / 15, SUREST)
    return 1 / (1 + (1 / chance - 1) ** looks) if chance > 1 / 2 else chance


def _odds(head: Head | None, features: NDArray[np.float32]) -> float:
    if head is None or not len(features):
        return 0.0
    return log_odds(head(features))
