"""The two cookies of a session: its id, which no script can read, and the token that our page sends back."""

from typing import Any

from starlette.responses import Response

from api.server.access.sessions import LONGEST_MS, csrf_token

SESSION_COOKIE, CSRF_COOKIE = "onpost_session", "onpost_csrf"
CSRF_HEADER = "X-OnPost-CSRF"


def set_cookies(response: Response, session_id: str, *, secure: bool) -> None:
    """Have the browser keep them; ``secure``: and send them over https alone."""
    kept: dict[str, Any] = {"max_age": LONGEST_MS // 1000, "path": "/", "samesite": "strict", "secure": secure}
    response.set_cookie(SESSION_COOKIE, session_id, httponly=True, **kept)
    response.set_cookie(CSRF_COOKIE, csrf_token(session_id), **kept)


def drop_cookies(response: Response) -> None:
    """Have the browser forget them."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    response.delete_cookie(CSRF_COOKIE, samesite="strict")
