"""Where the measuring data lies; it is never part of the product."""

import os
from pathlib import Path


def shared(name: str) -> Path:
    """The file or folder ``name`` of the measuring data. Fails where it is missing: expected data is not skipped."""
    root = Path(os.environ.get("ONPOST_SHARED", Path(__file__).parents[1] / ".." / "shared"))
    path = (root / name).resolve()
    if not path.exists():
        msg = f"{name} was wanted in the measuring data, none is at {root}: set ONPOST_SHARED to its folder"
        raise FileNotFoundError(msg)
    return path
