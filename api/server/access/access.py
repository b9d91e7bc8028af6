"""Logging in and out: everything that is done to accounts and sessions, over the store."""

import logging
from dataclasses import dataclass, field

from api.contract import FieldProblem
from api.server.access.accounts import Account, Role, account_problems, key_of, password_problems
from api.server.access.invitations import is_fresh
from api.server.access.passwords import Passwords
from api.server.access.sessions import IDLE_MS, LONGEST_MS, Session, new_secret, secret_hash
from api.server.access.throttle import Throttle
from api.server.intake import Clock
from api.server.problems import Code, Refused
from api.server.reading import Reading
from api.server.store import Store, StoreError
from api.server.writing import Writing

LOG = logging.getLogger(__name__)
CHECK_S = 20.0
"""An answer that goes on is ended within so long after its session was."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just opened, and its id, for the cookie alone."""

    session_id: str = field(repr=False)
    session: Session


class Access:
    """Who may, by the accounts and sessions of ``store``; any number of threads may ask.

    ``clock`` gives now in ms UTC. ``open_reading``: whoever reaches the API may read without logging in.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        open_reading: bool = False,
        passwords: Passwords | None = None,
        check_s: float = CHECK_S,
    ) -> None:
        """Touch nothing yet."""
        self.open_reading, self.check_s = open_reading, check_s
        self._store, self._clock = store, clock
        self._passwords, self._throttle = passwords or Passwords(), Throttle()

    def log_in(self, name: str, password: str, address: str) -> Opened:
        """Open a session for whoever knows the password. Raises Refused and StoreError."""
        account = self._known(name, password, address)
        with self._store.write() as log:
            return self._open(log, account)

    def accept(self, token: str, name: str, password: str) -> Opened:
        """Make the account that ``token`` invites to, or give one of that name a new password, and log in.

        All sessions that the account had are ended. Raises Refused and StoreError.
        """
        hashed = secret_hash(token)
        with self._store.read() as log:
            self._check_invitation(log, hashed)
        _check(account_problems(name, password))
        password_hash = self._passwords.hashed(password)  # takes its time: not while others wait to write
        with self._store.write() as log:
            role = self._check_invitation(log, hashed)
            account = log.put_account(name, role, password_hash, self._clock())
            log.drop_sessions_of(account)
            log.drop_invitations()
            LOG.info("invitation_accepted account=%d role=%s", account.id, account.role)
            return self._open(log, account)

    def session(self, session_id: str) -> Session | None:
        """The session, if it holds; that it is used is kept. Raises StoreError."""
        found, now_ms = self.peek(session_id), self._clock()
        if found is not None and found.is_to_touch(now_ms):
            try:
                with self._store.write() as log:
                    log.touch_session(found.id_hash, now_ms)
            except StoreError:  # the intake tells of it; who reads may go on reading
                LOG.debug("session_not_touched")
        return found

    def peek(self, session_id: str) -> Session | None:
        """The session, if it holds. Raises StoreError."""
        with self._store.read() as log:
            found = log.session(secret_hash(session_id))
        return None if found is None or found.is_over(self._clock()) else found

    def log_out(self, session_id: str) -> None:
        """End the session, if there is one. Raises StoreError."""
        with self._store.write() as log:
            log.drop_session(secret_hash(session_id))

    def change_password(self, session: Session, password: str, new: str, address: str) -> None:
        """Give the account of ``session`` a new password and end its other sessions. Raises Refused and StoreError."""
        account = self._known(session.account.name, password, address)
        _check(password_problems(account.name, new, "new_password"))
        password_hash = self._passwords.hashed(new)
        with self._store.write() as log:
            log.put_account(account.name, account.role, password_hash, self._clock())
            log.drop_sessions_of(account, but=session.id_hash)
        LOG.info("password_changed account=%d", account.id)

    def _known(self, name: str, password: str, address: str) -> Account:
        """Whose name and password these are. Raises Refused, after as long a time for a name that nobody has."""
        keys = (key_of(name), address)
        if wait := self._throttle.begin(self._clock(), *keys):
            raise Refused(Code.TOO_MANY_LOGINS, f"a pause of {-(-wait // 1000)} s was wanted, got another try")
        with self._store.read() as log:
            account = log.account(name)
        usable = None if account is None or account.disabled_ms is not None else account
        if not self._passwords.is_right(password, None if usable is None else usable.password_hash) or usable is None:
            LOG.warning("login_refused address=%s", address)  # the name may be a password in the wrong field
            raise Refused(Code.WRONG_LOGIN, "the name of an account and its password were wanted, got others")
        self._throttle.succeeded(*keys)
        return usable

    def _open(self, log: Writing, account: Account) -> Opened:
        now_ms, session_id = self._clock(), new_secret()
        session = Session(secret_hash(session_id), account, now_ms, now_ms)
        log.drop_sessions_before(now_ms - LONGEST_MS, now_ms - IDLE_MS)
        log.add_session(session)
        LOG.info("logged_in account=%d", account.id)
        return Opened(session_id, session)

    def _check_invitation(self, log: Reading, token_hash: str) -> Role:
        invitation = log.invitation(token_hash)
        if invitation is None or not is_fresh(invitation, self._clock()):
            raise Refused(Code.WRONG_INVITATION, "an invitation that holds was wanted, got another one")
        return invitation.role


def _check(problems: list[FieldProblem]) -> None:
    if problems:
        raise Refused(Code.WRONG_ACCOUNT, "a name and a password that will do were wanted, got others", problems)
