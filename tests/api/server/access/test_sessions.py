"""How long a session lasts, and the token that belongs to it."""

import pytest

from api.server.access.accounts import Account, Role
from api.server.access.sessions import (
    HOUR_MS,
    IDLE_MS,
    LONGEST_MS,
    Session,
    csrf_token,
    is_csrf_token,
    new_secret,
    secret_hash,
)

BEGIN_MS = 1_772_330_400_000
ACCOUNT = Account(1, "admin", Role.ADMINISTRATOR, BEGIN_MS, None, "the-hash")


@pytest.mark.parametrize(
    ("opened_ms", "seen_ms", "over"),
    [
        (0, 0, False),
        (0, -1, False),
        (IDLE_MS - 1, IDLE_MS - 1, False),
        (IDLE_MS, IDLE_MS, True),
        (LONGEST_MS - 1, 0, False),
        (LONGEST_MS, 0, True),
        (-HOUR_MS, -HOUR_MS, False),  # the clock was set back
    ],
)
def test_it_ends_unused_and_in_the_end(opened_ms: int, seen_ms: int, *, over: bool) -> None:
    """Opened and last seen so many ms ago."""
    session = Session("hash", ACCOUNT, BEGIN_MS - opened_ms, BEGIN_MS - seen_ms)
    assert session.is_over(BEGIN_MS) is over


def test_it_tells_no_secret() -> None:
    shown = repr(Session("the-id-hash", ACCOUNT, 0, 0))
    assert [word for word in ("the-id-hash", "the-hash") if word in shown] == []


def test_secrets_are_long_and_never_the_same() -> None:
    drawn = {new_secret() for _ in range(100)}
    assert {len(secret) for secret in drawn} == {43}
    assert len(drawn) == 100


def test_a_token_is_of_one_session_and_does_not_tell_its_id() -> None:
    one, other = new_secret(), new_secret()
    token = csrf_token(one)
    assert is_csrf_token(token, one)
    for came, session in ((token, other), ("", one), (one, one), (token[:-1], one), ("\xe9\udc80", one)):
        assert not is_csrf_token(came, session)
    assert one not in token
    assert secret_hash(one) != token
    assert len(token) == 43
