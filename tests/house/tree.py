"""The repository as a set of files: what would be committed, read without asking git."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("vision", "models", "cameras", "api")


def pyproject() -> dict[str, Any]:
    """The project file as nested tables."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def files(under: Path = ROOT) -> Iterator[Path]:
    """Every file below ``under`` that .gitignore does not exclude, relative to the root."""
    ignored = GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())
    for folder, names, leaves in os.walk(under):
        here = Path(folder).relative_to(ROOT)
        names[:] = [n for n in names if n != ".git" and not ignored.match_file(f"{(here / n).as_posix()}/")]
        yield from (here / leaf for leaf in leaves if not ignored.match_file((here / leaf).as_posix()))
