"""The folder that keeps everything: made, tried and held by the supervisor before anything is started in it."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.errors import InputError

KEY_FILE = "worker.key"
LOCK_FILE = "serve.lock"
KEY_BYTES = 32
OTHERS = 0o077
"""What everybody else may not do with what lies there: it holds camera passwords and pictures of people."""


@contextmanager
def data_folder(data: Path) -> Iterator[str]:
    """Hold ``data`` for one supervisor while the block runs; gives the workers' key, which is made once.

    The folder is made for its owner alone where there is none. Raises InputError where it cannot be, cannot be
    written, or is held by another supervisor.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(data, error) from error
    try:
        _hold(lock, data)
        yield _key(data)
    finally:
        os.close(lock)


def for_nobody_else() -> None:
    """Whatever this process makes from now on is its owner's alone, also in a folder that others may read."""
    os.umask(OTHERS)


def _hold(lock: int, data: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        msg = f"{data}: a folder of its own was wanted, got one that another onpost serve uses; end that one, or "
        raise InputError(msg + "name another with --data") from error


def _key(data: Path) -> str:
    path = data / KEY_FILE
    try:
        if not path.exists():
            _write_key(path)
        return read_key(path)
    except OSError as error:
        raise _unusable(data, error) from error


def _write_key(path: Path) -> None:
    """The key appears whole or not at all: half a key would be one that is easily guessed."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 - a mode from its first moment on
        file.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def read_key(path: Path) -> str:
    """The key in ``path``. Raises InputError where it is none and OSError where it cannot be read."""
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if not key or not key.isprintable() or " " in key:
        msg = f"{path}: a worker's key was wanted, got none; copy it from the data folder of onpost serve, or delete it"
        raise InputError(msg + " there to have a new one made")
    return key


def _unusable(data: Path, error: OSError) -> InputError:
    return InputError(
        f"{data}: a folder for data was wanted, got: {error.strerror or error}; make it writable, free some space, "
        "or name another with --data"
    )
