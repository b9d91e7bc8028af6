"""``onpost eval uniform``: who wears the uniform and who does not, in generated scenes of five lights."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from api.uniform_scenes import LAMPS, UNIFORMS, Cutout, Scene, Worn, colour, read_people, scenes
from models.rate import Rate, bootstrapped
from vision.colour import lab
from vision.conduct import PoseEstimator
from vision.datatypes import Fact, Palette, Poses, Uniform
from vision.lighting import Background
from vision.uniform import NOBODY, UniformMemory, read_uniform

LOOK_MS = 500
AROUND_PX, SHOWN_PX = 24, 220


@dataclass(frozen=True, slots=True)
class Judged:
    """A scene's light, person and clothes, what was said of it, and what of the same in black and white.

    ``shown`` is the person as a JPEG.
    """

    lamp: str
    person: int
    worn: Worn
    fact: Fact[Uniform]
    grey: Fact[Uniform]
    shown: bytes


def palette(uniform: str) -> Palette:
    """The palette of one of ``UNIFORMS``, as a site file would give it: colours, no shares."""
    colours = lab(np.array([colour(each) for each in UNIFORMS[uniform]]))
    return Palette(uniform, colours, np.zeros(len(colours)))


def evaluate_uniforms(
    folder: Path,
    estimate_poses: PoseEstimator,
    progress: Callable[[float], None] = lambda _share: None,
    most: int | None = None,
) -> list[Judged]:
    """Every scene of ``folder``'s people (at most ``most`` of them) judged by the function that looks use.

    The view's memory holds one look at the empty room in the same light. Raises InputError, and what poses raise.
    """
    people = read_people(folder)[:most]
    judged: list[Judged] = []
    for number, person in enumerate(people):
        judged += judge_person(person, estimate_poses)
        progress((number + 1) / len(people))
    return judged


def judge_person(person: Cutout, estimate_poses: PoseEstimator) -> Iterator[Judged]:
    """The scenes of one person, judged."""
    for scene in scenes(person, seed=0):
        poses = estimate_poses(scene.image, scene.xyxy[None])
        fact = _fact(scene, scene.image, scene.empty, poses)
        grey = _fact(scene, _grey(scene.image), _grey(scene.empty), poses)
        yield Judged(scene.lamp, scene.person, scene.worn, fact, grey, _shown(scene))


def _fact(scene: Scene, image: NDArray[np.uint8], empty: NDArray[np.uint8], poses: Poses) -> Fact[Uniform]:
    memory = UniformMemory(Background.unseen().after(empty, NOBODY, 0))
    palettes = [palette(scene.worn.uniform)]
    return read_uniform(image, scene.xyxy, poses.xy[0], poses.score[0], palettes, memory, LOOK_MS)[0]


def _shown(scene: Scene) -> bytes:
    x1, y1 = np.maximum(scene.xyxy[:2] - AROUND_PX, 0).astype(int)
    x2, y2 = (scene.xyxy[2:] + AROUND_PX).astype(int)
    part = scene.image[y1:y2, x1:x2, ::-1]
    scale = SHOWN_PX / part.shape[0]
    shown = cv2.resize(np.ascontiguousarray(part), None, fx=scale, fy=scale)
    return bytes(cv2.imencode(".jpg", shown)[1].tobytes())


def _grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)[..., None], 3, axis=2)


def uniform_json(judged: Sequence[Judged]) -> dict[str, object]:
    """The figures of all scenes, of each light, and of how right each score is."""
    return {
        "balanced_accuracy": balanced_accuracy(judged).to_json(),
        "match_right": _share(judged, lambda each: each.fact.value is Uniform.MATCH, Uniform.MATCH).to_json(),
        "mismatch_right": _share(judged, lambda each: each.fact.value is Uniform.MISMATCH, Uniform.MISMATCH).to_json(),
        "cannot_judge": _unjudged(judged).to_json(),
        "cannot_judge_grey": _rate([each.grey.value is Uniform.CANNOT_JUDGE for each in judged], judged).to_json(),
        "lights": {
            lamp.name: {
                "balanced_accuracy": balanced_accuracy(in_light(judged, lamp.name)).to_json(),
                "cannot_judge": _unjudged(in_light(judged, lamp.name)).to_json(),
            }
            for lamp in LAMPS
        },
        "people": len({each.person for each in judged}),
        "reliability": reliability(judged),
    }


def in_light(judged: Sequence[Judged], lamp: str) -> list[Judged]:
    """The scenes in one light."""
    return [each for each in judged if each.lamp == lamp]


def _answered(judged: Sequence[Judged]) -> list[Judged]:
    """Those who wear the uniform or something clearly else, and of whom something was said."""
    clear = (Uniform.MATCH, Uniform.MISMATCH)
    return [e for e in judged if e.worn.truth in clear and e.fact.value is not Uniform.CANNOT_JUDGE]


def balanced_accuracy(judged: Sequence[Judged]) -> Rate:
    """The mean of the shares of uniforms found to match and of other clothes found not to; *mixed* is wrong for both.

    The bootstrap draws people. What cannot be judged does not count: its share is told beside.
    """
    cells = _cells(_answered(judged))

    def statistic(drawn: NDArray[np.intp]) -> float:
        total = cells[drawn].sum(axis=0)
        with np.errstate(invalid="ignore"):
            return float((total[:, 1] / total[:, 0]).mean())

    return bootstrapped(statistic, len(cells), int(cells[:, :, 0].sum()))


def _cells(judged: Sequence[Judged]) -> NDArray[np.float64]:
    """For each person [P], of uniforms and of others [2]: how many scenes, how many right [2]."""
    people = {person: number for number, person in enumerate(sorted({each.person for each in judged}))}
    cells = np.zeros((len(people), 2, 2))
    for each in judged:
        truth = each.worn.truth
        cells[people[each.person], int(truth is Uniform.MATCH)] += (1, each.fact.value is truth)
    return cells


def _share(judged: Sequence[Judged], right: Callable[[Judged], bool], truth: Uniform) -> Rate:
    asked = [each for each in _answered(judged) if each.worn.truth is truth]
    return _rate([right(each) for each in asked], asked)


def _unjudged(judged: Sequence[Judged]) -> Rate:
    return _rate([each.fact.value is Uniform.CANNOT_JUDGE for each in judged], judged)


def _rate(hits: Sequence[bool], judged: Sequence[Judged]) -> Rate:
    """The share of ``hits``; the bootstrap draws people."""
    people = {person: number for number, person in enumerate(sorted({each.person for each in judged}))}
    cells = np.zeros((len(people), 2))
    for hit, each in zip(hits, judged, strict=True):
        cells[people[each.person]] += (1, hit)
    return bootstrapped(lambda drawn: float(cells[drawn, 1].sum() / cells[drawn, 0].sum()), len(cells), len(judged))


def reliability(judged: Sequence[Judged]) -> list[dict[str, float]]:
    """How often an answer of each score was right: a score of 15 p should be right p of the time.

    Uniforms hidden in part, which are rare at counters and every third of the scenes, are left out.
    """
    answered = _answered(judged)
    rows = []
    for score in sorted({each.fact.score for each in answered}):
        right = [each.fact.value is each.worn.truth for each in answered if each.fact.score == score]
        rows.append({"said": round(score / 15, 3), "right": round(sum(right) / len(right), 3), "n": len(right)})
    return rows
