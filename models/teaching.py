"""Teaches a head: logistic regression on standardised features, calibrated, scored on examples it has not seen.

Needs scikit-learn and ``onnx`` (extra ``train``); takes seconds on a CPU.
"""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.cards import Card, Measured
from models.errors import ExamplesInvalid, TeachingImpossible
from models.examples import Taught
from models.features import COUNT, FEATURES
from models.heads import QUESTIONS, RECIPE_IN_USE, HeadCard, Network, Training
from models.rate import FEWEST, Rate, bootstrapped

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

FOLDS = 5
SEED = 5
REGULARISATIONS = (1e-4, 1e-3, 1e-2, 1e-1)
"""scikit-learn's C, of which the examples choose: from a handful of alike pictures to thousands of different ones."""
BETTER_THAN_CHANCE = 0.5
ITERATIONS = 1000

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A linear head: the log-odds of the positive answer are ``features @ weights + bias``; weights float64 [1024]."""

    weights: NDArray[np.float64]
    bias: float


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What teaching gave: the head, its ``regularisation`` and its cross-validated area under the ROC curve."""

    taught: Taught
    line: Line
    regularisation: float
    auc: Rate


@dataclass(frozen=True, slots=True)
class Rights:
    """The licence of a head, and whose pictures it was taught on."""

    licence: str = "not for passing on"
    credit: str = ""


OWN = Rights()


def teach(taught: Taught) -> Lesson:
    """The head that ``taught`` gives.

    The score and the calibration come from five folds in which the examples of a group stay together; the
    regularisation is chosen within each, so no example has a say in its own score. Raises ExamplesInvalid
    below FEWEST groups of either answer, TeachingImpossible without scikit-learn or where nothing was
    learned (the score's interval reaches down to chance).
    """
    _check(taught)
    positive = taught.positive
    unseen = _unseen(taught)
    auc = bootstrapped(
        lambda drawn: _auc(unseen, positive, taught.group, drawn), len(set(taught.group)), int(positive.sum())
    )
    if auc.ci is None or auc.ci[0] <= BETTER_THAN_CHANCE:
        msg = (
            f"the head tells the answers apart hardly better than chance (area under the curve {auc.value or 0:.2f}, "
            f"{auc.ci}): it needs more examples, or clearer ones"
        )
        raise TeachingImpossible(msg)
    strength = _strength(taught.features, positive, taught.group)
    line = _fit(taught.features, positive, strength)
    return Lesson(taught, _calibrated(line, unseen, positive), strength, auc)


def _check(taught: Taught) -> None:
    """Refuse what is too little to be scored."""
    groups = [len(set(taught.group[taught.positive == answer])) for answer in (True, False)]
    if min(groups) < FEWEST:
        msg = (
            f"a head needs {FEWEST} different examples of each answer, got {groups[0]} that are and {groups[1]} "
            "that are not: label more pictures"
        )
        raise ExamplesInvalid(msg)


def _folds(count: int = FOLDS) -> "StratifiedGroupKFold":
    """How examples are put into folds; raises TeachingImpossible without scikit-learn."""
    try:
        from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "teaching needs scikit-learn, which is not installed: pip install 'onpost[train]'"
        raise TeachingImpossible(msg) from error
    return StratifiedGroupKFold(count, shuffle=True, random_state=SEED)


def _unseen(taught: Taught) -> NDArray[np.float64]:
    """The log-odds of each example by a head that was taught without its fold; float64 [N]."""
    unseen = np.zeros(len(taught.positive))
    for learn, ask in _folds().split(taught.features, taught.positive, taught.group):
        features, positive, group = taught.features[learn], taught.positive[learn], taught.group[learn]
        line = _fit(features, positive, _strength(features, positive, group))
        unseen[ask] = _log_odds(line, taught.features[ask])
    return unseen


def _strength(features: Matrix, positive: NDArray[np.bool_], group: NDArray[np.int64]) -> float:
    """The regularisation whose head surprises least on folds it has not seen (log loss at even priors)."""
    folds = list(_folds().split(features, positive, group))
    losses = [
        np.mean([_loss(_fit(features[a], positive[a], c), features[b], positive[b]) for a, b in folds])
        for c in REGULARISATIONS
    ]
    return REGULARISATIONS[int(np.argmin(losses))]


def _loss(line: Line, features: Matrix, positive: NDArray[np.bool_]) -> float:
    """Mean log loss, both answers weighing the same whatever their numbers."""
    wrong = np.logaddexp(0, np.where(positive, -1, 1) * _log_odds(line, features))
    return float(np.mean([wrong[positive == answer].mean() for answer in (True, False) if (positive == answer).any()]))


