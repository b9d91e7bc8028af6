"""The list of routes and the list of errors in docs/api.md are the API's own."""

import re
from pathlib import Path

from api.server.app import create_app
from api.server.problems import KINDS
from tests.api.builders import ROOT
from tests.api.server.builders import hall_in

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_route_is_documented(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    paths = create_app(hall.parts).openapi()["paths"]
    hall.parts.close()
    known = {(method.upper(), path) for path, item in paths.items() for method in item}
    assert set(re.findall(r"^\| `(GET|POST|PUT) (\S+)` \|", TEXT, re.MULTILINE)) == known


def test_every_error_is_documented_with_its_status() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+) \|", TEXT, re.MULTILINE)
    assert {code: int(status) for code, status in told} == {code.value: kind.status for code, kind in KINDS.items()}
