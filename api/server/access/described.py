"""What the API's description says of who may: read from the table that is enforced."""

from typing import Any

from api.server.access.cookies import CSRF_HEADER, SESSION_COOKIE
from api.server.access.rules import SAFE, TABLE, Who

SESSION, CSRF, KEY = "session", "csrf", "worker key"
SCHEMES: dict[str, Any] = {
    SESSION: {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "set by logging in"},
    CSRF: {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "the session's token, from the cookie onpost_csrf or from /me",
    },
    KEY: {"type": "http", "scheme": "bearer", "description": "the key that workers share with the API"},
}


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` (OpenAPI) with what each route wants to be shown; it is changed in place."""
    schema.setdefault("components", {})["securitySchemes"] = SCHEMES
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            operation["security"] = _wanted(method.upper(), path)
    return schema


def _wanted(method: str, path: str) -> list[dict[str, list[str]]]:
    """Alternatives, each with all that is wanted together."""
    who = TABLE.get((method, path), Who.PERSON)
    person: dict[str, list[str]] = {SESSION: []} if method in SAFE else {SESSION: [], CSRF: []}
    worker: dict[str, list[str]] = {KEY: []}
    return {Who.ANYBODY: [], Who.WORKER: [worker], Who.PERSON: [person], Who.WORKER_OR_PERSON: [worker, person]}[who]
