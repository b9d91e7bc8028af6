"""Taking credentials out of text before a person, a log or a response sees it."""

import re

HIDDEN = "***"

# Greedy up to the last @ of a word: a password may itself hold @, / or :, and hiding too much is the safe side.
_USER_INFO = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)[^\s'\"<>]*@")
_SECRET_ARGUMENT = re.compile(
    r"(?P<name>[?&;/](?:user|username|usr|password|passwd|pass|pwd|token|access_token|auth|key|apikey|api_key|secret)=)"
    r"[^&;#\s'\"<>]*",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """Return ``text`` with the user, password and secret arguments of every address in it replaced by ``***``.

    ``rtsp://admin:12@34@10.0.0.1/ch1?token=x`` becomes ``rtsp://***@10.0.0.1/ch1?token=***``.
    """
    hidden = _USER_INFO.sub(rf"\g<scheme>{HIDDEN}@", text)
    return _SECRET_ARGUMENT.sub(rf"\g<name>{HIDDEN}", hidden)
