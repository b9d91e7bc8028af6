"""Cards: what is known about each network that is shipped, one JSON file beside its weights."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import CardInvalid, NetworkUnsupported, WeightsMissing
from models.session import ONE_THREAD, Runtime, Session

WEIGHTS = Path(__file__).parent / "weights"
"""Where the shipped weights and their cards lie."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Input(_Strict):
    """What the network takes: tensor ``name``, element type, order of axes, range of values, sizes in pixels."""

    name: Text
    dtype: Literal["float32", "float16", "int32", "uint8"]
    layout: Text
    range: Text
    sizes: Text


class Output(_Strict):
    """What the network answers: tensor ``name`` and its meaning in words."""

    name: Text
    meaning: Text


class Origin(_Strict):
    """Where the weights come from: package, its release, the file inside, its hash, what was done to it."""

    package: Text
    version: Text
    member: Text
    sha256: Sha256
    conversion: Text


class Measured(_Strict):
    """A figure: ``value`` of ``what`` over ``n``, its 95 % interval ``ci``, and the command that prints it."""

    what: Text
    value: float
    n: int
    ci: tuple[float, float] | None = Field(default=None, strict=False)
    command: Text


class Card(_Strict):
    """One network. ``file`` lies beside the card; ``sha256`` is checked before a session opens."""

    name: Text
    task: Literal["detect", "pose"]
    file: Annotated[str, Field(pattern=r"^[\w.-]+\.onnx$")]
    input: Input
    output: Output
    features: Output | None = None
    classes: tuple[Text, ...] = Field(strict=False)
    licence: Text
    credit: Text
    origin: Origin
    sha256: Sha256
    precision: Text
    measured: tuple[Measured, ...] = Field(strict=False)


def read_card(path: Path) -> Card:
    """The card at ``path``; raises WeightsMissing, or CardInvalid naming the first key that is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"the card {path} cannot be read ({error.strerror}): install the weights again"
        raise WeightsMissing(msg) from error
    try:
        card = Card.model_validate(json.loads(content))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the card"
        msg = f"{path} should be a card of a network but {where} is wrong: {first['msg']}"
        raise CardInvalid(msg) from error
    except ValueError as error:
        msg = f"{path} should be a card in JSON but is not: {error}"
        raise CardInvalid(msg) from error
    if card.name != path.stem:
        msg = f"{path} should describe {path.stem} but names {card.name}: rename one of them"
        raise CardInvalid(msg)
    return card


def cards(folder: Path = WEIGHTS) -> Mapping[str, Card]:
    """All cards in ``folder`` by name, in order of name. Raises CardInvalid."""
    return {path.stem: read_card(path) for path in sorted(folder.glob("*.json"))}


def find_card(name: str, folder: Path = WEIGHTS) -> Card:
    """The card called ``name``; raises WeightsMissing with the names there are, or CardInvalid."""
    path = folder / f"{name}.json"
    if not path.is_file():
        have = ", ".join(sorted(other.stem for other in folder.glob("*.json"))) or "none"
        msg = f"no weights are called {name}, there are {have}: name one of these, or an .onnx or .pt file"
        raise WeightsMissing(msg)
    return read_card(path)


def open_card(name: str, task: str, folder: Path = WEIGHTS, *, runtime: Runtime = ONE_THREAD) -> tuple[Card, Session]:
    """The card called ``name`` and its network, hash checked, opened.

    Raises what ``find_card`` and ``Session`` do, and NetworkUnsupported when it is for another ``task``.
    """
    card = find_card(name, folder)
    if card.task != task:
        have = ", ".join(other.name for other in cards(folder).values() if other.task == task)
        msg = f"{name} is a network for the task {card.task}, wanted is one for {task}: name one of {have or 'none'}"
        raise NetworkUnsupported(msg)
    return card, Session(folder / card.file, sha256=card.sha256, runtime=runtime)
