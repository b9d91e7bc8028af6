"""The files of retention: found and removed below their folders, without following a link. The dull part."""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.jobs.retention import PICTURES, TRACE, Found, Retention

LEFT_OVER = (".unreadable", ".part")
FOLDERS: tuple[tuple[str, tuple[str, ...], Retention], ...] = (
    ("worker/*/trace", (), TRACE),
    ("worker/*/pictures", LEFT_OVER, PICTURES),
    ("pictures", (), PICTURES),
)
"""Which folders below the data folder, a star standing for any one folder, hold what is kept for how long.

Only files that end so where endings are named: the others wait to be sent.
"""


def folders(data: Path, pattern: str) -> list[Path]:
    """The folders that ``pattern`` names below ``data``; none of them is reached by a link."""
    found = [data]
    for part in pattern.split("/"):
        found = [folder for parent in found for folder in _below(parent, part)]
    return found


def _below(parent: Path, part: str) -> list[Path]:
    names = sorted(os.listdir(parent)) if part == "*" else [part]  # noqa: PTH208 - names, not paths
    return [parent / name for name in names if _is_folder(parent / name)]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def found_in(places: Sequence[Path], endings: tuple[str, ...] = ()) -> dict[str, Found]:
    """Every plain file below ``places`` that ends so (none named: every one), by its whole name."""
    files = (file for place in places for file in _files(place))
    return {file.name: file for file in files if not endings or file.name.endswith(endings)}


def _files(place: Path) -> Iterator[Found]:
    for folder, _, names, descriptor in os.fwalk(place, follow_symlinks=False):
        for name in names:
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            except OSError:  # it has gone in the meantime
                continue
            if stat.S_ISREG(status.st_mode):
                yield Found(os.path.join(folder, name), status.st_mtime, status.st_size)  # noqa: PTH118 - a name


def remove(places: Sequence[Path], gone: Sequence[Found]) -> tuple[int, int]:
    """Remove ``gone`` from below ``places``; how many files and bytes went. Raises OSError at the first that stays.

    The folders are walked again by their descriptors: a folder that became a link since is not entered.
    """
    wanted = {file.name: file for file in gone}
    count = size_bytes = 0
    for place in places:
        for folder, _, names, descriptor in os.fwalk(place, follow_symlinks=False):
            for name in names:
                file = wanted.get(os.path.join(folder, name))  # noqa: PTH118 - a name
                if file is not None:
                    os.unlink(name, dir_fd=descriptor)
                    count, size_bytes = count + 1, size_bytes + file.size_bytes
    return count, size_bytes


def remove_empty(places: Sequence[Path], before_s: float) -> None:
    """Remove the empty folders below ``places`` in which nothing changed since ``before_s`` (s UTC)."""
    for place in places:
        for _, names, _, descriptor in os.fwalk(place, topdown=False, follow_symlinks=False):
            for name in names:
                with contextlib.suppress(OSError):  # it is not empty, is a link, or has gone
                    if os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mtime < before_s:
                        os.rmdir(name, dir_fd=descriptor)
