"""The temporary folders of demos: one for each, and those that a killed one has left are removed by the next."""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from api.supervisor.folder import LOCK_FILE

PREFIX = "onpost-demo-"
UNLOCKED_S = 3600.0
"""One without a lock may be of a demo that begins at this moment."""


def remove_left_behind(parent: Path | None = None, now_s: float | None = None) -> list[Path]:
    """Remove our own demos' folders in ``parent`` (the system's) that no process holds; those that are gone now."""
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    now_s = time.time() if now_s is None else now_s
    with contextlib.suppress(OSError):
        return [folder for folder in sorted(parent.glob(f"{PREFIX}*")) if _remove(folder, now_s)]
    return []


def _remove(folder: Path, now_s: float) -> bool:
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            return False
        lock = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        if now_s - folder.lstat().st_mtime < UNLOCKED_S:
            return False
        shutil.rmtree(folder, ignore_errors=True)
        return True
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # somebody holds it
        return False
    finally:
        os.close(lock)
    return True
