"""The coverage ledger: where a counter's time went, second by second, so that what was not seen is stated.

It is read from a counter's changes, which are rewritten wherever it is judged anew: what comes late or is corrected
is in it by itself.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from vision.datatypes import BlindReason, Presence
from vision.fold import Change
from vision.rules.timeline import Interval


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of a period, by what is known of them: these kinds add up to all of it.

    ``present_ms`` and ``absent_ms`` were watched, in service. ``blind_ms``: in service and not to be judged, by reason.
    ``private_ms``: nothing was looked at because the time was private. ``unscheduled_ms``: out of service.
    ``unrecorded_ms``: before the counter was watched, or not judged yet.
    """

    present_ms: int = 0
    absent_ms: int = 0
    blind_ms: Mapping[BlindReason, int] = field(default_factory=dict)
    private_ms: int = 0
    unscheduled_ms: int = 0
    unrecorded_ms: int = 0

    @property
    def watched_ms(self) -> int:
        """In service, and somebody or nobody was seen to be there."""
        return self.present_ms + self.absent_ms

    @property
    def in_service_ms(self) -> int:
        """In service, watched or blind; private time is not."""
        return self.watched_ms + sum(self.blind_ms.values())

    @property
    def coverage(self) -> float | None:
        """The share of service time that was watched, 0..1; None where there was none."""
        return self.watched_ms / self.in_service_ms if self.in_service_ms else None

    @property
    def total_ms(self) -> int:
        """All of it."""
        return self.in_service_ms + self.private_ms + self.unscheduled_ms + self.unrecorded_ms


def spent(changes: Sequence[Change], period: Interval, known: Interval, private: Sequence[Interval] = ()) -> Spent:
    """Where the ``period`` of a counter went, by its ``changes`` in order (the first may be before it).

    ``known``: from when until when it was judged; beyond that nothing is recorded. ``private``: sorted, disjoint. All
    ``[from_ms, to_ms)`` in ms UTC.
    """
    start_ms, end_ms = max(period[0], known[0]), min(period[1], known[1])
    sums, blind = dict.fromkeys(("present", "absent", "private", "unscheduled"), 0), dict[BlindReason, int]()
    for from_ms, to_ms, change in _courses(changes, start_ms, end_ms):
        lasts_ms, reason = to_ms - from_ms, change.blind_reason
        if change.state is Presence.UNSCHEDULED:
            hidden_ms = sum(max(0, min(to_ms, end) - max(from_ms, start)) for start, end in private)
            sums["private"] += hidden_ms
            sums["unscheduled"] += lasts_ms - hidden_ms
        elif reason is BlindReason.PRIVATE:
            sums["private"] += lasts_ms
        elif reason is not None:
            blind[reason] = blind.get(reason, 0) + lasts_ms
        else:
            sums["present" if change.state is Presence.PRESENT else "absent"] += lasts_ms
    booked_ms = sum(sums.values()) + sum(blind.values())
    return Spent(
        sums["present"],
        sums["absent"],
        blind,
        sums["private"],
        sums["unscheduled"],
        period[1] - period[0] - booked_ms,
    )


def _courses(changes: Sequence[Change], start_ms: int, end_ms: int) -> Iterator[tuple[int, int, Change]]:
    """How long each of ``changes`` held within ``[start_ms, end_ms)``; nothing where that is empty."""
    number = max(0, bisect_right(changes, start_ms, key=attrgetter("at_ms")) - 1)
    while number < len(changes) and changes[number].at_ms < end_ms:
        until_ms = changes[number + 1].at_ms if number + 1 < len(changes) else end_ms
        from_ms, to_ms = max(changes[number].at_ms, start_ms), min(until_ms, end_ms)
        if from_ms < to_ms:
            yield from_ms, to_ms, changes[number]
        number += 1
