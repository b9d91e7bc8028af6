"""The messages of logging in. Version 1, as in ``api.contract``. What is secret in them shows in no text of theirs."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from api.contract import Message

MOST = 1_000
"""Beyond, it is not even looked at; what a name and a password must be is told field by field."""

NAME = "the account's name; letter case, width and surrounding blanks do not count"
NEW = "the new password, 10 to 200 characters, not the name"
Name = Annotated[str, Field(max_length=MOST, description=NAME)]
Secret = Annotated[SecretStr, Field(max_length=MOST)]


class LoginAsked(Message):
    """Somebody wants to log in."""

    name: Name
    password: Annotated[Secret, Field(description="the account's password")]


class InvitationAccepted(Message):
    """Somebody takes up an invitation."""

    token: Annotated[Secret, Field(description="what the link has as `invitation`")]
    name: Name
    password: Annotated[Secret, Field(description=NEW)]


class PasswordChange(Message):
    """Somebody wants another password."""

    password: Annotated[Secret, Field(description="the one that holds now")]
    new_password: Annotated[Secret, Field(description=NEW)]


class AccountMessage(Message):
    """An account."""

    id: Annotated[int, Field(description="its number")]
    name: Annotated[str, Field(description="its name")]
    role: Annotated[Literal["administrator"], Field(description="what it may do")]


class Me(Message):
    """Who is logged in."""

    account: Annotated[AccountMessage, Field(description="whoever asks")]
    csrf: Annotated[
        str,
        Field(repr=False, description="what every change must send back as X-OnPost-CSRF; also the cookie onpost_csrf"),
    ]
