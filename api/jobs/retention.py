"""Which files are kept: none beyond an age, none beyond so many bytes, the oldest going first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

GB = 1_000_000_000
DAY_S = 86_400

STILL_WRITTEN_S = 60
"""A file that was written so lately may be in somebody's hand."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long files are kept, and how much of them."""

    age_s: int
    most_bytes: int


TRACE = Retention(3 * DAY_S, 2 * GB)
"""For a second opinion on what was seen lately, not for the record."""

PICTURES = Retention(30 * DAY_S, 5 * GB)
"""What a reviewer looks at: personal data, so no longer than a month."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its name below the folders, when it was written (seconds UTC) and its size."""

    name: str
    written_s: float
    size_bytes: int


def superfluous_files(
    found: Iterable[Found], retention: Retention, now_s: float, *, by_age: bool = True
) -> list[Found]:
    """Those of ``found`` that may go, the oldest first; one that may still be written to stays.

    ``by_age`` False: only for their bytes, as the clock is not to be believed.
    """
    newest_first = sorted(found, key=lambda file: (file.written_s, file.name), reverse=True)
    gone, total_bytes = [], 0
    for file in newest_first:
        total_bytes += file.size_bytes
        too_old = by_age and now_s - file.written_s > retention.age_s
        too_much = total_bytes > retention.most_bytes
        if (too_much or too_old) and now_s - file.written_s >= STILL_WRITTEN_S:
            gone.append(file)
    return gone[::-1]
