"""What a name and a password must be."""

import pytest

from api.server.access.accounts import account_problems, key_of, password_problems
from api.server.access.passwords import Passwords

GOOD = "a long enough one"


@pytest.mark.parametrize(
    ("name", "password", "wrong"),
    [
        ("admin", GOOD, []),
        ("张伟", "一二三四五六七八九十", []),
        ("a", "x" * 10, []),
        ("n" * 100, "x" * 200, []),
        ("", GOOD, ["name"]),
        ("   ", GOOD, ["name"]),
        ("n" * 101, GOOD, ["name"]),
        ("\ufdfa" * 10, GOOD, ["name"]),  # one character that stands for eighteen
        ("two\nlines", GOOD, ["name"]),
        ("admin", "x" * 9, ["password"]),
        ("admin", "x" * 201, ["password"]),
        ("administrator", "Administrator", ["password"]),
        ("administrator", " administrator", ["password"]),
        ("", "", ["name", "password"]),
    ],
)
def test_all_that_is_wrong_is_told(name: str, password: str, wrong: list[str]) -> None:
    assert [problem.path for problem in account_problems(name, password)] == wrong


def test_no_password_is_told() -> None:
    (problem,) = password_problems("n", "secret!", "new_password")
    assert problem.path == "new_password"
    assert "secret!" not in problem.message


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Admin", " admin ", True),
        ("\uff21\uff24\uff2d\uff29\uff2e", "admin", True),
        ("Straße", "STRASSE", True),
        ("admin", "admin2", False),
    ],
)
def test_names_are_compared_as_people_do(one: str, other: str, *, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


class Counting:
    """A hasher that counts what it compares."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def verify(self, password: str, hash: str) -> bool:  # noqa: A002 - pwdlib's name for it
        self.compared.append(hash)
        return hash == f"hash of {password}"


def test_a_name_that_nobody_has_costs_as_much() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    assert not passwords.is_right(GOOD, None)
    assert not passwords.is_right("another", passwords.hashed(GOOD))
    assert passwords.is_right(GOOD, passwords.hashed(GOOD))
    assert [kept.startswith("hash of ") for kept in hasher.compared] == [True] * 3


def test_a_hash_is_argon2id_with_a_salt() -> None:
    passwords = Passwords()
    one, other = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,")
    assert one != other
    assert passwords.is_right(GOOD, one)
    assert not passwords.is_right("another", one)
