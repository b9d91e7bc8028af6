"""Are the shipped weights what their cards say? Rows for ``onpost models list`` and ``verify``."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from models.cards import WEIGHTS, Card, cards
from models.errors import ModelError
from models.heads import HEADS, HeadCard, open_head, read_head_card
from models.session import DTYPES, Session, read_weights


@dataclass(frozen=True, slots=True)
class Row:
    """One network: ``bytes`` of its file (0: missing), ``ok`` when everything agrees, else ``problem`` says what."""

    name: str
    task: str
    licence: str
    precision: str
    bytes: int
    sha256: str
    ok: bool
    problem: str

    def to_json(self) -> dict[str, object]:
        """The row as ``--json`` prints it."""
        return asdict(self)


def list_weights(folder: Path = WEIGHTS) -> tuple[Row, ...]:
    """Every card in ``folder``, and of the heads in it, beside its file, whose hash is computed. Raises CardInvalid."""
    return _rows(folder, lambda card: _hash_agrees(folder / card.file, card.sha256)) + tuple(
        _head_row(path, card, _hash_agrees(path.parent / card.file, card.sha256)) for path, card in _heads(folder)
    )


def verify_weights(folder: Path = WEIGHTS) -> tuple[Row, ...]:
    """As ``list_weights``, and each network is opened and its inputs and outputs are compared to the card."""
    networks = {name: card.sha256 for name, card in cards(folder).items()}
    return _rows(folder, lambda card: _opens(card, folder)) + tuple(
        _head_row(path, card, _head_opens(path, card, networks)) for path, card in _heads(folder)
    )


def _rows(folder: Path, problem: Callable[[Card], str]) -> tuple[Row, ...]:
    return tuple(_row(card, folder, problem(card)) for card in cards(folder).values())


def _row(card: Card, folder: Path, problem: str) -> Row:
    size, sha256 = _file(folder / card.file)
    return Row(card.name, card.task, card.licence, card.precision, size, sha256, not problem, problem)


def _heads(folder: Path) -> list[tuple[Path, HeadCard]]:
    return [(path, read_head_card(path)) for path in sorted((folder / HEADS.name).glob("*.json"))]


def _head_row(path: Path, card: HeadCard, problem: str) -> Row:
    size, sha256 = _file(path.parent / card.file)
    return Row(card.name, "head", card.licence, card.network.precision, size, sha256, not problem, problem)


def _file(path: Path) -> tuple[int, str]:
    """Size and hash of a file; 0 and nothing where there is none."""
    content = path.read_bytes() if path.is_file() else b""
    return len(content), hashlib.sha256(content).hexdigest() if content else ""


def _hash_agrees(path: Path, sha256: str) -> str:
    """What is wrong with a card's file, or nothing."""
    try:
        read_weights(path, sha256)
    except ModelError as error:
        return str(error)
    return ""


def _head_opens(path: Path, card: HeadCard, networks: Mapping[str, str]) -> str:
    """What is wrong with a head beside these networks, or nothing."""
    if card.network.name not in networks:
        return f"the head {card.name} needs the network {card.network.name}, which is not there: install it again"
    try:
        open_head(path, networks[card.network.name])
    except ModelError as error:
        return str(error)
    return ""


def _opens(card: Card, folder: Path) -> str:
    """What is wrong with the card's network, or nothing."""
    try:
        session = Session(folder / card.file, sha256=card.sha256)
    except ModelError as error:
        return str(error)
    tensor = session.inputs[0]
    dtype = np.dtype(DTYPES[tensor.dtype]).name if tensor.dtype in DTYPES else tensor.dtype
    further = () if card.features is None else (card.features.name,)
    came = (tensor.name, dtype, *(output.name for output in session.outputs))
    want = (card.input.name, card.input.dtype, card.output.name, *further)
    return "" if came == want else f"{card.file} should have {', '.join(want)} but has {', '.join(came)}: mend its card"
