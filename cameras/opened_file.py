"""Opening what should be a video file, and saying what it is instead."""

import os
import stat
from pathlib import Path

from cameras.errors import CameraError, NotAVideo, SourceNotFound, SourceNotReadable


def open_file(path: Path | str) -> int:
    """Open for reading, without waiting as a pipe would; ``CameraError`` unless it is a file that holds something.

    Returns the descriptor. The error does not name ``path``: whoever asked does.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _unopened(error) from error
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size:
        return descriptor
    os.close(descriptor)
    if stat.S_ISREG(found.st_mode):
        msg = "A video was wanted, but the file is empty (0 bytes). Copy or record it again."
        raise NotAVideo(msg)
    held = "a folder" if stat.S_ISDIR(found.st_mode) else "not a file"
    msg = f"A video file was wanted, but this is {held}. Name a file."
    raise SourceNotReadable(msg)


def _unopened(error: OSError | ValueError) -> CameraError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceNotFound("A video file was wanted, but nothing is there. Check the name.")
    reason = getattr(error, "strerror", None) or error
    if isinstance(error, PermissionError):
        return SourceNotReadable("A video file was wanted, but reading it is not permitted. Allow reading.")
    return SourceNotReadable(f"A video file was wanted, but it cannot be opened ({reason}). Check the name.")
