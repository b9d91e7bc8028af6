"""The port: where pictures come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from vision.datatypes import Frame


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source once it is open.

    ``size_wh`` is the size in pixels of every frame it gives. ``duration_ms`` is None where there is no
    end (a live camera) or none is stated; ``frames_per_second`` is the native rate, None where unknown.
    """

    size_wh: tuple[int, int]
    duration_ms: int | None
    frames_per_second: float | None


@dataclass(frozen=True, slots=True)
class SourceLosses:
    """What a source could not give so far.

    ``undecodable``: packets or pictures that did not decode. ``out_of_order``: pictures whose time does
    not come after the one before. ``overtaken``: pictures a live source replaced by a newer one before
    they were asked for (always 0 for a file, which waits). ``undated``: pictures that came while the
    machine's clock, having been set back, showed times that were told already (``cameras.arrival``).
    """

    undecodable: int = 0
    out_of_order: int = 0
    overtaken: int = 0
    undated: int = 0


class Source(Protocol):
    """Pictures in order of time; open once constructed, closed by ``close`` or at the end of a ``with``.

    Iterating gives ``Frame`` with strictly increasing ``at_ms``, all of ``info.size_wh``; it raises
    ``CameraError`` and ends when the pictures end. A file waits for whoever iterates; a live source
    keeps the newest picture and counts what it dropped. Constructing raises ``CameraError`` when there
    is nothing to watch.
    """

    @property
    def info(self) -> SourceInfo:
        """What is known of the source."""
        ...

    @property
    def losses(self) -> SourceLosses:
        """What could not be given so far."""
        ...

    def __iter__(self) -> Iterator[Frame]:
        """Give the frames that have not been given yet."""
        ...

    def close(self) -> None:
        """Let go of everything the source holds; closing twice does nothing more."""
        ...

    def __enter__(self) -> Self:
        """Return the open source itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
