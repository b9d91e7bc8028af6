"""Whether a browser says that another page is asking."""

import pytest

from api.server.access.origin import is_foreign


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://hall:8080", "host": "hall:8080"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://hall", "host": "inside:8080"}, False),
        ({"origin": "http://hall:8080", "host": "hall:8080"}, False),
        ({"origin": "http://Hall:8080", "host": "hall:8080"}, False),
        ({"origin": "https://hall", "host": "hall"}, False),
        ({"origin": "http://hall:8081", "host": "hall:8080"}, True),
        ({"origin": "http://other", "host": "hall:8080"}, True),
        ({"origin": "null", "host": "hall:8080"}, True),
        ({"origin": "http://hall:8080"}, True),
        ({"origin": "http://[", "host": "hall"}, True),
    ],
)
def test_what_a_browser_says(headers: dict[str, str], *, foreign: bool) -> None:
    assert is_foreign(headers) is foreign
