"""Pictures as files, each written whole or not at all, with a row that says what it must hold.

A row is there only when its file is on disk; where the file has gone since, retention has deleted it.
"""

import hashlib
import os
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from api.server.intake import Clock, check_future
from api.server.problems import Code, Refused
from api.server.reading import Picture
from api.server.store import Store, StoreError
from cameras.atomic_file import AtomicFile
from cameras.errors import OutputNotWritable

MOST_BYTES = 2_000_000
"""A picture of 1080p at JPEG's usual quality has a quarter of it."""
BEGIN, END = b"\xff\xd8\xff", b"\xff\xd9"
"""JPEG's first bytes (a marker follows at once) and its last."""


class Album:
    """The pictures of one store, in ``folder``; any number of threads may ask."""

    def __init__(self, store: Store, folder: Path, clock: Clock) -> None:
        """Touch nothing yet."""
        self._store, self._folder, self._clock, self._lock = store, folder, clock, Lock()

    def path(self, view: str, at_ms: int) -> Path:
        """Where the picture of ``view`` at ``at_ms`` (ms UTC) lies."""
        return picture_path(self._folder, view, at_ms)

    def put(self, view: str, at_ms: int, jpeg: bytes) -> Picture:
        """Keep a picture; on disk when this returns. The same again is kept already. Raises Refused and StoreError."""
        check_picture(jpeg)
        check_future(at_ms, self._clock())
        picture = Picture(view, at_ms, hashlib.sha256(jpeg).hexdigest(), len(jpeg))
        with self._lock:
            known = self._known(view, at_ms)
            if known is None:
                self._write(self.path(view, at_ms), jpeg)
                with self._store.write() as log:
                    log.add_picture(picture, self._clock())
            elif known != picture:
                raise Refused(Code.DIFFERS, f"the picture of {at_ms} that was sent before was wanted, got another one")
        return picture

    def get(self, view: str, at_ms: int) -> bytes:
        """The JPEG. Raises Refused where there is none, or none any more, and StoreError."""
        if self._known(view, at_ms) is None:
            raise Refused(Code.NOT_FOUND, f'a picture that was sent was wanted, got "{view}" at {at_ms}')
        path = self.path(view, at_ms)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            msg = f'the picture of "{view}" at {at_ms} was wanted, but its time to be kept is over'
            raise Refused(Code.GONE, msg) from error
        except OSError as error:
            raise _store_error(path, error.strerror or type(error).__name__) from error

    def _known(self, view: str, at_ms: int) -> Picture | None:
        with self._store.read() as log:
            return log.picture(view, at_ms)

    def _write(self, path: Path, jpeg: bytes) -> None:
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            with AtomicFile(path) as file:
                file.temporary.write_bytes(jpeg)
            _sync(path.parent)  # its name too is to survive a power cut
        except OutputNotWritable as error:
            raise _store_error(path, str(error)) from error
        except OSError as error:
            raise _store_error(path, error.strerror or type(error).__name__) from error


def picture_path(folder: Path, view: str, at_ms: int) -> Path:
    """Where the picture of ``view`` at ``at_ms`` (ms UTC) lies below the pictures' ``folder``."""
    return folder / quote(view, safe="@") / f"{at_ms}.jpg"


def check_picture(jpeg: bytes) -> None:
    """Raises Refused for what is no whole JPEG by its first and last bytes, or is too large."""
    if len(jpeg) > MOST_BYTES:
        raise Refused(Code.TOO_LARGE, f"a picture of at most {MOST_BYTES} bytes was wanted, got more")
    if not (jpeg.startswith(BEGIN) and jpeg.endswith(END)):
        raise Refused(Code.MALFORMED, f"a whole JPEG was wanted, got {len(jpeg)} bytes of something else")


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _store_error(path: Path, reason: str) -> StoreError:
    return StoreError(f"{path.parent}: a folder for pictures was wanted, got: {reason}; check disk and rights")
