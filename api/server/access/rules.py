"""Who may ask what: the one table. What is not in it is for people who are logged in."""

from enum import Enum, auto

from starlette.routing import compile_path

from api.contract import PREFIX

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""


class Who(Enum):
    """Whom a route is open to."""

    ANYBODY = auto()
    WORKER = auto()
    """Whoever shows the workers' key, where the API has one."""
    PERSON = auto()
    """Whoever is logged in."""
    WORKER_OR_PERSON = auto()


TABLE: dict[tuple[str, str], Who] = {
    ("GET", "/healthz"): Who.ANYBODY,
    ("POST", f"{PREFIX}/login"): Who.ANYBODY,
    ("POST", f"{PREFIX}/invitations/accept"): Who.ANYBODY,
    ("GET", "/readyz"): Who.WORKER_OR_PERSON,
    ("GET", "/metrics"): Who.WORKER_OR_PERSON,
    ("GET", f"{PREFIX}/openapi.json"): Who.WORKER_OR_PERSON,
    ("POST", f"{PREFIX}/workers"): Who.WORKER,
    ("POST", f"{PREFIX}/batches"): Who.WORKER,
    ("GET", f"{PREFIX}/workers/me/commands"): Who.WORKER,
    ("PUT", f"{PREFIX}/workers/me/status"): Who.WORKER,
    ("PUT", f"{PREFIX}/counters/{{counter}}/sign"): Who.WORKER_OR_PERSON,
    ("POST", f"{PREFIX}/drills"): Who.WORKER_OR_PERSON,
    ("PUT", f"{PREFIX}/views/{{view}}/pictures/{{at_ms}}"): Who.WORKER,
    ("PUT", f"{PREFIX}/cameras/{{camera}}/live/{{at_ms}}"): Who.WORKER,
    ("PUT", f"{PREFIX}/cameras/{{camera}}/look"): Who.WORKER,
    ("PUT", f"{PREFIX}/probes/{{probe}}"): Who.WORKER,
    ("PUT", f"{PREFIX}/probes/{{probe}}/picture"): Who.WORKER,
}

_COMPILED = [(method, compile_path(path)[0], who) for (method, path), who in TABLE.items()]


def who_may(method: str, path: str) -> Who | None:
    """Who may use ``method`` at ``path`` by the table; None where it is not in it."""
    asked = "GET" if method == "HEAD" else method
    found = (who for listed, pattern, who in _COMPILED if listed == asked and pattern.match(path))
    return next(found, None)
