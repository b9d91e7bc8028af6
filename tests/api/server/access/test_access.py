"""Accounts and sessions over a real store: the first login, later ones, and how they end."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.server.access.access import Access, Opened
from api.server.access.invitations import LASTS_MS, first_invitation, invite
from api.server.access.sessions import IDLE_MS, LONGEST_MS, TOUCH_EVERY_MS
from api.server.access.throttle import BY_NAME
from api.server.problems import Code, Refused
from api.server.store import Store, sqlite_url
from tests.api.server.builders import SetClock, quick_passwords

NAME, PASSWORD, OTHER = "Zhang Wei", "a long enough one", "quite another one"
HERE = "192.0.2.1"


@dataclass(slots=True)
class Office:
    """A store, its accounts and a clock."""

    store: Store
    clock: SetClock
    access: Access

    def invited(self) -> str:
        return invite(self.store, self.clock())

    def first(self) -> Opened:
        return self.access.accept(self.invited(), NAME, PASSWORD)

    def holds(self, opened: Opened) -> bool:
        return self.access.session(opened.session_id) is not None


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store, clock = Store(sqlite_url(tmp_path)), SetClock()
    yield Office(store, clock, Access(store, clock, passwords=quick_passwords()))
    store.close()


def refused(office: Office, name: str, password: str, address: str = HERE) -> Code:
    with pytest.raises(Refused) as caught:
        office.access.log_in(name, password, address)
    return caught.value.code


# --- invitations ------------------------------------------------------------------------------------


def test_the_first_invitation_makes_the_administrator_and_there_is_no_other(office: Office) -> None:
    token = first_invitation(office.store, office.clock())
    assert token is not None
    opened = office.access.accept(token, f" {NAME} ", PASSWORD)
    assert (opened.session.account.name, opened.session.account.role) == (NAME, "administrator")
    assert office.holds(opened)
    assert first_invitation(office.store, office.clock()) is None


@pytest.mark.parametrize("how", ["used", "old", "replaced", "made up", "empty"])
def test_an_invitation_that_holds_no_more(office: Office, how: str) -> None:
    token = office.invited()
    if how == "used":
        office.access.accept(token, "another", OTHER)
    elif how == "old":
        office.clock.now_ms += LASTS_MS
    elif how == "replaced":
        office.invited()
    else:
        token = "" if how == "empty" else "made-up"
    with pytest.raises(Refused) as caught:
        office.access.accept(token, NAME, PASSWORD)
    assert caught.value.code is Code.WRONG_INVITATION
    assert refused(office, NAME, PASSWORD) is Code.WRONG_LOGIN


def test_an_invitation_outlives_what_will_not_do(office: Office) -> None:
    token = office.invited()
    with pytest.raises(Refused) as caught:
        office.access.accept(token, NAME, "short")
    assert [problem.path for problem in caught.value.problems] == ["password"]
    office.clock.now_ms += LASTS_MS - 1
    assert office.holds(office.access.accept(token, NAME, PASSWORD))


def test_an_invitation_gives_a_forgotten_password_anew(office: Office) -> None:
    before = office.first()
    again = office.access.accept(office.invited(), NAME.upper(), OTHER)
    assert again.session.account.id == before.session.account.id
    assert (office.holds(before), office.holds(again)) == (False, True)
    assert refused(office, NAME, PASSWORD) is Code.WRONG_LOGIN
    with office.store.read() as log:
        assert len(log.accounts()) == 1


# --- logging in -------------------------------------------------------------------------------------


def test_the_right_name_and_password_open_a_session_of_its_own(office: Office) -> None:
    first, second = office.first(), office.access.log_in(NAME.lower(), PASSWORD, HERE)
    assert first.session_id != second.session_id
    assert office.holds(first)
    assert office.holds(second)


@pytest.mark.parametrize(("name", "password"), [(NAME, OTHER), ("nobody", PASSWORD), (NAME, ""), ("", "")])
def test_others_are_refused_alike(office: Office, name: str, password: str) -> None:
    office.first()
    assert refused(office, name, password) is Code.WRONG_LOGIN


def test_who_is_disabled_is_out(office: Office) -> None:
    opened = office.first()
    with office.store._engine.begin() as connection:  # noqa: SLF001 - nobody can be disabled by a route yet
        connection.exec_driver_sql("UPDATE accounts SET disabled_ms = 1")
    assert not office.holds(opened)
    assert refused(office, NAME, PASSWORD) is Code.WRONG_LOGIN
    assert first_invitation(office.store, office.clock()) is not None


def test_who_guesses_waits_even_with_the_right_password(office: Office) -> None:
    office.first()
    codes = [refused(office, NAME, OTHER, f"192.0.2.{n}") for n in range(BY_NAME.free + 1)]
    assert codes == [*[Code.WRONG_LOGIN] * BY_NAME.free, Code.TOO_MANY_LOGINS]
    assert refused(office, NAME, PASSWORD) is Code.TOO_MANY_LOGINS
    office.clock.now_ms += BY_NAME.first_ms
    assert office.holds(office.access.log_in(NAME, PASSWORD, HERE))
    assert refused(office, NAME, OTHER) is Code.WRONG_LOGIN  # counted from the begin again


def test_no_secret_is_in_the_store(office: Office, tmp_path: Path) -> None:
    opened, token = office.first(), office.invited()
    office.store.tidy()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert NAME.encode() in content
    assert [secret for secret in (opened.session_id, token, PASSWORD) if secret.encode() in content] == []
    assert opened.session_id not in repr(opened)


# --- how a session ends -----------------------------------------------------------------------------


def test_a_session_lasts_while_it_is_used_and_a_week_at_most(office: Office) -> None:
    opened, begin_ms = office.first(), office.clock.now_ms
    while office.clock.now_ms + IDLE_MS - 1 < begin_ms + LONGEST_MS:
        office.clock.now_ms += IDLE_MS - 1
        assert office.holds(opened)
    office.clock.now_ms = begin_ms + LONGEST_MS - 1
    assert office.holds(opened)
    office.clock.now_ms += 1
    assert not office.holds(opened)


def test_a_session_that_nobody_uses_ends(office: Office) -> None:
    opened = office.first()
    office.clock.now_ms += TOUCH_EVERY_MS
    assert office.holds(opened)
    office.clock.now_ms += IDLE_MS - 1
    assert office.access.peek(opened.session_id) is not None  # a look from aside is no use
    office.clock.now_ms += 1
    assert not office.holds(opened)


def test_logging_out_ends_that_session_alone(office: Office) -> None:
    one, other = office.first(), office.access.log_in(NAME, PASSWORD, HERE)
    office.access.log_out(one.session_id)
    assert (office.holds(one), office.holds(other)) == (False, True)


def test_another_password_ends_the_other_sessions(office: Office) -> None:
    one, other = office.first(), office.access.log_in(NAME, PASSWORD, HERE)
    with pytest.raises(Refused) as caught:
        office.access.change_password(one.session, OTHER, OTHER, HERE)
    assert caught.value.code is Code.WRONG_LOGIN
    with pytest.raises(Refused) as caught:
        office.access.change_password(one.session, PASSWORD, NAME, HERE)
    assert [problem.path for problem in caught.value.problems] == ["new_password"]
    assert office.holds(other)
    office.access.change_password(one.session, PASSWORD, OTHER, HERE)
    assert (office.holds(one), office.holds(other)) == (True, False)
    assert refused(office, NAME, PASSWORD) is Code.WRONG_LOGIN
    assert office.holds(office.access.log_in(NAME, OTHER, HERE))


def test_what_is_over_is_forgotten_at_the_next_login(office: Office) -> None:
    office.first()
    office.clock.now_ms += IDLE_MS + 1
    office.access.log_in(NAME, PASSWORD, HERE)
    with office.store._engine.connect() as connection:  # noqa: SLF001 - what is kept, not what is told
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM sessions").scalar_one() == 1
