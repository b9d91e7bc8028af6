"""Invitations: a link that works once, within a day, for whoever runs the machine to hand on."""

from typing import Final

from api.server.access.accounts import Role
from api.server.access.sessions import HOUR_MS, new_secret, secret_hash
from api.server.access.stored import Invitation
from api.server.store import Store

LASTS_MS: Final = 24 * HOUR_MS


def is_fresh(invitation: Invitation, now_ms: int) -> bool:
    """Whether it still holds."""
    return now_ms < invitation.made_ms + LASTS_MS


def invite(store: Store, now_ms: int) -> str:
    """The token of a new invitation to administrate; those of before hold no more. Raises StoreError."""
    token = new_secret()
    with store.write() as log:
        log.put_invitation(secret_hash(token), Role.ADMINISTRATOR, now_ms)
    return token


def first_invitation(store: Store, now_ms: int) -> str | None:
    """As ``invite``, while nobody administrates; None where somebody does. Raises StoreError."""
    with store.read() as log:
        if log.has_administrator():
            return None
    return invite(store, now_ms)


def link(address: str, token: str) -> str:
    """Where the page at ``address`` takes the invitation."""
    return f"{address.rstrip('/')}/login?invitation={token}"
