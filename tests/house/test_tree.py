"""No file names a folder of the machine it was written on, or a package registry."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files

# Put together here so that this file does not match itself.
FOLDERS = "|".join(("wo" + "rk", "ro" + "ot", "ho" + r"me/\w+"))
HOSTS = "|".join((r"py" + r"pi\.org", "python" + "hosted", r"npm" + r"js\.(?:org|com)", r"deb" + r"\.debian"))
FOREIGN = re.compile(rf"(?<![\w.~-])/(?:{FOLDERS})/|(?:{HOSTS})", re.IGNORECASE)


def foreign_words(path: Path) -> list[str]:
    """What in a text file belongs to another place; a binary file has no words."""
    content = path.read_bytes()
    return [] if b"\0" in content[:8192] else FOREIGN.findall(content.decode(errors="replace"))


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {path: words for path in files() if (words := foreign_words(ROOT / path))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("cd /wo" + "rk/main", True),
        ("PATH=/ro" + "ot/.cargo/bin", True),
        ("see https://py" + "pi.org/project/onpost", True),
        ("files.python" + "hosted", True),
        ("../shared/eval", False),
        ("api/worker/loop.py, team/work/plan", False),
    ],
)
def test_what_counts_as_foreign(tmp_path: Path, text: str, foreign: bool) -> None:
    file = tmp_path / "file"
    file.write_text(text)
    assert bool(foreign_words(file)) is foreign


def test_the_whole_tree_is_read() -> None:
    seen = set(files())
    assert {Path("pyproject.toml"), Path("vision/datatypes.py"), Path(".ci/run"), Path("tests/house/tree.py")} <= seen
    assert not any(path.parts[0] in {".git", ".venv"} for path in seen)
