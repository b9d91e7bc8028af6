"""Accounts: who somebody is here, and what a name and a password must be."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from api.contract import FieldProblem

LONGEST_NAME = 100
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
"""NIST SP 800-63B, 5.1.1: length counts, rules of composition do not help."""


class Role(StrEnum):
    """What an account may do."""

    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in, unless disabled. Times are ms UTC."""

    id: int
    name: str
    role: Role
    created_ms: int
    disabled_ms: int | None
    password_hash: str = field(repr=False)


def key_of(name: str) -> str:
    """What names are compared by: letter case, width and surrounding blanks make no other name."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def account_problems(name: str, password: str) -> list[FieldProblem]:
    """Everything that is wrong with a new account."""
    return [*_name_problems(name), *password_problems(name, password)]


def _name_problems(name: str) -> list[FieldProblem]:
    key = key_of(name)
    if key and name.isprintable() and max(len(name), len(key)) <= LONGEST_NAME:
        return []
    return [FieldProblem(path="name", message=f"1 to {LONGEST_NAME} printable characters were wanted")]


def password_problems(name: str, password: str, path: str = "password") -> list[FieldProblem]:
    """Everything that is wrong with a new password of ``name``, told of the field ``path``."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wanted = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters were wanted, got {len(password)}"
        return [FieldProblem(path=path, message=wanted)]
    if key_of(password) == key_of(name):
        return [FieldProblem(path=path, message="something other than the name was wanted")]
    return []
