"""Whether a browser says that a page of somebody else's is asking. Programs that are no browsers say nothing."""

from collections.abc import Mapping

OURS = frozenset({"same-origin", "none"})
"""Fetch Metadata: our own page, or a person by the address bar."""


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether ``headers`` (names in lower case) tell of another page than one of this very address.

    ``Sec-Fetch-Site`` counts where it is sent, which browsers do over https and on this machine; else ``Origin``,
    whose host and port must be those that are asked.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in OURS
    origin = headers.get("origin")
    if origin is None:
        return False
    place = origin.partition("://")[2]  # RFC 6454, 6.1: a scheme, a host, maybe a port, or "null"
    return not place or place.casefold() != headers.get("host", "").casefold()
