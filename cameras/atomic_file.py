"""Files that appear whole or not at all."""

import os
import secrets
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from cameras.errors import OutputNotWritable


class AtomicFile:
    """A file written beside its target and renamed over it when it is whole.

    Write to ``temporary`` (it exists, empty), then ``commit`` or ``discard``; as a context manager it
    commits, or discards when the block raises. A link is followed, the file it points to is replaced.
    Raises OutputNotWritable, at construction for whatever can be known before writing.
    """

    def __init__(self, path: Path | str) -> None:
        """Check that ``path`` can be written and create the temporary file beside it."""
        self.path = Path(path)
        target = _checked_target(self.path)
        self._target = target
        self.temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        self._open = True
        try:
            # Not tempfile: it makes files for their owner alone, this one gets what the user's umask says.
            os.close(os.open(self.temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
        except OSError as error:
            raise not_writable(self.path, error) from error

    def commit(self) -> None:
        """Put the file in its place, on disk before its name is."""
        if not self._open:
            return
        try:
            descriptor = os.open(self.temporary, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self.temporary.replace(self._target)
        except OSError as error:
            self.discard()
            raise not_writable(self.path, error) from error
        self._open = False

    def discard(self) -> None:
        """Remove the temporary file and leave the target as it was."""
        if self._open:
            self._open = False
            self.temporary.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or discard when the block raised."""
        if kind is None:
            self.commit()
        else:
            self.discard()


def not_writable(path: Path, error: OSError) -> OutputNotWritable:
    """Return the sentence for a system's refusal to write ``path``."""
    reason = (error.strerror or str(error)).lower()
    return OutputNotWritable(f"{path}: The output was to be written here, but it cannot be ({reason}). {_REMEDY}")


_REMEDY = "Name another place, or make this one writable and free."


def _checked_target(path: Path) -> Path:
    """Return where ``path`` leads to; OutputNotWritable where a rename would fail or destroy something."""
    try:
        target = path.resolve()
        if target.is_symlink():
            msg = f"{path}: The output was to be written here, but the links here lead in a circle. Name a file."
            raise OutputNotWritable(msg)
        if not target.parent.is_dir():
            msg = f"{path}: The output was to be written here, but its folder does not exist. Make the folder first."
            raise OutputNotWritable(msg)
        mode = target.stat().st_mode if target.exists() else stat.S_IFREG
        writable = not target.exists() or os.access(target, os.W_OK)
    except (OSError, RuntimeError, ValueError) as error:
        raise not_writable(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    if not stat.S_ISREG(mode):
        held = "a folder" if stat.S_ISDIR(mode) else "not a file"
        msg = f"{path}: The output was to be written here, but this is {held}. Name a file."
        raise OutputNotWritable(msg)
    if not writable:
        raise not_writable(path, PermissionError(13, "permission denied"))
    return target
