"""The API's description for the page's types: ``python -m api.server.page_schema FILE`` writes it.

The description does not depend on what the API serves, so an empty data folder does.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.server.app import create_app
from api.server.parts import open_parts
from api.site_file import parse_site

SITE = """\
version: 1
halls:
  - {id: hall, name: hall, time_zone: UTC, counters: []}
cameras: []
"""


def description() -> dict[str, Any]:
    """The API's OpenAPI description."""
    with TemporaryDirectory() as folder:
        parts = open_parts(Path(folder), parse_site(SITE, "no site").site, lambda: 0)
        try:
            return create_app(parts).openapi()
        finally:
            parts.close()


def text() -> str:
    """The description as it is kept in ``api/web/openapi.json``."""
    return json.dumps(description(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
