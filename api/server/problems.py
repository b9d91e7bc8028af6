"""Why something is refused: a stable code, the HTTP status and the remedy of each, in one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from api import site_problems
from api.contract import FieldProblem, Problem, ProblemBody


class Code(StrEnum):
    """The stable words for what can go wrong."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNAUTHORISED = "unauthorised"
    UNREGISTERED = "unregistered"
    FENCED = "fenced"
    GAP = "gap"
    UNKNOWN_VIEW = "unknown_view"
    TOO_LONG = "too_long"
    FUTURE = "future"
    OVERLAP = "overlap"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"
    GONE = "gone"
    NOT_ALLOWED = "not_allowed"
    WRONG_SITE = "wrong_site"
    WRONG_ZONES = "wrong_zones"
    WRONG_ENTRY = "wrong_entry"
    EDITED = "edited"
    SAME_PERSON = "same_person"
    CHANGED = "changed"
    BUSY = "busy"
    NOT_LOGGED_IN = "not_logged_in"
    WRONG_LOGIN = "wrong_login"
    TOO_MANY_LOGINS = "too_many_logins"
    WRONG_INVITATION = "wrong_invitation"
    WRONG_ACCOUNT = "wrong_account"
    FORGED = "forged"
    STORE_UNAVAILABLE = "store_unavailable"
    NOT_READY = "not_ready"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Kind:
    """What all problems of one code share; ``headers`` go with the answer."""

    status: int
    remedy: str | None
    headers: Mapping[str, str] = field(default_factory=dict)


KINDS = {
    Code.MALFORMED: Kind(422, "send what the description at /api/v1/openapi.json says"),
    Code.TOO_LARGE: Kind(413, "send less at a time"),
    Code.UNAUTHORISED: Kind(
        401, "give the worker the key that the API was started with", {"WWW-Authenticate": "Bearer"}
    ),
    Code.UNREGISTERED: Kind(409, "register, then send again under the new epoch"),
    Code.FENCED: Kind(409, "stop, or register: another process has registered under this name since"),
    Code.GAP: Kind(409, "register, then send again what has not been acknowledged"),
    Code.UNKNOWN_VIEW: Kind(422, "use the views of the site, and register those that are reported on"),
    Code.TOO_LONG: Kind(422, "cut the span"),
    Code.FUTURE: Kind(422, "set the clock of this machine"),
    Code.OVERLAP: Kind(422, "leave the span out: that time has been told of"),
    Code.DIFFERS: Kind(409, "keep the first one: what a moment showed does not change"),
    Code.NOT_FOUND: Kind(404, "check the address"),
    Code.GONE: Kind(410, None),
    Code.NOT_ALLOWED: Kind(405, "use another method"),
    Code.WRONG_SITE: Kind(422, "correct what the problems name and send it again"),
    Code.WRONG_ZONES: Kind(422, "correct what the problems name and send it again"),
    Code.WRONG_ENTRY: Kind(422, "correct what the problems name and send it again"),
    Code.EDITED: Kind(409, "read the entry again and edit its last revision, once it is no proposal any more"),
    Code.SAME_PERSON: Kind(403, "let another person confirm it"),
    Code.CHANGED: Kind(412, "read the site again, make the change there and send it under that version"),
    Code.BUSY: Kind(429, "wait until one of those that run has ended"),
    Code.NOT_LOGGED_IN: Kind(401, "log in", {"WWW-Authenticate": "Cookie"}),
    Code.WRONG_LOGIN: Kind(403, "check both; where they are forgotten, onpost user invite prints a new link"),
    Code.TOO_MANY_LOGINS: Kind(429, "wait so long, then try again"),
    Code.WRONG_INVITATION: Kind(
        403, "have a new link printed by onpost user invite: one works once, for a day, until the next one is made"
    ),
    Code.WRONG_ACCOUNT: Kind(422, "correct what the problems name and send it again"),
    Code.FORGED: Kind(403, "send the cookie onpost_csrf back as the header X-OnPost-CSRF, from a page of this address"),
    Code.STORE_UNAVAILABLE: Kind(503, "send again later; nothing that was acknowledged is lost"),
    Code.NOT_READY: Kind(503, "ask again later"),
    Code.INTERNAL: Kind(500, "look into the log of the API"),
}


class Refused(Exception):  # noqa: N818 - a refusal is no error of ours
    """What came cannot be taken: ``message`` says what was wanted and what came, ``problems`` where it is wrong."""

    def __init__(self, code: Code, message: str, problems: Sequence[FieldProblem] = ()) -> None:
        """Keep the reason."""
        super().__init__(message)
        self.code, self.message, self.kind, self.problems = code, message, KINDS[code], tuple(problems)

    def problem(self) -> Problem:
        """As it is sent."""
        body = ProblemBody(
            code=self.code, message=self.message, remedy=self.kind.remedy, problems=self.problems or None
        )
        return Problem(error=body)


def told(problem: site_problems.Problem, path: str) -> FieldProblem:
    """``problem`` as the API tells it of ``path``: in the words of ``onpost check``."""
    message = f"wanted {problem.wanted}, got {problem.came}; {problem.remedy}"
    return FieldProblem(path=path, message=message, code=problem.code, zh=problem.zh)
