"""Accounts, sessions and invitations in the store; part of ``reading.Reading`` and ``writing.Writing``."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from api.server.access.accounts import Account, Role, key_of
from api.server.access.sessions import Session
from api.server.schema import ACCOUNTS, INVITATIONS, SESSIONS


@dataclass(frozen=True, slots=True)
class Invitation:
    """Leave to make an account with ``role``, since ``made_ms`` (ms UTC)."""

    role: Role
    made_ms: int


class AccessReading:
    """The questions, over one connection in one transaction."""

    _connection: Connection

    def accounts(self) -> list[Account]:
        """Everybody, in the order in which they came."""
        rows = self._connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.id)).mappings()
        return [_account(row) for row in rows]

    def account(self, name: str) -> Account | None:
        """Whoever has that name."""
        row = self._connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.key == key_of(name))).mappings().first()
        return None if row is None else _account(row)

    def has_administrator(self) -> bool:
        """Whether anybody may administrate."""
        of_them = (ACCOUNTS.c.role == Role.ADMINISTRATOR.value) & ACCOUNTS.c.disabled_ms.is_(None)
        return self._connection.execute(select(ACCOUNTS.c.id).where(of_them).limit(1)).first() is not None

    def session(self, id_hash: str) -> Session | None:
        """The session that the store knows by ``id_hash``, if its account is not disabled."""
        of_it = (SESSIONS.c.id_hash == id_hash) & (ACCOUNTS.c.id == SESSIONS.c.account)
        statement = select(SESSIONS, ACCOUNTS).where(of_it, ACCOUNTS.c.disabled_ms.is_(None))
        row = self._connection.execute(statement).mappings().first()
        return None if row is None else Session(row["id_hash"], _account(row), row["opened_ms"], row["seen_ms"])

    def invitation(self, token_hash: str) -> Invitation | None:
        """The invitation that the store knows by ``token_hash``."""
        of_it = INVITATIONS.c.token_hash == token_hash
        row = self._connection.execute(select(INVITATIONS).where(of_it)).mappings().first()
        return None if row is None else Invitation(Role(row["role"]), row["made_ms"])


class AccessWriting(AccessReading):
    """The deeds, over one connection in one transaction."""

    def put_account(self, name: str, role: Role, password_hash: str, now_ms: int) -> Account:
        """Keep an account; of one that is there the password, the role and that it is not disabled."""
        key = key_of(name)
        values = {"role": role.value, "password_hash": password_hash, "disabled_ms": None}
        done = self._connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.key == key).values(values))
        if not done.rowcount:
            row = {**values, "name": name.strip(), "key": key, "created_ms": now_ms}
            self._connection.execute(insert(ACCOUNTS).values(row))
        kept = self.account(name)
        assert kept is not None  # noqa: S101 - it was written a line ago, in this transaction
        return kept

    def add_session(self, session: Session) -> None:
        """Keep a session."""
        row = {
            "id_hash": session.id_hash,
            "account": session.account.id,
            "opened_ms": session.opened_ms,
            "seen_ms": session.seen_ms,
        }
        self._connection.execute(insert(SESSIONS).values(row))

    def touch_session(self, id_hash: str, now_ms: int) -> None:
        """Keep that a session is used."""
        self._connection.execute(update(SESSIONS).where(SESSIONS.c.id_hash == id_hash).values(seen_ms=now_ms))

    def drop_session(self, id_hash: str) -> None:
        """End a session."""
        self._drop_sessions(SESSIONS.c.id_hash == id_hash)

    def drop_sessions_of(self, account: Account, but: str | None = None) -> None:
        """End all sessions of ``account``, but the one that the store knows by ``but``."""
        self._drop_sessions((SESSIONS.c.account == account.id) & (SESSIONS.c.id_hash != (but or "")))

    def drop_sessions_before(self, opened_ms: int, seen_ms: int) -> None:
        """Forget sessions that were opened or last used before these moments."""
        self._drop_sessions((SESSIONS.c.opened_ms < opened_ms) | (SESSIONS.c.seen_ms < seen_ms))

    def _drop_sessions(self, these: ColumnElement[bool]) -> None:
        self._connection.execute(delete(SESSIONS).where(these))

    def put_invitation(self, token_hash: str, role: Role, now_ms: int) -> None:
        """Keep an invitation in the place of all that there are."""
        self.drop_invitations()
        row = {"token_hash": token_hash, "role": role.value, "made_ms": now_ms}
        self._connection.execute(insert(INVITATIONS).values(row))

    def drop_invitations(self) -> None:
        """Forget all invitations."""
        self._connection.execute(delete(INVITATIONS))


def _account(row: RowMapping) -> Account:
    return Account(
        row["id"], row["name"], Role(row["role"]), row["created_ms"], row["disabled_ms"], row["password_hash"]
    )
