"""Heads: small linear networks on the detector's features, each answering one question about a person.

A head and its card (JSON beside it) belong to one detector and one way of cutting the picture: with others its
answers mean nothing, so it is refused. ``models.teaching`` makes them.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.cards import WEIGHTS, Measured, Sha256, Text
from models.errors import CardInvalid, NetworkUnsupported, WeightsMissing
from models.features import COUNT
from models.session import ONE_THREAD, Runtime, Session
from vision.upper_body import HEADS_DOWN, INPUT_PX, MARGIN, RECIPE, SURE, WIDE

HEADS = WEIGHTS / "heads"
"""Where the shipped heads and their cards lie."""

LOG = logging.getLogger(__name__)

LEAST, MOST = 0.001, 0.999
"""No single picture is surer than that, whatever its features: beyond it there are no examples to say so."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a head is asked: is it ``positive`` rather than one of ``negatives``, values of ``column`` of labels.csv."""

    column: str
    positive: str
    negatives: tuple[str, ...]


QUESTIONS: Mapping[str, Question] = {
    "phone.call": Question("phone", "call", ("none",)),
    "phone.handling": Question("phone", "handling", ("none",)),
    "posture.slumped": Question("posture", "desk_slump", ("upright", "upright_or_head_on_hand")),
    "posture.leaning_back": Question("posture", "lean_back", ("upright", "upright_or_head_on_hand")),
}
"""Every head there can be, by name."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Network(_Strict):
    """The detector whose features a head reads: its name, hash and precision."""

    name: Text
    sha256: Sha256
    precision: Text


class Recipe(_Strict):
    """How the picture is cut: the version of ``vision.upper_body`` and its parameters."""

    version: Text
    parameters: Mapping[str, float]


RECIPE_IN_USE = Recipe(
    version=RECIPE,
    parameters={"margin": MARGIN, "sure": SURE, "heads_down": HEADS_DOWN, "wide": WIDE, "input_px": INPUT_PX},
)
"""How live looks and teaching cut the picture now."""


class Training(_Strict):
    """What a head was taught: the hash of the examples (``models.examples``), how many of each, and with what."""

    sha256: Sha256
    positives: int
    negatives: int
    not_seen: int
    """Examples in which nobody was found; they taught nothing."""
    regularisation: float
    made_with: Text
    credit: str


class HeadCard(_Strict):
    """One head. ``file`` lies beside the card; ``sha256`` is checked before it opens."""

    name: Text
    file: Annotated[str, Field(pattern=r"^[\w.-]+\.onnx$")]
    sha256: Sha256
    positive: Text
    negatives: tuple[Text, ...] = Field(strict=False)
    licence: Text
    network: Network
    recipe: Recipe
    training: Training
    measured: tuple[Measured, ...] = Field(strict=False)


class Head:
    """Callable: features float32 [1024] of the upper body -> probability 0..1 of what its card calls positive.

    Positive and negative are taken as equally likely beforehand, so the log-odds of the answer are the
    evidence of the picture alone and can be added to other evidence.
    """

    def __init__(self, card: HeadCard, session: Session) -> None:
        """A head on an opened network; raises NetworkUnsupported unless that maps [?, 1024] to [?, 1]."""
        shapes = [tensor.shape for tensor in (*session.inputs, *session.outputs)]
        if shapes != [(None, COUNT), (None, 1)]:
            came = "; ".join(str(tensor) for tensor in (*session.inputs, *session.outputs))
            msg = f"{session.path.name} should map features [?, {COUNT}] to [?, 1], it has {came}: teach the head again"
            raise NetworkUnsupported(msg)
        self.card = card
        self._session = session

    def __call__(self, features: NDArray[np.float32]) -> float:
        """The probability; ValueError unless ``features`` are [1024], RunFailed when onnxruntime fails."""
        if features.shape != (COUNT,):
            msg = f"features must have shape ({COUNT},), got {features.shape}: the detector has none or others"
            raise ValueError(msg)
        return min(max(float(self._session.run(features[None])[0, 0]), LEAST), MOST)


def read_head_card(path: Path) -> HeadCard:
    """The card at ``path``; raises WeightsMissing, or CardInvalid naming the first key that is wrong."""
    try:
        card = HeadCard.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        msg = f"the card {path} cannot be read ({error.strerror}): teach the head, or name the folder it lies in"
        raise WeightsMissing(msg) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the card"
        msg = f"{path} should be a card of a head but {where} is wrong: {first['msg']}"
        raise CardInvalid(msg) from error
    except ValueError as error:
        msg = f"{path} should be a card in JSON but is not: {error}"
        raise CardInvalid(msg) from error
    if card.name != path.stem:
        msg = f"{path} should describe {path.stem} but names {card.name}: rename one of them"
        raise CardInvalid(msg)
    return card


def open_head(path: Path, network_sha256: str, *, runtime: Runtime = ONE_THREAD) -> Head:
    """The head whose card lies at ``path``, for the detector of that hash.

    Raises what ``read_head_card`` and ``Session`` do, and NetworkUnsupported where it was taught on the
    features of another detector or on pictures that were cut otherwise.
    """
    card = read_head_card(path)
    for what, taught, now in (
        ("the detector", card.network.sha256, network_sha256),
        ("pictures cut by", str(card.recipe), str(RECIPE_IN_USE)),
    ):
        if taught != now:
            msg = f"the head {card.name} was taught on {what} {taught} but {now} is in use: teach it again"
            raise NetworkUnsupported(msg)
    return Head(card, Session(path.parent / card.file, sha256=card.sha256, runtime=runtime))


def open_heads(folder: Path, network_sha256: str, *, runtime: Runtime = ONE_THREAD) -> Mapping[str, Head]:
    """Every head in ``folder`` by name that was taught for the detector of that hash; none where there is no folder.

    One for another detector or another way of cutting is left out and told to the log: presence is judged without
    any. Raises what ``open_head`` does.
    """
    paths = [path for name in QUESTIONS if (path := folder / f"{name}.json").is_file()]
    heads = {}
    for path in paths:
        card = read_head_card(path)
        if (card.network.sha256, card.recipe) == (network_sha256, RECIPE_IN_USE):
            heads[path.stem] = open_head(path, network_sha256, runtime=runtime)
        else:
            LOG.info("head_not_used head=%s reason=taught for another detector or crop, teach it again", card.name)
    return heads
