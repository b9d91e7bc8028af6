"""When a counter that is to cover another one is not staffed itself."""

from collections.abc import Sequence

from vision.datatypes import Presence
from vision.fold import Change
from vision.rules.timeline import Interval

AWAY = frozenset({Presence.ABSENT, Presence.UNSCHEDULED})
FOREVER_MS = 2**62


def away(changes: Sequence[Change]) -> tuple[Interval, ...]:
    """When a counter with these ``changes``, in order, was unstaffed or out of service, the last state going on."""
    ends_ms = (*(change.at_ms for change in changes[1:]), FOREVER_MS)
    joined: list[Interval] = []
    for change, end_ms in zip(changes, ends_ms, strict=False):  # one end too many where there is no change
        if change.state not in AWAY:
            continue
        if joined and joined[-1][1] == change.at_ms:
            joined[-1] = joined[-1][0], end_ms
        else:
            joined.append((change.at_ms, end_ms))
    return tuple(joined)
