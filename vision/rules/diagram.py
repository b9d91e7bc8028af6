"""A rule's transition table as a Mermaid state diagram, for the docs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Stage = TypeVar("Stage", bound=StrEnum)
Sign = TypeVar("Sign", bound=StrEnum)
Act = TypeVar("Act", bound=StrEnum)


def diagram(table: Mapping[tuple[Stage, Sign], tuple[Stage, Act]], first: Stage) -> str:
    """One line a move, ``stage --> next: what happens / what is done``, beginning at ``first``."""
    moves = [
        f"    {stage} --> {after}: {sign}" + ("" if act == "nothing" else f" / {act}")
        for (stage, sign), (after, act) in table.items()
    ]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {first}", *moves]) + "\n"
