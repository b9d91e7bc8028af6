"""Sessions: how long they last, and the secrets that belong to them. Pure but for the drawing of secrets."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from api.server.access.accounts import Account

HOUR_MS = 3_600_000
IDLE_MS = 12 * HOUR_MS
LONGEST_MS = 7 * 24 * HOUR_MS
TOUCH_EVERY_MS = 60_000
"""That a session is used is written down no more often."""

SECRET_BYTES = 32
"""256 bits: nobody guesses it, so a fast hash of it keeps it well."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in, since ``opened_ms``, last heard of at ``seen_ms`` (ms UTC).

    ``id_hash`` is what the store knows it by; the id itself is in the browser's cookie and nowhere else.
    """

    id_hash: str = field(repr=False)
    account: Account
    opened_ms: int
    seen_ms: int

    def is_over(self, now_ms: int) -> bool:
        """Whether it has lasted too long, or nobody has used it for too long."""
        return now_ms >= min(self.opened_ms + LONGEST_MS, self.seen_ms + IDLE_MS)

    def is_to_touch(self, now_ms: int) -> bool:
        """Whether it is time to write down that it is used."""
        return now_ms >= self.seen_ms + TOUCH_EVERY_MS


def new_secret() -> str:
    """A secret that nobody guesses, fit for a cookie and an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """What is kept of a secret: SHA-256, hexadecimal."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def csrf_token(session_id: str) -> str:
    """What a page of ours must send back with every change: made from the session's id, which it does not tell.

    It needs no place in the store and belongs to no other session.
    """
    digest = hmac.new(session_id.encode(errors="replace"), b"onpost csrf", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_csrf_token(came: str, session_id: str) -> bool:
    """Whether ``came`` is that session's token; takes as long for a wrong one."""
    return hmac.compare_digest(came.encode(errors="replace"), csrf_token(session_id).encode())
