"""Passwords are kept as argon2id alone, and looking one up takes as long for a name that nobody has."""

from functools import cached_property
from typing import Protocol

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.server.access.sessions import new_secret


class Hasher(Protocol):
    """What makes hashes of passwords and compares with them."""

    def hash(self, password: str) -> str:
        """The hash of ``password``, with a salt of its own."""

    def verify(self, password: str, hash: str) -> bool:  # noqa: A002 - pwdlib's name for it
        """Whether ``hash`` is one of ``password``."""


class Passwords:
    """Hashes by ``hasher``; without: argon2id with the library's settings (64 MiB, three passes; RFC 9106, 4)."""

    def __init__(self, hasher: Hasher | None = None) -> None:
        """Hash nothing yet."""
        self._hasher = hasher or PasswordHash((Argon2Hasher(),))

    def hashed(self, password: str) -> str:
        """``password`` as it is kept."""
        return self._hasher.hash(password)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether ``kept`` is the hash of ``password``; None, that of nobody, takes as long as another one."""
        nobody = self._nobody  # made before the first answer of either kind
        return self._hasher.verify(password, nobody if kept is None else kept) and kept is not None

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(new_secret())
