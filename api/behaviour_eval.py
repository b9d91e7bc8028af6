"""``onpost eval behaviour``: labelled pictures, one at a time, judged by the functions that live looks use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.behaviour_score import Told, figures, reliability
from models.examples import PERSON_SCORES, read_examples, read_picture
from models.heads import Question
from vision import phone, posture
from vision.conduct import Closer, Signs, examine_person
from vision.crops import crop_of
from vision.datatypes import Detections, Phone, Posture, View, Zone
from vision.detecting import Detector
from vision.geometry import Boxes, areas
from vision.posture import Upright
from vision.signals import plausible

CALL, HANDLING, SLUMPED, SLUMPED_HARD = "phone.call", "phone.handling", "posture.slumped", "posture.slumped_hard"

QUESTIONS: Mapping[str, Question] = {
    CALL: Question("phone", "call", ("none",)),
    HANDLING: Question("phone", "handling", ("none",)),
    SLUMPED: Question("posture", "desk_slump", ("upright",)),
    SLUMPED_HARD: Question("posture", "desk_slump", ("upright", "upright_or_head_on_hand")),
}
"""What is asked of the labels. The last one also takes people whose head rests on a hand for negatives."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One picture: whether somebody was found, whether phone and posture could be judged, and the signs in nats."""

    found: bool
    phone_judged: bool
    posture_judged: bool
    phone: phone.PhoneSigns
    posture: posture.PostureSigns

    def odds(self, question: str) -> float:
        """The log-odds that answer ``question``."""
        return {CALL: self.phone.call, HANDLING: self.phone.handling}.get(question, self.posture.slumped)

    def judged(self, question: str) -> bool:
        """Whether ``question`` could be answered at all."""
        return self.phone_judged if QUESTIONS[question].column == "phone" else self.posture_judged


NOT_SEEN = Judged(found=False, phone_judged=False, posture_judged=False, phone=phone.NO_SIGNS, posture=posture.NO_SIGNS)
"""Nobody was found: nothing speaks for anything."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """All pictures of a folder, judged, and which of them answer each question, and whether with yes."""

    judged: Mapping[Path, Judged]
    truth: Mapping[str, Mapping[Path, bool]]

    def told(self, question: str) -> Told:
        """The odds and the truth of ``question``."""
        truth = self.truth[question]
        odds = [self.judged[path].odds(question) for path in truth]
        return Told(np.array(odds, np.float64), np.array(list(truth.values()), bool))


def evaluate_behaviour(
    folder: Path, detect: Detector, closer: Closer, progress: Callable[[float], None] = lambda _share: None
) -> Behaviour:
    """Judge every picture of ``folder`` that answers a question.

    Raises ExamplesInvalid for a folder that has no labels or a file that is no picture, RunFailed when
    onnxruntime fails.
    """
    truth = {
        name: {example.path: example.positive for example in read_examples(folder, question)}
        for name, question in QUESTIONS.items()
    }
    paths = sorted({path for answers in truth.values() for path in answers})
    judged: dict[Path, Judged] = {}
    for number, path in enumerate(paths):
        judged[path] = judge(read_picture(path)[1], detect, closer)
        progress((number + 1) / len(paths))
    return Behaviour(judged, truth)


def judge(image: NDArray[np.uint8], detect: Detector, closer: Closer) -> Judged:
    """The largest person of ``image``, looked at as the person at a post that is the whole picture."""
    size_wh = (image.shape[1], image.shape[0])
    view = _everywhere(size_wh)
    found = detect(image, crop_of(view, size_wh).input_wh)
    xyxy = largest(plausible(found))
    if xyxy is None:
        return NOT_SEEN
    poses = closer.estimate_poses(image, xyxy[None])
    signs = examine_person(image, xyxy, poses, found, view, closer=closer, upright=Upright())
    return _judged(signs)


def largest(people: Detections) -> Boxes | None:
    """The box of the largest person who is surely one, or else of the largest there may be; None: of nobody."""
    for least in PERSON_SCORES:
        seen = people.xyxy[people.score >= least]
        if len(seen):
            return np.asarray(seen[areas(seen).argmax()], np.float32)
    return None


def _everywhere(size_wh: tuple[int, int]) -> View:
    corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    return View("picture", "picture", Zone.from_fractions(corners, size_wh))


def _judged(signs: Signs) -> Judged:
    """What cannot be judged is scored as if nothing were seen: it accuses nobody."""
    seen = phone.judged(signs.body, signs.phone).value is not Phone.CANNOT_JUDGE
    holds = posture.judged(signs.body, signs.posture).value is not Posture.CANNOT_JUDGE
    return Judged(
        found=True,
        phone_judged=seen,
        posture_judged=holds,
        phone=signs.phone if seen else phone.NO_SIGNS,
        posture=signs.posture if holds else posture.NO_SIGNS,
    )


def behaviour_json(behaviour: Behaviour) -> dict[str, object]:
    """The figures as ``--json`` prints them: a question's rates below its column's name, and what they rest on."""
    columns: dict[str, dict[str, object]] = {}
    for name in QUESTIONS:
        column, value = name.split(".")
        columns.setdefault(column, {})[value] = question_json(behaviour, name)
    nobody = sum(not judged.found for judged in behaviour.judged.values())
    return {**columns, "pictures": len(behaviour.judged), "nobody_found": nobody}


def question_json(behaviour: Behaviour, name: str) -> dict[str, object]:
    """Rates, how many pictures say no, how many could not be judged, and the reliability of what was said."""
    told = behaviour.told(name)
    unjudged = [path for path in behaviour.truth[name] if not behaviour.judged[path].judged(name)]
    return {
        **{figure: rate.to_json() for figure, rate in figures(told).items()},
        "negatives": int((~told.positive).sum()),
        "cannot_judge": len(unjudged),
        "cannot_judge_positives": sum(behaviour.truth[name][path] for path in unjudged),
        "reliability": [
            {"said": round(each.said, 3), "right": round(each.right, 3), "n": each.n} for each in reliability(told)
        ],
    }