def _log_odds(line: Line, features: Matrix) -> NDArray[np.float64]:
    return np.asarray(features @ line.weights + line.bias, np.float64)


def _fit(features: Matrix, positive: NDArray[np.bool_], strength: float) -> Line:
    """Logistic regression on standardised features; the standardisation is folded into the line."""
    mean, spread = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64)
    spread[spread == 0] = 1  # a feature that never changes says nothing
    model = _regression((features - mean) / spread, positive, strength)
    weights = model.coef_[0] / spread
    return Line(weights, float(model.intercept_[0] - mean @ weights))


def _calibrated(line: Line, unseen: NDArray[np.float64], positive: NDArray[np.bool_]) -> Line:
    """``line`` scaled so that its log-odds are right on examples it has not seen.

    Platt, Probabilistic outputs for support vector machines (1999); both answers weigh the same.
    """
    model = _regression(unseen[:, None], positive, 1.0)
    scale = float(model.coef_[0, 0])
    return Line(line.weights * scale, line.bias * scale + float(model.intercept_[0]))


def _regression(values: NDArray[np.floating], positive: NDArray[np.bool_], strength: float) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - an extra

    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=ITERATIONS)
    return model.fit(values, positive)


def _auc(
    log_odds: NDArray[np.float64], positive: NDArray[np.bool_], group: NDArray[np.int64], drawn: NDArray[np.intp]
) -> float:
    """The area under the ROC curve with each group counted as often as it is in ``drawn``; nan without both answers."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - an extra

    weight = np.bincount(drawn, minlength=int(group.max()) + 1)[group]
    if len(set(positive[weight > 0])) < 2:  # noqa: PLR2004 - yes and no
        return float("nan")
    return float(roc_auc_score(positive, log_odds, sample_weight=weight))


def write_head(folder: Path, name: str, network: Card, lesson: Lesson, rights: Rights = OWN) -> HeadCard:
    """Write the head called ``name`` and its card into ``folder``, made where there is none; the card.

    An older head of that name is replaced. Raises TeachingImpossible when the folder cannot be written or
    the package ``onnx`` is missing.
    """
    question, content = QUESTIONS[name], _network(lesson.line)
    card = HeadCard(
        name=name,
        file=f"{name}.onnx",
        sha256=hashlib.sha256(content).hexdigest(),
        positive=question.positive,
        negatives=question.negatives,
        licence=rights.licence,
        network=Network(name=network.name, sha256=network.sha256, precision=network.precision),
        recipe=RECIPE_IN_USE,
        training=_training(lesson, rights.credit),
        measured=(_measured(name, lesson.auc),),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / card.file, content)
        _replace(folder / f"{name}.json", card.model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        msg = f"the head {name} could not be written into {folder} ({error.strerror}): name another folder"
        raise TeachingImpossible(msg) from error
    return card


def _training(lesson: Lesson, credit: str) -> Training:
    taught = lesson.taught
    positives = int(taught.positive.sum())
    return Training(
        sha256=taught.sha256,
        positives=positives,
        negatives=len(taught.positive) - positives,
        not_seen=taught.not_seen,
        regularisation=lesson.regularisation,
        made_with=f"scikit-learn {version('scikit-learn')}",
        credit=credit,
    )


def _measured(name: str, auc: Rate) -> Measured:
    """The score as cards tell it; ``teach`` gives no head without one."""
    what = f"auc of {FOLDS} folds, examples of a group kept together"
    return Measured(what=what, value=round(auc.value or 0, 4), n=auc.n, ci=auc.ci, command=f"onpost teach {name}")


def _network(line: Line) -> bytes:
    """Features float32 [N, 1024] -> probability float32 [N, 1]: two nodes, the same bytes for the same line."""
    try:
        from onnx import TensorProto, checker, helper, numpy_helper  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "teaching needs the package onnx, which is not installed: pip install 'onpost[train]'"
        raise TeachingImpossible(msg) from error
    weights = numpy_helper.from_array(line.weights.astype(np.float32)[:, None], "weights")
    bias = numpy_helper.from_array(np.array([line.bias], np.float32), "bias")
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", [FEATURES, "weights", "bias"], ["log_odds"]),
            helper.make_node("Sigmoid", ["log_odds"], ["probability"]),
        ],
        "head",
        [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["people", COUNT])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["people", 1])],
        [weights, bias],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def _replace(path: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(content)
    part.replace(path)
